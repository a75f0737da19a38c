import type { Json } from '../kubernetes/json.ts';
import type { Outcome } from './run-step.ts';
import type { SpecStep } from './types.ts';

/** What steps do that only a cluster could: by their type. A type without a script succeeds at once. */
export type Behaviour =
  | 'succeeds'
  /** It is running until it is released. */
  | 'holds'
  /** The cluster has no definition of it: the run does not begin. */
  | 'missing'
  /** The first evaluations fail, for good or to be tried again. */
  | { fails: number; how: 'for-good' | 'retried'; message?: string }
  | ((step: SpecStep, run: RunName, attempt: number) => Outcome);

export type RunName = { namespace: string; name: string; uid: string };

export type Scripts = {
  /** The first type among these that the cluster does not know. */
  missing(steps: readonly SpecStep[]): string | undefined;
  set(type: string, behaviour: Behaviour): void;
  /** Lets the steps that hold in this run come to their end: all, or one. */
  release(name: string, step?: string): void;
  outcome(step: SpecStep, run: RunName): Outcome;
};

export function createScripts(behaviours: Readonly<Record<string, Behaviour>> = {}): Scripts {
  const scripts = new Map<string, Behaviour>([...Object.entries(BUILT_IN), ...Object.entries(behaviours)]);
  const attempts = new Map<string, number>();
  const released = new Set<string>();

  function missing(steps: readonly SpecStep[]): string | undefined {
    for (const step of steps) {
      if (scripts.get(step.type) === 'missing') return step.type;
      const inner = missing(step.subSteps ?? []);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }

  return {
    missing,
    set: (type, behaviour) => void scripts.set(type, behaviour),
    release: (name, step) => void released.add(step === undefined ? name : `${name}/${step}`),
    outcome(step, run) {
      const key = `${run.uid}/${step.name}`;
      const attempt = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, attempt);
      const behaviour = scripts.get(step.type) ?? 'succeeds';
      if (typeof behaviour === 'function') return behaviour(step, run, attempt);
      if (behaviour === 'succeeds' || behaviour === 'missing') return { is: 'succeeded', output: 'ok' };
      if (behaviour === 'holds') {
        const free = released.has(run.name) || released.has(`${run.name}/${step.name}`);
        return free ? { is: 'succeeded' } : { is: 'waiting', message: 'wait healthy' };
      }
      if (attempt > behaviour.fails) return { is: 'succeeded' };
      const message =
        behaviour.message ?? 'function call error for http.do: connection refused (value: {...})';
      return behaviour.how === 'for-good' ? { is: 'failed', message } : { is: 'error', message };
    },
  };
}

/** KubeVela's own step types as far as they matter here. */
const BUILT_IN: Readonly<Record<string, Behaviour>> = {
  'print-message-in-status': (step) => ({ is: 'succeeded', message: textOf(step.properties?.message) }),
  // With `auto: false` a deploy step waits before it begins.
  deploy: (step) =>
    step.properties?.auto === false ? { is: 'suspended', field: 'suspend' } : { is: 'succeeded' },
};

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
