import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../../src/channels/channel.ts';
import { createWebhook } from '../../../src/channels/webhook/webhook.ts';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import type { RunFact } from '../../../src/domain/run-fact.ts';
import { openZadigReceiver } from '../../../src/simulator/channels/zadig-receiver.ts';
import { isObject } from '../../../src/simulator/common/json.ts';
import { failureOf, messageOf, signal } from '../../contracts/channel/message.ts';
import { type ChannelBench, channelContract, type OpenOptions } from '../../contracts/channel.ts';
import { ASKED_AT, factOf, releaseRun, step } from '../../fakes/release-run.ts';
import { clocks, hookBench, REQUEST_MS } from '../hook-bench.ts';
import { hugeFacts } from './huge-facts.ts';
import { documented } from './zadig-example.ts';

const TOKEN = 'zadigSecretToken';

async function open(options: OpenOptions & { token?: string } = {}) {
  const { clock, ours } = clocks(options);
  const hook = await openZadigReceiver(TOKEN);
  const config = {
    id: 'release-desk',
    url: hook.url,
    format: 'zadig' as const,
    token: options.token ?? (options.wrongSecret ? 'anotherToken' : TOKEN),
    source: 'https://greenlight.example',
    requestMs: options.requestMs ?? REQUEST_MS,
  };
  const bench: ChannelBench = hookBench({
    hook,
    clock,
    channel: createWebhook(config, { clock: ours }),
    person: { name: 'Ada', accounts: {} },
    account: 'Ada',
    raw: { ...documented, workflow: { ...documented.workflow, remark: 'own words' } },
    secrets: ['pathSecret', TOKEN, 'anotherToken'],
    answers: {
      throttled: { status: 429, body: '', headers: { 'retry-after': '7' } },
      refused: { status: 422, body: 'what?' },
    },
  });
  return { ...bench, hook };
}

channelContract(
  {
    kind: 'webhook',
    audience: 'room',
    keyed: true,
    shows: 'facts',
    unreached: false,
    secured: true,
    checksSecret: false,
    dated: false,
    ownAnswers: false,
    plainer: false,
    inside200: false,
    counted: false,
  },
  open,
);

/** The body that a receiver gets for this. */
async function bodyOf(event: RunEvent, run?: RunFact): Promise<Record<string, unknown>> {
  return await sent(factOf(event, run));
}

async function sent(fact: Fact): Promise<Record<string, unknown>> {
  await using bench = await open();
  await bench.channel.send(messageOf(bench, 'x', { fact }), 'key', signal());
  const [{ raw } = { raw: undefined }] = bench.taken;
  assert.ok(isObject(raw) && isObject(raw.workflow));
  return raw;
}

async function workflowOf(event: RunEvent, run?: RunFact): Promise<Record<string, unknown>> {
  const { workflow } = await bodyOf(event, run);
  assert.ok(isObject(workflow));
  return workflow;
}

const ended: RunEvent = { type: 'succeeded', at: ASKED_AT + 95_400 };

void test('a run that built, deployed and tested is told as Zadig documents it', async () => {
  assert.deepEqual(await bodyOf(ended), documented);
});

void test('keys, nesting, types and nulls are those of the documentation, also of steps without children, details or times', async () => {
  const bare = releaseRun({ initiator: {}, approvals: [] }, { number: 5 });
  const { startedAt, endedAt, details, ...untimed } = step('build', 'Build', 0, 0, [], 'zadig-build');
  const deploy = step('deploy', 'Deploy', 1, 2, [], 'zadig-deploy');
  const { workflow } = await bodyOf(ended, {
    ...bare,
    snapshot: { ...bare.snapshot, steps: [untimed, deploy, step('test', 'Test', 2, 3, [], 'zadig-test')] },
  });
  assert.ok(isObject(workflow));
  assert.deepEqual(outline(await bodyOf(ended)), outline(documented));
  assert.deepEqual(workflow.stages, [
    {
      name: 'Build',
      status: 'passed',
      start_time: 0,
      end_time: 0,
      error: '',
      jobs: [
        {
          name: 'Build',
          type: 'zadig-build',
          status: 'passed',
          start_time: 0,
          end_time: 0,
          error: '',
          spec: { repositories: [], image: '' },
        },
      ],
    },
    single('Deploy', 'zadig-deploy', 1, { env: '', service_name: '', service_modules: [] }),
    single('Test', 'zadig-test', 2, null),
  ]);
  assert.deepEqual([startedAt === undefined, endedAt === undefined, details], [false, false, undefined]);
});

function single(name: string, type: string, from: number, spec: unknown): unknown {
  const times = { start_time: ASKED_AT / 1000 + from, end_time: ASKED_AT / 1000 + from + 1 };
  const timed = { name, status: 'passed', ...times, error: '' };
  return { ...timed, jobs: [{ ...timed, type, spec }] };
}

/** Keys and types, without values. */
function outline(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(outline);
  if (!isObject(value)) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, outline(inner)]));
}

