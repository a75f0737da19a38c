import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Block } from '../../../src/verbs/preview/drawing.ts';
import { drawLines } from '../../../src/verbs/preview/terminal.ts';

const BLOCKS: Block[] = [
  { kind: 'header', text: ['shop failed'], colour: 'red' },
  {
    kind: 'text',
    text: [
      'a ',
      { style: 'bold', text: 'b' },
      '\n',
      { style: 'link', text: 'page', url: 'https://a.example' },
    ],
  },
  { kind: 'cells', cells: [[{ style: 'muted', text: 'Status' }, '\nfailed']] },
  { kind: 'input', hint: 'Why?' },
  {
    kind: 'buttons',
    buttons: [
      { text: 'Approve', style: 'primary' },
      { text: 'Reject', style: 'danger' },
    ],
  },
];

test('without colours marks stand for styles', () => {
  assert.deepEqual(drawLines(BLOCKS, false), [
    '┃ shop failed',
    '┃',
    '┃ a *b*',
    '┃ page <https://a.example>',
    '┃',
    '┃ Status: failed',
    '┃ [ Why? ________ ]',
    '┃ [ Approve ]  [ Reject ]',
  ]);
});

test('colours change no character', () => {
  const plain = stripVTControlCharacters(drawLines(BLOCKS, true).join('\n'));
  assert.ok(plain.includes('┃ a b\n┃ page https://a.example'));
  assert.notEqual(drawLines(BLOCKS, true)[0], drawLines(BLOCKS, false)[0]);
});

test('what a terminal would act on does not reach it', () => {
  const [line] = drawLines([{ kind: 'text', text: ['\u001B]0;title\u0007\u202Ea\r'] }], false);
  assert.equal(line, '┃ ]0;titlea');
});
