/** What a run has come to: the `state` column of its row. Steps that were not reached yet have no entry. */

import { isFinal, type Phase } from '../../../domain/run.ts';
import type { ActVerb } from '../../engine.ts';
import type { Fields, RunDocument } from '../plan.ts';

/** KubeVela's words (pkg/types/types.go of kubevela/workflow). */
export type Reason =
  | 'Skip'
  | 'Suspend'
  | 'Terminate'
  | 'Timeout'
  | 'Action'
  | 'Execute'
  | 'FailedAfterRetries'
  | 'ProcessParameter'
  | 'Input';

export type StepState = {
  phase: Exclude<Phase, 'pending' | 'terminated'>;
  /** Another one after each retry: an old button never decides a later attempt. */
  attempt: string;
  reason?: Reason;
  message?: string;
  startedAt: number;
  endedAt?: number;
  /** A timed wait: it opens by itself then. */
  opensAt?: number;
  /** A `deploy` with `auto: false` whose gate was opened. */
  approved?: true;
  /** What the approvers of its gate filled in, by name. */
  answers?: Record<string, string>;
  /** Tries that went wrong, and when the next one is due. */
  failures?: number;
  retryAt?: number;
  /** A command or a request that was begun and of which no result is written down yet. */
  effect?: Flying;
  /** Names of its messages, whose rows say whether they were sent; gone when none of them is owed any more. */
  sends?: string[];
  /** Who cancelled it while something of it was still running. */
  cancelledBy?: string;
  /** What the components that a `deploy` is through with gave back. */
  deployed?: Fields;
  outputs?: Fields;
};

type Flying = {
  kind: 'command' | 'http';
  /** The data folder of the server that began it: only there a command can be found again. */
  place: string;
  /** Milliseconds since the epoch. */
  since: number;
};

type Settled = { key?: string; by?: string };

export type State = {
  steps: StepState[];
  /** Gates that are closed, by attempt. */
  settled?: Record<string, Settled>;
  /** What was asked by `act`, by key. */
  acts?: Record<string, ActVerb>;
};

export function newState(): State {
  return { steps: [] };
}

/** The step that the run is at; undefined before the first and after the last. */
export function currentStep(state: State): StepState | undefined {
  const last = state.steps.at(-1);
  return last === undefined || isFinal(last.phase) ? undefined : last;
}

/** The phase of the whole run: KubeVela's rule (pkg/executor/workflow.go of kubevela/workflow). */
export function phaseOf(document: RunDocument, state: State): Phase {
  const current = currentStep(state);
  if (current !== undefined) return current.phase;
  if (state.steps.length < document.plan.steps.length) return 'running';
  const failed = state.steps.filter((step) => step.phase === 'failed');
  if (failed.length === 0) return 'succeeded';
  return failed.every((step) => step.reason === 'Terminate') ? 'terminated' : 'failed';
}

/** What the finished steps gave out. */
export function outputsOf(state: State): Fields {
  return Object.assign(Object.create(null), ...state.steps.map((step) => step.outputs));
}
