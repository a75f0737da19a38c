import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentence } from '../../src/presenter/sentences.ts';

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
