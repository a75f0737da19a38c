import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isObject, type Json } from '../../../src/simulator/common/json.ts';
import { until } from '../../until.ts';
import { ask, run } from './ask.ts';
import { openContractStage } from './contract-stage.ts';
import { userEntry } from './people.ts';
import { openReceiver } from './receiver.ts';
import type { WorkflowScript } from './script.ts';
import { ADMIN, startZadig, type Zadig } from './zadig.ts';

function told({ hooks }: Zadig): string[] {
  return hooks.sent.map(({ event, status, json }) => {
    const { stages } = isObject(json.workflow) ? json.workflow : {};
    return `${event} ${status}${stages === null ? ' without stages' : ''}`;
  });
}

void test('a run is told of before there is a task, and the call waits for the receiver', async () => {
  let stage: Awaited<ReturnType<typeof openContractStage>> | undefined;
  const codes: number[] = [];
  await using receiver = await openReceiver(async ({ json }) => {
    const { status } = json.workflow as Json;
    if (stage === undefined || status !== 'created') return 200;
    const path = '/openapi/workflows/custom/task?workflowKey=holds&taskId=1';
    const { code, json: answer } = await ask(stage.zadig, 'GET', path);
    codes.push(code);
    assert.equal(answer.description, 'mongo: no documents in result');
    return 500;
  });
  stage = await openContractStage({ hook: { address: receiver.address, token: 'secret' } });
  assert.equal(await run(stage.zadig, 'holds', ['hold']), 1);
  assert.deepEqual(codes, [500]);
  assert.deepEqual(stage.zadig.hooks.sent[0]?.answers, [500]);
  await stage[Symbol.asyncDispose]();
});

void test('what a receiver gets of a task with an approval', async () => {
  await using receiver = await openReceiver();
  await using stage = await openContractStage({ hook: { address: receiver.address, token: 'secret' } });
  const { zadig } = stage;
  const id = await run(zadig, 'gated', ['before', 'ask', 'after']);
  await until('the question', () => receiver.taken.length === 2);
  const body = {
    workflow_key: 'gated',
    task_id: id,
    stage_name: 'job-1-0-0-ask',
    approve: true,
    comment: '',
  };
  await ask(zadig, 'POST', '/openapi/workflows/custom/task/approve', body);
  await until('the end', () => receiver.taken.length === 3);
  assert.deepEqual(told(zadig), ['workflow created', 'workflow running without stages', 'workflow passed']);
  const waiting = receiver.taken[1]?.json.workflow as Json;
  assert.deepEqual([waiting.task_type, waiting.stages, waiting.status], ['', null, 'running']);
  const headers = receiver.taken.map(({ headers: one }) => one);
  assert.equal(new Set(headers.map((one) => one['x-zadig-webhook-uuid'])).size, 3);
  assert.deepEqual(
    ['x-zadig-token', 'x-zadig-instance', 'x-zadig-event', 'user-agent', 'content-type'].map(
      (name) => headers[0]?.[name],
    ),
    ['secret', 'https://zadig.example', 'workflow', 'Zadig/5.0.0', 'application/json'],
  );
});

void test('one hook of the system hears of starts and ends, but not of refusals', async () => {
  await using stage = await openContractStage();
  const { zadig } = stage;
  zadig.systemHook({
    enable: true,
    hook_address: 'http://127.0.0.1:9/',
    hook_secret: 'system-secret',
    hook_events: ['start_execute', 'complete_execute'],
  });
  await run(zadig, 'holds', ['after']);
  await until('the end', () => zadig.hooks.sent.length === 2);
  const id = await run(zadig, 'gated', ['ask']);
  await until('the question', () => zadig.tasks.job('gated', id, 'ask').status === 'wait_for_approval');
  const body = { workflow_key: 'gated', task_id: id, stage_name: 'job-1-0-0-ask', approve: false };
  await ask(zadig, 'POST', '/openapi/workflows/custom/task/approve', body);
  await zadig.hooks.settled();
  assert.deepEqual(told(zadig), [
    'start_execute created',
    'complete_execute passed',
    'start_execute created',
  ]);
  assert.equal(zadig.hooks.sent[0]?.headers['X-Zadig-Token'], 'system-secret');
});

