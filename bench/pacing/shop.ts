/** The engine of the benchmark: it drives the planned runs, opens their gates and goes on when it is told a decision. */
import type { Phase, RunSnapshot, StepSnapshot } from '../../src/domain/run.ts';
import type { Engine, Observer } from '../../src/engines/engine.ts';
import type { Clock } from '../../src/time.ts';
import { GATE_AFTER, type Plan, STEPS } from './traffic.ts';
import type { Watch } from './watch.ts';

export const ENGINE = 'shop';
export const STARTER = 'U0ADA';

const GATE = 'approve';

export type Shop = {
  engine: Engine;
  /** Begins to drive the runs; each state goes to `tell`, and to the ring where it has started the engine. */
  open(): void;
  /** Somebody decided, in a way that needs no ring. */
  pass(run: string): void;
  readonly finished: () => number;
};

type Run = {
  plan: Plan;
  done: number;
  running: boolean;
  gate: 'closed' | 'open' | 'passed';
  version: number;
  startedAt: number;
};

export function createShop(
  plans: readonly Plan[],
  clock: Clock,
  watch: Watch,
  /** Told of each state with its number. */
  tell: (run: string, snapshot: RunSnapshot) => void = () => {},
): Shop {
  const runs = new Map<string, Run>();
  let observer: Observer | undefined;
  let finished = 0;

  function change(run: Run, kind: 'waiting' | 'final' | 'progress'): void {
    run.version += 1;
    watch.began(run.plan.name, run.version, kind);
    if (kind === 'final') finished += 1;
    const snapshot = snapshotOf(run, clock.now());
    tell(run.plan.name, snapshot);
    void observer?.(snapshot);
  }

  function begin(plan: Plan): void {
    const run: Run = { plan, done: 0, running: true, gate: 'closed', version: 0, startedAt: clock.now() };
    runs.set(plan.name, run);
    const left = catchUp(run, -plan.startsAt);
    change(run, run.gate === 'open' ? 'waiting' : 'progress');
    if (run.gate !== 'open') clock.after(left, () => stepEnds(run));
  }

  function stepEnds(run: Run): void {
    run.done += 1;
    run.running = false;
    if (run.done === STEPS) return change(run, 'final');
    if (run.done === GATE_AFTER && run.gate === 'closed') {
      run.gate = 'open';
      return change(run, 'waiting');
    }
    change(run, 'progress');
    // As engines do it: the next step is another state, a moment later.
    clock.after(1000, () => stepBegins(run));
  }

  function stepBegins(run: Run): void {
    run.running = true;
    change(run, 'progress');
    clock.after(run.plan.steps[run.done] ?? 0, () => stepEnds(run));
  }

  function pass(name: string): void {
    const run = runs.get(name);
    if (run?.gate !== 'open') return;
    run.gate = 'passed';
    stepBegins(run);
  }

  const engine: Engine = {
    id: ENGINE,
    kind: 'shop',
    can: { keys: true, cancel: false, retry: false },
    run: () => Promise.reject(new Error('nobody starts runs here')),
    async decide(ref) {
      // Its new state comes after the answer.
      clock.after(50, () => pass(ref));
      return { kind: 'accepted' };
    },
    act: () => Promise.reject(new Error('nobody acts here')),
    async look(ref) {
      const run = runs.get(ref);
      return run && snapshotOf(run, clock.now());
    },
    find: async () => undefined,
    offers: async () => [],
    async start(given) {
      observer = given;
    },
    stop: async () => {},
    check: async () => [],
  };

  return {
    engine,
    open() {
      // What was under way before is seen within a minute.
      for (const [i, plan] of plans.entries())
        clock.after(plan.startsAt < 0 ? (i * 60_000) / plans.length : plan.startsAt, () => begin(plan));
    },
    pass,
    finished: () => finished,
  };
}

/** What happened before the beginning. Returns what is left of the step that runs, in milliseconds. */
function catchUp(run: Run, ageMs: number): number {
  let left = ageMs;
  for (const [i, ms] of run.plan.steps.entries()) {
    if (i === GATE_AFTER && left >= 0 && run.gate === 'closed') {
      left -= run.plan.thinkMs;
      run.gate = left < 0 ? 'open' : 'passed';
      if (left < 0) {
        run.running = false;
        return 0;
      }
    }
    if (left < ms) return ms - Math.max(left, 0);
    // The last step is never over already: whoever ends is seen to end.
    if (i === STEPS - 1) return 1000;
    left -= ms;
    run.done = i + 1;
  }
  return 0;
}

function snapshotOf(run: Run, now: number): RunSnapshot {
  const { plan, done, gate, version } = run;
  const over = done === STEPS;
  return {
    engine: ENGINE,
    ref: plan.name,
    order: version,
    workflow: `release-${plan.room}`,
    phase: over ? 'succeeded' : gate === 'open' ? 'suspended' : 'running',
    message: `state ${version}`,
    initiator: { ids: { slack: STARTER } },
    links: [],
    steps: stepsOf(run),
    gates:
      gate === 'open'
        ? [{ path: GATE, attempt: '1', title: 'Release to production', message: 'Is staging healthy?' }]
        : [],
    startedAt: run.startedAt,
    ...(over ? { endedAt: now } : {}),
  };
}

function stepsOf({ done, running, gate }: Run): StepSnapshot[] {
  const steps = Array.from(
    { length: STEPS },
    (_, i): StepSnapshot =>
      step(`step-${i + 1}`, i < done ? 'succeeded' : i === done && running ? 'running' : 'pending'),
  );
  const asked: Phase = gate === 'open' ? 'suspended' : gate === 'passed' ? 'succeeded' : 'pending';
  return [...steps.slice(0, GATE_AFTER), step(GATE, asked), ...steps.slice(GATE_AFTER)];
}

function step(name: string, phase: Phase): StepSnapshot {
  return { path: name, name, title: name, type: 'task', phase, children: [] };
}
