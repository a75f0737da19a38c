import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Verdict } from '../../src/domain/card.ts';
import type { MessageRef, Room } from '../../src/domain/event.ts';
import { UpstreamError } from '../../src/errors.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import { card, hugeCard } from './cards.ts';
import { recording, text } from './recording.ts';

/** A platform's adapter beside a fake of its vendor on 127.0.0.1, and what people and bad days do there. */
export type PlatformBench = AsyncDisposable & {
  platform: Platform;
  /** The bot and the person are in it. */
  room: Room;
  /** It exists, and the bot is not in it. */
  strangeRoom: Room;
  /** The vendor's id of the person who acts. */
  person: string;
  connections(): number;
  /** How many the adapter asked for since the beginning. */
  opened(): number;
  /** How many connections the adapter keeps. */
  keptConnections: number;
  /** Messages of ours in a room or thread, oldest first; `text` holds everything that is readable in them. */
  shown(room: Room): { id: string; text: string }[];
  /** What the person alone was shown, in the room. */
  whispers(): string[];
  directMessages(): string[];
  /** These resolve with whether the vendor got its acknowledgement. */
  command(name: string, text: string): Promise<boolean>;
  click(ref: MessageRef, verdict: Verdict): Promise<boolean>;
  say(
    text: string,
    how?: { thread?: string; mention?: boolean; order?: 'mention-first' | 'message-first' },
  ): void;
  /** Every delivery so far was acknowledged or given up. */
  untilHandled(): Promise<void>;
  /** Each befalls the next use only. */
  faults: {
    /** It is done, and the answer is lost. */
    loseAnswer(operation: 'post' | 'edit'): void;
    loseRequest(operation: 'post' | 'edit'): void;
    throttle(operation: 'post' | 'edit', seconds: number): void;
    delay(operation: 'post' | 'edit', ms: number): void;
    takeAway(ref: MessageRef): void;
    killHandles(): void;
    deliverTwice(): void;
    /** The vendor asks for every connection to be renewed, as it does every few hours. */
    renewConnections(): void;
    /** The same without the notice that it usually gives. */
    dismissConnections(): void;
    cutConnections(): void;
    sendNonsense(): void;
  };
};

