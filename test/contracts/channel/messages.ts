import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Card } from '../../../src/domain/card.ts';
import { hugeCard } from '../cards.ts';
import type { ChannelCase } from '../channel.ts';
import { messageOf, signal, stranger } from './message.ts';

/** Of what breaks out of templates, markup, mentions, lines and headers. */
const HOSTILE =
  '{{ .Values.image }} {{ foo <at id=all></at> <at user_id="all"></at> <!channel> <!here|x> <@U0EVE> <@eve> @all *b* _i_ ~s~ `c` [click](https://evil.example) <https://evil.example|click> <a href="https://evil.example">x</a> <font color="warning">\n# heading\n> quote\n- item\r\nBcc: eve@example.com\r\n\r\n.\r\nQUIT\u202E';

/** What arrives of a message. */
export function messagesContract({ traits, open }: ChannelCase): void {
  if (traits.shows !== 'facts') cardContract({ traits, open });

  void test('the vendor’s own object is sent as it is', async () => {
    await using bench = await open();
    await bench.channel.send(messageOf(bench, 'not this', { raw: bench.raw }), 'key', signal());
    assert.equal(bench.taken.length, 1);
    assert.match(JSON.stringify(bench.taken[0]), /own words/);
    assert.doesNotMatch(bench.taken[0]?.text ?? '', /not this/);
  });
}