void test('a message that comes twice has the same id, another message another one, and the webhook keeps its own', async () => {
  await using bench = await open();
  for (const key of ['one', 'one', 'two'])
    await bench.channel.send(messageOf(bench, 'again', { fact: factOf(ended) }), key, signal());
  const ids = bench.hook.taken.map(({ headers }) => headers['x-zadig-event-uuid']);
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[0], ids[2]);
  assert.deepEqual(bench.taken[0]?.raw, bench.taken[1]?.raw);
  const [first] = bench.hook.taken;
  assert.equal(new Set(bench.hook.taken.map(({ headers }) => headers['x-zadig-webhook-uuid'])).size, 1);
  assert.notEqual(first?.headers['x-zadig-webhook-uuid'], ids[0]);
  assert.equal(first?.headers['x-zadig-instance'], 'https://greenlight.example');
  assert.equal(first?.headers['user-agent'], 'Greenlight');
});

void test('what happened says the status, whatever the run has come to since', async () => {
  const statuses: Record<string, unknown> = {};
  for (const type of [
    'created',
    'started',
    'paused',
    'failed',
    'timed-out',
    'cancelled',
    'rejected',
  ] as const)
    statuses[type] = (await workflowOf({ type, at: ASKED_AT })).status;
  assert.deepEqual(statuses, {
    created: 'created',
    started: 'running',
    paused: 'pause',
    failed: 'failed',
    'timed-out': 'timeout',
    cancelled: 'cancelled',
    rejected: 'reject',
  });
  const changed = await workflowOf({ type: 'changed', from: 'succeeded', to: 'failed', at: ASKED_AT });
  assert.equal(changed.status, 'failed');
});

void test('a run that waits for people is running and has no stages, as Zadig tells it', async () => {
  const workflow = await workflowOf({ type: 'waiting', step: 'deploy', approval: 7, at: ASKED_AT });
  assert.deepEqual([workflow.status, workflow.stages], ['running', null]);
});

void test('what happens to one step is told with its stage alone', async () => {
  const begun = await workflowOf({ type: 'started', step: 'deploy-cart', at: ASKED_AT });
  assert.equal(begun.status, 'prepare');
  const workflow = await workflowOf({ type: 'succeeded', step: 'deploy-cart', at: ASKED_AT });
  assert.equal(workflow.status, 'passed');
  const [, deploy] = documented.workflow.stages;
  assert.deepEqual(workflow.stages, [{ ...deploy, name: 'cart-部署' }]);
  const unknown = await workflowOf({ type: 'succeeded', step: 'nowhere', at: ASKED_AT });
  assert.deepEqual(unknown.stages, []);
});

void test('without an event the state of the run is told', async () => {
  const { event, ...fact } = factOf(ended);
  const statuses: unknown[] = [];
  const gate = { path: 'ask', attempt: '1', title: 'Ask' };
  for (const run of [
    releaseRun(),
    ongoing('pending'),
    ongoing('running'),
    ongoing('suspended', { gates: [gate] }),
    ongoing('suspended', { gates: [{ ...gate, opensAt: ASKED_AT }] }),
  ]) {
    const { workflow } = await sent({ ...fact, run });
    assert.ok(isObject(workflow));
    statuses.push([workflow.status, workflow.end_time]);
  }
  assert.equal(event?.type, 'succeeded');
  const end = Math.floor(ASKED_AT / 1000) + 95;
  assert.deepEqual(statuses, [
    ['passed', end],
    ['created', 0],
    ['running', 0],
    ['running', 0],
    ['pause', 0],
  ]);
});

function ongoing(phase: RunFact['phase'], snapshot: Partial<RunFact['snapshot']> = {}): RunFact {
  const { outcome, endedAt, ...run } = releaseRun({ phase }, { phase, ...snapshot });
  assert.ok(outcome !== undefined && endedAt !== undefined);
  return run;
}

void test('each state of a step has Zadig’s word, and so has the stage around it', async () => {
  const states = [
    leaf('pending', {}),
    leaf('running', {}),
    leaf('suspended', {}),
    leaf('suspended', { path: 'ask' }),
    leaf('skipped', {}),
    leaf('failed', { message: 'exit code 2' }),
    leaf('failed', { timedOut: true }),
    leaf('failed', { path: 'refused' }),
    leaf('terminated', { path: 'expired' }),
    leaf('terminated', {}),
  ];
  const approval = { number: 1, title: '', openedAt: ASKED_AT, decisions: [] };
  const run = releaseRun(
    {
      approvals: [
        { ...approval, step: 'refused', state: 'rejected' },
        { ...approval, step: 'expired', state: 'expired' },
      ],
    },
    { steps: states, gates: [{ path: 'ask', attempt: '1', title: 'Ask' }] },
  );
  const { stages } = await workflowOf(ended, run);
  assert.ok(Array.isArray(stages));
  assert.deepEqual(
    stages.map(({ status, jobs: [job], error }) => [status, job.status, error]),
    [
      ['', '', ''],
      ['running', 'running', ''],
      ['pause', 'pause', ''],
      ['running', 'wait_for_approval', ''],
      ['skipped', 'skipped', ''],
      ['failed', 'failed', 'exit code 2'],
      ['timeout', 'timeout', ''],
      ['reject', 'reject', ''],
      ['timeout', 'timeout', ''],
      ['cancelled', 'cancelled', ''],
    ],
  );
});

