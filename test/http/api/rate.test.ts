import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRate } from '../../../src/http/api/rate.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';

test('sixty at once, then one a second; each account for itself', async () => {
  const clock = createHandClock();
  const rate = createRate(clock);
  for (let i = 0; i < 60; i += 1) assert.equal(rate('ada/1'), undefined);
  assert.equal(rate('ada/1'), 1000);
  await clock.turn(400);
  assert.equal(rate('ada/1'), 600, 'a refused request costs nothing');
  await clock.turn(600);
  assert.equal(rate('ada/1'), undefined);
  assert.equal(rate('ada/1'), 1000);
  assert.equal(rate('ben/1'), undefined);
  await clock.turn(3_600_000);
  for (let i = 0; i < 60; i += 1) assert.equal(rate('ada/1'), undefined);
  assert.equal(rate('ada/1'), 1000, 'an hour of silence saves up no more');
});

test('a clock that was set back gives nothing', () => {
  let now = 10_000;
  const rate = createRate({ now: () => now, after: () => () => {} });
  for (let i = 0; i < 60; i += 1) rate('ada/1');
  now = 0;
  assert.equal(rate('ada/1'), 1000);
});
