import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RANKS } from '../../src/domain/urgency.ts';
import { goesByHandle, type Offer } from '../../src/outbox/click-handle.ts';

const can = { find: true, mentions: true, threads: true, buttons: true, editByClick: true };
const NOW = 1_000_000;

function goes(offer: Partial<Offer>, ability = can): boolean {
  const post = { via: 7, viaUntil: NOW + 600_000, viaUses: 0, message: 'm1', urgency: RANKS.asking };
  return goesByHandle({ can: ability }, { ...post, ...offer }, NOW);
}

test('a handle is used three times, the last time for something urgent', () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((viaUses) => goes({ viaUses, urgency: RANKS.progress })),
    [true, true, false, false],
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((viaUses) => goes({ viaUses, urgency: RANKS.end })),
    [true, true, true, false],
  );
});

test('without a click, a message, time left or the ability, an edit is a plain one', () => {
  assert.equal(goes({}), true);
  assert.equal(goes({ via: null }), false);
  assert.equal(goes({ message: null }), false);
  assert.equal(goes({ viaUntil: NOW + 30_000 }), false);
  assert.equal(goes({}, { ...can, editByClick: false }), false);
});