function leaf(phase: RunFact['phase'], more: Partial<ReturnType<typeof step>>): ReturnType<typeof step> {
  return { ...step(`s-${phase}`, 'Step', 1, 2), phase, ...more };
}

void test('an engine’s own type is kept where it is Zadig’s; else a step is what it works on', async () => {
  const deploys = { environment: 'staging', service: 'cart', modules: [] };
  const steps = [
    step('a', 'A', 1, 2, [], 'zadig-helm-deploy', { deploys }),
    step('b', 'B', 1, 2, [], 'apply-component', { deploys }),
    step('c', 'C', 1, 2, [], 'build-push-image', { image: 'registry.example.com/cart:1' }),
    step('d', 'D', 1, 2, [], 'unit-tests', { tests: { passed: 9, failed: 1, total: 10 } }),
    step('e', 'E', 1, 2, [], 'suspend'),
    step('f', 'F', 1, 2, [], 'notification'),
    step('g', 'G', 1, 2, [], 'request'),
  ];
  const { stages } = await workflowOf(ended, releaseRun({}, { steps }));
  assert.ok(Array.isArray(stages));
  const kinds = stages.map(({ jobs: [job] }) => [
    job.type,
    job.spec === null ? null : Object.keys(job.spec)[0],
  ]);
  assert.deepEqual(kinds, [
    ['zadig-helm-deploy', 'env'],
    ['zadig-deploy', 'env'],
    ['zadig-build', 'repositories'],
    ['zadig-test', null],
    ['approval', null],
    ['notification', null],
    ['freestyle', 'repositories'],
  ]);
});

void test('a run of an engine without numbers, projects or pages of its own is told by ours', async () => {
  const { number, project, workflowTitle, ...snapshot } = releaseRun().snapshot;
  assert.deepEqual([number, project, workflowTitle], [317, 'shop', '购物车发布']);
  const workflow = await workflowOf(ended, { ...releaseRun(), snapshot });
  assert.deepEqual(
    [workflow.task_id, workflow.project_name, workflow.workflow_display_name, workflow.detail_url],
    [42, 'cart', 'cart-release', 'https://greenlight.example/runs/token'],
  );
  const links = [
    { title: 'x', url: 'javascript:alert(1)' },
    { title: 'Zadig', url: 'https://zadig.example/v1/projects/detail/shop' },
  ];
  assert.equal(
    (await workflowOf(ended, releaseRun({}, { links }))).detail_url,
    'https://zadig.example/v1/projects/detail/shop',
  );
});

void test('what people and engines write arrives sign by sign', async () => {
  const hostile = '{{ .Values.image }} {{ foo "quoted" \\n\r\n\t</script> \u0000\u2028\u202E 部署 👩‍🚀';
  const run = releaseRun(
    { outcome: 'failed', initiator: { name: hostile } },
    {
      message: hostile,
      remark: hostile,
      steps: [
        step('x', hostile, 1, 2, [], 'git', {
          repositories: [{ name: 'cart', commit: { id: 'abc', message: hostile } }],
        }),
      ],
    },
  );
  const workflow = await workflowOf({ type: 'failed', at: ASKED_AT }, run);
  const { stages } = workflow;
  assert.ok(Array.isArray(stages));
  const [{ name, jobs }] = stages;
  assert.deepEqual(
    [
      workflow.error,
      workflow.remark,
      workflow.task_creator,
      name,
      jobs[0].spec.repositories[0].commit_message,
    ],
    Array.from({ length: 5 }, () => hostile),
  );
});

void test('a huge run is cut to 60 KB, and what failed is still in it', async () => {
  for (const fact of hugeFacts()) {
    const body = await sent(fact);
    const text = JSON.stringify(body);
    assert.ok(Buffer.byteLength(text) <= 60_000, String(Buffer.byteLength(text)));
    assert.match(text, /it failed/);
  }
});

void test('what is about no run cannot be told in this format', async () => {
  await using bench = await open();
  const { run, ...fact } = factOf(ended);
  const sending = bench.channel.send(messageOf(bench, 'x', { fact }), 'key', signal());
  await failureOf(bench, sending, 'rejected', 'card-refused');
  assert.deepEqual([bench.requests(), run?.number], [0, 42]);
});

void test('a token that no header can hold is not sent, not shown, and doctor says so', async () => {
  for (const token of ['two\nlines', '密码', '']) {
    await using bench = await open({ token });
    const sending = bench.channel.send(messageOf(bench, 'x'), 'key', signal());
    const error = await failureOf(bench, sending, 'rejected', 'credentials-refused');
    if (token !== '') assert.ok(!error.message.includes(token));
    assert.equal(bench.requests(), 0);
    assert.deepEqual(
      (await bench.channel.check()).map(({ level, subject }) => [level, subject]),
      [['error', 'security']],
    );
  }
});