void test('a job tells of itself in a stage of its own', async () => {
  const workflow: WorkflowScript = {
    key: 'release',
    project: 'shop',
    stages: [
      {
        name: 'Deploy',
        jobs: [
          {
            name: 'deploy',
            tasks: [{ parts: ['cart'] }],
            notify: [{ address: 'http://127.0.0.1:9/', on: ['prepare', 'passed'] }],
          },
        ],
      },
    ],
  };
  await using zadig = await startZadig({ workflows: [workflow] });
  await run(zadig, 'release', ['deploy']);
  await until('the end', () => zadig.hooks.sent.length === 2);
  assert.deepEqual(told(zadig), ['workflow prepare', 'workflow passed']);
  const { stages } = (zadig.hooks.sent[1]?.json ?? {}).workflow as { stages: Json[] };
  assert.deepEqual([stages.length, stages[0]?.name], [1, 'deploy-cart']);
});

void test('what is lost, doubled or held never changes what Zadig does; what is held comes byte by byte', async () => {
  await using receiver = await openReceiver();
  await using stage = await openContractStage({ hook: { address: receiver.address, token: '' } });
  const { hooks } = stage.zadig;
  const statuses = () => receiver.taken.map(({ json }) => (json.workflow as Json).status);
  hooks.decide(({ status }) => (status === 'created' ? 'hold' : 'double'));
  await run(stage.zadig, 'holds', ['after']);
  await until('the end, twice', () => receiver.taken.length === 2);
  const [created] = hooks.sent;
  assert.ok(created !== undefined);
  await hooks.deliver(created);
  assert.deepEqual(statuses(), ['passed', 'passed', 'created']);
  assert.equal(
    receiver.taken[0]?.headers['x-zadig-event-uuid'],
    receiver.taken[1]?.headers['x-zadig-event-uuid'],
  );
});

void test('cancelled tasks were told of twice before 5.0', async () => {
  for (const [version, times] of [
    ['4.3', 2],
    ['5.0', 1],
  ] as const) {
    await using stage = await openContractStage({
      version,
      hook: { address: 'http://127.0.0.1:9/', token: '' },
    });
    const { zadig } = stage;
    zadig.hooks.decide(() => 'lose');
    const id = await run(zadig, 'holds', ['hold']);
    await until('the hold', () => zadig.tasks.job('holds', id, 'hold').status === 'running');
    await ask(zadig, 'DELETE', `/openapi/workflows/custom/task?workflowKey=holds&taskId=${id}`);
    await until('word of it', () => zadig.hooks.sent.length === 1 + times);
    assert.equal(zadig.tasks.get('holds', id).stages[0]?.status, 'cancelled');
  }
});

void test('who hears of failures hears of refusals in 5.0, and a change is one against the task before', async () => {
  const heard: Record<string, string[]> = {};
  for (const version of ['4.3', '5.0'] as const) {
    const approval = { users: [userEntry(ADMIN)] };
    const workflow: WorkflowScript = {
      key: 'release',
      project: 'shop',
      notify: [
        { address: 'http://127.0.0.1:9/failed', on: ['failed'] },
        { address: 'http://127.0.0.1:9/changed', on: ['changed'] },
        { address: 'http://127.0.0.1:9/off', on: ['reject'], enabled: false },
      ],
      stages: [{ name: 'Gate', jobs: [{ name: 'ask', type: 'approval', approval }] }],
    };
    await using zadig = await startZadig({ version, workflows: [workflow] });
    zadig.hooks.decide(() => 'lose');
    for (const approve of [false, false, true]) {
      const id = await run(zadig, 'release', ['ask']);
      await until('the question', () => zadig.tasks.job('release', id, 'ask').status === 'wait_for_approval');
      const body = { workflow_key: 'release', task_id: id, stage_name: 'job-0-0-0-ask', approve };
      await ask(zadig, 'POST', '/openapi/workflows/custom/task/approve', body);
    }
    await new Promise((resolve) => setImmediate(resolve));
    heard[version] = zadig.hooks.sent.map(
      ({ url, taskId, status }) => `${new URL(url).pathname} ${taskId} ${status}`,
    );
  }
  assert.deepEqual(heard, {
    '4.3': ['/changed 1 reject', '/changed 3 passed'],
    '5.0': ['/failed 1 reject', '/changed 1 reject', '/failed 2 reject', '/changed 3 passed'],
  });
});
