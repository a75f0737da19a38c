import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openProduct } from '../store/product.ts';
import { shopDirectory, type as typed } from './hold-arena.ts';

const SHOP = shopDirectory(['prod', 'staging']);

test('whoever has taken a wait back is not told that it is free; others are', async (t) => {
  const db = await openProduct();
  t.after(() => db.close());
  const says = (person: string, text: string): Promise<string> => typed(db, SHOP, person, text);
  assert.equal(await says('ben', 'unwait shop prod'), 'unwait.none');
  await says('ada', 'lock shop prod because of a look');
  await says('ada', 'lock shop staging because of a look');
  assert.equal(await says('ben', 'unwait shop prod'), 'unwait.none');
  for (const place of ['prod', 'staging'])
    assert.equal(await says('ben', `wait shop ${place}`), 'wait.noted');
  assert.equal(await says('ben', 'wait shop prod off'), 'unwait.done');
  assert.equal(await says('ben', 'unwait shop prod'), 'unwait.none');
  for (const place of ['prod', 'staging'])
    assert.equal(await says('ada', `unlock shop ${place}`), 'unlock.done');
  const told = (await db.read.select().from(db.schema.notices)).map(({ subject }) =>
    subject.kind === 'told' ? subject.says.map(({ code, data }) => [code, data['environment']]) : [],
  );
  assert.deepEqual(told, [[['lock.free', 'staging']]]);
});
