import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Dialect,
  readInline,
  readMarkdown,
  withCalls,
} from '../../../../src/verbs/preview/read/markdown.ts';

test('blocks are headings, rules and paragraphs', () => {
  assert.deepEqual(readMarkdown('### <font color="warning">a</font> b\n\n---\n\nc  \nd', 'dingtalk'), [
    { kind: 'header', text: ['a b'], colour: 'orange' },
    { kind: 'rule' },
    { kind: 'text', text: ['c\nd'] },
  ]);
});

test('each dialect reads what its vendor says that it reads', () => {
  const text = '**b** *i* ~~s~~ `c` [l](https://a.example) &#42; <at id=ou_a></at> <@ada>';
  const styles = (dialect: Dialect): string[] =>
    readInline(text, dialect).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.style]));
  assert.deepEqual(styles('feishu'), ['bold', 'italic', 'strike', 'code', 'link', 'mention']);
  assert.deepEqual(styles('dingtalk'), ['bold', 'italic', 'strike', 'code', 'link', 'mention']);
  assert.deepEqual(styles('wecom'), ['bold', 'code', 'link', 'mention', 'mention']);
  assert.ok(readInline(text, 'feishu').includes(' * '));
});

test('a moment of Feishu is a day and a time', () => {
  const tag = (format: string): string =>
    `<local_datetime millisecond='1768469400000' format_type='${format}'></local_datetime>`;
  assert.deepEqual(readInline(`${tag('date_short')} ${tag('time')}`, 'feishu'), [
    { style: 'time', text: '2026-01-15' },
    ' ',
    { style: 'time', text: '09:30 UTC' },
  ]);
});

test('DingTalk calls whom the message names beside its text', () => {
  assert.deepEqual(withCalls([{ kind: 'text', text: ['@ada @ben x@ada'] }], ['ada']), [
    {
      kind: 'text',
      text: [{ style: 'mention', text: '@ada' }, ' @ben x', { style: 'mention', text: '@ada' }],
    },
  ]);
});
