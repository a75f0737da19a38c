/** The honest half of the hostile engine: runs in memory, and what was truly done to them. */
import type { Verdict } from '../../src/domain/card.ts';
import type { ActVerb } from '../../src/domain/engine-call.ts';
import {
  type GateSnapshot,
  isFinal,
  type Phase,
  type RunSnapshot,
  type StepSnapshot,
} from '../../src/domain/run.ts';
import type { ActOutcome, By, DecideOutcome, GateRef, RunRequest } from '../../src/engines/engine.ts';
import { UpstreamError } from '../../src/errors.ts';
import type { Clock } from '../../src/time.ts';

/** `hold` runs until it is released or cancelled; `fail-once` goes well at its second attempt. */
export type HostileStep = {
  name: string;
  kind: 'pass' | 'gate' | 'hold' | 'fail-once';
  message?: string;
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
  /** Who settled the latest gate past us. */
  closedBy: string | undefined;
  endedAt: number | undefined;
};

export type Deeds = {
  /** How many runs each key started: more than one is a double start. */
  started: Map<string, number>;
  /** Each settlement of a gate that truly happened. */
  settled: { ref: string; path: string; attempt: string; verdict: Verdict; by: string; key: string }[];
  acted: { ref: string; verb: ActVerb; key: string }[];
};

export type HostileRuns = {
  deeds: Deeds;
  run(request: RunRequest, key: string): { ref: string };
  find(key: string): { ref: string } | undefined;
  decide(
    ref: string,
    gate: GateRef,
    verdict: Verdict,
    by: By & { reason?: string },
    key: string,
  ): DecideOutcome;
  act(ref: string, verb: ActVerb, key: string): ActOutcome;
  look(ref: string): RunSnapshot | undefined;
  /** Settles whatever gate is open; false when there is none. */
  settleOpen(ref: string, verdict: Verdict, by: string): boolean;
  release(ref: string): void;
  all(): RunSnapshot[];
};

export function createHostileRuns(
  {
    id,
    clock,
    workflows,
  }: { id: string; clock: Clock; workflows: Readonly<Record<string, readonly HostileStep[]>> },
  onChange: (snapshot: RunSnapshot) => void,
): HostileRuns {
  const runs = new Map<string, Run>();
  const byKey = new Map<string, Run>();
  const deeds: Deeds = { started: new Map(), settled: [], acted: [] };

  function changed(run: Run): void {
    run.order += 1;
    onChange(snapshotOf(run));
  }

  function snapshotOf(run: Run): RunSnapshot {
    return {
      engine: id,
      ref: run.ref,
      order: run.order,
      key: run.key,
      workflow: run.request.workflow,
      app: run.request.app,
      environment: run.request.environment,
      phase: phaseOf(run),
      initiator: run.request.initiator,
      links: [],
      steps: structuredClone(run.steps),
      gates: run.gate === undefined ? [] : [{ ...run.gate }],
      ...(run.closedBy === undefined ? {} : { closedBy: run.closedBy }),
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
      closedBy: undefined,
      endedAt: undefined,
    };
    runs.set(run.ref, run);
    byKey.set(key, run);
    deeds.started.set(key, (deeds.started.get(key) ?? 0) + 1);
    goOn(run);
    return run;
  }

  /** Runs until the run waits, holds or is over. */
  function goOn(run: Run): void {
    for (const [i, { kind, message }] of (workflows[run.request.workflow] ?? []).entries()) {
      const step = run.steps[i];
      if (step === undefined || isFinal(step.phase)) continue;
      if (step.phase === 'suspended' || step.phase === 'running') return;
      if (run.steps.some((s) => s.phase === 'failed')) {
        step.phase = 'skipped';
        continue;
      }
      run.attempts += 1;
      step.startedAt = clock.now();
      if (kind === 'gate' || kind === 'hold') {
        if (kind === 'gate') openGate(run, step, message);
        else step.phase = 'running';
        changed(run);
        return;
      }
      const fails = kind === 'fail-once' && !run.failedOnce.has(step.path);
      if (fails) run.failedOnce.add(step.path);
      endStep(step, fails ? 'failed' : 'succeeded', fails ? 'it failed this time' : message);
    }
    run.endedAt = clock.now();
    changed(run);
  }

  function openGate(run: Run, step: StepSnapshot, message: string | undefined): void {
    const said = message === undefined ? {} : { message };
    Object.assign(step, said, { phase: 'suspended' });
    run.gate = { path: step.path, attempt: `${run.ref}-${run.attempts}`, title: step.title, ...said };
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
    deeds.settled.push({ ref: run.ref, path: gate.path, attempt: gate.attempt, verdict, by: by.name, key });
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

  return {
    deeds,
    run: (request, key) => ({ ref: (byKey.get(key) ?? begin(request, key)).ref }),
    find(key) {
      const run = byKey.get(key);
      return run === undefined ? undefined : { ref: run.ref };
    },
    decide(ref, gate, verdict, by, key) {
      const run = runs.get(ref);
      if (run === undefined) return unknownRun(ref);
      const before = run.settled.get(gate.attempt);
      if (before !== undefined) {
        return before.key === key ? { kind: 'accepted' } : { kind: 'settled-elsewhere', by: before.by };
      }
      if (run.gate?.attempt !== gate.attempt) {
        return { kind: 'refused', code: 'unknown-gate', message: 'the run has no such gate' };
      }
      settle(run, verdict, by, key);
      return { kind: 'accepted' };
    },
    act(ref, verb, key) {
      const run = runs.get(ref);
      if (run === undefined) return unknownRun(ref);
      if (run.acts.has(key)) return { kind: 'accepted' };
      const phase = phaseOf(run);
      const fits = verb === 'cancel' ? !isFinal(phase) : phase === 'failed' || phase === 'terminated';
      if (!fits) return { kind: 'refused', code: 'wrong-phase', message: `the run is ${phase}` };
      run.acts.add(key);
      deeds.acted.push({ ref, verb, key });
      if (verb === 'cancel') cancel(run);
      else retry(run);
      return { kind: 'accepted' };
    },
    look(ref) {
      const run = runs.get(ref);
      return run === undefined ? undefined : snapshotOf(run);
    },
    settleOpen(ref, verdict, by) {
      const run = runs.get(ref);
      if (run?.gate === undefined) return false;
      run.closedBy = by;
      settle(run, verdict, { name: by }, `elsewhere-${ref}-${run.attempts}`);
      return true;
    },
    release(ref) {
      const run = runs.get(ref);
      const step = run?.steps.find((s) => s.phase === 'running');
      if (run === undefined || step === undefined) throw new Error(`no step of ${ref} holds`);
      endStep(step, 'succeeded');
      goOn(run);
    },
    all: () => [...runs.values()].map(snapshotOf),
  };
}

function unknownRun(ref: string): { kind: 'refused'; code: string; message: string } {
  return { kind: 'refused', code: 'unknown-run', message: `there is no run ${ref}` };
}

function phaseOf(run: Run): Phase {
  const current = run.steps.find((s) => s.phase === 'suspended' || s.phase === 'running');
  if (current !== undefined) return current.phase;
  if (run.steps.some((s) => s.phase === 'pending')) return 'running';
  const failed = run.steps.filter((s) => s.phase === 'failed');
  if (failed.length === 0) return 'succeeded';
  return failed.every((s) => /^(rejected|cancelled)/.test(s.message ?? '')) ? 'terminated' : 'failed';
}
