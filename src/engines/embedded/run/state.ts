/** What a run has come to. How it is written down: `stored.ts`. */

import type { ActVerb } from '../../../domain/engine-call.ts';
import { isFinal, type Phase } from '../../../domain/run.ts';
import type { Saying } from '../../../domain/saying.ts';
import type { Fields, RunDocument } from '../plan.ts';
import { graphOf, isGroup, type Node } from './graph.ts';

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
  /** Of a group: what its sub-steps come to. */
  phase: Exclude<Phase, 'pending' | 'terminated'>;
  /** Another one after each retry: an old button never decides a later attempt. */
  attempt: string;
  reason?: Reason;
  message?: string;
  /** What `message` says, where it is our own sentence. Executions of older versions have none. */
  says?: readonly Saying[];
  startedAt: number;
  endedAt?: number;
  /** Of a group: its own time is over, and what is in it is ended or was. */
  late?: true;
  /** Of a group: when somebody cancelled the run while it was under way (milliseconds since the epoch). Nothing in it begins by itself any more. */
  cancelledAt?: number;
  /** It would have begun, had nobody cancelled the run: a retry begins it. */
  barred?: true;
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

/** What people hold by hand: nothing new begins, or not these steps. What was begun goes on. */
export type HeldByHand = {
  /** Who holds all of the run. */
  all?: string;
  /** Who holds a step, by its name. */
  steps?: Record<string, string>;
};

type Settled = { key?: string; by?: string };

export type State = {
  /** By name, in the order in which they were reached; a step that was not reached yet has no entry. */
  steps: Map<string, StepState>;
  /** The data folder of the server that holds the lease of the row. */
  holder?: string;
  /** Somebody cancelled the run: what does not say `if` is not begun any more, and nobody is asked. */
  cancelled?: true;
  held?: HeldByHand;
  /** Gates that are closed, by attempt. */
  settled?: Record<string, Settled>;
  /** What was asked by `act`, by key. */
  acts?: Record<string, ActVerb>;
};

export function newState(): State {
  return { steps: new Map() };
}

export function stateOf(state: State, node: Node): StepState | undefined {
  return state.steps.get(node.plan.name);
}

export function isOver(state: State, name: string): boolean {
  const step = state.steps.get(name);
  return step !== undefined && isFinal(step.phase);
}

/**
 * The phase of the whole run: KubeVela's rule (pkg/executor/workflow.go of kubevela/workflow). It waits while any step does, or while somebody holds it.
 * A cancelled run never succeeds, even where nothing was under way that could fail.
 */
export function phaseOf(document: RunDocument, state: State): Phase {
  for (const { phase } of state.steps.values()) if (phase === 'suspended') return 'suspended';
  const top = graphOf(document.plan).top.map((node) => stateOf(state, node));
  if (top.some((step) => step === undefined || !isFinal(step.phase)))
    return isHeldUp(document, state) ? 'suspended' : 'running';
  const failed = top.filter((step) => step?.phase === 'failed');
  if (failed.length === 0) return state.cancelled === true ? 'terminated' : 'succeeded';
  return failed.every((step) => step?.reason === 'Terminate') ? 'terminated' : 'failed';
}

/** Somebody holds all of it, or steps while nothing else is under way. */
function isHeldUp(document: RunDocument, { held, steps }: State): boolean {
  if (held?.all !== undefined) return true;
  if (held?.steps === undefined) return false;
  const { nodes } = graphOf(document.plan);
  return [...nodes.values()].every((node) => isGroup(node) || steps.get(node.plan.name)?.phase !== 'running');
}

/** What the finished steps gave out. */
export function outputsOf(state: State): Fields {
  return Object.assign(Object.create(null), ...[...state.steps.values()].map((step) => step.outputs));
}
