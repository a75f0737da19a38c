import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clean } from '../../../src/platforms/common/clean.ts';
import { cut } from '../../../src/platforms/common/graphemes.ts';
import { shortened } from '../../../src/platforms/common/shortened.ts';
import { webPage } from '../../../src/platforms/common/web-page.ts';

const family = '👩‍👩‍👧‍👦';

void test('marks that turn the direction of reading are taken out', () => {
  assert.equal(clean('approve \u202Egnp.exe\u202C ok\u0000'), 'approve gnp.exe ok');
  assert.equal(clean('a\u2028b\tc\nd'), 'ab\tc\nd');
});

void test('text is cut between graphemes and within its length', () => {
  assert.equal(cut('short', 5), 'short');
  assert.equal(cut(family.repeat(3), 25), `${family.repeat(2)}…`);
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.integer({ min: 1, max: 100 }),
      (value, max) => {
        const short = cut(value, max);
        assert.ok(short.length <= max);
        assert.ok(short.isWellFormed() || !value.isWellFormed());
      },
    ),
  );
});

void test('a span is shortened by what it takes when it is rendered', () => {
  const tripled = (text: string): string => text.replaceAll('&', '&amp;');
  const render = (span: unknown): string => tripled(String(span));
  assert.equal(shortened('a&b&c', 7, render), 'a&amp;b');
  assert.equal(shortened('a&b&c', 5, render), 'a', 'no half of an escape');
  assert.equal(shortened(family.repeat(2), 12, String), family, 'no half of a character');
  const trimmed = (span: unknown): string => String(span).trim();
  assert.equal(shortened(`  ${family.repeat(2)}`, 13, trimmed), family, 'nor where blanks make room for it');
  assert.equal(shortened({ kind: 'mention', name: 'Ada' }, 99, String), '');
});

void test('only an address of a web page is a link', () => {
  assert.equal(webPage('https://e.com/a b'), 'https://e.com/a%20b');
  for (const other of ['javascript:alert(1)', 'dtmd://x', '/relative', 'httpsx://e.com'])
    assert.equal(webPage(other), undefined, other);
});
