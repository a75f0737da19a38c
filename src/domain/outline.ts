import type { CallPayload } from './engine-call.ts';
import type { Trouble } from './run-view.ts';

/** A step of a run that has not been started. */
export type OutlineStep = {
  /** Names from the root joined with '/'. */
  path: string;
  title: string;
  type: string;
  /** How deep it lies: 0 for a step, 1 for a step of a group. */
  depth: number;
  /** It runs only if this holds, in the words of the workflow; absent: where the steps before it succeed. */
  condition?: string;
  /** `asks`: it waits for people. `timed`: it goes on by itself after `wait`, as the workflow says it. */
  gate: { kind: 'asks' | 'none' } | { kind: 'timed'; wait: string };
  /** Of a step that deploys: what goes where, in its order; absent where only its run will tell. */
  deploys?: readonly OutlineDeploy[];
  /** Of a step that deploys: names of the policies that change the components for it. */
  overrides?: readonly string[];
  /** Names of environments that it may deploy to, whatever environment its run is for; absent: it stays in that one. */
  deploysTo?: readonly string[];
};

/** What goes to one place by one target. */
export type OutlineDeploy = {
  components: readonly string[];
  environment: string;
  /** Absent: nothing takes them, and the step would fail. */
  target?: string;
  /** `cluster/namespace`, where the workflow says it. */
  place?: string;
};

/** What a run would do, in the order of the workflow; or why the engine would not start it. */
export type Outline = { steps: readonly OutlineStep[] } | { trouble: Trouble };

export type RunPayload = Extract<CallPayload, { kind: 'run' }>;

/** Undefined where the engine says that only by running. Told from memory: nothing is asked of anything. */
export type OutlineOf = (engine: string, run: RunPayload) => Outline | undefined;
