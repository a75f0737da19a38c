import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { delegate } from '../../src/flows/delegate.ts';
import { silentLog } from '../../src/log.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import type { HostileEngine } from '../fakes/hostile-engine.ts';
import { temporaryFolder } from '../store/sqlite.ts';
import { until } from '../until.ts';
import {
  approveOf,
  cardsOf,
  click,
  command,
  eventOf,
  type House,
  openHostile,
  openHouse,
  perform,
} from './harness.ts';

let hostile: HostileEngine;
let house: House;

beforeEach(async () => {
  hostile = openHostile();
  house = await openHouse([hostile.engine]);
});

afterEach(() => house.close());

async function openGate() {
  await command(house, 'ada', '/deploy shop prod tag=v2');
  const shown = await until('an open gate', () => cardsOf(house.chat).find((one) => approveOf(one.card)));
  const approve = approveOf(shown.card);
  assert.ok(approve);
  return approve;
}

const refusals = async () =>
  (await house.db.read.select().from(house.db.schema.audit)).filter(
    ({ action }) => action === 'approval.refused-vote',
  );

test('whoever has nothing to say to a run learns nothing of its questions, and the try is in the audit', async () => {
  await openGate();
  const words = [
    'approve 1',
    'reject 1 because no',
    'revoke 1',
    'break-glass 1 because fire',
    'approve 1 go',
  ];
  for (const text of words) {
    const said = await command(house, 'dana', `/flow ${text}`);
    assert.match(said, /You may not see run #1/, text);
    assert.doesNotMatch(said, /go”|Ben|Chen/, text);
  }
  assert.deepEqual(
    (await refusals()).map(({ actor, run }) => [actor, run]),
    words.map(() => ['dana', 1]),
  );
});

test('an old button says no more than a new one to whoever may not decide', async () => {
  const approve = await openGate();
  assert.match(await click(house, 'dana', { ...approve, attempt: 'another' }), /You may not decide/);
  assert.match(await click(house, 'ben', { ...approve, attempt: 'another' }), /earlier attempt/);
  assert.equal((await refusals()).length, 1);
});

test('a wrong name of an app or environment lists only those that the person may deploy to', async () => {
  assert.match(await command(house, 'ada', '/deploy ship prod'), /shop/);
  assert.doesNotMatch(await command(house, 'dana', '/deploy ship prod'), /shop/);
  assert.doesNotMatch(await command(house, 'dana', '/deploy shop prd'), /prod|closed/);
});

test('a typed vote that arrives late decides nothing that was asked after it was written', async () => {
  await openGate();
  const deed = { kind: 'command', name: 'flow', text: 'approve 1' } as const;
  const late = eventOf('ben', deed);
  const { reply } = await perform(house, { ...late, at: late.at - 60_000 });
  assert.match(reply.kind === 'text' ? reply.text : '', /asked its question after you wrote that/);
  assert.equal(hostile.truth.settled.length, 0);
  assert.match(await command(house, 'ben', '/flow approve 1'), /You approved/);
});

test('nothing that the policy does not ask for becomes an input of steps', async () => {
  const { approval, attempt } = await openGate();
  assert.match(await command(house, 'ben', '/flow approve 1 __proto__=x'), /Nothing called “__proto__”/);
  assert.match(await command(house, 'ben', '/flow approve 1 constructor=x'), /Nothing called “constructor”/);
  const values = { evil: 'x', constructor: 'x', ...JSON.parse('{"__proto__":"x"}') } as Record<
    string,
    string
  >;
  await perform(house, eventOf('ben', { kind: 'form', approval, attempt, verdict: 'approve', values }));
  await until('the decision', () => hostile.truth.settled.length === 1);
  const [decision] = await house.db.read.select().from(house.db.schema.decisions);
  assert.deepEqual(decision?.fields, {});
  const calls = await house.db.read.select().from(house.db.schema.engineCalls);
  const [payload] = calls.flatMap(({ payload }) => (payload.kind === 'decide' ? payload : []));
  assert.deepEqual(payload?.answers, {});
});

test('of two people with the same name none gets a right by it', async () => {
  const { folder, remove } = await temporaryFolder();
  const db = openSqlite(defineSchema, { file: `${folder}/test.db`, clock: systemClock, log: silentLog });
  await db.migrate();
  const people = ['sam-a', 'sam-b', 'ada'].map((id) => {
    return { id, name: id === 'ada' ? 'Ada' : 'Sam', language: 'en' as const, accounts: {} };
  });
  const directory = createDirectory({ language: 'en', people, apps: [], platforms: [] });
  const ada = directory.person('ada');
  assert.ok(ada);
  const hand = (to: string) =>
    db.tx((tx) => {
      const nothing = { engines: new Map(), platforms: new Map(), audit: [] };
      const context = { tx, now: 1000, directory, ...nothing };
      return delegate(context, ada, { kind: 'delegate', to, duration: '3d' }, 1000);
    });
  const codeOf = async (to: string): Promise<string> => {
    const answer = await hand(to);
    return answer.kind === 'say' ? answer.code : answer.kind;
  };
  assert.equal(await codeOf('Sam'), 'delegate.which');
  assert.equal((await db.read.select().from(db.schema.delegations)).length, 0);
  assert.equal(await codeOf('sam-b'), 'delegate.done');
  await db.close();
  await remove();
});
