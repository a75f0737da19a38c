import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepAt } from '../../../src/domain/run.ts';
import type { Saying } from '../../../src/domain/saying.ts';
import { tell, tellBecause } from '../../../src/engines/common/told.ts';
import type { EffectResult } from '../../../src/engines/embedded/effects/effect.ts';
import { judgeRequest } from '../../../src/engines/embedded/effects/http.ts';
import { together } from '../../../src/engines/embedded/effects/together.ts';
import type { RunDocument, StepPlan } from '../../../src/engines/embedded/plan.ts';
import { act } from '../../../src/engines/embedded/run/act.ts';
import { advance } from '../../../src/engines/embedded/run/advance.ts';
import { decideGate } from '../../../src/engines/embedded/run/decide.ts';
import { failTry } from '../../../src/engines/embedded/run/finish.ts';
import { graphOf } from '../../../src/engines/embedded/run/graph.ts';
import { applyLanding } from '../../../src/engines/embedded/run/landing.ts';
import { createShown } from '../../../src/engines/embedded/run/shown.ts';
import { toSnapshot } from '../../../src/engines/embedded/run/snapshot.ts';
import { newState, type State } from '../../../src/engines/embedded/run/state.ts';
import { readState, writeState } from '../../../src/engines/embedded/run/stored.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { chineseCard, latinIn } from '../../presenter/chinese-card.ts';

type Run = { document: RunDocument; state: State };

function start(...steps: StepPlan[]): Run {
  const plan = {
    workflow: 'w',
    kind: 'Workflow',
    namespace: 'default',
    context: {},
    components: [],
    policies: [],
    mode: { steps: 'StepByStep', subSteps: 'DAG' } as const,
    steps,
  };
  const run: Run = {
    document: { plan, app: 'shop', environment: 'prod', initiator: {} },
    state: newState(),
  };
  pass(run, 1000);
  return run;
}

function pass({ document, state }: Run, now: number): void {
  advance(document, state, { now, attempt: () => 'a' });
}

/** As the run is told, after its row was written and read. */
function told({ document, state }: Run, shown = toSnapshot) {
  const stored = readState(JSON.parse(JSON.stringify(writeState(state))), document);
  const base = { id: 1, engine: 'e', key: 'k', order: 1, createdAt: 0, endedAt: null };
  return shown({ ...base, document, state: stored });
}

/** What the only step says: its codes with their values, which say in English what programs get. */
function said(run: Run): readonly Saying[] | undefined {
  const step = stepAt(told(run).steps, 'one');
  if (step === undefined) return undefined;
  assert.equal(sayingText(step, 'en'), step.message);
  return step.says;
}

const gate = (more: Partial<StepPlan> = {}): StepPlan => ({
  name: 'one',
  type: 'suspend',
  properties: {},
  ...more,
});
const work = (more: Partial<StepPlan> = {}): StepPlan => ({
  name: 'one',
  type: 'request',
  properties: { url: 'http://127.0.0.1/' },
  ...more,
});

const by = { name: 'Ben\nOkafor' };
const WHO = { by: 'Ben Okafor' };

function decide(run: Run, verdict: 'approve' | 'reject', reason?: string): void {
  const who = reason === undefined ? by : { ...by, reason };
  const ref = { path: 'one', attempt: 'a' };
  decideGate(run.document, run.state, { gate: ref, verdict, by: who, key: verdict }, 2000);
}

function land(run: Run, result: EffectResult, timedOut = false): void {
  const landing = { step: 'one', attempt: 'a', place: 'here', deploys: false, result, timedOut };
  assert.ok(applyLanding(run.document, run.state, landing, 9000));
}

function flying(more?: Partial<StepPlan>): Run {
  const run = start(work(more));
  const step = run.state.steps.get('one');
  assert.ok(step);
  step.effect = { kind: 'command', place: 'here', since: 1000 };
  return run;
}

const cancel = ({ document, state }: Run) => act(document, state, { verb: 'cancel', by, key: 'c' }, 3000);

