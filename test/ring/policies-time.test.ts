import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../until.ts';
import { actionsOf } from './harness.ts';
import { barring, HOUR, openPolicyHouse, type PolicyHouse, shows } from './policy-house.ts';

const calls = ({ chats }: PolicyHouse) =>
  chats.chat.messages.filter((message) => message.room.thread !== undefined);

/** The newest call has met the closed door: nothing of it is on its way. */
async function hasFailed({ db }: PolicyHouse): Promise<void> {
  await until('the call to have failed', async () => {
    const newest = (await db.read.select().from(db.schema.engineCalls)).at(-1);
    return newest !== undefined && newest.failures > 0 && newest.leaseUntil === 0;
  });
}

test('a question that nobody decides in time rejects its gate, and a late click is told so', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('ends');
  const [approve] = actionsOf(asked.card.card);
  assert.ok(approve);
  const { approval, attempt, verdict } = approve;
  house.clock.skip(4 * HOUR);
  const late = { kind: 'click', approval, attempt, verdict } as const;
  const reply = await house.does('sam', late);
  assert.match(reply.kind === 'text' ? reply.text : '', /time for “ask”.*is over/);
  house.clock.skip(3000);
  await until('the end', () => asked.card.card.summary.includes('stopped'));
  assert.ok(shows(asked.card, /nobody decided in time, so it was rejected/));
  assert.deepEqual(house.engine.decided, [{ verdict: 'reject', by: 'greenlight', answers: undefined }]);
});

test('a question may end the whole run instead', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('ends-all');
  house.clock.skip(4 * HOUR + 3000);
  await until('the end', () => asked.card.card.summary.includes('stopped'));
  assert.deepEqual([house.engine.acted, house.engine.decided], [['cancel'], []]);
});

test('who is waited for is reminded, and later others are called and may approve too', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('calls');
  await until('the first call', () => calls(house).length === 1);
  assert.match(await asked.press('esa'), /may not decide/);
  house.clock.skip(HOUR);
  await until('the reminder', () => calls(house).some((message) => shows(message, /U-sam.*still/su)));
  house.clock.skip(2 * HOUR);
  await until('the call for more', () => calls(house).some((message) => shows(message, /U-esa/)));
  assert.match(await asked.press('esa'), /You approved/);
  await until('the end', () => asked.card.card.summary.includes('succeeded'));
  const before = calls(house).length;
  house.clock.skip(5 * HOUR);
  assert.match(await house.flow('sam', 'pending'), /Nothing waits/);
  assert.equal(calls(house).length, before, 'nobody is reminded of what is settled');
});

test('what changes while people are asked is asked again: old votes are void and old buttons say so', async () => {
  await using house = await openPolicyHouse();
  const asked = await house.deploy('two-of-three');
  const [old] = actionsOf(asked.card.card);
  assert.ok(old);
  await asked.press('sue');
  await house.engine.change({ images: ['shop:v2'] });
  await until('new buttons', () => actionsOf(asked.card.card)[0]?.approval === old.approval + 1);
  const { approval, attempt, verdict } = old;
  const reply = await house.does('sam', { kind: 'click', approval, attempt, verdict });
  assert.match(reply.kind === 'text' ? reply.text : '', /has changed since that was shown/);
  assert.match(await asked.press('quinn'), /counts/);
  assert.equal(house.engine.decided.length, 0, 'the vote for the old content does not count');
  assert.match(await asked.press('sue'), /You approved/);
  await until('the end', () => asked.card.card.summary.includes('succeeded'));
});

for (const looks of [true, false])
  test(`what was approved is not let through when it changed before the call (${looks ? 'looked at' : 'as last seen'})`, async () => {
    await using house = await openPolicyHouse(looks);
    const asked = await house.deploy('own');
    const [old] = actionsOf(asked.card.card);
    assert.ok(old);
    house.engine.unreachable = true;
    assert.match(await asked.press('sam'), /You approved/);
    await hasFailed(house);
    await house.engine.change({ images: ['shop:v2'] }, looks);
    house.engine.unreachable = false;
    house.clock.skip(60_000);
    await until('new buttons', () => actionsOf(asked.card.card)[0]?.approval === old.approval + 1);
    assert.equal(house.engine.decided.length, 0);
    assert.match(await asked.press('sam'), /You approved/);
    await until('the end', () => asked.card.card.summary.includes('succeeded'));
    assert.equal(house.engine.decided.length, 1);
  });

test('a right that has ended when the engine can be reached again starts nothing, and the card says so', async () => {
  await using house = await openPolicyHouse();
  house.engine.unreachable = true;
  assert.match(await house.flow('ada', 'deploy shop own'), /Run #1 started/);
  await hasFailed(house);
  house.roster.replace(barring('ada'));
  house.engine.unreachable = false;
  house.clock.skip(60_000);
  const card = await until('the card', () =>
    Object.values(house.chats)
      .flatMap(({ messages }) => messages)
      .find((message) => shows(message, /does not have the right to it any more/)),
  );
  assert.ok(shows(card, /not start/));
  const audit = await house.db.read.select().from(house.db.schema.audit);
  assert.ok(audit.some(({ action }) => action === 'call.denied'));
  assert.deepEqual(await house.db.read.select().from(house.db.schema.executions), []);
});
