/** A workflow with everything that will happen to it, written down beforehand. All times in milliseconds. */

type Mode = 'StepByStep' | 'DAG';

export type Condition =
  | { kind: 'always' }
  | { kind: 'status'; of: string; is: 'failed' | 'succeeded' | 'skipped' | 'timeout' | 'terminate' }
  /** Cannot be evaluated. */
  | { kind: 'broken' };

/** How one try of a command or request goes. */
export type Try = { takes: number; result: 'done' | 'failed' | 'again' };

/** How one opening of a gate goes; without a verdict nobody ever answers. */
export type Answer = { after: number; verdict: 'approve' | 'reject' | 'none' };

export type StepSpec = {
  name: string;
  kind: 'print' | 'command' | 'http' | 'gate' | 'timed' | 'group';
  dependsOn: string[];
  /** A step whose output it takes. */
  input?: string;
  if?: Condition;
  timeout?: number;
  /** Of commands and requests: used one after the other, from the first again at the end. */
  tries: Try[];
  /** Of gates: the same. */
  answers: Answer[];
  /** Of a timed wait. */
  wait: number;
  /** Of a command: how long it takes to end when it is told to. */
  dies: number;
  mode?: Mode;
  subs: StepSpec[];
};

export type Spec = {
  steps: Mode;
  subSteps: Mode;
  list: StepSpec[];
  cancelAt?: number;
  /** Somebody suspends the run by hand then, and resumes it, where that can be. */
  hold?: { from: number; to: number };
  /** So often somebody retries the run when it is over, this long after its end. */
  retries: number;
  retryAfter: number;
};

export function allOf(spec: Spec): StepSpec[] {
  return spec.list.flatMap((step) => [step, ...step.subs]);
}

/** Everything that can be seen from outside: who is in which phase since when, and how often each step was begun. */
export type History = {
  changes: { at: number; phases: Record<string, string>; run: string }[];
  begun: Record<string, number>;
};
