import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../until.ts';
import { createHandClock } from '../hand-clock.ts';
import { ask, outcome, run } from './ask.ts';
import { type Account, CREATOR, userEntry } from './people.ts';
import type { JobScript, StageScript, WorkflowScript } from './script.ts';
import { ADMIN, startZadig, type Zadig, type ZadigOptions } from './zadig.ts';

const ben: Account = {
  uid: 'u-ben',
  name: 'Ben',
  account: 'ben',
  email: 'ben@example.com',
  tokenEnabled: true,
  projects: { shop: { execute: true } },
};

const chen: Account = { ...ben, uid: 'u-chen', name: 'Chen', account: 'chen' };

async function started(stages: readonly StageScript[], options: ZadigOptions = {}): Promise<Zadig> {
  const workflow: WorkflowScript = { key: 'release', project: 'shop', stages };
  const zadig = await startZadig({ ...options, accounts: [ben, chen], workflows: [workflow] });
  const names = stages.flatMap(({ jobs }) => jobs.map(({ name }) => name));
  await run(zadig, 'release', names);
  return zadig;
}

function one(job: Omit<JobScript, 'name'>): StageScript[] {
  return [
    { name: 'First', jobs: [{ name: 'work', ...job }] },
    { name: 'Last', jobs: [{ name: 'after' }] },
  ];
}

function statuses({ tasks }: Zadig): string[] {
  const task = tasks.get('release', 1);
  return [
    task.status,
    ...task.stages.flatMap(({ status, jobs }) => [status, ...jobs.map((job) => job.status)]),
  ];
}

async function comes(zadig: Zadig, status: string): Promise<string[]> {
  await until(status, () => zadig.tasks.get('release', 1).status === status);
  return statuses(zadig);
}

const TASK = '/openapi/workflows/custom/task?workflowKey=release&taskId=1';
const RETRY = '/openapi/workflows/custom/release/task/1?projectKey=shop';

async function says(
  zadig: Zadig,
  method: string,
  path: string,
  body?: unknown,
  uid?: string,
): Promise<string> {
  return outcome(await ask(zadig, method, path, body, zadig.token(uid)));
}

void test('what passed cannot be cancelled or tried again; what failed can be both, and cancelling that only writes it down', async () => {
  await using zadig = await started(one({ does: { kind: 'fails', times: 1 } }));
  assert.deepEqual(await comes(zadig, 'failed'), ['failed', 'failed', 'failed', '', '']);
  assert.equal(await says(zadig, 'DELETE', TASK), 'ok');
  assert.deepEqual(statuses(zadig), ['cancelled', 'failed', 'failed', '', '']);
  assert.equal(await says(zadig, 'POST', RETRY), 'ok');
  assert.deepEqual(await comes(zadig, 'passed'), ['passed', 'passed', 'passed', 'passed', 'passed']);
  assert.equal(await says(zadig, 'POST', RETRY), '500 500 工作流任务状态无法重试');
  assert.equal(await says(zadig, 'DELETE', TASK), '400 6163 task: release:1 is passed, cannot cancel');
});

void test('what is not there is told in each call’s own way', async () => {
  await using zadig = await started(one({}));
  const none = 'mongo: no documents in result';
  assert.equal(await says(zadig, 'GET', TASK.replace('=1', '=9')), `500 500 ${none}`);
  assert.equal(await says(zadig, 'DELETE', TASK.replace('=1', '=9')), `400 6163 ${none}`);
  assert.equal(await says(zadig, 'POST', RETRY.replace('/1', '/9')), `400 6161 ${none}`);
  assert.match(await says(zadig, 'GET', TASK.replace('=1', '=x')), /^400 400 strconv.ParseInt/);
});

void test('in the queue a task waits, and can be cancelled without a word', async () => {
  const workflow: WorkflowScript = { key: 'release', project: 'shop', stages: one({}) };
  await using zadig = await startZadig({ workflows: [workflow] });
  zadig.queue.hold('blocked');
  await run(zadig, 'release', ['work']);
  assert.deepEqual(statuses(zadig), ['blocked', '', '']);
  await says(zadig, 'DELETE', TASK);
  zadig.queue.release();
  assert.deepEqual(statuses(zadig), ['cancelled', '', '']);
});

void test('jobs of a stage run in turn or together; the heaviest of them is the stage’s', async () => {
  const jobs: JobScript[] = [
    { name: 'a', does: { kind: 'fails' } },
    { name: 'b', does: { kind: 'times-out' } },
  ];
  await using inTurn = await started([{ name: 'Stage', jobs }]);
  assert.deepEqual(await comes(inTurn, 'failed'), ['failed', 'failed', 'failed', '']);
  await using together = await started([{ name: 'Stage', parallel: true, jobs }]);
  assert.deepEqual(await comes(together, 'timeout'), ['timeout', 'timeout', 'failed', 'timeout']);
});

void test('a failure that is ignored leaves its job unstable and the task passed', async () => {
  await using zadig = await started(
    one({ does: { kind: 'fails' }, errorPolicy: { policy: 'ignore_error' } }),
  );
  assert.deepEqual(await comes(zadig, 'passed'), ['passed', 'unstable', 'unstable', 'passed', 'passed']);
});

