import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plainText } from '../../../src/channels/common/plain-text.ts';
import { renderText } from '../../../src/channels/common/sections.ts';
import { wecomMarkdown } from '../../../src/channels/wecom/markdown.ts';
import type { Card, Part, Span } from '../../../src/domain/card.ts';

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.constantFrom(
    '发布失败'.repeat(300),
    '👩‍👩‍👧‍👦'.repeat(100),
    'e\u0301'.repeat(500),
    '*_`[]()<>#\n'.repeat(90),
  ),
);

const span: fc.Arbitrary<Span> = fc.oneof(
  word,
  fc.record({ kind: fc.constantFrom('bold' as const, 'code' as const), text: word }),
  fc.record({ kind: fc.constant('link' as const), text: word, url: fc.oneof(fc.webUrl(), word) }),
  fc.record({ kind: fc.constant('mention' as const), name: word }),
  fc.record({ kind: fc.constant('time' as const), at: fc.oneof(fc.integer(), fc.constant(Number.NaN)) }),
);

const text = fc.array(span, { maxLength: 6 });

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ kind: fc.constant('title' as const), text: word, tone: fc.constant('good' as const) }),
  fc.record({
    kind: fc.constant('fields' as const),
    fields: fc.array(fc.record({ label: word, value: text }), { maxLength: 30 }),
  }),
  fc.record({ kind: fc.constantFrom('text' as const, 'footnote' as const), text }),
);

const card: fc.Arbitrary<Card> = fc.record({ summary: word, parts: fc.array(part, { maxLength: 8 }) });

void test('any card has its place in any ceiling of bytes, is well-formed, and says something', () => {
  fc.assert(
    fc.property(card, fc.integer({ min: 800, max: 4_096 }), (one, max) => {
      for (const syntax of [plainText, wecomMarkdown]) {
        const shown = renderText(one, syntax, max);
        assert.ok(Buffer.byteLength(shown) <= max);
        assert.ok(shown.isWellFormed());
        assert.ok(shown.trim().length > 0);
        if (syntax === wecomMarkdown) assert.doesNotMatch(shown, /<(?!\/?font\b)/);
      }
    }),
    { numRuns: 150, examples: [[{ summary: '发布'.repeat(500), parts: [] }, 800]] },
  );
});

void test('what stands at the beginning of a line begins no heading and no quote, and inside of one it stays', () => {
  const parts: Part[] = [{ kind: 'text', text: ['# one\n> two\nissue #3 > 2'] }];
  assert.equal(renderText({ summary: '', parts }, wecomMarkdown, 2_000), '＃ one\n＞ two\nissue #3 > 2');
});

void test('a text is cut where people see a character end', () => {
  const parts: Part[] = [{ kind: 'text', text: ['👩‍👩‍👧‍👦'.repeat(2_000)] }];
  const shown = renderText({ summary: '', parts }, plainText, 1_000);
  assert.match(shown, /^(?:👩‍👩‍👧‍👦)+…$/u);
});
