import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sentence } from '../../src/presenter/sentences.ts';

/** Every pair of sentences, as the source has it: the table itself is not exported. */
function pairs(file: string): { en: string; zh: string }[] {
  const text = readFileSync(new URL(`../../src/presenter/${file}`, import.meta.url), 'utf8');
  const found = text.matchAll(/\ben:\s*'((?:[^'\\]|\\.)*)',\s*zh:\s*'((?:[^'\\]|\\.)*)'/g);
  return [...found].map((match) => ({ en: match[1] ?? '', zh: match[2] ?? '' }));
}

function names(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
}

const FILES = [
  ...['run', 'approval', 'people', 'list', 'command'].map((subject) => `${subject}-sentences.ts`),
  'words.ts',
  'page-words.ts',
  'explain-words.ts',
];

for (const file of FILES) {
  test(`${file}: both languages say something, and use the same data`, () => {
    const table = pairs(file);
    assert.ok(table.length > 10, `only ${table.length} pairs were found`);
    for (const { en, zh } of table) {
      assert.ok(en.length > 0 && zh.length > 0);
      assert.deepEqual(names(en), names(zh), en);
    }
  });
}

test('a sentence is filled in; a phase is said in words and an empty list of people is nobody', () => {
  assert.equal(
    sentence('run.over', 'en', { run: 7, phase: 'succeeded' }),
    'Run #7 is over already (succeeded).',
  );
  assert.equal(sentence('run.over', 'zh', { run: 7, phase: 'succeeded' }), '运行 #7 已经结束（成功）。');
  assert.match(sentence('run.not-allowed', 'en', { run: 7, who: '' }), /nobody/);
});

test('data is text, never a pattern', () => {
  assert.equal(
    sentence('deploy.no-app', 'en', { app: '{known} $& $1', known: 'shop' }),
    'There is no app “{known} $& $1”. Apps here: shop.',
  );
});