test('a gate says who decided and why', () => {
  for (const [verdict, code] of [
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const) {
    const plain = start(gate());
    decide(plain, verdict, '');
    assert.deepEqual(said(plain), [{ code, data: WHO }]);
    const because = start(gate());
    decide(because, verdict, 'two\nlines');
    assert.deepEqual(said(because), [{ code: `${code}-because`, data: { ...WHO, why: 'two lines' } }]);
  }
});

test('the run says what the step says that ended it, with its title', () => {
  const run = start(gate({ title: 'Sign-off' }));
  decide(run, 'reject');
  const snapshot = told(run);
  assert.equal(snapshot.message, 'Sign-off: rejected by Ben Okafor');
  assert.equal(sayingText(snapshot, 'en'), snapshot.message);
  assert.equal(sayingText(snapshot, 'zh'), 'Sign-off：Ben Okafor 已拒绝');
});

test('a cancel says who it was, of what waits, of what is under way and of what it kept from running', () => {
  const waiting = start(gate(), gate({ name: 'two' }));
  cancel(waiting);
  pass(waiting, 3000);
  assert.deepEqual(said(waiting), [{ code: 'cancelled', data: WHO }]);
  const kept = start(gate(), gate({ name: 'two', if: 'always' }));
  cancel(kept);
  pass(kept, 3000);
  assert.deepEqual(stepAt(told(kept).steps, 'two')?.says, [{ code: 'nobody-asked' }]);
  const running = flying();
  cancel(running);
  assert.deepEqual(said(running), [{ code: 'cancelling', data: WHO }]);
  land(running, { kind: 'aborted', killed: true });
  assert.deepEqual(said(running), [{ code: 'cancelled', data: WHO }, { code: 'killed' }]);
});

test('time says that it is over', () => {
  const open = start(gate({ properties: { duration: '1s' } }));
  pass(open, 60_000);
  assert.deepEqual(said(open), [{ code: 'wait-over' }]);
  const late = start(gate({ timeoutMs: 90_000 }));
  pass(late, 200_000);
  assert.deepEqual(said(late), [{ code: 'late-seconds', data: { seconds: 90 } }]);
  const minutes = flying({ timeoutMs: 180_000 });
  land(minutes, { kind: 'aborted', killed: true }, true);
  assert.deepEqual(said(minutes), [{ code: 'late-minutes', data: { minutes: 3 } }, { code: 'killed' }]);
});

test('tries that go wrong are counted, and the last one ends it', () => {
  const run = start(work());
  const [node] = graphOf(run.document.plan).top;
  const step = run.state.steps.get('one');
  assert.ok(node !== undefined && step !== undefined);
  const why = 'https://host/token answered 500';
  failTry(run.document, node, step, 2000, { message: why });
  const first = { failures: 1, tries: 11, seconds: 1, why: 'https://host/… answered 500' };
  assert.deepEqual(said(run), [{ code: 'try-failed', data: first }]);
  for (let i = 0; i < 10; i += 1) failTry(run.document, node, step, 2000, { message: why });
  assert.deepEqual(said(run), [{ code: 'gave-up', data: { failures: 11, why: first.why } }]);
});

test('a step that is out of time says what its last try said, in a pause and in a try', () => {
  const paused = flying({ timeoutMs: 90_000 });
  const away = tell('answered', { host: 'host', status: 503 });
  land(paused, { kind: 'try-again', ...away });
  pass(paused, 200_000);
  const late = { code: 'late-seconds', data: { seconds: 90 } };
  const last = { code: 'last-try', data: { why: 'host answered 503' }, why: away.says };
  assert.deepEqual(said(paused), [late, last]);
  const trying = flying({ timeoutMs: 90_000 });
  land(trying, { kind: 'try-again', ...away });
  trying.state.steps.set('one', { ...started(trying), effect: { kind: 'http', place: 'here', since: 0 } });
  land(trying, { kind: 'aborted' }, true);
  assert.deepEqual(said(trying), [late, last]);
});

test('a secret is hidden in the reason of a reason too, which a reader gets instead of the line', () => {
  const run = start(work());
  const why = tell('words', { words: 'got t0psecret' });
  Object.assign(started(run), tellBecause('gave-up', why, { failures: 11 }));
  const snapshot = told(run, createShown({ secrets: { hook: { token: 't0psecret' } } }));
  assert.doesNotMatch(JSON.stringify(snapshot), /t0psecret/);
  assert.equal(sayingText(stepAt(snapshot.steps, 'one') ?? {}, 'zh'), '已失败 11 次，最后一次：got ***');
});

test('what the workflow wrote and what came back of a command has no code', () => {
  const printed = start({ name: 'one', type: 'print-message-in-status', properties: { message: 'hello' } });
  assert.equal(stepAt(told(printed).steps, 'one')?.message, 'hello');
  assert.equal(said(printed), undefined);
  const failed = flying();
  failed.state.steps.set('one', { ...started(failed), says: [{ code: 'cancelling', data: WHO }] });
  land(failed, { kind: 'failed', message: 'no such image' });
  assert.equal(said(failed), undefined);
});

function started({ state }: Run) {
  const step = state.steps.get('one');
  assert.ok(step);
  return step;
}

test('an execution of an older version keeps its text', () => {
  const run = start(gate());
  decide(run, 'approve');
  delete started(run).says;
  const step = stepAt(told(run).steps, 'one');
  assert.ok(step !== undefined && !('says' in step));
  assert.equal(sayingText(step, 'zh'), 'approved by Ben Okafor');
});

test('of several parts each is named, and what has no code stands as it is', async () => {
  const job = (result: EffectResult) => ({ kind: 'command', run: async () => result }) as never;
  const part = (key: string, result: EffectResult) => ({ part: { key } as never, job: job(result) });
  const exit: Saying = { code: 'exit', data: { exit: 3 } };
  const result = await together([
    part('api', { kind: 'failed', message: 'the command ended with exit code 3', says: [exit] }),
    part('web', { kind: 'failed', message: 'no such image' }),
  ]).run({} as never, new AbortController().signal);
  assert.ok(result.kind === 'failed');
  assert.equal(result.message, 'api: the command ended with exit code 3; web: no such image');
  assert.equal(sayingText(result, 'en'), result.message);
  assert.equal(sayingText(result, 'zh'), 'api：命令以退出码 3 结束；web：no such image');
});

test('a Chinese card has no English sentence of ours', () => {
  const always = { if: 'always' };
  const run = start(
    work(),
    { name: 'two', type: 'print-message-in-status', properties: { message: 7 }, ...always },
    gate({ name: 'three', properties: { duration: 7 }, ...always }),
    work({ name: 'four', inputs: [{ from: ['gone'], key: ['url'] }], ...always }),
    {
      name: 'say',
      type: 'print-message-in-status',
      properties: { message: '你好' },
      outputs: [{ name: 'id', value: 'response.id' }],
      ...always,
    },
    gate({ name: 'five', ...always }),
  );
  const one = started(run);
  one.effect = { kind: 'http', place: 'here', since: 1000 };
  land(run, judgeRequest('ci.example.com')(500, ''));
  pass(run, 9000);
  const { attempt = '' } = run.state.steps.get('five') ?? {};
  const decision = { gate: { path: 'five', attempt }, verdict: 'reject', by, key: 'd' } as const;
  decideGate(run.document, run.state, decision, 9000);
  pass(run, 9000);
  const snapshot = told(run);
  const notes = snapshot.steps.map((step) => sayingText(step, 'zh'));
  const why = 'response is not there';
  assert.deepEqual(notes, [
    'ci.example.com 返回状态码 500',
    '“message” 必须是文本，但实际为数字',
    '“duration” 必须是时长，但实际为数字',
    '缺少输入 gone',
    `你好；输出 id 为空：${why}`,
    'Ben Okafor 已拒绝',
  ]);
  const names = ['one', 'two', 'three', 'four', 'say', 'five', 'Ben Okafor', 'ci.example.com'];
  const known = [...names, 'message', 'duration', 'id', 'gone', 'w', why];
  assert.deepEqual(latinIn(chineseCard(snapshot), known), []);
});
