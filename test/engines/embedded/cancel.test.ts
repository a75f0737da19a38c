import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActVerb } from '../../../src/domain/engine-call.ts';
import { isFinal, type RunSnapshot, stepAt } from '../../../src/domain/run.ts';
import type { RunDocument, StepPlan } from '../../../src/engines/embedded/plan.ts';
import { act } from '../../../src/engines/embedded/run/act.ts';
import { advance } from '../../../src/engines/embedded/run/advance.ts';
import { decideGate } from '../../../src/engines/embedded/run/decide.ts';
import { newState, phaseOf, type Reason, type State } from '../../../src/engines/embedded/run/state.ts';
import { request } from '../../contracts/engine.ts';
import { createHandClock, type HandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { openPlace, script, startEngine } from './bench.ts';

const by = { name: 'Ada' };

const print = (name: string, more: Partial<StepPlan> = {}): StepPlan => ({
  name,
  type: 'print-message-in-status',
  properties: { message: 'x' },
  ...more,
});
const gate = (name: string): StepPlan => ({ name, type: 'suspend', properties: {} });
const group = (name: string, subSteps: StepPlan[]): StepPlan => ({
  name,
  type: 'step-group',
  properties: {},
  subSteps,
});

/** Where the step that failed stands, beside a gate that is still open. */
const PLACES = {
  'beside the gate': [print('bad'), gate('ask')],
  'in a group that is over': [group('inner', [print('bad')]), gate('ask')],
  'in the group of the gate': [group('inner', [print('bad'), gate('ask')])],
};

type Case = { reason: Reason; place: keyof typeof PLACES };

/** Time 10: a step has failed with this reason, a gate is open. */
function stand({ reason, place }: Case): { document: RunDocument; state: State } {
  const base = {
    workflow: 'w',
    kind: 'Workflow',
    namespace: 'default',
    context: {},
    components: [],
    policies: [],
  };
  const steps = PLACES[place];
  const plan = { ...base, mode: { steps: 'DAG', subSteps: 'DAG' } as const, steps };
  const document: RunDocument = { plan, app: 'shop', environment: 'prod', initiator: {} };
  const state = newState();
  const failed = { phase: 'failed', reason, startedAt: 1, endedAt: 5 } as const;
  state.steps.set('bad', { ...failed, attempt: 'b' });
  if (place === 'in a group that is over') state.steps.set('inner', { ...failed, attempt: 'i' });
  if (place === 'in the group of the gate')
    state.steps.set('inner', { phase: 'suspended', attempt: 'i', startedAt: 1 });
  pass(document, state, 10);
  return { document, state };
}

function pass(document: RunDocument, state: State, now: number): void {
  let attempts = 0;
  advance(document, state, { now, attempt: () => `a${++attempts}` });
}

const KEPT: readonly Reason[] = ['FailedAfterRetries', 'Timeout'];
const OTHERS: readonly Reason[] = ['Action', 'Input', 'ProcessParameter', 'Terminate'];
const CASES = (Object.keys(PLACES) as Case['place'][]).flatMap((place) =>
  [...KEPT, ...OTHERS].map((reason) => ({ place, reason })),
);

test('a cancel takes what had failed for its own, but for what ran out of tries or of time', () => {
  for (const one of CASES) {
    const { document, state } = stand(one);
    act(document, state, { verb: 'cancel', by, key: 'c' }, 20);
    pass(document, state, 20);
    // A group that was under way failed by the cancel, whatever had failed in it.
    const failsItself = KEPT.includes(one.reason) && one.place !== 'in the group of the gate';
    const told = `${one.reason} ${one.place}`;
    assert.equal(phaseOf(document, state), failsItself ? 'failed' : 'terminated', told);
    const expected = KEPT.includes(one.reason) ? one.reason : 'Terminate';
    assert.equal(state.steps.get('bad')?.reason, expected, told);
    assert.equal(state.steps.get('ask')?.reason, 'Terminate', told);
  }
});

test('a rejection says nothing of what had failed before', () => {
  for (const one of CASES) {
    const { document, state } = stand(one);
    const path = one.place === 'in the group of the gate' ? 'inner/ask' : 'ask';
    const ref = { path, attempt: state.steps.get('ask')?.attempt ?? '' };
    const decided = decideGate(document, state, { gate: ref, verdict: 'reject', by, key: 'd' }, 20);
    assert.equal(decided.outcome.kind, 'accepted');
    pass(document, state, 20);
    const told = `${one.reason} ${one.place}`;
    assert.equal(phaseOf(document, state), one.reason === 'Terminate' ? 'terminated' : 'failed', told);
    assert.equal(state.steps.get('bad')?.reason, one.reason, told);
  }
});

async function open(steps: string, clock?: HandClock) {
  const file = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components: [{ name: a, type: appending }]
  workflow:
${steps.replace(/^/gm, '    ')}`;
  const targets = [script('append', { takes: ['appending'] })];
  const place = await openPlace({ files: { 'w.yaml': file }, targets, ...(clock && { clock }) });
  const running = await startEngine(place, clock);
  const { ref } = await running.engine.run(request('w'), 'k');
  return {
    engine: running.engine,
    ref,
    act: (verb: ActVerb, key: string) => running.engine.act(ref, verb, by, key),
    state: (is: (snapshot: RunSnapshot) => boolean) =>
      until(`a state of run ${ref}`, async () => {
        const snapshot = await running.engine.look(ref);
        return snapshot !== undefined && is(snapshot) && snapshot;
      }),
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

const ended = ({ phase }: RunSnapshot): boolean => isFinal(phase);
const seen = ({ steps }: RunSnapshot, path: string): string =>
  [stepAt(steps, path)?.phase, stepAt(steps, path)?.message].filter(Boolean).join(': ');

const ASKS = `steps:
  - { name: ask, type: suspend }
  - { name: undo, type: suspend, if: always, properties: { message: Shall it be undone? } }
  - { name: again, type: deploy, if: always, properties: { auto: false } }
  - { name: tidy, type: print-message-in-status, if: always, properties: { message: tidied } }`;

test('after a cancel nobody is asked any more, so a cancelled run always ends; a retry asks again', async () => {
  await using bench = await open(ASKS);
  const before = await bench.state((s) => s.gates.length === 1);
  await bench.act('cancel', 'c');
  const end = await bench.state(ended);
  assert.deepEqual([end.phase, end.gates], ['terminated', []]);
  const nobody = 'failed: the run was cancelled, so nobody is asked';
  assert.deepEqual(
    end.steps.map(({ path }) => seen(end, path)),
    ['failed: cancelled by Ada', nobody, nobody, 'succeeded: tidied'],
  );
  await bench.act('retry', 'r');
  const asked = await bench.state((s) => s.gates.length === 1);
  assert.deepEqual([asked.phase, asked.gates[0]?.path], ['suspended', 'ask']);
  assert.notEqual(asked.gates[0]?.attempt, before.gates[0]?.attempt);
});

test('after a rejection a gate that always comes is opened: a rollback wants to be approved too', async () => {
  await using bench = await open(ASKS);
  for (const [path, verdict] of [
    ['ask', 'reject'],
    ['undo', 'approve'],
    ['again', 'approve'],
  ] as const) {
    const { gates } = await bench.state((s) => s.gates[0]?.path === path);
    assert.ok(gates[0]);
    await bench.engine.decide(bench.ref, gates[0], verdict, by, path);
  }
  const end = await bench.state(ended);
  assert.deepEqual(
    end.steps.map(({ phase }) => phase),
    ['failed', 'succeeded', 'succeeded', 'succeeded'],
  );
  assert.equal(end.phase, 'terminated');
});

test('a wait that ends by itself comes after a cancel too', async () => {
  const clock = createHandClock();
  await using bench = await open(
    `steps:
  - { name: ask, type: suspend }
  - { name: settle, type: suspend, if: always, properties: { duration: 5m } }
  - { name: tidy, type: print-message-in-status, if: always, properties: { message: tidied } }`,
    clock,
  );
  await bench.act('cancel', 'c');
  assert.equal(stepAt((await bench.engine.look(bench.ref))?.steps ?? [], 'settle')?.phase, 'suspended');
  await clock.turn(301_000);
  const end = await bench.state(ended);
  assert.deepEqual([end.phase, seen(end, 'tidy')], ['terminated', 'succeeded: tidied']);
});

test('what was not begun when a run was cancelled is left away, and a retry begins it', async () => {
  await using bench = await open(`mode: { steps: DAG }
steps:
  - { name: ask, type: suspend, outputs: [{ name: who, valueFrom: context.stepName }] }
  - { name: word, type: print-message-in-status, inputs: [{ from: who, parameterKey: message }] }
  - name: tidy
    type: step-group
    if: always
    dependsOn: [ask]
    subSteps: [{ name: sweep, type: print-message-in-status, properties: { message: swept } }]
  - name: rest
    type: step-group
    subSteps:
      - { name: first, type: suspend }
      - { name: then, type: print-message-in-status, inputs: [{ from: who, parameterKey: message }] }`);
  await bench.state((s) => s.gates.length === 2);
  await bench.act('cancel', 'c');
  const end = await bench.state(ended);
  assert.deepEqual(
    ['ask', 'word', 'tidy', 'tidy/sweep', 'rest', 'rest/then'].map((path) => seen(end, path)),
    [
      'failed: cancelled by Ada',
      'skipped: the run was cancelled',
      'succeeded',
      'succeeded: swept',
      'failed',
      'skipped: the run was cancelled',
    ],
  );
  await bench.act('retry', 'r');
  const { gates } = await bench.state((s) => s.gates.length === 2);
  for (const one of gates) await bench.engine.decide(bench.ref, one, 'approve', by, one.path);
  const good = await bench.state(ended);
  assert.deepEqual(
    [good.phase, seen(good, 'word'), seen(good, 'rest/then')],
    ['succeeded', 'succeeded: ask', 'succeeded: ask'],
  );
});

test('a run that is cancelled while it is held and nothing of it is under way never counts as a success', async () => {
  await using bench = await open(`mode: { steps: DAG }
steps:
  - { name: ask, type: suspend }
  - { name: end, type: print-message-in-status, dependsOn: [ask], properties: { message: x } }
  - { name: place, type: apply-component, dependsOn: [ask], properties: { component: a } }`);
  const { gates } = await bench.state((s) => s.gates.length === 1);
  assert.ok(gates[0]);
  await bench.act('suspend', 's');
  await bench.engine.decide(bench.ref, gates[0], 'approve', by, 'd');
  await bench.act('cancel', 'c');
  const end = await bench.state(ended);
  assert.deepEqual(
    [end.phase, end.message, ...end.steps.map(({ phase }) => phase)],
    ['terminated', 'the run was cancelled', 'succeeded', 'skipped', 'skipped'],
  );
  assert.deepEqual(await bench.act('retry', 'r'), { kind: 'accepted' });
  const good = await bench.state(ended);
  assert.deepEqual(
    [good.phase, ...good.steps.map(({ phase }) => phase)],
    ['succeeded', 'succeeded', 'succeeded', 'succeeded'],
  );
});
