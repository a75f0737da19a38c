import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../until.ts';
import type { ChannelCase } from '../channel.ts';
import { failureOf, messageOf, signal } from './message.ts';

/** Doctor, waiting and the end. */
export function lifeContract({ traits, open }: ChannelCase): void {
  void test('it says what it is', async () => {
    await using bench = await open();
    assert.equal(bench.channel.kind, traits.kind);
    assert.equal(bench.channel.audience, traits.audience);
    assert.ok(bench.channel.limits.requestMs > 0);
  });

  void test('doctor finds that it works and that nothing listens, and nobody is sent anything', async () => {
    await using bench = await open();
    assert.deepEqual(
      (await bench.channel.check()).map(({ level }) => level),
      ['ok'],
    );
    await bench.faults.down();
    const [finding] = await bench.channel.check();
    assert.equal(finding?.level, 'error');
    assert.ok(finding?.remedy);
    assert.deepEqual(bench.taken, []);
  });

  if (traits.ownAnswers) {
    void test('doctor finds that the robot or webhook is there no more', async () => {
      await using bench = await open();
      bench.faults.forget();
      const [finding] = await bench.channel.check();
      assert.deepEqual([finding?.level, finding?.subject], ['error', 'address']);
      assert.ok(finding?.remedy);
    });
  }

  void test('an aborted signal ends the waiting, and what was not sent is not', async () => {
    await using bench = await open();
    const never = bench.channel.send(messageOf(bench, 'never'), 'key-1', AbortSignal.abort());
    await failureOf(bench, never, 'unreachable', 'aborted');
    assert.equal(bench.requests(), 0);
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.faults.hold(promise);
    const waiting = new AbortController();
    const sending = bench.channel.send(messageOf(bench, 'abandoned'), 'key-2', waiting.signal);
    await until('the request', () => bench.requests() === 1);
    waiting.abort();
    await failureOf(bench, sending, 'unknown', 'aborted');
    resolve();
    await until('the message', () => bench.taken.length === 1);
  });

  void test('the end waits for what is being sent, and nothing is sent afterwards', async () => {
    await using bench = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.faults.hold(promise);
    const sending = bench.channel.send(messageOf(bench, 'the last one'), 'key', signal());
    await until('the request', () => bench.requests() === 1);
    let stopped = false;
    const stopping = bench.channel.stop().then(() => {
      stopped = true;
    });
    await new Promise((next) => setImmediate(next));
    assert.equal(stopped, false);
    resolve();
    await Promise.all([sending, stopping]);
    assert.equal(bench.taken.length, 1);
    const late = bench.channel.send(messageOf(bench, 'late'), 'key-2', signal());
    await failureOf(bench, late, 'unreachable');
    assert.equal(bench.taken.length, 1);
  });

  void test('what takes too long does not hold up the end', async () => {
    await using bench = await open();
    bench.faults.hang();
    const sending = failureOf(
      bench,
      bench.channel.send(messageOf(bench, 'slow'), 'key', signal()),
      'unknown',
    );
    await until('the request', () => bench.requests() === 1);
    const stopping = bench.channel.stop();
    await bench.clock.turn(5_000);
    await stopping;
    await sending;
  });
}
