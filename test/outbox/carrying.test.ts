import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RANKS } from '../../src/domain/urgency.ts';
import { createCarrying } from '../../src/outbox/carrying.ts';
import type { NoticeCandidate } from '../../src/store/notices.ts';
import type { PostCandidate } from '../../src/store/posts.ts';
import { createMemoryPlatform } from '../fakes/memory-platform.ts';

function carryingWhile(shortage: { short: boolean }, editByClick = true) {
  const { platform } = createMemoryPlatform('chat', {}, { editByClick });
  return createCarrying(platform, { isShort: () => shortage.short });
}

function call(id: number, post: number | null, asks = true): NoticeCandidate {
  return { id, run: id, post, room: 'R1', urgent: true, asks };
}

function card(id: number, urgency: number = RANKS.asking): PostCandidate {
  return { id, room: 'R1', urgency, message: `m${id}`, via: null, viaUntil: 0, viaUses: 0 };
}

test('while edits are short a card is held back from the moment that its call is due until that is sent', () => {
  const shortage = { short: true };
  const carrying = carryingWhile(shortage);
  carrying.plan([call(1, 10)], 0);
  assert.equal(carrying.calmed(card(10)).urgency, RANKS.progress);
  assert.equal(carrying.calmed(card(11)).urgency, RANKS.asking, 'another card');
  assert.equal(carrying.calmed(card(10, RANKS.end)).urgency, RANKS.end, 'an end is more than a question');
  assert.equal(carrying.begin(1), true);
  shortage.short = false;
  carrying.plan([], 1);
  assert.equal(carrying.calmed(card(10)).urgency, RANKS.progress, 'the call is under way');
  carrying.end(1);
  assert.equal(carrying.calmed(card(10)).urgency, RANKS.asking, 'it was put off');
});

test('a call that is chosen when edits are no longer short has no buttons', () => {
  const shortage = { short: true };
  const carrying = carryingWhile(shortage);
  carrying.plan([call(1, 10)], 0);
  shortage.short = false;
  carrying.plan([call(1, 10)], 1);
  assert.equal(carrying.begin(1), false);
  assert.equal(carrying.calmed(card(10)).urgency, RANKS.asking);
});

test('only calls to decide in the thread of a card carry, and only where a click can take their buttons away', () => {
  const carrying = carryingWhile({ short: true });
  carrying.plan([call(1, 10, false), call(2, null)], 0);
  assert.deepEqual([carrying.begin(1), carrying.begin(2)], [false, false]);
  const without = carryingWhile({ short: true }, false);
  without.plan([call(1, 10)], 0);
  assert.equal(without.begin(1), false);
});
