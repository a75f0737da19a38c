/**
 * Suspend and resume by hand: KubeVela's `spec.suspend` of a run (checkWorkflowSuspended in pkg/executor/workflow.go of kubevela/workflow), and
 * the same for one step. What runs goes on, nothing new begins. Unlike KubeVela's, a resume opens no gate: that is up to whoever is asked.
 */
import type { RefusalCode } from '../../../domain/refusal.ts';
import { isFinal } from '../../../domain/run.ts';
import { refused } from '../../common/refused.ts';
import type { By } from '../../engine.ts';
import type { RunDocument } from '../plan.ts';
import type { Acted } from './act.ts';
import { graphOf, type Node } from './graph.ts';
import { type HeldByHand, phaseOf, type State, type StepState, stateOf } from './state.ts';

export function suspend(document: RunDocument, state: State, by: By, path: string | undefined): Acted {
  const phase = phaseOf(document, state);
  if (isFinal(phase)) return unchanged('run-over', `the run is ${phase}`);
  if (path === undefined) {
    state.held = { ...state.held, all: by.name };
    return ACCEPTED;
  }
  const node = nodeAt(document, path);
  if (node === undefined) return unchanged('unknown-step', `the run has no step "${path}"`);
  if (stateOf(state, node) !== undefined) return unchanged('step-begun', `"${path}" has begun already`);
  state.held = { ...state.held, steps: { ...state.held?.steps, [node.plan.name]: by.name } };
  return ACCEPTED;
}

export function resume(document: RunDocument, state: State, path: string | undefined): Acted {
  const { held } = state;
  if (held === undefined) return unchanged('not-suspended', 'nobody has suspended the run by hand');
  if (path === undefined) {
    delete state.held;
    return ACCEPTED;
  }
  const name = nodeAt(document, path)?.plan.name;
  if (name === undefined || held.steps === undefined || !Object.hasOwn(held.steps, name))
    return unchanged('not-suspended', `nobody has suspended "${path}" by hand`);
  const { [name]: _let, ...steps } = held.steps;
  const left: HeldByHand = {
    ...(held.all === undefined ? {} : { all: held.all }),
    ...(Object.keys(steps).length === 0 ? {} : { steps }),
  };
  if (Object.keys(left).length === 0) delete state.held;
  else state.held = left;
  return ACCEPTED;
}

/** Whether a step that was not reached yet must not begin. */
export function isHeld({ held }: State, { plan }: Node): boolean {
  if (held === undefined) return false;
  return held.all !== undefined || (held.steps !== undefined && Object.hasOwn(held.steps, plan.name));
}

/** An approved `deploy` of which nothing was done yet is as good as not begun. */
export function mayDo({ held }: State, step: StepState): boolean {
  if (held?.all === undefined || step.approved !== true) return true;
  return step.deployed !== undefined || step.failures !== undefined;
}

function nodeAt(document: RunDocument, path: string): Node | undefined {
  for (const node of graphOf(document.plan).nodes.values()) if (node.path === path) return node;
  return undefined;
}

const ACCEPTED: Acted = { outcome: { kind: 'accepted' }, changed: true };

function unchanged(code: RefusalCode, message: string): Acted {
  return { outcome: refused(code, message), changed: false };
}
