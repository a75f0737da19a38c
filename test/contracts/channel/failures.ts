import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelCase } from '../channel.ts';
import { failureOf, messageOf, signal } from './message.ts';

/** What is known of a message that failed. */
export function failuresContract({ traits, open }: ChannelCase): void {
  void test('when the connection drops after the message was read, nobody knows, and it is not sent again', async () => {
    await using bench = await open();
    bench.faults.loseAnswer();
    await failureOf(bench, bench.channel.send(messageOf(bench, 'lost'), 'key', signal()), 'unknown');
    assert.equal(bench.taken.length, 1);
    assert.equal(bench.requests(), 1);
  });

  void test('an answer that does not come is unknown too', async () => {
    await using bench = await open({ requestMs: 1_000 });
    bench.faults.hang();
    const sending = bench.channel.send(messageOf(bench, 'slow'), 'key', signal());
    const { code } = await failureOf(bench, sending, 'unknown');
    assert.notEqual(code, 'aborted', 'only the caller gave up');
    assert.equal(bench.requests(), 1);
  });

  void test('nothing that listens is unreachable', async () => {
    await using bench = await open();
    await bench.faults.down();
    await failureOf(bench, bench.channel.send(messageOf(bench, 'nowhere'), 'key', signal()), 'unreachable');
  });

  void test('a refusal for now says for how long, and nothing was done', async () => {
    await using bench = await open();
    bench.faults.throttle();
    const sending = bench.channel.send(messageOf(bench, 'too fast'), 'key', signal());
    const { retryAfterMs } = await failureOf(bench, sending, 'throttled', 'throttled');
    assert.ok((retryAfterMs ?? 0) >= 1_000);
    assert.deepEqual(bench.taken, []);
  });

  if (traits.counted) {
    void test('the limits that the channel names are the vendor’s: as many are taken, one more is not, and after the wait it is', async () => {
      await using bench = await open();
      const count = Math.min(...bench.channel.limits.send.map((rate) => rate.count));
      for (let i = 0; i < count; i += 1) {
        await bench.channel.send(messageOf(bench, `number ${i}`), `key-${i}`, signal());
      }
      const sending = bench.channel.send(messageOf(bench, 'too many'), 'key-last', signal());
      const { retryAfterMs = 0 } = await failureOf(bench, sending, 'throttled', 'throttled');
      assert.equal(bench.taken.length, count);
      await bench.clock.turn(retryAfterMs);
      await bench.channel.send(messageOf(bench, 'too many'), 'key-last', signal());
      assert.equal(bench.taken.length, count + 1);
    });
  }

  void test('a message that is refused for what it is will never be taken', async () => {
    await using bench = await open();
    bench.faults.refuse();
    if (traits.plainer) bench.faults.refuse();
    const sending = bench.channel.send(messageOf(bench, 'no'), 'key', signal());
    await failureOf(bench, sending, 'rejected', 'card-refused');
    assert.deepEqual(bench.taken, []);
  });

  if (traits.plainer) {
    void test('when a card is refused for what it is, its one line is sent instead, and calls the same people', async () => {
      await using bench = await open();
      bench.faults.refuse();
      const mentions = { people: [bench.person], everyone: false };
      await bench.channel.send(messageOf(bench, 'in one line', { mentions }), 'key', signal());
      assert.equal(bench.taken.length, 1);
      assert.match(bench.taken[0]?.text ?? '', /shop to prod: in one line/);
      assert.deepEqual(bench.taken[0]?.calls, [bench.account]);
    });

    void test('the vendor’s own object that is refused has no other form', async () => {
      await using bench = await open();
      bench.faults.refuse();
      const sending = bench.channel.send(messageOf(bench, 'x', { raw: bench.raw }), 'key', signal());
      await failureOf(bench, sending, 'rejected', 'card-refused');
      assert.equal(bench.requests(), 1);
    });
  }

  void test('a robot, webhook or mailbox that is there no more is hook-gone', async () => {
    await using bench = await open();
    bench.faults.forget();
    await failureOf(
      bench,
      bench.channel.send(messageOf(bench, 'gone'), 'key', signal()),
      'rejected',
      'hook-gone',
    );
    assert.deepEqual(bench.taken, []);
  });

  if (traits.inside200) {
    void test('an error that comes with HTTP 200 is an error, also one that nobody knows', async () => {
      await using bench = await open();
      bench.faults.refuseWith(987654);
      await failureOf(
        bench,
        bench.channel.send(messageOf(bench, 'no'), 'key', signal()),
        'rejected',
        '987654',
      );
      assert.deepEqual(bench.taken, []);
    });
  }

  if (traits.ownAnswers) {
    void test('a page of somebody in between is no success', async () => {
      await using bench = await open();
      bench.faults.intercept();
      await failureOf(
        bench,
        bench.channel.send(messageOf(bench, 'no'), 'key', signal()),
        'unknown',
        'bad-answer',
      );
      assert.deepEqual(bench.taken, []);
    });
  }

  void test(
    traits.keyed ? 'a second message with the same key is known as a copy' : 'another key is another message',
    async () => {
      await using bench = await open();
      await bench.channel.send(messageOf(bench, 'same'), 'key', signal());
      await bench.clock.turn(60_000);
      await bench.channel.send(messageOf(bench, 'same'), traits.keyed ? 'key' : 'key-2', signal());
      assert.equal(bench.taken.length, 2);
      assert.equal(bench.channel.keyed, traits.keyed);
      if (traits.keyed) assert.equal(bench.taken[0]?.key, bench.taken[1]?.key);
    },
  );
}
