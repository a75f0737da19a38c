import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import { backoff, retryIn } from '../../../src/platforms/common/retry.ts';
import { untilAnswered } from '../../../src/platforms/common/until-answered.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';

const latest = (): number => 1;

void test('a connection that fails again and again is tried ever more rarely, up to half a minute', () => {
  const waits = [1, 2, 3, 4, 5, 6, 60].map((failures) => backoff(failures, latest));
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  assert.equal(
    backoff(3, () => 0),
    2_000,
    'half of it at least',
  );
});

void test('what the vendor asks for is kept, and what was refused waits for somebody', () => {
  const throttled = new UpstreamError('throttled', 'throttled', 'later', { retryAfterMs: 45_000 });
  assert.equal(retryIn(throttled, 1, latest), 45_000);
  assert.equal(retryIn(new UpstreamError('unreachable', 'ECONNREFUSED', 'gone'), 2, latest), 2_000);
  assert.equal(retryIn(new UpstreamError('rejected', 'token-dead', 'no'), 1, latest), 60_000);
});

void test('a question is asked until it is answered, and a refused one once a minute', async () => {
  const clock = createHandClock();
  const answers: (UpstreamError | string)[] = [
    new UpstreamError('unreachable', 'ECONNREFUSED', 'gone'),
    new UpstreamError('throttled', 'throttled', 'later', { retryAfterMs: 5_000 }),
    new UpstreamError('rejected', 'token-dead', 'no'),
    'the bot',
  ];
  const waits: [boolean, number][] = [];
  const asked = untilAnswered(
    async () => {
      const answer = answers.shift();
      if (answer instanceof UpstreamError) throw answer;
      return answer;
    },
    {
      clock,
      signal: new AbortController().signal,
      failed: (_, { refused, retryInMs }) => waits.push([refused, retryInMs]),
    },
  );
  await clock.turn(65_999);
  assert.equal(answers.length, 1);
  await clock.turn(1);
  assert.equal(await asked, 'the bot');
  assert.deepEqual(waits, [
    [false, 1_000],
    [false, 5_000],
    [true, 60_000],
  ]);
});

void test('whoever stops does not wait for an answer', async () => {
  const stopping = new AbortController();
  const asked = untilAnswered(() => Promise.reject(new Error('broken')), {
    clock: createHandClock(),
    signal: stopping.signal,
    failed: () => stopping.abort(),
  });
  assert.equal(await asked, undefined);
});

void test('a question that was given up is no failure', async () => {
  const stopping = new AbortController();
  const asked = untilAnswered(
    async () => {
      stopping.abort();
      throw new Error('given up');
    },
    { clock: createHandClock(), signal: stopping.signal, failed: () => assert.fail('it was no failure') },
  );
  assert.equal(await asked, undefined);
});
