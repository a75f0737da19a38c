/** What a click brings beside its verdict: a way to change the clicked message that is none of the vendor's edits. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Action } from '../../src/domain/card.ts';
import type { Reply } from '../../src/domain/event.ts';
import { RANKS } from '../../src/domain/urgency.ts';
import type { PlatformLimits } from '../../src/platforms/platform.ts';
import type { PostRow } from '../../src/store/posts.ts';
import { systemClock } from '../../src/time.ts';
import type { Fault, Shown } from '../fakes/memory-platform.ts';
import { until } from '../until.ts';
import {
  actionsOf,
  approveOf,
  cardsOf,
  command,
  eventOf,
  type House,
  noticesOf,
  openHostile,
  openHouse,
} from './harness.ts';

let house: House;

async function open(limits: Partial<PlatformLimits> = {}): Promise<void> {
  house = await openHouse([openHostile().engine], limits, undefined, undefined, {}, { editByClick: true });
}

afterEach(async () => {
  await house.close();
});

async function waiting(): Promise<Shown> {
  await command(house, 'ada', '/deploy shop prod');
  return await until('the waiting card', () => cardsOf(house.chat).find(({ card }) => approveOf(card)));
}

/** As an adapter does it whose platform can replace what was clicked. */
async function click(
  person: string,
  message: Shown,
  action: Action | undefined = approveOf(message.card),
  handleUntil = systemClock.now() + 1_800_000,
): Promise<Reply> {
  assert.ok(action);
  const { approval, attempt, verdict } = action;
  const event = {
    ...eventOf(person, { kind: 'click', approval, attempt, verdict }, message.room),
    clicked: message.ref.message,
    handle: { responseUrl: 'https://hooks.example/secret' },
    handleUntil,
  };
  const { stored, reply } = await house.ring.inbound.accept(event);
  await house.chat.platform.answer(event, reply, AbortSignal.timeout(1000));
  if (stored !== undefined) await house.ring.inbound.delivered(stored);
  return reply;
}

function ended({ card }: Shown): boolean {
  return card.summary.includes('succeeded');
}

test('what was decided on a card, and how its run ended, is shown there though no edit is left', async () => {
  await open({ edit: [{ count: 1, perMs: 600_000 }] });
  const card = await waiting();
  await click('ben', card);
  await until('the end', () => ended(card));
  assert.ok(card.edits.length - card.byHandle.length <= 1);
  assert.ok(card.byHandle.length >= 1 && card.byHandle.length <= 3);
  assert.equal(approveOf(card.card), undefined);
});

const FAULTS: [string, Fault][] = [
  ['is refused', { method: 'handle', outcome: 'rejected', code: 'used_url' }],
  ['is throttled', { method: 'handle', outcome: 'throttled', retryAfterMs: 600_000 }],
  ['cannot be reached', { method: 'handle', outcome: 'unreachable' }],
  ['is not heard of and did not land', { method: 'handle', outcome: 'unknown' }],
  ['is not heard of and landed', { method: 'handle', outcome: 'unknown', applied: true }],
];
for (const [story, fault] of FAULTS) {
  test(`when an edit by the handle ${story}, a plain one shows the newest state`, async () => {
    await open();
    const card = await waiting();
    house.chat.faults.push(fault);
    await click('ben', card);
    await until('the end', () => ended(card));
    assert.equal(house.chat.faults.length, 0);
    assert.ok(card.edits.at(-1) !== card.byHandle.at(-1), 'the last word is a plain edit');
  });
}

test('while a request to a handle may still land, no other edit is made that it could overtake', async () => {
  await open({ settleMs: 600_000 });
  const card = await waiting();
  const before = card.edits.length;
  house.chat.faults.push({ method: 'handle', outcome: 'unknown' });
  await click('ben', card);
  const [post] = await until('the wait', async () => {
    const rows = await postsInOrder();
    return rows[0]?.begun === 'edit' && rows[0].leaseUntil === 0 && rows;
  });
  assert.ok((post?.nextAt ?? 0) > systemClock.now() + 300_000);
  assert.equal(post?.via, null);
  assert.equal(card.edits.length, before);
});

test('a handle that is about to die is not used', async () => {
  await open();
  const card = await waiting();
  await click('ben', card, undefined, systemClock.now() + 10_000);
  await until('the end', () => ended(card));
  assert.equal(card.byHandle.length, 0);
});

/** From now on the chat throttles edits. */
async function throttle(): Promise<void> {
  await waiting();
  house.chat.faults.push({ method: 'edit', outcome: 'throttled', retryAfterMs: 600_000 });
  await command(house, 'ben', '/flow approve 1');
  await until('the throttled edit', () => house.chat.faults.length === 0);
}

/** The second run's call in the thread of its card. */
async function secondCall(): Promise<Shown> {
  await command(house, 'ada', '/deploy shop prod');
  return await until('the second call', () => noticesOf(house.chat)[1]);
}

async function postsInOrder(): Promise<PostRow[]> {
  const { posts } = house.db.schema;
  return (await house.db.read.select().from(posts)).toSorted((a, b) => a.id - b.id);
}

test('a call in a thread has no buttons while its card can show them', async () => {
  await open();
  await waiting();
  const call = await until('the call', () => noticesOf(house.chat)[0]);
  assert.deepEqual(actionsOf(call.card), []);
});

test('while edits are short the call in the thread asks itself, decides, and then says what was decided', async () => {
  await open();
  await throttle();
  const call = await secondCall();
  assert.equal(actionsOf(call.card).length, 2);
  const approve = approveOf(call.card);
  await until('the card in no hurry', async () => {
    const [, post] = await postsInOrder();
    return post !== undefined && (post.wanted === post.shown || post.urgency === RANKS.progress);
  });
  const reply = await click('ben', call);
  assert.ok(reply.kind === 'text' && reply.quiet === true && reply.instead !== undefined);
  assert.deepEqual(actionsOf(call.card), []);
  assert.match(JSON.stringify(call.card), /Approved by Ben/);
  const late = await click('chen', call, approve);
  assert.ok(late.kind === 'text' && late.quiet !== true, 'whoever comes too late is told');
});

test('a stranger who clicks on such a call changes nothing', async () => {
  await open();
  await throttle();
  const call = await secondCall();
  const reply = await click('dana', call);
  assert.ok(reply.kind === 'text' && reply.instead === undefined && reply.quiet !== true);
  assert.equal(actionsOf(call.card).length, 2);
});

test('where nothing can be replaced by a click, calls have no buttons and cards are edited', async () => {
  house = await openHouse([openHostile().engine]);
  await throttle();
  assert.deepEqual(actionsOf((await secondCall()).card), []);
});
