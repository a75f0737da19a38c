import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPLICATIONS, WORKFLOW_RUNS } from '../kubernetes/resources.ts';
import { application, workflowRun } from './objects.ts';
import { finished, openStage, told } from './stage.ts';
import type { SpecStep } from './types.ts';

const STEPS: SpecStep[] = [
  { name: 'ask', type: 'suspend' },
  { name: 'after', type: 'request' },
];
const LET_GO = { op: 'replace', path: '/status/suspend', value: false };

test('up to workflow 0.4 a suspended step is running, and goes on when it has succeeded', async () => {
  await using stage = await openStage({ profile: 'running' });
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', STEPS));
  const waiting = await stage.reached('a', ({ suspend }) => suspend);
  assert.deepEqual(told(waiting), ['ask=running']);
  assert.equal(waiting.status, 'suspending');
  await stage.patch('a', [LET_GO]);
  await stage.vela.idle();
  assert.equal(stage.status('a').suspend, true, 'it waits again');
  await stage.patch('a', [{ op: 'replace', path: '/status/steps/0/phase', value: 'succeeded' }, LET_GO]);
  assert.deepEqual(told(await stage.reached('a', finished)), ['ask=succeeded', 'after=succeeded']);
});

test('up to KubeVela 1.4 the step has succeeded, and only the workflow is suspended', async () => {
  await using stage = await openStage({ profile: 'succeeded' });
  await stage.create(APPLICATIONS, application('prod', 'shop', { image: 'shop:1', steps: STEPS }));
  const waiting = await stage.reached('shop', ({ suspend }) => suspend);
  assert.deepEqual(told(waiting), ['ask=succeeded']);
  assert.equal(waiting.status, undefined);
  await stage.patch('shop', [{ ...LET_GO, path: '/status/workflow/suspend' }], APPLICATIONS);
  assert.deepEqual(told(await stage.reached('shop', finished)), ['ask=succeeded', 'after=succeeded']);
});
