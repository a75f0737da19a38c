import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../../src/domain/card.ts';
import { renderCard } from '../../../src/platforms/dingtalk/render.ts';
import { standardCard } from '../../../src/platforms/dingtalk/standard-card.ts';
import { builtinVariables, templateVariables } from '../../../src/platforms/dingtalk/template-cards.ts';
import { literal, markdown } from '../../../src/platforms/dingtalk/text.ts';
import { hugeCard } from '../../contracts/cards.ts';

test('what people write is shown and never read as markup', () => {
  const cases: [string, string][] = [
    ['[click](https://evil.example)', '［click］(https://evil.example)'],
    ['![x](https://evil.example/x.png)', '!［x］(https://evil.example/x.png)'],
    ['<font color=red>x</font> <@all>', '＜font color=red>x＜/font> ＜@all>'],
    ['**bold** `code` ~~gone~~', '∗∗bold∗∗ ˋcodeˋ ～～gone～～'],
    ['_it_ my_app_name __init__', '＿it＿ my_app_name ＿＿init＿＿'],
    [
      '# head\n> quote\n- item\n+ item\n1. item\n2) item',
      '＃ head  \n＞ quote  \n－ item  \n＋ item  \n1． item  \n2） item',
    ],
    ['text\n---\ntext\n===', 'text  \n－--  \ntext  \n＝＝＝'],
    ['    code', '\u2003\u2003\u2003\u2003code'],
    ['C:\\new \\*x\\*', 'C:＼new ＼∗x＼∗'],
    ['a\u202Eb\u0000c', 'abc'],
    ['-x 1.5 a - b', '-x 1.5 a - b'],
  ];
  for (const [said, shown] of cases) assert.equal(literal(said), shown);
});

test('spans stand beside each other as they are meant', () => {
  const shown = (...spans: Span[]): string => markdown(spans, 1_000);
  const bold = (text: string): Span => ({ kind: 'bold', text });
  assert.equal(shown('⏸ ', bold('Ship it?'), '\nby '), '⏸ **Ship it?**  \nby ');
  assert.equal(shown('等待', bold('批准'), '：甲'), '等待 **批准** ：甲');
  assert.equal(shown(bold('a*b\nc'), bold('')), '**a∗b c**');
  assert.equal(shown(bold(' x '), ' y'), '**x** y');
  assert.equal(shown({ kind: 'code', text: '# v1[0]' }), '＃ v1［0］');
  assert.equal(shown({ kind: 'mention', name: 'Ada *', account: '042' }), '@Ada ∗');
  assert.equal(shown({ kind: 'time', at: Date.UTC(2026, 10, 25, 17, 0) }), '2026-11-26 01:00 (UTC+8)');
  assert.equal(shown({ kind: 'time', at: Number.NaN }), '–');
});

test('a link leads to the web or nowhere', () => {
  const link = (text: string, url: string): string => markdown([{ kind: 'link', text, url }], 1_000);
  assert.equal(
    link('a]b', 'https://x.example/(1)?q=[2] 3'),
    '[a］b](https://x.example/%281%29?q=%5B2%5D%203)',
  );
  assert.equal(link('', 'https://x.example/'), '[https://x.example/](https://x.example/)');
  for (const url of ['dtmd://dingtalkclient/sendMessage?content=approve', 'javascript:alert(1)', 'x', ''])
    assert.equal(link('go', url), 'go');
});

test('whatever the spans hold, the text is within its limit, whole, and opens no link of theirs', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc
      .array(fc.constantFrom(...'[]()<>*_~`#>-+=\\\n 1.a'.split(''), '👩‍💻'), { maxLength: 30 })
      .map((all) => all.join('')),
  );
  const span: fc.Arbitrary<Span> = fc.oneof(
    word,
    word.map((text) => ({ kind: 'bold' as const, text })),
    word.map((text) => ({ kind: 'code' as const, text })),
    word.map((text) => ({
      kind: 'link' as const,
      text,
      url: `https://x.example/${encodeURIComponent(text)}`,
    })),
    word.map((name) => ({ kind: 'mention' as const, name })),
  );
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), fc.integer({ min: 1, max: 120 }), (spans, max) => {
      const shown = markdown(spans, max);
      assert.ok(shown.length <= max);
      assert.ok(shown.isWellFormed());
      const links = shown.match(/\]\((?!https:\/\/x\.example\/)/g);
      assert.equal(links, null);
      assert.doesNotMatch(shown.replaceAll('**', ''), /[*`<\\]/);
      assert.doesNotMatch(shown.replace(/ {2}\n/g, ''), /\n/);
    }),
  );
});

test('a card of any size is small enough in each of its shapes, and its title and buttons are there', () => {
  const rendered = renderCard(hugeCard());
  assert.ok(rendered.body.length <= 4_500);
  const shapes = [
    JSON.stringify(templateVariables(rendered)),
    JSON.stringify(builtinVariables(rendered)),
    standardCard(hugeCard()),
  ];
  for (const shape of shapes) {
    assert.ok(Buffer.byteLength(shape) < 20_000, `${Buffer.byteLength(shape)} bytes`);
    assert.match(shape, /the title stays/);
    assert.match(shape, /step 120/);
  }
  assert.match(shapes[0] ?? '', /7:attempt-1/);
  assert.match(shapes[1] ?? '', /approve:7:attempt-1/);
});

test('gates beyond the places of a card are counted, and only names of a gate become buttons', () => {
  const action = (approval: number, attempt = 'a') => ({
    approval,
    attempt,
    verdict: 'approve' as const,
    label: `Approve ${approval}`,
    style: 'primary' as const,
  });
  const parts = [1, 2, 3, 4, 5].map((n) => ({ kind: 'actions' as const, actions: [action(n)] }));
  const tooLong = { kind: 'actions' as const, actions: [action(6, 'x'.repeat(501))] };
  const rendered = renderCard({ summary: 's', parts: [...parts, tooLong] });
  const variables = templateVariables(rendered);
  assert.deepEqual([variables.gate_1, variables.gate_3, variables.gate_4], ['1:a', '3:a', undefined]);
  assert.match(variables.body ?? '', /\+2$/);
});
