import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../../src/channels/channel.ts';
import { createWebhook } from '../../../src/channels/webhook/webhook.ts';
import { openEventReceiver } from '../../../src/simulator/channels/event-receiver.ts';
import { isObject } from '../../../src/simulator/common/json.ts';
import { failureOf, messageOf, signal } from '../../contracts/channel/message.ts';
import { type ChannelBench, channelContract, type OpenOptions } from '../../contracts/channel.ts';
import { ASKED_AT, factOf, releaseRun } from '../../fakes/release-run.ts';
import { clocks, hookBench, REQUEST_MS } from '../hook-bench.ts';
import { hugeFacts } from './huge-facts.ts';

const SECRET = 'webhookSignatureSecret';

async function open(options: OpenOptions = {}): Promise<ChannelBench> {
  const { clock, ours } = clocks(options);
  const hook = await openEventReceiver(clock, SECRET);
  const config = {
    id: 'events',
    url: hook.url,
    format: 'cloudevents' as const,
    secret: options.wrongSecret ? 'anotherSecret' : SECRET,
    source: 'https://greenlight.example',
    requestMs: options.requestMs ?? REQUEST_MS,
  };
  return hookBench({
    hook,
    clock,
    channel: createWebhook(config, { clock: ours }),
    person: { name: 'Ada', accounts: {} },
    account: 'Ada',
    raw: { text: 'own words' },
    secrets: ['pathSecret', SECRET, 'anotherSecret'],
    answers: {
      throttled: { status: 429, body: '', headers: { 'retry-after': '7' } },
      refused: { status: 422, body: 'what?' },
    },
  });
}

channelContract(
  {
    kind: 'webhook',
    audience: 'room',
    keyed: true,
    shows: 'same',
    unreached: false,
    secured: true,
    checksSecret: false,
    dated: true,
    ownAnswers: false,
    plainer: false,
    inside200: false,
    counted: false,
  },
  open,
);

void test('every attempt sends the same event, and only its signature is new', async () => {
  await using bench = await open();
  await bench.channel.send(messageOf(bench, 'again'), 'run-42/waiting/1', signal());
  await bench.clock.turn(90_000);
  await bench.channel.send(messageOf(bench, 'again'), 'run-42/waiting/1', signal());
  const [first, second] = bench.taken.map(({ raw }) => raw);
  assert.deepEqual(first, second);
  assert.ok(isObject(first) && isObject(first.data));
  assert.deepEqual(
    [first.id, first.type, first.subject, first.source, first.time, first.data.approval],
    [
      'run-42/waiting/1',
      'greenlight.run.waiting',
      'run/42',
      'https://greenlight.example',
      '2026-01-01T00:00:00.000Z',
      7,
    ],
  );
});

void test('a receiver says for how long it is too busy', async () => {
  await using bench = await open();
  bench.faults.throttle();
  const sending = bench.channel.send(messageOf(bench, 'busy'), 'key', signal());
  assert.equal((await failureOf(bench, sending, 'throttled')).retryAfterMs, 7_000);
});

void test('a program is told of the run: its steps, what they worked on, who decided and where to look', async () => {
  await using bench = await open();
  await bench.channel.send(messageOf(bench, 'all of it', { fact: decidedFact() }), 'key', signal());
  const [{ raw } = { raw: undefined }] = bench.taken;
  assert.ok(isObject(raw) && isObject(raw.data) && isObject(raw.data.run));
  const { steps, ...run } = raw.data.run;
  assert.deepEqual(run, {
    number: 42,
    engine: 'ci',
    reference: 'shop/cart-release/317',
    order: 12,
    project: 'shop',
    workflow: 'cart-release',
    app: { id: 'cart', title: 'Cart' },
    environment: 'staging',
    parameters: { tag: '2026.1.1-7' },
    phase: 'succeeded',
    outcome: 'succeeded',
    createdAt: '2026-01-01T09:30:00.000Z',
    startedAt: '2026-01-01T09:30:02.000Z',
    endedAt: '2026-01-01T09:31:35.400Z',
    initiator: { id: 'ada', name: 'Ada', email: 'ada@example.com', mobile: '+8613800138000' },
    page: 'https://greenlight.example/runs/token',
    links: [],
    approvals: [
      {
        number: 7,
        step: 'deploy',
        title: 'To staging?',
        state: 'approved',
        openedAt: '2026-01-01T09:30:00.000Z',
        settledAt: '2026-01-01T09:30:05.000Z',
        decisions: [
          { by: 'Bob', verdict: 'approve', reason: 'looks "good"', at: '2026-01-01T09:30:05.000Z' },
        ],
      },
    ],
    gates: [],
  });
  assert.ok(Array.isArray(steps));
  const [build] = steps;
  assert.ok(isObject(build) && Array.isArray(build.steps));
  assert.deepEqual(build.steps[0], {
    path: 'build-cart',
    name: 'build-cart',
    title: 'cart-构建',
    type: 'zadig-build',
    phase: 'succeeded',
    startedAt: '2026-01-01T09:30:02.000Z',
    endedAt: '2026-01-01T09:30:40.000Z',
    repositories: [
      {
        source: 'gitlab',
        owner: 'shop',
        namespace: 'shop/backend',
        name: 'cart',
        branch: 'release',
        commit: {
          id: '9b2c61f0a7d14c9fb0e3f5d8126a4c7e90d3b518',
          message: 'Count items of a cart once',
          url: 'https://gitlab.example.com/shop/backend/cart/-/commit/9b2c61f0',
        },
      },
    ],
    image: 'registry.example.com/shop/cart:2026.1.1-7',
  });
});

void test('an event stays below 64 KB, whatever an engine tells', async () => {
  await using bench = await open();
  for (const fact of hugeFacts())
    await bench.channel.send(messageOf(bench, 'huge', { fact }), 'key', signal());
  for (const { size } of bench.taken) assert.ok(size < 64_000, String(size));
  assert.equal(bench.taken.length, hugeFacts().length);
});

function decidedFact(): Fact {
  const decisions = [
    { by: 'Bob', verdict: 'approve', reason: 'looks "good"', at: ASKED_AT + 5_000 },
  ] as const;
  const approval = {
    number: 7,
    step: 'deploy',
    title: 'To staging?',
    state: 'approved',
    openedAt: ASKED_AT,
    settledAt: ASKED_AT + 5_000,
    decisions,
  } as const;
  return factOf({ type: 'succeeded', at: ASKED_AT }, releaseRun({ approvals: [approval] }));
}
