import assert from 'node:assert/strict';
import { test } from 'node:test';
import { card, reasonCard, reasonForm } from '../cards.ts';
import type { PlatformCase } from '../platform.ts';
import { recording, text } from '../recording.ts';
import { eventually, signal, toldAlone } from './expect.ts';

/** What people do, in the product's words, and what they are told. */
export function eventsContract({ traits, open }: PlatformCase): void {
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
    assert.equal(event?.actor.platform, bench.platform.id);
    assert.equal(event?.actor.id, bench.person);
    assert.deepEqual([event?.room.platform, event?.room.id], [bench.room.platform, bench.room.id]);
    await eventually(() => assert.match(toldAlone(bench), /on its way/));
    await eventually(() => assert.deepEqual(inbound.answered, [1]));
    assert.deepEqual(bench.shown(bench.room), []);
  });

  void test('an event names a room that can be posted to', async () => {
    await using bench = await open();
    const inbound = recording(() => ({ kind: 'none' }));
    await bench.platform.start(inbound);
    await bench.command('flow', 'list');
    const event = inbound.events[0];
    assert.ok(event);
    await bench.platform.post(event.room, card('where it was asked'), 'key', signal());
    assert.match(bench.shown(bench.room)[0]?.text ?? '', /where it was asked/);
  });

  void test('an answer reaches the person also after its handle has died of age', async () => {
    await using bench = await open();
    const inbound = recording(() => ({ kind: 'none' }));
    await bench.platform.start(inbound);
    await bench.command('flow', 'status 42');
    const event = inbound.events[0];
    assert.ok(event);
    await bench.platform.answer(event, text('at once'), signal());
    await eventually(() => assert.match(toldAlone(bench), /at once/));
    await bench.platform.answer({ ...event, handleUntil: 0 }, text('half an hour later'), signal());
    await eventually(() => assert.match(bench.directMessages().join(), /half an hour later/));
    assert.doesNotMatch(bench.whispers().join(), /half an hour later/);
    assert.deepEqual(bench.shown(bench.room), []);
  });

  if (traits.handles) {
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
      assert.doesNotMatch(bench.whispers().join(), /refused in place/);
    });
  }

  if (traits.can.buttons) {
    void test('a click names its gate, and its answer reaches the clicker alone', async () => {
      await using bench = await open();
      const inbound = recording(() => text('too late'));
      await bench.platform.start(inbound);
      const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
      assert.equal(await bench.click(ref, 'approve'), true);
      const [event] = inbound.events;
      assert.deepEqual(event?.deed, {
        kind: 'click',
        approval: 7,
        attempt: 'attempt-1',
        verdict: 'approve',
      });
      assert.deepEqual([event?.actor.id, event?.room.id], [bench.person, bench.room.id]);
      await eventually(() => assert.match(toldAlone(bench), /too late/));
      await eventually(() => assert.deepEqual(inbound.answered, [1]));
      assert.equal(bench.shown(bench.room).length, 1);
    });

    void test('a rejection that is asked for its reason brings it', async () => {
      await using bench = await open();
      const inbound = recording(({ deed }) =>
        deed.kind === 'click' ? { kind: 'form', form: reasonForm } : { kind: 'none' },
      );
      await bench.platform.start(inbound);
      const ref = await bench.platform.post(bench.room, reasonCard(), 'key', signal());
      assert.equal(await bench.reject(ref, 'tests are red & <slow>'), true);
      const event = inbound.events.at(-1);
      assert.deepEqual(event?.deed, {
        kind: 'form',
        approval: 7,
        attempt: 'attempt-1',
        verdict: 'reject',
        values: { reason: 'tests are red & <slow>' },
      });
      assert.deepEqual([event?.actor.id, event?.room.id], [bench.person, bench.room.id]);
    });
  }

  void test('what is said under a card is one conversation with its clicks', async () => {
    await using bench = await open();
    const inbound = recording(() => ({ kind: 'none' }));
    await bench.platform.start(inbound);
    const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
    const mention = traits.hears === 'mentions';
    bench.say('reject because of the tests', { thread: ref.message, mention });
    await eventually(() => assert.equal(inbound.events.length, 1));
    const [reply] = inbound.events;
    assert.equal(reply?.room.thread, ref.message);
    assert.deepEqual(reply?.deed, { kind: 'message', text: 'reject because of the tests', mention });
    if (!traits.can.buttons || traits.clicksApart) return;
    await bench.click(ref, 'approve');
    assert.equal(inbound.events[1]?.conversation, reply?.conversation);
  });

  const orders = traits.mentionsTwice
    ? (['mention-first', 'message-first'] as const)
    : (['mention-first'] as const);
  for (const order of orders) {
    void test(`a mention is one event, ${order}`, async () => {
      await using bench = await open();
      const inbound = recording(() => ({ kind: 'none' }));
      await bench.platform.start(inbound);
      bench.say('deploy shop prod tag=v2', { mention: true, order });
      await eventually(() => assert.equal(inbound.events.length, 1));
      bench.say('what is going on?', { mention: true, order });
      await eventually(() => assert.equal(inbound.events.length, 2));
      await bench.untilHandled();
      assert.equal(new Set(inbound.all.map(({ key }) => key)).size, 2);
      for (const { key, deed } of inbound.all) {
        assert.deepEqual(
          deed,
          key === inbound.events[0]?.key
            ? { kind: 'command', name: 'deploy', text: 'shop prod tag=v2' }
            : { kind: 'message', text: 'what is going on?', mention: true },
        );
      }
    });
  }
}
