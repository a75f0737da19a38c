import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from '../../src/engines/engine.ts';
import { UpstreamError } from '../../src/errors.ts';
import { FIRST_READING_MS } from '../../src/intake/first-reading.ts';
import { GRACE_MS } from '../../src/intake/roster-memory.ts';
import { storeEvent } from '../../src/store/inbox.ts';
import { until } from '../until.ts';
import { eventOf, noticesOf, perform, ROOM } from './harness.ts';
import { openUnreadHouse } from './unread-house.ts';

const AGAIN_MS = 60_000;
const deployment = (person: string) =>
  eventOf(person, { kind: 'command', name: 'deploy', text: 'shop prod' });

void test('all of a group that cannot be read is counted when it can: until then nobody passes, card and who say so', async () => {
  await using house = await openUnreadHouse([[{ count: 'all', of: ['sre'] }]]);
  house.roster.down(true);
  await house.start();
  await perform(house.ring(), deployment('ada'));
  await house.card();
  assert.match(house.shown(), /all of sre: who that is cannot be read/);
  assert.match(await house.flow('ada', 'who 1'), /cannot be read from its chat right now: sre/);
  assert.doesNotMatch(await house.flow('ada', 'who 1'), /nobody can approve it now/);
  assert.match(await house.click('ben'), /group that cannot be read.*Try again/);
  assert.ok(!(await house.audit()).includes('approval.refused-vote by ben'));
  assert.equal(noticesOf(house.chat).length, 0);

  house.roster.down(false);
  house.clock.leap(AGAIN_MS);
  await until('both are waited for', () => house.shown().includes('Waiting for: 2 of sre'));
  const call = await until('both are called', () => noticesOf(house.chat)[0]);
  assert.match(JSON.stringify(call.card), /U-ben.*U-chen/);
  await house.click('ben');
  const { approvals } = house.db.schema;
  const state = async () => (await house.db.read.select().from(approvals))[0]?.state;
  assert.equal(await state(), 'open');
  await house.click('chen');
  assert.equal(await state(), 'approved');
  assert.ok((await house.audit()).includes('approval.counted by greenlight'));
});

void test('with one of two groups unread the other one alone is never enough', async () => {
  await using house = await openUnreadHouse([
    [
      { count: 'all', of: ['sre', 'qa'] },
      { count: 1, of: ['ada', 'dana'] },
    ],
  ]);
  const plain = house.roster.roster;
  let qaIsDown = true;
  house.roster.roster = {
    ...plain,
    async members(group, signal) {
      if (group === 'QA' && qaIsDown) throw new UpstreamError('unreachable', 'ECONNREFUSED', 'away');
      return await plain.members(group, signal);
    },
  };
  await house.start();
  await perform(house.ring(), deployment('olga'));
  await until('those who can are called', () => noticesOf(house.chat).length === 1);
  assert.match(house.shown(), /all of sre, qa: who that is cannot be read/);
  await house.click('ben');
  qaIsDown = false;
  house.clock.leap(AGAIN_MS);
  await until('the others are called too', () => noticesOf(house.chat).length === 2);
  const [row] = await house.db.read.select().from(house.db.schema.approvals);
  assert.deepEqual(
    row?.policy?.levels.flat().map(({ count }) => count),
    [3, 1],
  );
});

void test('what was stored before the start, and what comes before the chat has answered, is handled when it has', async () => {
  await using house = await openUnreadHouse([[{ count: 2, of: ['sre'] }]]);
  await house.start();
  await perform(house.ring(), deployment('olga'));
  const stored = await house.vote('ben');
  const late = await house.vote('chen');
  await house.stop();
  await house.db.tx(async (tx) => void (await storeEvent(tx, stored, house.clock.now(), 0)));
  const answer = house.hang();
  await house.start();
  const { reply } = await perform(house.ring(), late);
  assert.match(JSON.stringify(reply), /Received/);
  const counted = async () => (await house.db.read.select().from(house.db.schema.decisions)).length;
  assert.equal(await counted(), 0);
  answer();
  await until('both votes', async () => (await counted()) === 2);
  assert.ok(!(await house.audit()).some((entry) => entry.startsWith('approval.refused-vote')));
});

