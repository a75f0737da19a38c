import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { NOBODY } from '../../src/domain/policy.ts';
import { runFact } from '../../src/domain/run-fact.ts';
import type { ApprovalView, RunView } from '../../src/domain/run-view.ts';
import { ASKED_AT, releaseRun } from '../fakes/release-run.ts';

const directory = createDirectory({
  language: 'en',
  people: [
    {
      id: 'ada',
      name: 'Ada',
      language: 'en',
      accounts: { slack: 'U1' },
      email: 'ada@example.com',
      mobile: '+8613800138000',
    },
    { id: 'bob', name: 'Bob', language: 'zh', accounts: {} },
  ],
  apps: [{ id: 'cart', title: 'Cart', engine: 'ci', environments: [] }],
  platforms: [],
});

const { snapshot } = releaseRun();

const view: RunView = {
  id: 42,
  engine: 'ci',
  app: 'cart',
  environment: 'staging',
  workflow: 'cart-release',
  parameters: { tag: '2026.1.1-7' },
  initiator: 'ada',
  initiatorName: 'ada.lovelace',
  phase: 'succeeded',
  snapshot: {
    ...snapshot,
    initiator: { name: 'ada.lovelace', email: 'old@example.com', ids: { zadig: 'uid-1' } },
  },
  trouble: null,
  revision: null,
  rollbackTo: null,
  createdAt: ASKED_AT,
  endedAt: ASKED_AT + 95_400,
  approvals: [],
  delegations: [],
  undelivered: [],
};

test('a run is told with the names of the configuration, and who started it by everything that is known of them', () => {
  const fact = runFact(view, directory, 'https://greenlight.example/runs/token');
  assert.deepEqual(fact, {
    number: 42,
    engine: 'ci',
    workflow: 'cart-release',
    app: { id: 'cart', title: 'Cart' },
    environment: 'staging',
    parameters: { tag: '2026.1.1-7' },
    phase: 'succeeded',
    outcome: 'succeeded',
    createdAt: ASKED_AT,
    endedAt: ASKED_AT + 95_400,
    initiator: {
      id: 'ada',
      name: 'Ada',
      email: 'ada@example.com',
      phone: '+8613800138000',
      ids: { zadig: 'uid-1', slack: 'U1' },
    },
    url: 'https://greenlight.example/runs/token',
    approvals: [],
    snapshot: view.snapshot,
  });
});

test('whoever is not in the configuration is told as the engine knows them', () => {
  const started = { ...snapshot, initiator: { email: 'eve@example.com', phone: '+8613900139000' } };
  const stranger = { ...view, initiator: null, initiatorName: 'Eve', snapshot: started };
  assert.deepEqual(runFact(stranger, directory).initiator, {
    name: 'Eve',
    email: 'eve@example.com',
    phone: '+8613900139000',
  });
  assert.deepEqual(runFact({ ...stranger, initiatorName: null, snapshot: null }, directory).initiator, {});
});

test('a run of which no engine has told anything has no steps, and its trouble is named', () => {
  const trouble = { code: 'trouble.run-refused' as const, data: {} };
  const fact = runFact(
    { ...view, app: null, environment: null, phase: 'failed', snapshot: null, trouble },
    directory,
  );
  assert.deepEqual(fact.snapshot.steps, []);
  assert.deepEqual(
    [fact.app, fact.environment, fact.url, fact.outcome, fact.trouble],
    [undefined, undefined, undefined, 'failed', 'trouble.run-refused'],
  );
});

test('a run that goes on has no end, also after a retry', () => {
  const fact = runFact({ ...view, phase: 'running' }, directory);
  assert.deepEqual([fact.outcome, fact.endedAt], [undefined, undefined]);
});

test('decisions are told by name, and a refusal is how the run ended', () => {
  const approval: ApprovalView = {
    id: 7,
    gatePath: 'deploy',
    gateAttempt: '1',
    round: 0,
    title: 'To staging?',
    message: null,
    state: 'rejected',
    withdrawnBecause: null,
    withdrawnBy: null,
    openedAt: ASKED_AT,
    settledAt: ASKED_AT + 5_000,
    escalated: false,
    question: {
      policy: NOBODY,
      openedAt: ASKED_AT,
      initiator: undefined,
      authors: [],
      state: 'rejected',
      votes: [],
    },
    votes: ['bob', 'gone'].map((person) => ({
      person,
      seat: null,
      verdict: 'reject',
      reason: person === 'bob' ? 'not today' : null,
      fields: null,
      breakGlass: false,
      platform: 'slack',
      at: ASKED_AT + 5_000,
    })),
  };
  const steps = snapshot.steps.map((step) =>
    step.path === 'deploy' ? { ...step, phase: 'failed' as const } : step,
  );
  const failed = { ...snapshot, phase: 'failed' as const, steps };
  const fact = runFact({ ...view, phase: 'failed', snapshot: failed, approvals: [approval] }, directory);
  assert.equal(fact.outcome, 'rejected');
  assert.deepEqual(fact.approvals, [
    {
      number: 7,
      step: 'deploy',
      title: 'To staging?',
      state: 'rejected',
      openedAt: ASKED_AT,
      settledAt: ASKED_AT + 5_000,
      decisions: [
        { by: 'Bob', verdict: 'reject', reason: 'not today', at: ASKED_AT + 5_000 },
        { by: 'gone', verdict: 'reject', at: ASKED_AT + 5_000 },
      ],
    },
  ]);
});