/** What people read, and whom it calls. */
function cardContract({ traits, open }: ChannelCase): void {
  void test('a card arrives once, and its buttons do not', async () => {
    await using bench = await open();
    const { unreached } = await bench.channel.send(messageOf(bench, 'waits for you'), 'key-1', signal());
    assert.deepEqual(unreached, []);
    assert.equal(bench.taken.length, 1);
    assert.match(bench.taken[0]?.text ?? '', /shop → prod/);
    assert.match(bench.taken[0]?.text ?? '', /waits for you/);
    assert.doesNotMatch(bench.taken[0]?.text ?? '', /Approve|Reject/);
    assert.equal(bench.taken[0]?.everyone, false);
    assert.deepEqual(bench.taken[0]?.calls, traits.audience === 'person' ? [bench.account] : []);
  });

  void test('a card that only has a summary is shown by it', async () => {
    await using bench = await open();
    await bench.channel.send(messageOf(bench, { summary: 'one line', parts: [] }), 'key', signal());
    assert.match(bench.taken[0]?.text ?? '', /one line/);
  });

  void test('nothing in a card breaks out of its place, calls anybody or leads anywhere', async () => {
    await using bench = await open();
    const hostile: Card = {
      summary: HOSTILE,
      parts: [
        { kind: 'title', text: HOSTILE, tone: 'bad' },
        { kind: 'fields', fields: [{ label: HOSTILE, value: [HOSTILE, { kind: 'bold', text: HOSTILE }] }] },
        { kind: 'steps', steps: [{ mark: 'failed', title: HOSTILE, note: [HOSTILE], depth: 0 }] },
        {
          kind: 'text',
          text: [
            HOSTILE,
            { kind: 'code', text: HOSTILE },
            { kind: 'link', text: HOSTILE, url: 'javascript:alert(1)' },
            { kind: 'link', text: HOSTILE, url: 'https://good.example/a)b|c>d"e' },
            { kind: 'mention', name: HOSTILE, account: 'all' },
          ],
        },
        { kind: 'footnote', text: [HOSTILE] },
      ],
    };
    const thread = { id: HOSTILE, title: HOSTILE };
    await bench.channel.send(messageOf(bench, hostile, { thread }), 'key', signal());
    assert.equal(bench.taken.length, 1);
    const [one] = bench.taken;
    assert.deepEqual(one?.calls, traits.audience === 'person' ? [bench.account] : []);
    assert.equal(one?.everyone, false);
    assert.ok(
      one?.links.every((link) => link.startsWith('https://good.example/')),
      one?.links.join(),
    );
    assert.match(one?.text ?? '', /\{\{ \.Values\.image \}\} \{\{ foo/);
    if (traits.shows === 'same') assert.match(one?.text ?? '', /<at id=all><\/at>/);
    else assert.match(one?.text ?? '', /＜at id=all/);
  });

  void test('what is too much is left out by the vendor’s own unit, the title last', async () => {
    await using bench = await open();
    await bench.channel.send(messageOf(bench, hugeCard()), 'latin', signal());
    await bench.clock.turn(60_000);
    await bench.channel.send(messageOf(bench, chineseCard()), 'chinese', signal());
    assert.equal(bench.taken.length, 2);
    assert.match(bench.taken[0]?.text ?? '', /the title stays/);
    assert.match(bench.taken[1]?.text ?? '', /标题留着/);
    for (const { text, size } of bench.taken) {
      assert.doesNotMatch(text, /\uFFFD/);
      if (traits.most !== undefined)
        assert.ok(size <= traits.most && size > traits.most * 0.15, String(size));
    }
  });

  if (traits.audience === 'room') {
    void test('people are called by what the vendor knows them by, each once', async () => {
      await using bench = await open();
      const mentions = { people: [bench.person, bench.person], everyone: false };
      const { unreached } = await bench.channel.send(messageOf(bench, 'look', { mentions }), 'key', signal());
      assert.deepEqual(unreached, []);
      assert.deepEqual(new Set(bench.taken[0]?.calls), new Set([bench.account]));
      assert.equal(bench.taken[0]?.everyone, false);
    });

    void test('everybody is called when everybody is meant, and those by name too', async () => {
      await using bench = await open();
      const mentions = { people: [bench.person], everyone: true };
      await bench.channel.send(messageOf(bench, 'look', { mentions }), 'key', signal());
      assert.equal(bench.taken[0]?.everyone, true);
      assert.deepEqual(bench.taken[0]?.calls, [bench.account]);
    });

    void test('a crowd of mentions leaves room for the message, and whoever is not called is named', async () => {
      await using bench = await open();
      const crowd = Array.from({ length: 300 }, (_, i) => ({
        ...bench.person,
        name: `Person 人人人人人人人人人人人 ${i}`,
        accounts: Object.fromEntries(
          Object.entries(bench.person.accounts).map(([kind, id]) => [kind, `${id}${i}`]),
        ),
      }));
      const mentions = { people: crowd, everyone: false };
      const { unreached } = await bench.channel.send(
        messageOf(bench, hugeCard(), { mentions }),
        'key',
        signal(),
      );
      const [one] = bench.taken;
      assert.match(one?.text ?? '', /the title stays/);
      assert.equal((one?.calls.length ?? 0) + unreached.length, 300);
    });
  }

  if (traits.unreached) {
    void test('somebody without an account is named, and nobody else is called instead', async () => {
      await using bench = await open();
      const people = traits.audience === 'room' ? [stranger, bench.person] : [stranger];
      const mentions = { people, everyone: false };
      const { unreached } = await bench.channel.send(messageOf(bench, 'look', { mentions }), 'key', signal());
      assert.deepEqual(unreached, [stranger.name]);
      if (traits.audience === 'person') assert.deepEqual(bench.taken, []);
      else {
        assert.deepEqual(bench.taken[0]?.calls, [bench.account]);
        assert.match(bench.taken[0]?.text ?? '', /@Zoë/);
      }
    });

    void test('what is no account is not sent to the vendor as one', async () => {
      await using bench = await open();
      for (const account of [
        '@all',
        'x> <!channel',
        'a@b.example>, <c@d.example',
        'a\r\nBcc: b@c.example',
        '',
      ]) {
        const accounts = Object.fromEntries(
          Object.keys(bench.person.accounts).map((kind) => [kind, account]),
        );
        const people = [{ name: 'Mallory', accounts, email: account, mobile: account }];
        const { unreached } = await bench.channel.send(
          messageOf(bench, 'look', { mentions: { people, everyone: false } }),
          `key ${account}`,
          signal(),
        );
        assert.deepEqual(unreached, ['Mallory'], account);
        await bench.clock.turn(60_000);
      }
      assert.ok(bench.taken.every(({ calls, everyone }) => calls.length === 0 && !everyone));
    });
  }
}

/** Three bytes a sign. */
function chineseCard(): Card {
  return {
    summary: '发布'.repeat(2_000),
    parts: [
      { kind: 'title', text: `标题留着${'很长'.repeat(300)}`, tone: 'waiting' },
      {
        kind: 'fields',
        fields: Array.from({ length: 30 }, () => ({
          label: '提交信息',
          value: ['修复支付超时的问题'.repeat(60)],
        })),
      },
      { kind: 'text', text: ['等待审批，请相关人员尽快处理。'.repeat(500)] },
    ],
  };
}