void test('a chat that hangs holds nothing up for longer than ten seconds; then nobody of its groups is let in', async () => {
  await using house = await openUnreadHouse([[{ count: 1, of: ['sre'] }]]);
  const answer = house.hang();
  await house.start();
  const accepted = perform(house.ring(), deployment('olga'));
  house.clock.leap(FIRST_READING_MS);
  assert.match(JSON.stringify(await accepted), /Nothing was done.*Try again/);
  assert.deepEqual(await house.audit(), []);
  answer();
});

void test('a ring that stops before the chat has answered leaves what it was told for the next start', async () => {
  await using house = await openUnreadHouse([[{ count: 1, of: ['sre'] }]]);
  const answer = house.hang();
  await house.start();
  const accepted = perform(house.ring(), deployment('olga'));
  await until('the row', async () => (await house.db.read.select().from(house.db.schema.inbox)).length === 1);
  const stopped = house.stop();
  answer();
  await Promise.all([accepted, stopped]);
  assert.deepEqual(await house.audit(), []);
  await house.start();
  await house.card();
  assert.ok((await house.audit()).includes('run.requested by olga'));
});

void test('what is owed to an engine waits while the right to it cannot be read, and is made when it can', async () => {
  await using house = await openUnreadHouse([[{ count: 1, of: ['sre'] }]]);
  let away = true;
  let calls = 0;
  const engine: Engine = {
    ...house.hostile.engine,
    async run(...asked) {
      calls += 1;
      if (away) throw new UpstreamError('unreachable', 'ECONNREFUSED', 'the engine is away');
      return await house.hostile.engine.run(...asked);
    },
  };
  await house.start(engine);
  await until('a reading', () => house.hasRead('ops'));
  await perform(house.ring(), deployment('olga'));
  await until('a call', () => calls > 0);
  house.roster.down(true);
  house.clock.leap(GRACE_MS);
  await until('the group unread', () => !house.hasRead('ops'));
  away = false;
  const { engineCalls } = house.db.schema;
  await until('the call put off', async () => {
    house.clock.leap(1000);
    const [call] = await house.db.read.select().from(engineCalls);
    return call?.note === 'unread';
  });
  assert.ok(!(await house.audit()).some((entry) => entry.startsWith('call.')));
  house.roster.down(false);
  house.clock.leap(AGAIN_MS);
  await until('a reading', () => house.hasRead('ops'));
  house.clock.leap(AGAIN_MS);
  await house.card();
});

void test('an account that is joined counts in groups at once, and not any more when it is parted', async () => {
  await using house = await openUnreadHouse([[{ count: 1, of: ['sre'] }]]);
  house.roster.add('U-other');
  house.roster.groups.set('SRE', ['U-other']);
  await house.start();
  const said = await house.flow('other', 'link');
  const code = /\/flow link (\S+)/.exec(said)?.[1];
  assert.ok(code, said);
  await perform(house.ring(), deployment('ada'));
  assert.match(await house.click('dana'), /You may not decide/);
  await house.flow('dana', `link ${code}`);
  await house.flow('dana', `link ${code} confirm`);
  assert.match(await house.flow('dana', 'whoami'), /sre/);
  await house.flow('dana', `unlink ${ROOM.platform}`);
  assert.doesNotMatch(await house.flow('dana', 'whoami'), /sre/);
  await house.flow('other', 'link');
});

void test('a gate that opens before the chat has answered is asked when it has: all are counted and called at once', async () => {
  await using house = await openUnreadHouse([[{ count: 'all', of: ['sre'] }]]);
  const answer = house.hang();
  await house.start();
  const ref = house.hostile.startElsewhere('one-gate', 'Somebody Else');
  await until('the gate', () => house.hostile.state(ref)?.phase === 'suspended');
  const { reply } = await perform(house.ring(), deployment('ada'));
  assert.match(JSON.stringify(reply), /Received/);
  assert.deepEqual(await house.audit(), []);
  answer();
  await until('the call of both', () =>
    noticesOf(house.chat).some(({ card }) => /U-ben.*U-chen/.test(JSON.stringify(card))),
  );
  assert.ok(!(await house.audit()).includes('approval.counted by greenlight'));
});
