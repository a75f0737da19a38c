import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clean } from '../../../src/platforms/common/clean.ts';
import { cut, literal, markdown } from '../../../src/platforms/feishu/text.ts';

/** What a reader sees of escaped text: references as their signs. */
function seen(escaped: string): string {
  return escaped
    .replaceAll('&nbsp;', ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

void test('nothing in a value can call, link or format: it is shown as it is', () => {
  for (const value of [
    '<at id=all></at>',
    '&lt;at id=all&gt;',
    '**bold** __bold__',
    '~~no~~',
    '`code`',
    '[x](https://example.com)',
    '![x](img_1)',
    '> quote',
    '# heading',
    '- item',
    '1. item',
    '---',
    '| a | b |\n| --- | --- |',
    ':DONE:',
    'https://example.com',
    "<font color='red'>x</font>",
    '```\ncode\n```',
    'title\n===',
    '    four blanks',
    '$urlVal',
    'a\\*b',
  ]) {
    const shown = literal(value);
    assert.equal(seen(shown), value);
    assert.doesNotMatch(shown, /[<>*_~`[\]|$\\]|^\s|:\S|^[#=+-]|^\d+[.)]/m, value);
  }
  assert.equal(literal('my app: v2.0.1 (a-b) done!'), 'my app: v2.0.1 (a-b) done!', 'plain text stays short');
});

void test('any text comes back out of its escaping', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const wanted = clean(value).replace(/^[ \t]+/gm, (blanks) => ' '.repeat(Math.min(blanks.length, 16)));
      assert.equal(seen(literal(value)), wanted);
      assert.doesNotMatch(literal(value), /[<>*_~`[\]|$\\]/);
    }),
  );
});

void test('marks that turn the direction of reading are taken out', () => {
  assert.equal(clean('approve \u202Egnp.exe\u202C ok\u0000'), 'approve gnp.exe ok');
});

void test('text is cut between graphemes', () => {
  const family = '👩‍👩‍👧‍👦';
  assert.equal(cut('short', 5), 'short');
  assert.equal(cut('longer', 5), 'long…');
  assert.equal(cut(family.repeat(3), 3), family.repeat(3));
  assert.equal(cut(family.repeat(4), 3), `${family.repeat(2)}…`);
  assert.equal(cut('e\u0301'.repeat(1_000), 2), 'e\u0301…');
});

void test('bold stands apart from the letters beside it, so that it is read as bold', () => {
  const bold = (text: string) => ({ kind: 'bold', text }) as const;
  assert.equal(markdown([bold('gate'), ' waits'], 100), '**gate** waits');
  assert.equal(markdown(['批准', bold('发布'), '完成'], 100), '批准 **发布** 完成');
  assert.equal(markdown(['(', bold('x'), ')'], 100), '(**x**)');
  assert.equal(markdown([bold('a'), bold('b')], 100), '**a** **b**');
  assert.equal(markdown([bold(' ⚠️ '), 'failed'], 100), '**⚠️** failed');
  assert.equal(markdown([bold('a*b')], 100), '**a&#42;b**');
});

void test('code that could be read as markup is shown as plain text', () => {
  assert.equal(markdown([{ kind: 'code', text: 'v2_1*' }], 100), '`v2_1*`');
  for (const text of ['`x`', '<at id=all></at>', 'a & b', '${x}']) {
    const shown = markdown([{ kind: 'code', text }], 100);
    assert.equal(seen(shown), text);
    assert.doesNotMatch(shown, /[<`]/);
  }
});

void test('a link goes to a web page or nowhere, and ends where it should', () => {
  const link = (url: string, text = 'log'): string => markdown([{ kind: 'link', text, url }], 100);
  assert.equal(link('https://ci.example.com/run/1?a=b'), '[log](https://ci.example.com/run/1?a=b)');
  assert.equal(link('https://x.example/a)b <at>'), '[log](https://x.example/a%29b%20%3Cat%3E)');
  assert.equal(link('javascript:alert(1)'), 'log');
  assert.equal(link('no url', '<b>'), '&#60;b&#62;');
});

void test('what does not fit is left out from the end, never in the middle of a reference', () => {
  assert.equal(markdown(['<'.repeat(50)], 10), `${'&#60;'.repeat(9)}…`);
  assert.equal(markdown(['12345678', { kind: 'bold', text: 'abcdef' }], 12), '12345678 **abc…**');
  assert.equal(markdown(['1234', { kind: 'mention', name: 'somebody', account: 'ou_1' }], 8), '1234…');
  assert.equal(markdown(['1234', ' and'], 4), '1234…');
});
