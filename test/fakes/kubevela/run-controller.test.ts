import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, textAt } from '../kubernetes/json.ts';
import { CONFIG_MAPS, WORKFLOW_RUNS, WORKFLOWS } from '../kubernetes/resources.ts';
import { createLeapClock } from '../leap-clock.ts';
import { workflow, workflowRun } from './objects.ts';
import { finished, openStage, resume, suspending, terminate, told } from './stage.ts';
import type { SpecStep } from './types.ts';

const ok = (name: string, extra: Partial<SpecStep> = {}): SpecStep => ({ name, type: 'request', ...extra });
const ask = (name: string, extra: Partial<SpecStep> = {}): SpecStep => ({ name, type: 'suspend', ...extra });

test('a run waits at its suspend step, and goes on when the step is running', async () => {
  await using stage = await openStage();
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [ok('before'), ask('ask'), ok('after')]));
  const waiting = await stage.reached('a', suspending);
  assert.deepEqual(told(waiting), ['before=succeeded', 'ask=suspending/Suspend']);
  assert.equal(waiting.steps?.[1]?.message, 'Suspended by field suspend');
  assert.match(waiting.steps?.[1]?.id ?? '', /^[a-z0-9]{10}$/);
  assert.deepEqual(waiting.mode, { steps: 'StepByStep', subSteps: 'DAG' });
  assert.equal(await stage.patch('a', resume('/status/steps/1')), 200);
  const end = await stage.reached('a', finished);
  assert.deepEqual(told(end), ['before=succeeded', 'ask=succeeded', 'after=succeeded']);
  assert.equal(end.status, 'succeeded');
  assert.equal(end.conditions?.[0]?.reason, 'Available');
  assert.equal(end.steps?.[1]?.id, waiting.steps?.[1]?.id);
  assert.equal(await stage.patch('a', resume('/status/steps/1')), 422);
});

test('suspend alone, or the step alone, lets nothing go on', async () => {
  await using stage = await openStage();
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [ask('ask'), ok('after')]));
  await stage.reached('a', suspending);
  const [, phase, flag] = resume('/status/steps/0');
  await stage.patch('a', flag === undefined ? [] : [flag]);
  await stage.vela.idle();
  assert.deepEqual(told(stage.status('a')), ['ask=suspending/Suspend']);
  assert.equal(stage.status('a').suspend, true, 'it is put back');
  const { passes } = stage.vela.runs;
  await stage.patch('a', phase === undefined ? [] : [phase]);
  await stage.vela.idle();
  assert.equal(stage.vela.runs.passes, passes, 'a change of steps alone wakes nobody');
  assert.deepEqual(told(stage.status('a')), ['ask=running/Suspend']);
});

test('a terminated run skips what is left, but for what always runs', async () => {
  await using stage = await openStage();
  const steps = [
    ask('ask'),
    ok('after'),
    ok('always', { if: 'always' }),
    ok('told', { if: 'status.ask.terminate' }),
  ];
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', steps));
  await stage.reached('a', suspending);
  await stage.patch('a', terminate('/status/steps/0'));
  const end = await stage.reached('a', finished);
  assert.deepEqual(told(end), [
    'ask=failed/Terminate',
    'after=skipped/Skip',
    'always=succeeded',
    'told=succeeded',
  ]);
  assert.equal(end.status, 'terminated');
  assert.equal(end.conditions, undefined);
});

test('sub-steps wait within their group, each by itself', async () => {
  await using stage = await openStage();
  const group: SpecStep = {
    name: 'checks',
    type: 'step-group',
    subSteps: [ok('db'), ask('dba'), ask('sec')],
  };
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [group, ok('after')]));
  const both = 'checks=suspending[db=succeeded dba=suspending/Suspend sec=suspending/Suspend]';
  assert.deepEqual(told(await stage.reached('a', suspending)), [both]);
  await stage.patch('a', resume('/status/steps/0/subSteps/1'));
  await stage.vela.idle();
  const one = 'checks=suspending[db=succeeded dba=succeeded sec=suspending/Suspend]';
  assert.deepEqual(told(await stage.reached('a', suspending)), [one]);
  await stage.patch('a', resume('/status/steps/0/subSteps/2'));
  const end = 'checks=succeeded[db=succeeded dba=succeeded sec=succeeded]';
  assert.deepEqual(told(await stage.reached('a', finished)), [end, 'after=succeeded']);
});

