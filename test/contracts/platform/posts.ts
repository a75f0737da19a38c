import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directRoom } from '../../../src/domain/platform-ability.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { card, hugeCard, mentionCard } from '../cards.ts';
import type { PlatformCase } from '../platform.ts';
import { signal, toldAlone } from './expect.ts';

/** Cards that are posted, replaced, found and taken away. */
export function postsContract({ traits, open }: PlatformCase): void {
  void test('posts a card and replaces it', async () => {
    await using bench = await open();
    const { platform, room } = bench;
    assert.deepEqual(platform.can, traits.can);
    const ref = await platform.post(room, card('first state'), 'key-1', signal());
    await platform.edit(ref, card('second state'), 'key-1', signal());
    const shown = bench.shown(room);
    assert.equal(shown.length, 1);
    assert.equal(shown[0]?.id, ref.message);
    assert.match(shown[0]?.text ?? '', /second state/);
    assert.doesNotMatch(shown[0]?.text ?? '', /first state/);
  });

  void test('posts to one person, and to nobody else', async () => {
    await using bench = await open();
    const { platform, room } = bench;
    const direct = directRoom(platform.id, bench.person);
    const ref = await platform.post(direct, card('for you'), 'key-direct', signal());
    assert.match(bench.directMessages().join(), /for you/);
    await platform.edit(ref, card('and decided'), 'key-direct', signal());
    assert.match(bench.directMessages().join(), /and decided/);
    assert.doesNotMatch(bench.directMessages().join(), /for you/);
    assert.equal(bench.directMessages().length, 1);
    assert.deepEqual(bench.shown(room), []);
    const nobody = directRoom(platform.id, 'nobody');
    await assert.rejects(platform.post(nobody, card('who?'), 'key-2', signal()), UpstreamError);
    assert.doesNotMatch(toldAlone(bench), /who\?/);
  });

  void test('a card of any size comes out', async () => {
    await using bench = await open();
    const { platform, room } = bench;
    const ref = await platform.post(room, hugeCard(), 'key-huge', signal());
    await platform.edit(ref, hugeCard(), 'key-huge', signal());
    const [shown] = bench.shown(room);
    assert.match(shown?.text ?? '', /the title stays/);
    assert.match(shown?.text ?? '', /step 120/, 'the active step is shown');
    if (!traits.can.buttons) return;
    assert.equal(await bench.click(ref, 'approve').catch(() => 'no button'), false, 'nobody listens yet');
  });

  void test('taking away what is gone already is no error: it is what was wanted', async () => {
    await using bench = await open();
    const { platform, room } = bench;
    const ref = await platform.post(room, card('younger copy'), 'key', signal());
    await platform.remove(ref, signal());
    assert.deepEqual(bench.shown(room), []);
    await platform.remove(ref, signal());
  });

  if (traits.can.threads) {
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
      if (traits.can.find) assert.deepEqual(await platform.find(thread, 'key-reply', 0, signal()), [ref]);
    });
  }

  if (traits.can.mentions) {
    void test('a mention in a card calls the person', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      const called = await platform.post(room, mentionCard(bench.person), 'key-1', signal());
      assert.equal(bench.calls(called), true);
      const named = await platform.post(room, mentionCard(undefined), 'key-2', signal());
      assert.equal(bench.calls(named), false);
      assert.match(bench.shown(room).at(-1)?.text ?? '', /Ada of the name/);
    });
  }

  if (traits.can.find && traits.oneByKey) {
    void test('finds its post by key, under a name that it can be edited by', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      await platform.post(room, card('other'), 'key-other', signal());
      await platform.post(room, card('lost'), 'key-lost', signal());
      const found = await platform.find(room, 'key-lost', 0, signal());
      assert.equal(found.length, 1);
      assert.deepEqual(await platform.find(room, 'key-never', 0, signal()), []);
      assert.ok(found[0]);
      await platform.edit(found[0], card('found again'), 'key-lost', signal());
      assert.deepEqual(
        bench.shown(room).map(({ text }) => /other|lost|found again/.exec(text)?.[0]),
        ['other', 'found again'],
      );
    });
  } else if (traits.can.find) {
    void test('finds its posts by key, oldest first, and no others', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      await platform.post(room, card('other'), 'key-other', signal());
      const older = await platform.post(room, card('same'), 'key-same', signal());
      const younger = await platform.post(room, card('same'), 'key-same', signal());
      assert.deepEqual(await platform.find(room, 'key-same', 0, signal()), [older, younger]);
      await platform.remove(younger, signal());
      assert.deepEqual(await platform.find(room, 'key-same', 0, signal()), [older]);
      assert.deepEqual(await platform.find(room, 'key-never', 0, signal()), []);
    });
  } else {
    void test('where it cannot look, it finds nothing', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      await platform.post(room, card('unseen'), 'key', signal());
      assert.deepEqual(await platform.find(room, 'key', 0, signal()), []);
    });
  }

  if (traits.can.keysMs !== undefined) {
    void test('a post that is repeated with its key is one message', async () => {
      await using bench = await open();
      const { platform, room } = bench;
      const first = await platform.post(room, card('once'), 'key-once', signal());
      const again = await platform.post(room, card('once'), 'key-once', signal());
      assert.deepEqual([again.room, again.message], [first.room, first.message]);
      const other = await platform.post(room, card('twice'), 'key-twice', signal());
      assert.notEqual(other.message, first.message);
      assert.equal(bench.shown(room).length, 2);
    });
  }
}
