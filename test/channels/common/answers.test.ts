import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureIn, type Reading } from '../../../src/channels/common/answers.ts';
import { rejected, throttled } from '../../../src/platforms/common/meaning.ts';

const reading: Reading = {
  vendor: 'the robot',
  codeOf: ({ code }) => code,
  meanings: new Map([
    [1, rejected('hook-gone')],
    [2, throttled],
  ]),
  waitMs: 9_000,
};

/** Status, answer, Retry-After; outcome, code and wait, or nothing for a success. */
const cases = [
  [200, '{"code":0}', null, undefined],
  [200, '{"code":1,"msg":"quoted text"}', null, ['rejected', 'hook-gone', undefined]],
  [200, '{"code":2}', null, ['throttled', 'throttled', 9_000]],
  [200, '{"code":2}', '3', ['throttled', 'throttled', 3_000]],
  [200, '{"code":77}', null, ['rejected', '77', undefined]],
  [200, '{"code":"0"}', null, ['unknown', 'bad-answer', undefined]],
  [200, '{}', null, ['unknown', 'bad-answer', undefined]],
  [200, '', null, ['unknown', 'bad-answer', undefined]],
  [200, '[0]', null, ['unknown', 'bad-answer', undefined]],
  [400, '{"code":1}', null, ['rejected', 'hook-gone', undefined]],
  [429, '{"code":77}', '0', ['throttled', 'throttled', 1_000]],
  [429, 'slow down', 'tomorrow', ['throttled', 'throttled', 9_000]],
  [302, '', null, ['rejected', 'http-302', undefined]],
  [404, '<html>', null, ['rejected', 'http-404', undefined]],
  [502, '<html>', null, ['unknown', 'http-502', undefined]],
  [500, '{"code":77}', null, ['unknown', '77', undefined]],
  [500, '{"code":0}', null, ['unknown', 'http-500', undefined]],
] as const;

for (const [status, text, retryAfter, wanted] of cases) {
  void test(`a robot that answers ${status} ${text} is understood`, () => {
    const failure = failureIn({ status, text, retryAfter }, reading);
    assert.deepEqual(failure && [failure.outcome, failure.code, failure.retryAfterMs], wanted);
    assert.doesNotMatch(failure?.message ?? '', /quoted text/);
  });
}