test('in a DAG several steps wait at once, and what depends on one goes on with it', async () => {
  await using stage = await openStage();
  const steps = [
    ask('a'),
    ask('b'),
    ok('after-a', { dependsOn: ['a'] }),
    ok('after-b', { dependsOn: ['b'] }),
  ];
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'x', steps, { mode: { steps: 'DAG' } }));
  assert.deepEqual(told(await stage.reached('x', suspending)), [
    'a=suspending/Suspend',
    'b=suspending/Suspend',
  ]);
  await stage.patch('x', resume('/status/steps/1'));
  await stage.vela.idle();
  assert.deepEqual(told(stage.status('x')), ['a=suspending/Suspend', 'b=succeeded', 'after-b=succeeded']);
  assert.equal(stage.status('x').suspend, true);
});

test('an error is tried again, the eleventh is the last', async () => {
  await using stage = await openStage({ behaviours: { flaky: { fails: 20, how: 'retried' } }, tempo: 0.001 });
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [{ name: 'x', type: 'flaky' }, ok('after')]));
  const retried = await stage.reached('a', ({ steps = [] }) => steps[0]?.phase === 'failed');
  assert.deepEqual(told(retried), ['x=failed/Execute']);
  assert.deepEqual([retried.status, retried.terminated, retried.finished], ['executing', false, false]);
  const end = await stage.reached('a', finished);
  assert.deepEqual(told(end), ['x=failed/FailedAfterRetries', 'after=skipped/Skip']);
  assert.equal(end.status, 'failed');
});

test('a step that waits is running until it is released', async () => {
  await using stage = await openStage({ behaviours: { hold: 'holds' } });
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [{ name: 'x', type: 'hold' }, ok('after')]));
  const status = await stage.reached('a', ({ steps = [] }) => steps.length === 1);
  assert.deepEqual(told(status), ['x=running/Wait']);
  stage.vela.release('prod', 'a');
  assert.deepEqual(told(await stage.reached('a', finished)), ['x=succeeded', 'after=succeeded']);
});

test('timeouts and durations end by the clock', async () => {
  const clock = createLeapClock();
  await using stage = await openStage({ clock });
  const timed = [ask('ask', { timeout: '24h' }), ok('late', { if: 'status.ask.timeout' })];
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'timed', timed));
  const opening = [ask('ask', { properties: { duration: '2h' } }), ok('after')];
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'opening', opening));
  await stage.reached('timed', suspending);
  const waiting = await stage.reached('opening', suspending);
  const context = stage.kube.store.get(CONFIG_MAPS, 'prod', 'workflow-opening-context')?.object;
  assert.ok(textAt(context, 'data', `${waiting.steps?.[0]?.id}.resumeTimeStamp`) > (waiting.startTime ?? ''));
  await stage.patch('opening', resume('/status/steps/0'));
  await stage.vela.idle();
  assert.deepEqual(
    told(stage.status('opening')),
    ['ask=suspending/Suspend'],
    'running does not cut it short',
  );
  clock.leap(2 * 3_600_000 + 1000);
  assert.equal((await stage.reached('opening', finished)).status, 'succeeded');
  assert.equal(stage.status('timed').suspend, true);
  clock.leap(22 * 3_600_000 + 1000);
  const end = await stage.reached('timed', finished);
  assert.deepEqual(told(end), ['ask=failed/Timeout', 'late=succeeded']);
});

test('a timeout that Go does not read makes the step be skipped once it has begun', async () => {
  await using stage = await openStage();
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [ask('ask', { timeout: '1d' }), ok('after')]));
  const end = await stage.reached('a', finished);
  assert.deepEqual(told(end), ['ask=skipped/Skip', 'after=succeeded']);
  assert.equal(end.steps?.[0]?.message, 'pre check error: time: unknown unit "d" in duration "1d"');
});

