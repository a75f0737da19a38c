import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { insertNotice } from '../../src/store/notices.ts';
import { runById } from '../../src/store/runs.ts';
import { undeliveredFindings } from '../../src/verbs/undelivered-findings.ts';
import type { HostileEngine } from '../fakes/hostile-engine.ts';
import type { Fault } from '../fakes/memory-platform.ts';
import { until } from '../until.ts';
import {
  approveOf,
  cardsOf,
  click,
  command,
  eventOf,
  type House,
  noticesOf,
  openHostile,
  openHouse,
  perform,
  ROOM,
} from './harness.ts';

let house: House;
let hostile: HostileEngine;

async function open(limits: Parameters<typeof openHouse>[1] = {}): Promise<void> {
  hostile = openHostile();
  house = await openHouse([hostile.engine], limits);
}

afterEach(async () => {
  await house.close();
});

async function waitingCard() {
  return await until('the waiting card', () => cardsOf(house.chat).find((one) => approveOf(one.card)));
}

for (const applied of [true, false]) {
  test(`a post that was not heard of (${applied ? 'it landed' : 'it did not'}) leaves one card and one notice`, async () => {
    await open();
    house.chat.faults.push({ method: 'post', outcome: 'unknown', applied });
    await command(house, 'ada', '/deploy shop prod');
    await waitingCard();
    house.chat.faults.push({ method: 'post', outcome: 'unknown', applied });
    await until('the notice', () => noticesOf(house.chat).length > 0);
    assert.equal(cardsOf(house.chat).length, 1);
    assert.equal(noticesOf(house.chat).length, 1);
  });
}

test('of two copies the younger is taken away', async () => {
  await open();
  const { faults, messages } = house.chat;
  faults.push({ method: 'post', outcome: 'unknown', applied: true });
  await command(house, 'ada', '/deploy shop prod');
  const first = await until('the first copy', () => messages[0]);
  // As when a request that was given up lands twice, by a proxy that repeats it.
  const copy = { ...first, ref: { ...first.ref, message: 'copy' }, edits: [], byHandle: [] };
  messages.push(copy);
  await waitingCard();
  assert.equal(copy.removed, true);
  assert.equal(first.removed, false);
});

test('an edit that was not heard of is made once more, with the newest state', async () => {
  await open();
  await command(house, 'ada', '/deploy shop prod');
  const shown = await waitingCard();
  house.chat.faults.push({ method: 'edit', outcome: 'unknown', applied: false });
  const approve = approveOf(shown.card);
  assert.ok(approve);
  await click(house, 'ben', approve);
  await until('the end', () => shown.card.summary.includes('succeeded'));
});

const PASSING: Fault[] = [
  { method: 'edit', outcome: 'throttled', retryAfterMs: 30 },
  { method: 'edit', outcome: 'unreachable' },
];
for (const fault of PASSING) {
  test(`an edit that is ${fault.outcome} comes later, once`, async () => {
    await open();
    await command(house, 'ada', '/deploy shop prod');
    const shown = await waitingCard();
    const edits = shown.edits.length;
    house.chat.faults.push(fault);
    const approve = approveOf(shown.card);
    assert.ok(approve);
    await click(house, 'ben', approve);
    await until('the end', () => shown.card.summary.includes('succeeded'));
    assert.ok(shown.edits.length - edits <= 3);
    assert.equal(house.chat.faults.length, 0);
  });
}

test('a card that somebody deleted is posted anew once while its run goes on', async () => {
  await open();
  await command(house, 'ada', '/deploy shop prod');
  const first = await waitingCard();
  const approve = approveOf(first.card);
  assert.ok(approve);
  house.chat.faults.push({ method: 'edit', outcome: 'rejected', code: 'message-gone' });
  first.removed = true;
  // The run must still go on when the edit fails: the rejection that asks for a reason changes no card, so the gate's own end does it.
  hostile.inject('decide', 'unreachable');
  await click(house, 'ben', approve);
  await until('the end on the new card', () =>
    cardsOf(house.chat).some((one) => one.card.summary.includes('succeeded')),
  );
  assert.equal(cardsOf(house.chat).length, 1);
  assert.notEqual(cardsOf(house.chat)[0]?.key, first.key);
});

test('a card that the vendor refuses is shown in its plain form, with its buttons', async () => {
  await open();
  house.chat.faults.push({ method: 'post', outcome: 'rejected', code: 'card-refused' });
  await command(house, 'ada', '/deploy shop prod');
  await waitingCard();
});

