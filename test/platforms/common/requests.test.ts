import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atMost } from '../../../src/platforms/common/at-most.ts';
import { createRequests } from '../../../src/platforms/common/requests.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';

const never = new AbortController().signal;

void test('an aborted wait leaves the request alone, and nobody knows what became of it', async () => {
  const requests = createRequests(createHandClock());
  const waiting = new AbortController();
  const request = Promise.withResolvers<string>();
  const sent = requests.send('a call', waiting.signal, () => request.promise);
  waiting.abort();
  await assert.rejects(sent, { outcome: 'unknown', code: 'aborted' });
  assert.equal(requests.closing.aborted, false);
  request.resolve('done all the same');
  await requests.close(1_000);
});

void test('what was given up before is not sent', async () => {
  const requests = createRequests(createHandClock());
  const send = (): Promise<never> => assert.fail('it was sent');
  const unsent = { outcome: 'unreachable', code: 'aborted' };
  await assert.rejects(requests.send('a call', AbortSignal.abort(), send), unsent);
  await requests.close(0);
  await assert.rejects(requests.send('a call', never, send), unsent);
});

void test('the end waits for what is being sent, and then cuts it off', async () => {
  const clock = createHandClock();
  const requests = createRequests(clock);
  const cut = new Promise<never>((_, reject) => {
    requests.closing.addEventListener('abort', () => reject(new Error('cut off')));
  });
  const sent = assert.rejects(
    requests.send('a call', never, () => cut),
    /cut off/,
  );
  let closed = false;
  const closing = requests.close(1_000).then(() => {
    closed = true;
  });
  await clock.turn(999);
  assert.equal(closed, false);
  await clock.turn(1);
  await Promise.all([sent, closing]);
});

void test('a wait ends with its work, its time or its signal, whichever comes first', async () => {
  const clock = createHandClock();
  const { promise: endless } = Promise.withResolvers<void>();
  await atMost(clock, 1_000, Promise.resolve());
  await assert.rejects(atMost(clock, 1_000, Promise.reject(new Error('broken'))), /broken/);
  await atMost(clock, 1_000, endless, AbortSignal.abort());
  let over = false;
  const waiting = atMost(clock, 1_000, endless).then(() => {
    over = true;
  });
  await clock.turn(999);
  assert.equal(over, false);
  await clock.turn(1);
  await waiting;
});
