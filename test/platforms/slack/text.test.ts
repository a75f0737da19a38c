import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clean } from '../../../src/platforms/common/clean.ts';
import { unescape, withoutMention } from '../../../src/platforms/slack/incoming-text.ts';
import { literal, mrkdwn } from '../../../src/platforms/slack/text.ts';

const invisible = /\u200B/g;

void test('nothing in a value can address or format: it is shown as it is', () => {
  assert.equal(literal('<!channel> <@U1> & co'), '&lt;!channel&gt; &lt;@U1&gt; &amp; co');
  for (const value of ['*bold*', '_it_', '~no~', '`code`', '> quote', ':smile:', '```x```']) {
    const shown = literal(value);
    assert.equal(unescape(shown.replace(invisible, '')), value);
    assert.notEqual(shown.replace(/&gt;/g, '>'), value, `${value} must not stay markup`);
  }
  assert.equal(
    literal('my_app_name-2*3'),
    'my_app_name-2*3',
    'inside words nothing is read, and it stays copyable',
  );
});

void test('any text comes back out of its escaping', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      fc.pre(!value.includes('\u200B'));
      assert.equal(unescape(literal(value).replace(invisible, '')), clean(value));
      assert.doesNotMatch(literal(value), /[<>]/);
    }),
  );
});

void test('cut mrkdwn ends before an escape or a link, never inside', () => {
  for (let max = 1; max < 60; max++) {
    const shown = mrkdwn(
      ['a & b < c ', { kind: 'link', text: 'the run', url: 'https://e.com/1' }, ' tail'],
      max,
    );
    assert.ok(shown.length <= max);
    assert.doesNotMatch(shown, /&(?!amp;|lt;|gt;)|<(?!https:\/\/e\.com\/1\|[^>]*>)/, shown);
  }
});

void test('spans become tokens of Slack, and only what is meant does', () => {
  assert.equal(mrkdwn([{ kind: 'mention', name: 'Ada', account: 'U0ADA' }], 99), '<@U0ADA>');
  assert.equal(mrkdwn([{ kind: 'mention', name: 'Ada', account: 'U1> <!channel' }], 99), '@Ada');
  assert.equal(mrkdwn([{ kind: 'mention', name: '<b>' }], 99), '@&lt;b&gt;');
  assert.equal(mrkdwn([{ kind: 'link', text: 'x', url: 'javascript:alert(1)' }], 99), 'x');
  assert.equal(
    mrkdwn([{ kind: 'link', text: 'a|b>c', url: 'https://e.com/?q=a|b' }], 99),
    '<https://e.com/?q=a%7Cb|a｜b&gt;c>',
  );
  assert.equal(mrkdwn([{ kind: 'code', text: 'rm `x`\n-rf' }], 99), "`rm 'x' -rf`");
  assert.equal(
    mrkdwn([{ kind: 'time', at: 1_000_000_000_000 }], 99),
    '<!date^1000000000^{date_short_pretty} {time}|2001-09-09 01:46 UTC>',
  );
});

void test('what was typed is read out of its escaping', () => {
  assert.equal(unescape('note=&quot; a &amp;lt; b'), 'note=&quot; a &lt; b');
  assert.equal(
    unescape('see <https://e.com/a?b=1&amp;c=2|the page> and <http://e.com|e.com>'),
    'see https://e.com/a?b=1&c=2 and e.com',
  );
  assert.equal(
    unescape('image=<http://ghcr.io/x/y|ghcr.io/x/y> by <mailto:a@b.c|a@b.c>'),
    'image=ghcr.io/x/y by a@b.c',
  );
  assert.equal(
    unescape('<@U0ADA> in <#C1|deploys> <!here> <!subteam^S1|@ops>'),
    '<@U0ADA> in #deploys @here @ops',
  );
  assert.equal(unescape('“smart” ‘quotes’'), '“smart” ‘quotes’');
});

void test('the mention of the bot is taken out of a text', () => {
  assert.equal(withoutMention('<@U0BOT>  deploy note="a  b"', 'U0BOT'), 'deploy note="a  b"');
  assert.equal(withoutMention('please <@U0BOT|bot> deploy', 'U0BOT'), 'please deploy');
  assert.equal(withoutMention('<@U0ADA> hello', 'U0BOT'), undefined);
});
