import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateIf } from './condition.ts';
import { parseGoDuration } from './go-duration.ts';
import type { StepStatus } from './types.ts';

test('durations as Go reads them', () => {
  const read = ['24h', '1h30m', '1.5s', '250ms', '0', '-1s', '1d', '1min', '', '5', '1h 2m'].map(
    parseGoDuration,
  );
  assert.deepEqual(read, [
    86_400_000,
    5_400_000,
    1500,
    250,
    0,
    -1000,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('conditions', () => {
  const statuses = new Map<string, StepStatus>([
    ['ask', { id: 'x', name: 'ask', phase: 'failed', reason: 'Terminate' }],
    ['re-ask', { id: 'y', name: 're-ask', phase: 'succeeded' }],
  ]);
  const is = (condition: string): boolean => evaluateIf(condition, statuses, { env: 'prod', deep: { n: 1 } });
  assert.equal(is('status.ask.terminate && status["re-ask"].succeeded'), true);
  assert.equal(is('!(status.ask.failed || status["re-ask"].failed)'), false);
  assert.equal(is('status.ask.phase == "failed"'), true);
  assert.equal(is('status.ask.reason != "Timeout"'), true);
  assert.equal(is('context.env == "prod" && context.deep.n == 1'), true);
  assert.equal(is('false'), false);
  for (const wrong of [
    'status.none.failed',
    'status.ask.nothing',
    'a ==',
    'status.ask.phase',
    'context.none',
  ])
    assert.throws(() => is(wrong), wrong);
});
