import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { reasonText, reasonToKeep } from '../../src/presenter/reasons.ts';
import { sentence } from '../../src/presenter/sentences.ts';

const ENGINES = fileURLToPath(new URL('../../src/engines/', import.meta.url));

/** Codes that an engine of ours gives to what it refuses or cannot do, as they are written in its source. */
function codesIn(source: string): string[] {
  const thrown = /\bUpstreamError\(\s*'\w+',\s*'([\w-]+)'/g;
  const given = /\b(?:refused|unchanged)\(\s*'([\w-]+)'/g;
  return [thrown, given].flatMap((form) => [...source.matchAll(form)].map(([, code = '']) => code));
}

const files = globSync('*/**/*.ts', { cwd: ENGINES }).filter((file) => !file.includes('expressions/'));
const codes = new Set(files.flatMap((file) => codesIn(readFileSync(ENGINES + file, 'utf8'))));

test('whatever an engine of ours refuses is kept by its code and said in Chinese', () => {
  for (const one of ['run-over', 'step-begun', 'unknown-step', 'zadig-no-hold', 'name-taken', 'not-begun'])
    assert.ok(codes.has(one), one);
  for (const code of codes) {
    assert.equal(reasonToKeep(code, 'words of ours'), code);
    const text = sentence('trouble.act-refused', 'zh', { verb: 'retry', reason: code });
    assert.match(text, /^引擎没有执行“重试”：.*\p{Script=Han}.*。$/u, code);
    assert.doesNotMatch(text.replace(/KubeVela|Zadig|API Token|GitOps|doctor/g, ''), /[A-Za-z]{2}/, code);
  }
});

test("a vendor's refusal and what was kept before there were codes stand as they are", () => {
  assert.equal(reasonToKeep('zadig-6169', 'the approval is over'), 'the approval is over');
  for (const kept of ['the run has no step "x"', 'toString']) assert.equal(reasonText(kept, 'zh'), kept);
});

test('what is wrong with a parameter stands in English where its engine gave no code that is known here', () => {
  const data = { workflow: 'w', path: 'p', problem: 'must be one of a, b' };
  const chinese = '工作流 w 不能使用 p 的这个值：';
  for (const [more, text] of [
    [{}, data.problem],
    [{ problemCode: 'from-the-future' }, data.problem],
    [{ problemCode: 'one-of', known: 'a, b' }, '可选值为 a, b'],
  ] as const)
    assert.equal(sentence('engine.bad-parameter-value', 'zh', { ...data, ...more }), chinese + text);
});

test('a bad end of a run before is named in the language of the reader', () => {
  const data = { app: 'a', environment: 'e', before: 'b', values: 'v', usage: 'u', run: 12 };
  for (const [ended, english, chinese] of [
    ['failed', 'failed', '失败'],
    ['timed-out', 'ran out of time', '超时'],
    ['cancelled', 'was cancelled', '被取消'],
    ['rejected', 'was rejected', '被拒绝'],
  ] as const) {
    assert.match(sentence('order.bad-end', 'en', { ...data, ended }), new RegExp(`#12, ${english}\\. First`));
    assert.match(sentence('order.bad-end', 'zh', { ...data, ended }), new RegExp(`#12 ${chinese}。`));
  }
});