test('what one step puts out is what another takes in', async () => {
  await using stage = await openStage({ behaviours: { make: () => ({ is: 'succeeded', output: 'fine' }) } });
  const steps: SpecStep[] = [
    { name: 'make', type: 'make', outputs: [{ name: 'res', valueFrom: 'response.result' }] },
    { name: 'say', type: 'print-message-in-status', inputs: [{ from: 'res', parameterKey: 'message' }] },
    { name: 'never', type: 'request', inputs: [{ from: 'nothing' }] },
  ];
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', steps));
  const status = await stage.reached('a', ({ steps: shown = [] }) => shown.length === 3);
  assert.equal(status.steps?.[1]?.message, 'fine');
  assert.deepEqual(
    [status.steps?.[2]?.phase, status.steps?.[2]?.message],
    ['pending', 'Pending on Input: nothing'],
  );
  const context = stage.kube.store.get(CONFIG_MAPS, 'prod', 'workflow-a-context')?.object;
  assert.equal(at(context, 'data', 'vars'), '"res": "fine"\n');
});

test('a run from the beginning has new steps', async () => {
  await using stage = await openStage({ behaviours: { once: { fails: 1, how: 'for-good' } } });
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [ok('x'), { name: 'y', type: 'once' }]));
  const first = await stage.reached('a', finished);
  assert.deepEqual([first.status, ...told(first)], ['failed', 'x=succeeded', 'y=failed/Action']);
  await stage.kubectl.delete(CONFIG_MAPS, 'prod', 'workflow-a-context');
  const empty = { mode: {}, status: '', suspend: false, terminated: false, finished: false };
  await stage.patch('a', [{ op: 'replace', path: '/status', value: empty }]);
  const second = await stage.reached('a', (status) => status.status === 'succeeded');
  assert.notEqual(second.steps?.[0]?.id, first.steps?.[0]?.id);
});

test('a run takes its steps from a template, and says so when there is none', async () => {
  await using stage = await openStage();
  await stage.create(WORKFLOWS, { ...workflow('prod', 'tpl', [ask('ask')]), mode: { steps: 'DAG' } });
  const { spec: _, ...run } = workflowRun('prod', 'a', []);
  await stage.create(WORKFLOW_RUNS, { ...run, spec: { workflowRef: 'tpl' } });
  assert.equal((await stage.reached('a', suspending)).mode.steps, 'DAG');
  await stage.create(WORKFLOW_RUNS, {
    ...workflowRun('prod', 'b', []),
    spec: { workflowRef: 'none' },
  });
  const lost = await stage.reached('b', ({ conditions = [] }) => conditions.length > 0);
  assert.equal(lost.status, 'initializing');
  assert.equal(lost.conditions?.[0]?.message, 'Workflow.core.oam.dev "none" not found');
  stage.vela.script('unknown', 'missing');
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'c', [{ name: 'x', type: 'unknown' }]));
  const strange = await stage.reached('c', ({ conditions = [] }) => conditions.length > 0);
  assert.match(textAt(strange.conditions?.[0], 'message'), /"unknown" not found$/);
});

test('a write that comes between makes the controller try again, and is not lost', async () => {
  await using stage = await openStage();
  const hold = stage.kube.faults.hold({ user: 'kubernetes-admin', resource: 'configmaps', verb: 'patch' });
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [ok('x', { outputs: [] }), ask('ask')]));
  await hold.arrived();
  const body = { metadata: { annotations: { note: 'between' } } };
  await stage.kubectl.patch(WORKFLOW_RUNS, 'prod', 'a', { type: 'merge', body });
  hold.release();
  await stage.reached('a', suspending);
  assert.equal(stage.vela.runs.conflicts, 1);
  const stored = stage.kube.store.get(WORKFLOW_RUNS, 'prod', 'a')?.object;
  assert.equal(textAt(stored, 'metadata', 'annotations', 'note'), 'between');
});

test('a controller that was away takes up what it finds', async () => {
  await using stage = await openStage();
  await stage.vela.stop();
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [ask('ask')]));
  await stage.vela.start();
  await stage.reached('a', suspending);
  await stage.vela.stop();
  await stage.patch('a', resume('/status/steps/0'));
  await stage.vela.start();
  assert.equal((await stage.reached('a', finished)).status, 'succeeded');
});

test('each step is written by itself where the controllers are told so', async () => {
  await using stage = await openStage({ patchAtOnce: true });
  await stage.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [ok('x'), ok('y')]));
  await stage.reached('a', finished);
  const writes = stage.kube.exchanges.filter(({ subresource }) => subresource === 'status');
  assert.ok(
    writes.some(
      ({ body }) =>
        body.includes('"x"') &&
        body.includes('executing') &&
        !body.includes('"name":"y","type":"request","phase"'),
    ),
  );
});
