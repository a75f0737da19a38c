import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import { createTurnstile } from '../../../src/platforms/common/turnstile.ts';
import { sleep } from '../../../src/time.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';

const SEND = 'POST /v1.0/robot/oToMessages/batchSend';

test('no second has more than twenty calls of an API, whenever they are counted; they go in order, and another API does not wait', async () => {
  const clock = createHandClock();
  const turnstile = createTurnstile(clock, { count: 20, perMs: 1_000 });
  const begun = clock.now();
  const sent: { i: number; at: number; until: number }[] = [];
  const answer = (i: number) => async () => {
    const call = { i, at: clock.now() - begun, until: Number.POSITIVE_INFINITY };
    sent.push(call);
    await sleep(clock, 40 * (i % 7));
    call.until = clock.now() - begun;
  };
  for (let i = 0; i < 50; i += 1) void turnstile.pass(SEND, new AbortController().signal, answer(i));
  let other = false;
  void turnstile.pass('PUT /v1.0/card/instances', new AbortController().signal, async () => {
    other = true;
  });
  await clock.turn(0);
  assert.equal(sent.length, 20);
  assert.equal(other, true);
  await clock.turn(5_000);
  assert.deepEqual(
    sent.map(({ i }) => i),
    Array.from({ length: 50 }, (_, i) => i),
  );
  // At worst the vendor counts the earlier ones when they are answered and this one at once.
  for (const { at } of sent)
    assert.ok(sent.filter((one) => one.at <= at && one.until > at - 1_000).length <= 20);
});

test('whoever gives up in the line was never sent, and lets the next one go', async () => {
  const clock = createHandClock();
  const turnstile = createTurnstile(clock, { count: 20, perMs: 1_000 });
  for (let i = 0; i < 20; i += 1) void turnstile.pass(SEND, new AbortController().signal, async () => {});
  const impatient = new AbortController();
  let sent = false;
  const given = turnstile.pass(SEND, impatient.signal, async () => {
    sent = true;
  });
  let next = false;
  void turnstile.pass(SEND, new AbortController().signal, async () => {
    next = true;
  });
  await clock.turn(100);
  impatient.abort();
  await assert.rejects(given, (error: unknown) => {
    assert.ok(error instanceof UpstreamError);
    assert.equal(error.outcome, 'unreachable');
    return true;
  });
  await clock.turn(1_000);
  assert.deepEqual({ sent, next }, { sent: false, next: true });
});
