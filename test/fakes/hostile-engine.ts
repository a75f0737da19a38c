/**
 * An engine in memory that behaves as badly as a network and a vendor may, and never worse: answers late, loses answers after it did what was
 * asked, refuses, throttles, lets somebody else settle a gate, tells states early, twice and out of order. It writes down what it truly did.
 */
import type { Verdict } from '../../src/domain/card.ts';
import {
  type GateSnapshot,
  isFinal,
  type Phase,
  type RunSnapshot,
  type StepSnapshot,
} from '../../src/domain/run.ts';
import type { ActVerb, By, DecideOutcome, Engine, Observer, RunRequest } from '../../src/engines/engine.ts';
import { UpstreamError } from '../../src/errors.ts';
import { type Clock, sleep } from '../../src/time.ts';
import { createRandom } from './random.ts';

/** `hold` runs until it is released or cancelled; `fail-once` goes well at its second attempt. */
export type HostileStep = {
  name: string;
  kind: 'pass' | 'gate' | 'hold' | 'fail-once';
  message?: string;
};

export type Method = 'run' | 'find' | 'decide' | 'act' | 'look';

/**
 * `late`: does it, answers after a while. `lost`: does it, and the answer is lost (`unknown`). `dropped`: does nothing, and that is not
 * known either (`unknown`). `unreachable`, `throttled`, `rejected`: does nothing and says so. `elsewhere`: somebody else settles the gate first.
 */
export type Fault = 'late' | 'lost' | 'dropped' | 'unreachable' | 'throttled' | 'rejected' | 'elsewhere';

export type HostileOptions = {
  id: string;
  seed: number;
  clock: Clock;
  workflows: Readonly<Record<string, readonly HostileStep[]>>;
  /** How likely each fault befalls a call, 0 to 1. */
  rates?: Partial<Record<Fault, number>>;
  /** How likely a state is told twice, and how likely it is told late: after the ones that follow it. */
  telling?: { twice?: number; late?: number };
  /** The longest that anything late takes, in milliseconds. */
  lateMs?: number;
};

type Run = {
  ref: string;
  key: string;
  request: RunRequest;
  order: number;
  steps: StepSnapshot[];
  gate: GateSnapshot | undefined;
  attempts: number;
  failedOnce: Set<string>;
  settled: Map<string, { key: string; by: string }>;
  acts: Set<string>;
  endedAt: number | undefined;
};

export type Truth = {
  /** How many runs each key started: more than one is a double start. */
  started: ReadonlyMap<string, number>;
  /** Each settlement of a gate that truly happened. */
  settled: readonly {
    ref: string;
    path: string;
    attempt: string;
    verdict: Verdict;
    by: string;
    key: string;
  }[];
  acted: readonly { ref: string; verb: ActVerb; key: string }[];
  /** Every call with the fault that befell it. */
  calls: readonly { method: Method; key: string; fault: Fault | undefined }[];
};

export type HostileEngine = {
  engine: Engine;
  /** The next call of this method meets this fault; several queue up. */
  inject(method: Method, fault: Fault): void;
  /** What was truly done. */
  truth: Truth;
  /** Somebody settles the open gate of a run past us. */
  settleElsewhere(ref: string, verdict: Verdict): void;
  /** Lets a run go on that stands at a `hold` step. */
  release(ref: string): void;
  /** Somebody starts a run past us. Resolves with its ref. */
  startElsewhere(workflow: string, by: string): string;
  /** What it knows of a run, without any fault. */
  state(ref: string): RunSnapshot | undefined;
};

const SOMEBODY = 'Somebody Else';

