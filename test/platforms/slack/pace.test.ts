import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import { createPace } from '../../../src/platforms/slack/pace.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';

const rate = { count: 2, perMs: 1_000 };

void test('as many turns as the rate allows come at once, the next when the first is old enough', async () => {
  const clock = createHandClock();
  const turn = createPace('users.info', rate, clock);
  const { signal } = new AbortController();
  let taken = 0;
  for (let i = 0; i < 5; i += 1) void turn(signal).then(() => (taken += 1));
  await clock.turn(0);
  assert.equal(taken, 2);
  await clock.turn(999);
  assert.equal(taken, 2);
  await clock.turn(2);
  await clock.turn(0);
  assert.equal(taken, 4);
});

void test('who gives up takes no turn, and does not hold up the next', async () => {
  const clock = createHandClock();
  const turn = createPace('users.info', { count: 1, perMs: 1_000 }, clock);
  const [waiting, patient] = [new AbortController(), new AbortController()];
  await turn(patient.signal);
  const given = assert.rejects(turn(waiting.signal), UpstreamError);
  const next = turn(patient.signal);
  waiting.abort();
  await given;
  await clock.turn(1_000);
  await next;
});
