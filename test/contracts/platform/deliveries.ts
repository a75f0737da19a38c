import assert from 'node:assert/strict';
import { test } from 'node:test';
import { card } from '../cards.ts';
import type { PlatformCase } from '../platform.ts';
import { recording } from '../recording.ts';
import { eventually, signal } from './expect.ts';

/** What arrives twice, late, in another order, from somebody else, or cannot be stored. */
export function deliveriesContract({ traits, open }: PlatformCase): void {
  void test('a command that is delivered twice has the same key both times', async () => {
    await using bench = await open();
    const inbound = recording(() => ({ kind: 'none' }));
    await bench.platform.start(inbound);
    bench.faults.deliverTwice();
    assert.equal(await bench.command('flow', 'list'), true);
    await eventually(() => assert.equal(inbound.all.length, 2));
    assert.equal(inbound.all[0]?.key, inbound.all[1]?.key);
    for (const { deed } of inbound.all) {
      assert.deepEqual(deed, { kind: 'command', name: 'flow', text: 'list' });
    }
  });

  if (traits.can.buttons) {
    void test('a click that is delivered twice has the same key both times', async () => {
      await using bench = await open();
      const inbound = recording(() => ({ kind: 'none' }));
      await bench.platform.start(inbound);
      const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
      bench.faults.deliverTwice();
      assert.equal(await bench.click(ref, 'approve'), true);
      await eventually(() => assert.equal(inbound.all.length, 2));
      assert.equal(inbound.all[0]?.key, inbound.all[1]?.key);
    });

    void test('clicks that arrive in another order are each what they were', async () => {
      await using bench = await open();
      const inbound = recording(() => ({ kind: 'none' }));
      await bench.platform.start(inbound);
      const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
      bench.faults.deliverLate(150);
      const late = bench.click(ref, 'approve');
      const early = bench.click(ref, 'reject');
      assert.deepEqual(await Promise.all([late, early]), [true, true]);
      const gate = { kind: 'click', approval: 7, attempt: 'attempt-1' };
      assert.deepEqual(
        inbound.events.map(({ deed }) => deed),
        [
          { ...gate, verdict: 'reject' },
          { ...gate, verdict: 'approve' },
        ],
      );
      assert.equal(inbound.events[0]?.conversation, inbound.events[1]?.conversation);
    });
  }

  void test('two things never have the same key', async () => {
    await using bench = await open();
    const inbound = recording(() => ({ kind: 'none' }));
    await bench.platform.start(inbound);
    const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
    const deeds = [bench.command('flow', 'list'), bench.command('flow', 'list')];
    if (traits.can.buttons) deeds.push(bench.click(ref, 'approve'), bench.click(ref, 'approve'));
    await Promise.all(deeds);
    const mention = traits.hears === 'mentions';
    bench.say('approve', { thread: ref.message, mention });
    bench.say('approve', { thread: ref.message, mention });
    await eventually(() => assert.equal(inbound.events.length, deeds.length + 2));
  });

  void test('what cannot be stored is not acknowledged', async () => {
    await using bench = await open();
    const inbound = recording(() => {
      throw new Error('the disk is full');
    });
    await bench.platform.start(inbound);
    assert.equal(await bench.command('deploy', 'shop prod'), false);
    if (traits.can.buttons) {
      const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
      assert.equal(await bench.click(ref, 'approve'), false);
    }
    assert.deepEqual(inbound.answered, []);
  });

  void test('what somebody else sends in the place of the vendor is accepted by nobody', async () => {
    await using bench = await open();
    const inbound = recording(() => ({ kind: 'none' }));
    await bench.platform.start(inbound);
    assert.ok(Object.keys(bench.forgeries).length > 0);
    for (const [story, send] of Object.entries(bench.forgeries)) {
      await send();
      assert.deepEqual(
        inbound.all.map(({ deed }) => deed),
        [],
        story,
      );
    }
    assert.equal(await bench.command('flow', 'list'), true, 'and the real one is heard as before');
    assert.equal(inbound.all.length, 1);
  });

  void test('nonsense is survived', async () => {
    await using bench = await open();
    const inbound = recording(() => ({ kind: 'none' }));
    await bench.platform.start(inbound);
    bench.faults.sendNonsense();
    await bench.untilHandled();
    assert.deepEqual(inbound.all, []);
    assert.equal(await bench.command('flow', 'list'), true);
    assert.equal(inbound.all.length, 1);
  });
}