export function createHostileEngine(options: HostileOptions): HostileEngine {
  const { id, clock, workflows, rates = {}, telling = {}, lateMs = 20 } = options;
  const random = createRandom(options.seed);
  const runs = new Map<string, Run>();
  const byKey = new Map<string, Run>();
  const started = new Map<string, number>();
  const settled: Truth['settled'][number][] = [];
  const acted: Truth['acted'][number][] = [];
  const calls: Truth['calls'][number][] = [];
  const injected: { method: Method; fault: Fault }[] = [];
  const tellings = new Set<Promise<void>>();
  let observer: Observer | undefined;

  function faultFor(method: Method): Fault | undefined {
    const i = injected.findIndex((one) => one.method === method);
    if (i >= 0) return injected.splice(i, 1)[0]?.fault;
    for (const [fault, rate] of Object.entries(rates) as [Fault, number][]) {
      if (fault === 'elsewhere' && method !== 'decide') continue;
      if (random.next() < rate) return fault;
    }
    return undefined;
  }

  async function call<T>(method: Method, key: string, work: () => T, elsewhere?: () => void): Promise<T> {
    const fault = faultFor(method);
    calls.push({ method, key, fault });
    switch (fault) {
      case 'dropped':
        throw new UpstreamError('unknown', 'dropped', 'the connection broke');
      case 'unreachable':
        throw new UpstreamError('unreachable', 'refused', 'nobody listens');
      case 'throttled':
        throw new UpstreamError('throttled', '429', 'too many requests', {
          retryAfterMs: random.below(lateMs),
        });
      case 'rejected':
        throw new UpstreamError('rejected', '403', 'not allowed');
      case 'lost':
        work();
        throw new UpstreamError('unknown', 'lost', 'the answer was lost');
      case 'late': {
        const result = work();
        await sleep(clock, random.below(lateMs));
        return result;
      }
      case 'elsewhere':
        elsewhere?.();
        await Promise.resolve();
        return work();
      case undefined:
        // An answer is never there before the caller awaits it.
        await Promise.resolve();
        return work();
    }
  }

  function changed(run: Run): void {
    run.order += 1;
    const snapshot = snapshotOf(run);
    const times = random.next() < (telling.twice ?? 0) ? 2 : 1;
    for (let i = 0; i < times; i += 1) track(tell(snapshot));
  }

  function track(work: Promise<void>): void {
    tellings.add(work);
    void work.finally(() => tellings.delete(work));
  }

  async function tell(snapshot: RunSnapshot): Promise<void> {
    if (random.next() < (telling.late ?? 0)) await sleep(clock, random.below(lateMs));
    for (let tries = 0; tries < 10 && observer !== undefined; tries += 1) {
      try {
        await observer(structuredClone(snapshot));
        return;
      } catch {
        await sleep(clock, lateMs);
      }
    }
  }

  function snapshotOf(run: Run): RunSnapshot {
    const phase = phaseOf(run);
    return {
      engine: id,
      ref: run.ref,
      order: run.order,
      key: run.key,
      workflow: run.request.workflow,
      app: run.request.app,
      environment: run.request.environment,
      phase,
      initiator: run.request.initiator,
      links: [],
      steps: structuredClone(run.steps),
      gates: run.gate === undefined ? [] : [{ ...run.gate }],
      startedAt: run.steps[0]?.startedAt ?? 0,
      ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }),
    };
  }

  function begin(request: RunRequest, key: string): Run {
    const steps = workflows[request.workflow];
    if (steps === undefined) {
      throw new UpstreamError('rejected', 'unknown-workflow', `there is no workflow ${request.workflow}`);
    }
    const run: Run = {
      ref: `hostile-${runs.size + 1}`,
      key,
      request,
      order: 0,
      steps: steps.map(({ name }) => ({
        path: name,
        name,
        title: name,
        type: 'hostile',
        phase: 'pending',
        children: [],
      })),
      gate: undefined,
      attempts: 0,
      failedOnce: new Set(),
      settled: new Map(),
      acts: new Set(),
      endedAt: undefined,
    };
    runs.set(run.ref, run);
    byKey.set(key, run);
    started.set(key, (started.get(key) ?? 0) + 1);
    goOn(run);
    return run;
  }

  /** Runs until the run waits, holds or is over. */
  function goOn(run: Run): void {
    const kinds = workflows[run.request.workflow] ?? [];
    for (const [i, step] of run.steps.entries()) {
      if (isFinal(step.phase)) continue;
      const kind = kinds[i];
      if (kind === undefined) break;
      if (run.steps.some((s) => s.phase === 'failed')) {
        step.phase = 'skipped';
        continue;
      }
      if (step.phase === 'suspended' || step.phase === 'running') return;
      run.attempts += 1;
      step.startedAt = clock.now();
      if (kind.kind === 'gate') {
        step.phase = 'suspended';
        if (kind.message !== undefined) step.message = kind.message;
        run.gate = {
          path: step.path,
          attempt: `${run.ref}-${run.attempts}`,
          title: step.title,
          ...(kind.message === undefined ? {} : { message: kind.message }),
        };
        changed(run);
        return;
      }
      if (kind.kind === 'hold') {
        step.phase = 'running';
        changed(run);
        return;
      }
      if (kind.kind === 'fail-once' && !run.failedOnce.has(step.path)) {
        run.failedOnce.add(step.path);
        endStep(step, 'failed', 'it failed this time');
        continue;
      }
      endStep(step, 'succeeded', kind.message);
    }
    run.endedAt = clock.now();
    changed(run);
  }

  function endStep(step: StepSnapshot, phase: Phase, message?: string): void {
    step.phase = phase;
    step.endedAt = clock.now();
    if (message === undefined) delete step.message;
    else step.message = message;
  }

  function settle(run: Run, verdict: Verdict, by: By & { reason?: string }, key: string): void {
    const { gate } = run;
    const step = run.steps.find((s) => s.path === gate?.path);
    if (gate === undefined || step === undefined) throw new Error('there is no open gate');
    run.gate = undefined;
    run.settled.set(gate.attempt, { key, by: by.name });
    settled.push({ ref: run.ref, path: gate.path, attempt: gate.attempt, verdict, by: by.name, key });
    const why = by.reason === undefined ? '' : `: ${by.reason}`;
    if (verdict === 'approve') endStep(step, 'succeeded', `approved by ${by.name}${why}`);
    else endStep(step, 'failed', `rejected by ${by.name}${why}`);
    goOn(run);
  }

  function cancel(run: Run): void {
    const step = run.steps.find((s) => s.phase === 'suspended' || s.phase === 'running');
    if (step === undefined) return;
    if (run.gate !== undefined) run.settled.set(run.gate.attempt, { key: '', by: '' });
    run.gate = undefined;
    endStep(step, 'failed', 'cancelled');
    goOn(run);
  }

  function retry(run: Run): void {
    const from = run.steps.findIndex((s) => s.phase === 'failed');
    for (const step of run.steps.slice(from)) {
      step.phase = 'pending';
      delete step.message;
      delete step.startedAt;
      delete step.endedAt;
    }
    run.endedAt = undefined;
    goOn(run);
  }

  const engine: Engine = {
    id,
    kind: 'hostile',
    can: { keys: true, cancel: true, retry: true },
    run: (request, key) =>
      call('run', key, () => {
        const run = byKey.get(key) ?? begin(request, key);
        return { ref: run.ref };
      }),
    decide: (ref, gate, verdict, by, key) => {
      const first = (): void => {
        if (runs.get(ref)?.gate !== undefined) settleElsewhere(ref, 'approve');
      };
      const settleHere = (): DecideOutcome => {
        const run = runs.get(ref);
        if (run === undefined)
          return { kind: 'refused', code: 'unknown-run', message: `there is no run ${ref}` };
        const before = run.settled.get(gate.attempt);
        if (before !== undefined) {
          return before.key === key ? { kind: 'accepted' } : { kind: 'settled-elsewhere', by: before.by };
        }
        if (run.gate?.attempt !== gate.attempt) {
          return { kind: 'refused', code: 'unknown-gate', message: 'the run has no such gate' };
        }
        settle(run, verdict, by, key);
        return { kind: 'accepted' };
      };
      return call('decide', key, settleHere, first);
    },
    act: (ref, verb, _by, key) =>
      call('act', key, () => {
        const run = runs.get(ref);
        if (run === undefined)
          return { kind: 'refused', code: 'unknown-run', message: `there is no run ${ref}` };
        if (run.acts.has(key)) return { kind: 'accepted' };
        const phase = phaseOf(run);
        const fits = verb === 'cancel' ? !isFinal(phase) : phase === 'failed' || phase === 'terminated';
        if (!fits) return { kind: 'refused', code: 'wrong-phase', message: `the run is ${phase}` };
        run.acts.add(key);
        acted.push({ ref, verb, key });
        if (verb === 'cancel') cancel(run);
        else retry(run);
        return { kind: 'accepted' };
      }),
    look: (ref) => call('look', ref, () => state(ref)),
    find: (key) =>
      call('find', key, () => {
        const run = byKey.get(key);
        return run === undefined ? undefined : { ref: run.ref };
      }),
    async offers() {
      return Object.entries(workflows).map(([workflow, steps]) => ({
        workflow,
        title: workflow,
        steps: steps.map(({ name, kind }) => ({ title: name, type: kind })),
      }));
    },
    async start(to) {
      observer = to;
      for (const run of runs.values()) track(tell(snapshotOf(run)));
    },
    async stop() {
      observer = undefined;
      while (tellings.size > 0) await Promise.all(tellings);
    },
    async check() {
      return [{ level: 'ok', subject: 'hostile engine', detail: `${runs.size} runs` }];
    },
  };

  function state(ref: string): RunSnapshot | undefined {
    const run = runs.get(ref);
    return run === undefined ? undefined : snapshotOf(run);
  }

  function settleElsewhere(ref: string, verdict: Verdict): void {
    const run = runs.get(ref);
    if (run === undefined) throw new Error(`there is no run ${ref}`);
    settle(run, verdict, { name: SOMEBODY }, `elsewhere-${ref}-${run.attempts}`);
  }

  return {
    engine,
    inject: (method, fault) => void injected.push({ method, fault }),
    truth: { started, settled, acted, calls },
    settleElsewhere,
    release(ref) {
      const run = runs.get(ref);
      const step = run?.steps.find((s) => s.phase === 'running');
      if (run === undefined || step === undefined) throw new Error(`no step of ${ref} holds`);
      endStep(step, 'succeeded');
      goOn(run);
    },
    startElsewhere(workflow, by) {
      const request: RunRequest = {
        workflow,
        app: 'shop',
        environment: 'prod',
        parameters: [],
        initiator: { name: by },
      };
      return begin(request, `elsewhere-${runs.size + 1}`).ref;
    },
    state,
  };
}

function phaseOf(run: Run): Phase {
  const current = run.steps.find((s) => s.phase === 'suspended' || s.phase === 'running');
  if (current !== undefined) return current.phase;
  if (run.steps.some((s) => s.phase === 'pending')) return 'running';
  const failed = run.steps.filter((s) => s.phase === 'failed');
  if (failed.length === 0) return 'succeeded';
  return failed.every((s) => /^(rejected|cancelled)/.test(s.message ?? '')) ? 'terminated' : 'failed';
}