test('ten changes within one wait for our own limit cost one edit', async () => {
  await open({ editPerMessage: [{ count: 1, perMs: 300 }] });
  await command(house, 'ada', '/deploy shop prod');
  const shown = await waitingCard();
  const before = shown.edits.length;
  const approve = approveOf(shown.card);
  assert.ok(approve);
  await click(house, 'ben', approve);
  await until('the end', () => shown.card.summary.includes('succeeded'));
  assert.ok(shown.edits.length - before <= 2, `${shown.edits.length - before} edits`);
});

test('what is owed to a chat outlives a restart', async () => {
  await open();
  for (let i = 0; i < 3; i += 1) house.chat.faults.push({ method: 'post', outcome: 'unreachable' });
  await command(house, 'ada', '/deploy shop prod');
  await house.restart();
  const shown = await waitingCard();
  const approve = approveOf(shown.card);
  assert.ok(approve);
  hostile.inject('decide', 'unreachable');
  await click(house, 'ben', approve);
  await house.restart();
  await until('the end', () => shown.card.summary.includes('succeeded'));
  assert.equal(hostile.truth.settled.length, 1);
});

test('what somebody may mend, such as a dead token, costs no card and no notice', async () => {
  await open();
  const dead = { outcome: 'rejected', code: 'token-dead' } as const;
  house.chat.faults.push({ method: 'post', ...dead });
  await command(house, 'ada', '/deploy shop prod');
  await until('the refusal', () => house.chat.faults.length === 0);
  house.chat.faults.push({ method: 'post', ...dead });
  // A start with a new token looks again at once; without one the next look is seconds away.
  await house.restart();
  await until('the second refusal', () => house.chat.faults.length === 0);
  await house.restart();
  await waitingCard();
  await until('the notice', () => noticesOf(house.chat).length === 1);
  assert.equal(cardsOf(house.chat).length, 1);
});

test('who types a command where the bot is not a member is told so, and the card follows the invitation', async () => {
  await open();
  house.chat.faults.push({ method: 'post', outcome: 'rejected', code: 'room-gone' });
  await command(house, 'ada', '/deploy shop prod');
  const { event, reply } = await until('the answer', () => house.chat.answers[0]);
  assert.equal(event.actor.id, 'U-ada');
  assert.match(reply.kind === 'text' ? reply.text : '', /I am not a member here.*run #1/);
  await waitingCard();
  assert.equal(house.chat.answers.length, 1);
});

test('a vote in the thread of a card whose posting was not heard of counts as soon as it is', async () => {
  await open({ settleMs: 400 });
  house.chat.faults.push({ method: 'post', outcome: 'unknown', applied: true });
  await command(house, 'ada', '/deploy shop prod');
  const message = await until('the card that stands there unheard of', () => house.chat.messages[0]);
  const ref = await until('the gate', async () => (await runById(house.db.read, 1))?.snapshot?.gates[0]);
  assert.ok(ref);
  const thread = { ...ROOM, thread: message.ref.message };
  await perform(house, eventOf('ben', { kind: 'message', text: 'approve', mention: false }, thread));
  await until('the end', () => message.card.summary.includes('succeeded'));
  assert.equal(hostile.truth.settled.length, 1);
});

test('where new messages are few, people are called before the card of another run is posted', async () => {
  await open({ post: [{ count: 1, perMs: 400 }] });
  await command(house, 'ada', '/deploy shop prod');
  const { notices } = house.db.schema;
  await until('the call is owed', async () => (await house.db.read.select().from(notices)).length > 0);
  await command(house, 'ada', '/deploy shop prod');
  await until('the second card', () => cardsOf(house.chat).length === 2);
  assert.equal(noticesOf(house.chat).length, 1);
});

test('a card that is refused in both forms is given up, and doctor names it', async () => {
  await open();
  const refused = { method: 'post', outcome: 'rejected', code: 'card-refused' } as const;
  house.chat.faults.push(refused, refused);
  await command(house, 'ada', '/deploy shop prod');
  const [finding] = await until('the finding', async () => {
    const findings = await undeliveredFindings(house.db.read, ['chat'], Date.now());
    return findings.filter(({ detail }) => detail.includes('card')).length > 0 && findings;
  });
  assert.match(finding?.detail ?? '', /^the card of run #1 in room R1 was given up: card-refused \(20/);
});

test('the card says that a message was owed to an outlet that is not configured any more', async () => {
  await open();
  await command(house, 'ada', '/deploy shop prod');
  const shown = await waitingCard();
  const subject = { kind: 'event', event: { type: 'started', at: 0 }, routes: [] } as const;
  const notice = { run: 1, post: null, platform: 'old-robot', room: '', key: 'old', subject, createdAt: 0 };
  await house.db.tx((tx) => insertNotice(tx, notice));
  await house.restart();
  await until('the line', () => JSON.stringify(shown.card).includes('old-robot (not configured any more)'));
});