/** What every chat platform must do, whatever its vendor is like. */
export function platformContract(name: string, open: () => Promise<PlatformBench>): void {
  const signal = (): AbortSignal => AbortSignal.timeout(15_000);

  void describe(`platform contract: ${name}`, { concurrency: 2 }, () => {
    void test('posts a card and replaces it', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      const ref = await platform.post(room, card('first state'), 'key-1', signal());
      await platform.edit(ref, card('second state'), 'key-1', signal());
      const shown = bench.shown(room);
      assert.equal(shown.length, 1);
      assert.equal(shown[0]?.id, ref.message);
      assert.match(shown[0]?.text ?? '', /second state/);
      assert.doesNotMatch(shown[0]?.text ?? '', /first state/);
    });

    void test('posts into a thread', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      const root = await platform.post(room, card('root'), 'key-root', signal());
      const thread = { ...room, thread: root.message };
      const ref = await platform.post(thread, card('reply'), 'key-reply', signal());
      assert.deepEqual(
        bench.shown(thread).map(({ id }) => id),
        [ref.message],
      );
      assert.deepEqual(await platform.find(thread, 'key-reply', 0, signal()), [ref]);
    });

    void test('finds its posts by key, oldest first, and no others', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      await platform.post(room, card('other'), 'key-other', signal());
      const older = await platform.post(room, card('same'), 'key-same', signal());
      const younger = await platform.post(room, card('same'), 'key-same', signal());
      assert.deepEqual(await platform.find(room, 'key-same', 0, signal()), [older, younger]);
      await platform.remove(younger, signal());
      assert.deepEqual(await platform.find(room, 'key-same', 0, signal()), [older]);
      // Taking away what is gone already is no error: it is what was wanted.
      await platform.remove(younger, signal());
      assert.deepEqual(await platform.find(room, 'key-never', 0, signal()), []);
    });

    void test('a post whose answer is lost is unknown, and is found once', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      bench.faults.loseAnswer('post');
      await assert.rejects(platform.post(room, card('lost'), 'key-lost', signal()), outcome('unknown'));
      assert.equal((await platform.find(room, 'key-lost', 0, signal())).length, 1);
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

    void test('throttling says for how long, and nothing is repeated', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      bench.faults.throttle('post', 7);
      await assert.rejects(platform.post(room, card('slow'), 'key', signal()), (error: unknown) => {
        assert.ok(error instanceof UpstreamError);
        assert.equal(error.outcome, 'throttled');
        assert.equal(error.retryAfterMs, 7_000);
        return true;
      });
      assert.deepEqual(bench.shown(room), []);
    });

    void test('a message that is gone is message-gone, a room without the bot is room-gone', async () => {
      await using bench = await open();
      const { platform, room, strangeRoom } = bench;
      const ref = await platform.post(room, card('short-lived'), 'key', signal());
      bench.faults.takeAway(ref);
      await assert.rejects(
        platform.edit(ref, card('late'), 'key', signal()),
        outcome('rejected', 'message-gone'),
      );
      await assert.rejects(
        platform.post(strangeRoom, card('where'), 'key', signal()),
        outcome('rejected', 'room-gone'),
      );
    });

    void test('an aborted signal ends the waiting, not what was sent', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      bench.faults.delay('post', 300);
      const waiting = new AbortController();
      const posting = platform.post(room, card('abandoned'), 'key', waiting.signal);
      queueMicrotask(() => waiting.abort());
      await assert.rejects(posting, UpstreamError);
      await assert.rejects(
        platform.post(room, card('never'), 'key-2', AbortSignal.abort()),
        outcome('unreachable'),
      );
      assert.deepEqual(await platform.find(room, 'key-2', 0, signal()), []);
    });

    void test('a card of any size comes out', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      const ref = await platform.post(room, hugeCard(), 'key-huge', signal());
      await platform.edit(ref, hugeCard(), 'key-huge', signal());
      const [shown] = bench.shown(room);
      assert.match(shown?.text ?? '', /the title stays/);
      assert.match(shown?.text ?? '', /step 120/, 'the active step is shown');
      assert.equal(await bench.click(ref, 'approve').catch(() => 'no button'), false, 'nobody listens yet');
    });

    void test('a command is answered to the person alone, and says so', async () => {
      await using bench = await open();
      const inbound = recording(() => text('on its way & <safe>'));
      await bench.platform.start(inbound);
      assert.equal(await bench.command('deploy', 'shop prod tag=v2 note="a & b <c>"'), true);
      const [event] = inbound.events;
      assert.deepEqual(event?.deed, {
        kind: 'command',
        name: 'deploy',
        text: 'shop prod tag=v2 note="a & b <c>"',
      });
      assert.equal(event?.actor.id, bench.person);
      assert.equal(event?.room.id, bench.room.id);
      await eventually(() => assert.equal(bench.whispers().length, 1));
      await eventually(() => assert.deepEqual(inbound.answered, [1]));
    });

    void test('a click names its gate, and its answer reaches the clicker alone', async () => {
      await using bench = await open();
      const inbound = recording(() => text('too late'));
      await bench.platform.start(inbound);
      const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
      assert.equal(await bench.click(ref, 'approve'), true);
      assert.deepEqual(inbound.events[0]?.deed, {
        kind: 'click',
        approval: 7,
        attempt: 'attempt-1',
        verdict: 'approve',
      });
      await eventually(() => assert.match(bench.whispers()[0] ?? '', /too late/));
      await eventually(() => assert.deepEqual(inbound.answered, [1]));
      assert.equal(bench.shown(bench.room).length, 1);
    });

    void test('clicks on a card and replies in its thread are one conversation', async () => {
      await using bench = await open();
      const inbound = recording(() => ({ kind: 'none' }));
      await bench.platform.start(inbound);
      const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
      await bench.click(ref, 'approve');
      bench.say('reject because of the tests', { thread: ref.message });
      await eventually(() => assert.equal(inbound.events.length, 2));
      const [click, reply] = inbound.events;
      assert.equal(click?.conversation, reply?.conversation);
      assert.equal(reply?.room.thread, ref.message);
      assert.deepEqual(reply?.deed, { kind: 'message', text: 'reject because of the tests', mention: false });
    });

    for (const order of ['mention-first', 'message-first'] as const) {
      void test(`a mention is one event, ${order}`, async () => {
        await using bench = await open();
        const inbound = recording(() => ({ kind: 'none' }));
        await bench.platform.start(inbound);
        bench.say('deploy shop prod tag=v2', { mention: true, order });
        bench.say('what is going on?', { mention: true, order });
        await eventually(() => assert.ok(inbound.all.length >= 2));
        await bench.untilHandled();
        assert.equal(new Set(inbound.all.map(({ key }) => key)).size, 2);
        for (const event of inbound.all) {
          const wanted = event.key === inbound.all[0]?.key ? 0 : 1;
          assert.deepEqual(
            event.deed,
            [
              { kind: 'command', name: 'deploy', text: 'shop prod tag=v2' },
              { kind: 'message', text: 'what is going on?', mention: true },
            ][wanted],
          );
        }
      });
    }

    void test('what is delivered twice has the same key both times', async () => {
      await using bench = await open();
      const inbound = recording(() => ({ kind: 'none' }));
      await bench.platform.start(inbound);
      bench.faults.deliverTwice();
      assert.equal(await bench.command('flow', 'list'), true);
      await eventually(() => assert.equal(inbound.all.length, 2));
      assert.equal(inbound.all[0]?.key, inbound.all[1]?.key);
      assert.deepEqual(inbound.all[0]?.deed, { kind: 'command', name: 'flow', text: 'list' });
    });

    void test('two things never have the same key', async () => {
      await using bench = await open();
      const inbound = recording(() => ({ kind: 'none' }));
      await bench.platform.start(inbound);
      const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
      await Promise.all([
        bench.click(ref, 'approve'),
        bench.click(ref, 'approve'),
        bench.command('flow', 'list'),
      ]);
      bench.say('approve', { thread: ref.message });
      bench.say('approve', { thread: ref.message });
      await eventually(() => assert.equal(inbound.events.length, 5));
    });

    void test('what cannot be stored is not acknowledged', async () => {
      await using bench = await open();
      const inbound = recording(() => {
        throw new Error('the disk is full');
      });
      await bench.platform.start(inbound);
      assert.equal(await bench.command('deploy', 'shop prod'), false);
      const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
      assert.equal(await bench.click(ref, 'approve'), false);
      assert.deepEqual(inbound.answered, []);
    });

    void test('an answer goes by its handle, and by direct message once that is dead', async () => {
      await using bench = await open();
      const inbound = recording(() => ({ kind: 'none' }));
      await bench.platform.start(inbound);
      await bench.command('flow', 'status 42');
      const event = inbound.events[0];
      assert.ok(event);
      await bench.platform.answer(event, text('in place'), signal());
      assert.match(bench.whispers().join(), /in place/);
      bench.faults.killHandles();
      await bench.platform.answer(event, text('refused in place'), signal());
      assert.match(bench.directMessages().join(), /refused in place/);
      await bench.platform.answer({ ...event, handleUntil: 0 }, text('after half an hour'), signal());
      assert.match(bench.directMessages().join(), /after half an hour/);
      assert.doesNotMatch(bench.whispers().join(), /refused in place|half an hour/);
    });

    void test('no command is lost while connections are renewed', async () => {
      await using bench = await open();
      const inbound = recording(() => ({ kind: 'none' }));
      await bench.platform.start(inbound);
      await eventually(() => assert.equal(bench.connections(), bench.keptConnections));
      const outcomes: Promise<boolean>[] = [];
      for (let i = 0; i < 120; i++) {
        if (i % 30 === 10) bench.faults.renewConnections();
        outcomes.push(bench.command('flow', `status ${i}`));
        await pause(10);
      }
      assert.deepEqual(new Set(await Promise.all(outcomes)), new Set([true]));
      assert.equal(inbound.all.length, 120);
      assert.equal(inbound.events.length, 120);
    });

    void test('a hundred renewals leave no connection behind', async () => {
      await using bench = await open();
      await bench.platform.start(recording(() => ({ kind: 'none' })));
      await eventually(() => assert.equal(bench.connections(), bench.keptConnections));
      const deadline = performance.now() + 25_000;
      for (const begun = bench.opened(); bench.opened() < begun + 100; await pause(20)) {
        assert.ok(performance.now() < deadline, `only ${bench.opened() - begun} were opened anew`);
        bench.faults.dismissConnections();
      }
      await eventually(() => assert.equal(bench.connections(), bench.keptConnections));
      assert.equal(await bench.command('flow', 'list'), true);
    });

    void test('connections that are cut come back, and nonsense is survived', async () => {
      await using bench = await open();
      const inbound = recording(() => ({ kind: 'none' }));
      await bench.platform.start(inbound);
      await eventually(() => assert.equal(bench.connections(), bench.keptConnections));
      bench.faults.sendNonsense();
      await bench.untilHandled();
      assert.deepEqual(inbound.all, []);
      bench.faults.cutConnections();
      const deadline = performance.now() + 5_000;
      while (!(await bench.command('flow', 'list'))) {
        assert.ok(performance.now() < deadline, 'nobody listens five seconds after the cut');
        await pause(20);
      }
      await eventually(() => assert.equal(bench.connections(), bench.keptConnections));
      assert.equal(await bench.command('flow', 'list'), true);
    });

    void test('stop is final: what is being acknowledged ends, nothing more comes', async () => {
      await using bench = await open();
      const stored = Promise.withResolvers<void>();
      const inbound = recording(async () => {
        await stored.promise;
        return { kind: 'none' };
      });
      await bench.platform.start(inbound);
      const commanded = bench.command('flow', 'list');
      await eventually(() => assert.equal(inbound.all.length, 1));
      const stopped = bench.platform.stop();
      stored.resolve();
      await stopped;
      assert.equal(await commanded, true);
      await eventually(() => assert.equal(bench.connections(), 0));
      assert.equal(await bench.command('flow', 'list'), false);
      await assert.rejects(bench.platform.post(bench.room, card('late'), 'key', signal()), UpstreamError);
    });

    void test('check finds the rooms that are wrong', async () => {
      await using bench = await open();
      await bench.platform.start(recording(() => ({ kind: 'none' })));
      const findings = await bench.platform.check([bench.room.id, bench.strangeRoom.id]);
      const of = (room: Room) => findings.find(({ subject }) => subject.includes(room.id));
      assert.equal(of(bench.room)?.level, 'ok');
      assert.equal(of(bench.strangeRoom)?.level, 'error');
      assert.ok(of(bench.strangeRoom)?.remedy);
      assert.ok(findings.filter(({ level }) => level === 'error').every(({ remedy }) => remedy));
    });
  });
}

function outcome(wanted: string, code?: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof UpstreamError, String(error));
    assert.equal(error.outcome, wanted);
    if (code !== undefined) assert.equal(error.code, code);
    return true;
  };
}

/** Waits until the assertion holds; its own failure is shown after five seconds. */
async function eventually(check: () => void): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    try {
      check();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(5);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
