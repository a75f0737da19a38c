import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from '../../src/domain/card.ts';
import { undeliveredParts } from '../../src/presenter/undelivered-parts.ts';

function linesOf(parts: readonly Part[]): string[] {
  return parts.map((part) =>
    part.kind === 'text'
      ? part.text.map((span) => (typeof span === 'string' ? span : 'text' in span ? span.text : '')).join('')
      : part.kind,
  );
}

test('a card says what was given up and what is tried again, each place once', () => {
  const undelivered = [
    { to: 'ops-robot', because: 'timeout', still: true },
    { to: 'mail', because: 'no-mailbox' },
    { to: 'old-robot', because: 'outlet-gone' },
    { to: 'ops-robot', because: 'hook-gone', still: true },
  ] as const;
  assert.deepEqual(linesOf(undeliveredParts(undelivered, 'en')), [
    '✉️ Not delivered mail (no-mailbox), old-robot (not configured any more)',
    '✉️ Not delivered yet, tried again ops-robot (hook-gone)',
  ]);
  assert.deepEqual(linesOf(undeliveredParts(undelivered, 'zh')), [
    '✉️ 未送达 mail (no-mailbox)、old-robot (已不在配置中)',
    '✉️ 尚未送达，正在重试 ops-robot (hook-gone)',
  ]);
  assert.deepEqual(undeliveredParts([], 'en'), []);
});
