import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPLICATIONS, WORKFLOW_RUNS } from '../kubernetes/resources.ts';
import { createVelaCommands } from './command-line.ts';
import { application, workflowRun } from './objects.ts';
import { finished, openStage, suspending, told } from './stage.ts';
import type { SpecStep } from './types.ts';

const STEPS: SpecStep[] = [
  { name: 'ask', type: 'suspend' },
  { name: 'again', type: 'suspend' },
];

test('people resume one step, all, terminate and restart', async () => {
  await using stage = await openStage();
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', STEPS, { mode: { steps: 'DAG' } }));
  const vela = createVelaCommands({
    client: stage.kube.client('vela'),
    namespace: 'prod',
    kind: 'WorkflowRun',
  });
  await stage.reached('a', suspending);
  await stage.vela.idle();
  assert.deepEqual(await vela.resume('a', 'nope'), {
    done: false,
    code: 0,
    message: 'can not find step nope',
  });
  assert.deepEqual(await vela.resume('a', 'again'), { done: true });
  await stage.vela.idle();
  assert.deepEqual(told(stage.status('a')), ['ask=suspending/Suspend', 'again=succeeded']);
  assert.deepEqual(await vela.resume('a'), { done: true });
  assert.equal((await stage.reached('a', finished)).status, 'succeeded');
  assert.deepEqual(await vela.restart('a'), { done: true });
  await stage.reached('a', suspending);
  await stage.vela.idle();
  assert.deepEqual(await vela.terminate('a'), { done: true });
  assert.equal((await stage.reached('a', finished)).status, 'terminated');
  assert.equal((await vela.resume('a')).done, false);
});

test('an old copy is refused however often it is sent', async () => {
  await using stage = await openStage();
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', STEPS));
  await stage.reached('a', suspending);
  await stage.vela.idle();
  stage.kube.grant('ada', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]);
  const client = stage.kube.client('vela', 'ada');
  const vela = createVelaCommands({ client, namespace: 'prod', kind: 'WorkflowRun' });
  const hold = stage.kube.faults.hold({ user: 'ada', verb: 'patch' });
  const resumed = vela.resume('a');
  await hold.arrived();
  await stage.patch('a', [{ op: 'add', path: '/status/message', value: 'between' }]);
  hold.release();
  const refused = await resumed;
  assert.equal(refused.done, false);
  assert.equal(refused.done ? 0 : refused.code, 409);
  const sent = stage.kube.exchanges.filter(({ user, verb }) => user === 'ada' && verb === 'patch');
  assert.equal(sent.length, 4);
});

test('an Application is resumed in its workflow', async () => {
  await using stage = await openStage();
  await stage.create(APPLICATIONS, application('prod', 'shop', { image: 'shop:1', steps: STEPS }));
  const vela = createVelaCommands({
    client: stage.kube.client('vela'),
    namespace: 'prod',
    kind: 'Application',
  });
  await stage.reached('shop', suspending);
  await stage.vela.idle();
  assert.deepEqual(await vela.resume('shop', 'ask'), { done: true });
  await stage.reached('shop', (status) => suspending(status) && status.steps?.length === 2);
  await stage.vela.idle();
  assert.deepEqual(await vela.restart('shop'), { done: true });
  await stage.reached('shop', (status) => suspending(status) && status.steps?.length === 1);
});

test('a run is held by hand while it executes', async () => {
  await using stage = await openStage({ behaviours: { hold: 'holds' } });
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [{ name: 'x', type: 'hold' }]));
  await stage.reached('a', ({ steps = [] }) => steps.length === 1);
  const vela = createVelaCommands({
    client: stage.kube.client('vela'),
    namespace: 'prod',
    kind: 'WorkflowRun',
  });
  await stage.vela.idle();
  assert.deepEqual(await vela.suspend('a'), { done: true });
  await stage.reached('a', suspending);
  stage.vela.release('prod', 'a');
  await stage.vela.idle();
  assert.deepEqual(told(stage.status('a')), ['x=suspending/Wait'], 'released or not, it is held');
  assert.deepEqual(await vela.resume('a'), { done: true });
  assert.equal((await stage.reached('a', finished)).status, 'succeeded');
});