void test('a job’s own retries come ten seconds apart', async () => {
  const clock = createHandClock();
  const errorPolicy = { policy: 'retry', maximumRetry: 2 } as const;
  await using zadig = await started(one({ does: { kind: 'fails', times: 2 }, errorPolicy }), { clock });
  await until('the first attempt', () => zadig.tasks.job('release', 1, 'work').attempts === 1);
  assert.deepEqual(statuses(zadig), ['running', 'running', 'failed', '', '']);
  await clock.turn(19_999);
  assert.equal(zadig.tasks.get('release', 1).status, 'running');
  await clock.turn(1);
  assert.deepEqual([statuses(zadig)[0], zadig.tasks.job('release', 1, 'work').retryCount], ['passed', 2]);
});

void test('people say what a failure is taken for', async () => {
  const errorPolicy = { policy: 'manual_check', users: [userEntry(ben)] } as const;
  const path = '/api/aslan/workflow/v4/workflowtask/handle/error';
  const body = { workflow_name: 'release', task_id: 1, job_name: 'job-0-0-0-work' };
  for (const [decision, end] of [
    ['ignore', 'passed'],
    ['reject', 'failed'],
  ] as const) {
    await using zadig = await started(one({ does: { kind: 'fails' }, errorPolicy }));
    await until('the question', () => statuses(zadig).includes('wait_for_manual_error_handling'));
    assert.equal(statuses(zadig)[0], 'running');
    assert.match(
      await says(zadig, 'POST', path, { ...body, job_name: 'job-1-0-0-after', decision }),
      /6169 error policy/,
    );
    assert.equal(
      await says(zadig, 'POST', path, { ...body, decision }, chen.uid),
      '400 6169 user Chen is not authorized to perform error handling',
    );
    // Administrators may here.
    const by = decision === 'ignore' ? ben : ADMIN;
    assert.equal(await says(zadig, 'POST', path, { ...body, decision }, by.uid), 'ok');
    assert.equal(zadig.tasks.get('release', 1).status, end);
    assert.equal(zadig.tasks.job('release', 1, 'work').errorHandler?.name, by.name);
  }
});

const manual: StageScript[] = [
  { name: 'First', jobs: [{ name: 'work' }] },
  { name: 'Deploy', manual: [CREATOR, userEntry(ben)], jobs: [{ name: 'deploy' }, { name: 'check' }] },
];

void test('a stage waits for somebody to begin it', async () => {
  await using zadig = await started(manual);
  assert.deepEqual(await comes(zadig, 'pause'), ['pause', 'passed', 'passed', 'pause', '', '']);
  const path = '/openapi/workflows/custom/release/task/1/manual-exec?projectKey=shop';
  const { json } = await ask(zadig, 'GET', path, undefined, zadig.token(ben.uid));
  assert.deepEqual(json, {
    project_key: 'shop',
    workflow_key: 'release',
    task_id: 1,
    status: 'pause',
    stage_name: 'Deploy',
    can_execute: true,
    executors: [{ type: 'task_creator' }, { type: 'user', user_id: 'u-ben', user_name: 'Ben' }],
  });
  assert.equal(
    await says(zadig, 'POST', path, { stage_name: 'First' }),
    '500 500 stage First is not waiting for manual execution',
  );
  assert.equal(
    await says(zadig, 'POST', path, { stage_name: 'Deploy' }, chen.uid),
    '500 500 user u-chen is not allowed to manually execute stage Deploy',
  );
  zadig.systemHook({
    enable: true,
    hook_address: 'http://127.0.0.1:9/',
    hook_secret: '',
    hook_events: ['start_execute', 'complete_execute'],
  });
  zadig.hooks.decide(() => 'lose');
  assert.equal(await says(zadig, 'POST', path, { stage_name: 'Deploy' }, ben.uid), 'ok');
  await comes(zadig, 'passed');
  assert.equal(zadig.tasks.get('release', 1).stages[1]?.executor?.name, 'Ben');
  await until('the end', () => zadig.hooks.sent.length > 0);
  assert.deepEqual(
    zadig.hooks.sent.map(({ event }) => event),
    ['complete_execute'],
  );
  assert.equal(
    await says(zadig, 'POST', path, { stage_name: 'Deploy' }),
    '500 500 工作流任务状态无法手动执行',
  );
});

void test('before 5.0 Zadig’s own call begins it, with the jobs that are sent', async () => {
  const path =
    '/api/aslan/workflow/v4/workflowtask/manualexec/workflow/release/task/1?projectName=shop&stageName=Deploy';
  await using zadig = await started(manual, { version: '4.3' });
  await comes(zadig, 'pause');
  assert.equal(
    (await ask(zadig, 'GET', '/openapi/workflows/custom/release/task/1/manual-exec?projectKey=shop')).text,
    '404 page not found',
  );
  assert.equal(
    await says(zadig, 'POST', path, {}),
    '400 6160 no job found in workflow task: release,taskID: 1,stage: Deploy',
  );
  assert.deepEqual(statuses(zadig), ['pause', 'passed', 'passed', 'pause', '', '']);
  const { json } = await ask(zadig, 'GET', path);
  const [, deploy] = json.stages as { jobs: { name: string }[] }[];
  const jobs = deploy?.jobs.filter(({ name }) => name === 'deploy');
  assert.equal(await says(zadig, 'POST', path, { jobs }), 'ok');
  assert.deepEqual(await comes(zadig, 'passed'), ['passed', 'passed', 'passed', 'passed', 'passed']);
});

void test('a task that pauses can be cancelled; its stage stays where it was', async () => {
  await using zadig = await started(manual);
  await comes(zadig, 'pause');
  await says(zadig, 'DELETE', TASK);
  assert.deepEqual(statuses(zadig), ['cancelled', 'passed', 'passed', 'pause', '', '']);
  assert.equal(zadig.tasks.get('release', 1).revoker, ADMIN.name);
});
