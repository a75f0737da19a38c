import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyAudit } from '../../src/store/audit.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { until } from '../until.ts';
import { openPolicyHouse, type PolicyHouse, shows, type Waiting } from './policy-house.ts';

const REASON = { reason: 'it is time' };

async function ends({ card }: Waiting, how: 'succeeded' | 'stopped'): Promise<void> {
  await until(`the run to be ${how}`, () => card.card.summary.includes(how));
}

/** Whatever happened, the audit is whole and each question was settled once. */
async function isInOrder({ db }: PolicyHouse): Promise<void> {
  assert.equal((await verifyAudit(db, AUDIT_KEYS)).intact, true);
  const calls = await db.read.select().from(db.schema.engineCalls);
  const settled = calls.flatMap(({ approval }) => approval ?? []);
  assert.equal(new Set(settled).size, settled.length, 'one call for each question');
}

test('two of three: the first vote counts, the second one lets the run go on, the third comes too late', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('two-of-three');
  assert.match(await asked.press('sue'), /counts\. It still waits for: sam, sue, quinn/);
  await until('the vote on the card', () => shows(asked.card, /sue/));
  assert.match(await asked.press('sue'), /counts already/);
  assert.match(await asked.press('lena'), /may not decide/);
  assert.equal(house.engine.decided.length, 0);
  assert.match(await asked.press('quinn'), /You approved/);
  await ends(asked, 'succeeded');
  assert.match(await house.flow('sam', `approve ${asked.run}`), /was approved already, by sue, quinn/);
  assert.deepEqual(
    house.engine.decided.map(({ verdict, by }) => [verdict, by]),
    [['approve', 'sue, quinn']],
  );
  await isInOrder(house);
});

test('one of each side: whoever belongs to both sits where a place is free', async () => {
  await using house = await openPolicyHouse();
  const first = await house.deploy('both-sides');
  assert.match(await first.press('both'), /counts/);
  assert.match(await first.press('sam'), /You approved/);
  await ends(first, 'succeeded');
  const second = await house.deploy('both-sides');
  assert.match(await second.press('sam'), /counts/);
  assert.match(await second.press('sue'), /not needed now/);
  assert.match(await second.press('both'), /You approved/);
  await ends(second, 'succeeded');
  await isInOrder(house);
});

test('two levels are asked one after the other', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('levels');
  assert.match(await asked.press('lena'), /not needed now\. It waits for: sre/);
  assert.match(await asked.press('sam'), /counts\. It still waits for: lena/);
  assert.match(await asked.press('sue'), /not needed now/);
  assert.match(await asked.press('lena'), /You approved/);
  await ends(asked, 'succeeded');
  await isInOrder(house);
});

test('nobody approves what they started or wrote, unless the policy says so; rejecting it is always theirs', async () => {
  await using house = await openPolicyHouse();
  const own = await house.deploy('own');
  assert.match(await own.press('ada'), /You approved/);
  await ends(own, 'succeeded');
  await house.engine.change({ commits: [{ id: 'c1', author: { ids: { chat: 'U-sue' } } }] });
  const other = await house.deploy('not-own');
  assert.match(await other.press('ada'), /you started it or wrote what it deploys.*sam/);
  assert.match(await other.press('sue'), /you started it or wrote what it deploys/);
  assert.match(await other.press('ada', 'reject', REASON), /You rejected/);
  await ends(other, 'stopped');
  await isInOrder(house);
});

test('where every verdict needs a reason, a click asks for it and words without one decide nothing', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('why');
  assert.equal(await asked.press('sam'), 'form');
  assert.match(await asked.press('sam', 'approve', { reason: ' ' }), /Please say why/);
  assert.match(await asked.press('sam', 'approve', { reason: 'x'.repeat(501) }), /501 characters/);
  assert.match(await house.flow('sam', `approve ${asked.run}`), /needs a reason/);
  assert.equal(house.engine.decided.length, 0);
  assert.match(await house.flow('sam', `approve ${asked.run} because it is time`), /You approved/);
  await ends(asked, 'succeeded');
  await isInOrder(house);
});

test('what an approver fills in goes to the engine, as the policy asks for it', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('ticket');
  const form = (values: Record<string, string>): Promise<string> => asked.press('sam', 'approve', values);
  assert.equal(await asked.press('sam'), 'form');
  assert.match(await form({}), /fill in .*Change ticket/);
  assert.match(await form({ ticket: 'x'.repeat(257) }), /too long/);
  assert.match(await form({ ticket: 'C-1', window: 'never' }), /none of the values/);
  assert.match(await house.flow('sam', `approve ${asked.run} tiket=C-1`), /needs something filled in/);
  assert.equal(house.engine.decided.length, 0);
  assert.match(await form({ ticket: ' C-1 ', window: 'now', other: 'x' }), /You approved/);
  await ends(asked, 'succeeded');
  assert.deepEqual(house.engine.decided[0]?.answers, { ticket: 'C-1', window: 'now' });
  await isInOrder(house);
});

test('two rejections end it, and one of them can be taken back', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('two-rejections');
  assert.equal(await asked.press('rex', 'reject'), 'form');
  assert.match(await asked.press('rex', 'reject', REASON), /counts/);
  assert.match(await house.flow('rex', `revoke ${asked.run}`), /took back your vote/);
  assert.match(await house.flow('rex', `revoke ${asked.run}`), /no vote/);
  assert.match(await asked.press('sue', 'reject', REASON), /counts/);
  assert.match(await asked.press('rex', 'reject', REASON), /You rejected/);
  await ends(asked, 'stopped');
  assert.match(await house.flow('rex', `revoke ${asked.run}`), /was rejected already/);
  await isInOrder(house);
});

test('a vote that is taken back counts no more', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('two-of-three');
  await asked.press('sue');
  assert.match(await house.flow('sue', `revoke ${asked.run}`), /took back/);
  assert.match(await asked.press('quinn'), /counts/);
  assert.equal(house.engine.decided.length, 0);
  assert.match(await asked.press('sue'), /You approved/);
  await ends(asked, 'succeeded');
  await isInOrder(house);
});

test('broken glass lets the run go on at once, and every room hears of it', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('glass');
  assert.match(
    await house.flow('sam', `break-glass ${asked.run} because fire`),
    /may not approve.*alone.*max/,
  );
  assert.match(await house.flow('max', `break-glass ${asked.run}`), /needs a reason/);
  assert.match(await asked.press('max'), /may not decide/);
  assert.equal(house.engine.decided.length, 0);
  assert.match(await house.flow('max', `break-glass ${asked.run} because fire`), /You approved/);
  await ends(asked, 'succeeded');
  for (const chat of Object.values(house.chats))
    await until('the loud message', () =>
      chat.messages.some((message) => message.room.thread !== undefined && shows(message, /🚨.*max.*fire/su)),
    );
  await isInOrder(house);
});
