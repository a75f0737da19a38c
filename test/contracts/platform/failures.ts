import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import { card } from '../cards.ts';
import type { PlatformCase } from '../platform.ts';
import { outcome, signal } from './expect.ts';

/** What is known of a request that failed. */
export function failuresContract({ traits, open }: PlatformCase): void {
  void test('a post whose answer is lost is unknown, and there is one message in the end', async () => {
    await using bench = await open();
    const { platform, room } = bench;
    bench.faults.loseAnswer('post');
    await assert.rejects(platform.post(room, card('lost'), 'key-lost', signal()), outcome('unknown'));
    assert.equal(bench.shown(room).length, 1);
    if (traits.can.find) {
      assert.equal((await platform.find(room, 'key-lost', 0, signal())).length, 1);
    } else if (traits.can.keysMs !== undefined) {
      const ref = await platform.post(room, card('lost'), 'key-lost', signal());
      await platform.edit(ref, card('found again'), 'key-lost', signal());
      assert.match(bench.shown(room)[0]?.text ?? '', /found again/);
    }
    assert.equal(bench.shown(room).length, 1);
  });

  void test('an edit whose answer is lost is unknown, and was sent once', async () => {
    await using bench = await open();
    const { platform, room } = bench;
    const ref = await platform.post(room, card('before'), 'key', signal());
    bench.faults.loseAnswer('edit');
    await assert.rejects(platform.edit(ref, card('after'), 'key', signal()), outcome('unknown'));
    assert.match(bench.shown(room)[0]?.text ?? '', /after/);
  });

  for (const operation of ['post', 'edit'] as const) {
    void test(`a throttled ${operation} says for how long, and nothing is repeated`, async () => {
      await using bench = await open();
      const { platform, room } = bench;
      const ref =
        operation === 'edit' ? await platform.post(room, card('as it was'), 'key', signal()) : undefined;
      const retryAfterMs = bench.faults.throttle(operation);
      const throttled = ref
        ? platform.edit(ref, card('slow'), 'key', signal())
        : platform.post(room, card('slow'), 'key', signal());
      await assert.rejects(throttled, (error: unknown) => {
        assert.ok(error instanceof UpstreamError);
        assert.deepEqual([error.outcome, error.retryAfterMs], ['throttled', retryAfterMs]);
        return true;
      });
      assert.doesNotMatch(
        bench
          .shown(room)
          .map(({ text }) => text)
          .join(),
        /slow/,
      );
    });
  }

  if (traits.tellsGone) {
    void test('a message that is gone is message-gone', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      const ref = await platform.post(room, card('short-lived'), 'key', signal());
      bench.faults.takeAway(ref);
      await assert.rejects(
        platform.edit(ref, card('late'), 'key', signal()),
        outcome('rejected', 'message-gone'),
      );
    });
  }

  void test('a room without the bot is room-gone', async () => {
    await using bench = await open();
    await assert.rejects(
      bench.platform.post(bench.strangeRoom, card('where'), 'key', signal()),
      outcome('rejected', 'room-gone'),
    );
    assert.deepEqual(bench.shown(bench.strangeRoom), []);
  });

  void test('an aborted signal ends the waiting, not what was sent', async () => {
    await using bench = await open();
    const { platform, room } = bench;
    bench.faults.delay('post', 300);
    const waiting = new AbortController();
    const posting = platform.post(room, card('abandoned'), 'key', waiting.signal);
    queueMicrotask(() => waiting.abort());
    if (traits.hearsOut) await posting;
    else await assert.rejects(posting, UpstreamError);
    await assert.rejects(
      platform.post(room, card('never'), 'key-2', AbortSignal.abort()),
      outcome('unreachable'),
    );
    // The request that follows arrives after whatever the aborted one might have sent.
    await platform.post(room, card('and then'), 'key-3', signal());
    assert.ok(bench.shown(room).every(({ text }) => !text.includes('never')));
  });
}
