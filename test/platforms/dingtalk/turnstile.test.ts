import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import { createTurnstile } from '../../../src/platforms/dingtalk/turnstile.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';

const SEND = 'POST /v1.0/robot/oToMessages/batchSend';

test('no second has more than twenty calls of an API, they go in order, and another API does not wait', async () => {
  const clock = createHandClock();
  const turnstile = createTurnstile(clock);
  const begun = clock.now();
  const passed: { i: number; at: number }[] = [];
  for (let i = 0; i < 50; i += 1)
    void turnstile
      .pass(SEND, new AbortController().signal)
      .then(() => passed.push({ i, at: clock.now() - begun }));
  let other = false;
  void turnstile.pass('PUT /v1.0/card/instances', new AbortController().signal).then(() => {
    other = true;
  });
  await clock.turn(0);
  assert.equal(passed.length, 20);
  assert.equal(other, true);
  await clock.turn(1_000);
  assert.equal(passed.length, 20);
  await clock.turn(4_000);
  assert.deepEqual(
    passed.map(({ i }) => i),
    Array.from({ length: 50 }, (_, i) => i),
  );
  for (const { at } of passed)
    assert.ok(passed.filter((one) => one.at > at - 1_000 && one.at <= at).length <= 20);
});

test('whoever gives up in the line was never sent, and lets the next one go', async () => {
  const clock = createHandClock();
  const turnstile = createTurnstile(clock);
  for (let i = 0; i < 20; i += 1) void turnstile.pass(SEND, new AbortController().signal);
  const impatient = new AbortController();
  const given = turnstile.pass(SEND, impatient.signal);
  let next = false;
  void turnstile.pass(SEND, new AbortController().signal).then(() => {
    next = true;
  });
  await clock.turn(100);
  impatient.abort();
  await assert.rejects(given, (error: unknown) => {
    assert.ok(error instanceof UpstreamError);
    assert.equal(error.outcome, 'unreachable');
    return true;
  });
  await clock.turn(1_300);
  assert.equal(next, true);
});
