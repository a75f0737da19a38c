/** What people do to a run as a whole: cancel it, retry it, hold it and let it go on. Changes `state` only; the pass that follows is `advance`. */

import type { ActVerb } from '../../../domain/engine-call.ts';
import { isFinal } from '../../../domain/run.ts';
import { refused } from '../../common/refused.ts';
import { tell } from '../../common/told.ts';
import type { ActOutcome, By } from '../../engine.ts';
import type { RunDocument } from '../plan.ts';
import { closeGate } from './decide.ts';
import { finish } from './finish.ts';
import { graphOf, isGroup } from './graph.ts';
import { resume, suspend } from './hold.ts';
import { retry } from './retry.ts';
import { phaseOf, type State, type StepState, stateOf } from './state.ts';

/** `step`: the path of the only one that is held or let go on. */
export type Act = { verb: ActVerb; by: By; key: string; step?: string };

export type Acted = { outcome: ActOutcome; changed: boolean };

export function act(document: RunDocument, state: State, what: Act, now: number): Acted {
  const { acts } = state;
  if (acts !== undefined && Object.hasOwn(acts, what.key)) return unchanged({ kind: 'accepted' });
  const acted = done(document, state, what, now);
  if (acted.outcome.kind === 'accepted') state.acts = { ...state.acts, [what.key]: what.verb };
  return acted;
}

function done(document: RunDocument, state: State, { verb, by, step }: Act, now: number): Acted {
  switch (verb) {
    case 'cancel':
      return cancel(document, state, by, now);
    case 'retry':
      return again(document, state, now);
    case 'suspend':
      return suspend(document, state, by, step);
    case 'resume':
      return resume(document, state, step);
  }
}

/**
 * Ends all that was begun, as KubeVela's terminate does (TerminateWorkflow in pkg/utils/operation.go of kubevela/workflow). What says `if` may
 * still follow; what does not is skipped.
 */
function cancel(document: RunDocument, state: State, by: By, now: number): Acted {
  const phase = phaseOf(document, state);
  if (isFinal(phase)) return unchanged(refused('run-over', `the run is ${phase}`));
  for (const node of graphOf(document.plan).nodes.values()) {
    const step = stateOf(state, node);
    if (step === undefined) continue;
    if (isFinal(step.phase)) {
      claimFailure(step);
      continue;
    }
    if (isGroup(node)) {
      step.cancelledAt = now;
      continue;
    }
    if (step.effect !== undefined) {
      step.cancelledBy = by.name;
      Object.assign(step, tell('cancelling', { by: by.name }));
      continue;
    }
    if (step.phase === 'suspended') closeGate(state, step, { by: by.name });
    const told = tell('cancelled', { by: by.name });
    finish(document, node, step, 'failed', now, { reason: 'Terminate', ...told });
  }
  state.cancelled = true;
  delete state.held;
  return { outcome: { kind: 'accepted' }, changed: true };
}

/** What had failed by then counts as ended by the cancel, unless it was tried long enough or had no more time. */
function claimFailure(step: StepState): void {
  const keeps = step.reason === 'FailedAfterRetries' || step.reason === 'Timeout';
  if (step.phase === 'failed' && !keeps) step.reason = 'Terminate';
}

function again(document: RunDocument, state: State, now: number): Acted {
  const phase = phaseOf(document, state);
  if (phase !== 'failed' && phase !== 'terminated')
    return unchanged(refused('run-not-failed', `the run is ${phase}`));
  retry(document, state, now);
  delete state.held;
  return { outcome: { kind: 'accepted' }, changed: true };
}

function unchanged(outcome: ActOutcome): Acted {
  return { outcome, changed: false };
}
