import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../until.ts';
import { ask, run } from './ask.ts';
import { openContractStage } from './contract-stage.ts';

const TASK = '/openapi/workflows/custom/task';
const ALL = ['before', 'ask', 'after'];

void test('a task waits at its approval, goes on when that is given, and retries where it failed', async () => {
  await using stage = await openContractStage();
  const { zadig } = stage;
  const id = await run(zadig, 'gated', ALL);
  await until('the approval', () => zadig.tasks.job('gated', id, 'ask').status === 'wait_for_approval');
  const { json } = await ask(zadig, 'GET', `${TASK}?workflowKey=gated&taskId=${id}`);
  assert.deepEqual([json.task_id, json.status, json.workflow_key], [1, 'running', 'gated']);
  const approve = {
    workflow_key: 'gated',
    task_id: id,
    stage_name: 'job-1-0-0-ask',
    approve: false,
    comment: 'no',
  };
  assert.deepEqual((await ask(zadig, 'POST', `${TASK}/approve`, approve)).json, { message: 'success' });
  assert.equal(zadig.tasks.get('gated', id).status, 'reject');
  assert.equal((await ask(zadig, 'POST', `${TASK}/approve`, approve)).json.description, 'not found approval');
  assert.equal(
    (await ask(zadig, 'POST', `/openapi/workflows/custom/gated/task/${id}?projectKey=shop`)).code,
    200,
  );
  await until('the approval', () => zadig.tasks.job('gated', id, 'ask').status === 'wait_for_approval');
  await ask(zadig, 'POST', `${TASK}/approve`, { ...approve, approve: true });
  assert.equal(zadig.tasks.get('gated', id).status, 'passed');
});

void test('a job that is not in inputs is no part of the task', async () => {
  await using stage = await openContractStage();
  const id = await run(stage.zadig, 'gated', ['before', 'after']);
  const { status } = await until('the end', () => {
    const task = stage.zadig.tasks.get('gated', id);
    return task.endTime > 0 && task;
  });
  assert.equal(status, 'passed');
  assert.deepEqual(
    stage.zadig.tasks.get('gated', id).stages.map(({ name }) => name),
    ['before', 'after'],
  );
});

void test('what holds goes on when it is let go; what fails once passes at the second time', async () => {
  await using stage = await openContractStage();
  const { zadig } = stage;
  const held = await run(zadig, 'holds', ['hold', 'after']);
  await until('the hold', () => zadig.tasks.job('holds', held, 'hold').status === 'running');
  await stage.release('holds', held);
  assert.equal(zadig.tasks.get('holds', held).status, 'passed');
  const failing = await run(zadig, 'fails-once', ['once', 'after']);
  await until('the failure', () => zadig.tasks.get('fails-once', failing).status === 'failed');
  await ask(zadig, 'POST', `/openapi/workflows/custom/fails-once/task/${failing}`);
  await until('the end', () => zadig.tasks.get('fails-once', failing).status === 'passed');
});
