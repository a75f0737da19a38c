import assert from 'node:assert/strict';
import { test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { openQuestions } from '../../src/store/open-questions.ts';
import { one, openTellHouse } from '../flows/tell-house.ts';

test('open questions come oldest first, each with its own votes in their order', async () => {
  await using house = await openTellHouse();
  const first = await house.ask(one('ada'), [{ person: 'ben' }, { person: 'ada', verdict: 'reject' }]);
  const second = await house.ask(one('ada'), [{ person: 'dana' }]);
  const asked = await openQuestions(house.db.read);
  assert.deepEqual(
    asked.map(({ run, question }) => [run.id, question.votes.map(({ person }) => person)]),
    [
      [first, ['ben', 'ada']],
      [second, ['dana']],
    ],
  );
});

test('neither the runs nor the votes of all times are read for them', async () => {
  await using house = await openTellHouse();
  await house.ask(one('ada'), [{ person: 'ada' }]);
  house.statements.length = 0;
  await openQuestions(house.db.read);
  const asked = house.statements.filter((sql) => sql.startsWith('select'));
  assert.equal(asked.length, 2);
  const native = new Sqlite(house.file, { readonly: true });
  for (const sql of asked) {
    const nothing = Array.from({ length: sql.split('?').length - 1 }, () => null);
    const plan = native.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...nothing);
    const scans = plan.map(({ detail }) => detail).filter((detail) => detail.startsWith('SCAN'));
    assert.equal(scans.length, 1, sql);
    assert.match(scans[0] ?? '', / approvals .*INDEX approvals_open$/, sql);
  }
  native.close();
});
