/** What people do to a run: settle a gate, cancel, retry. Changes `state` only; the pass that follows is `advance`. */
import type { Verdict } from '../../../domain/card.ts';
import type { ActOutcome, ActVerb, By, DecideOutcome, GateRef, Said } from '../../engine.ts';
import { oneLine } from '../message.ts';
import type { RunDocument, StepPlan } from '../plan.ts';
import { finish } from './advance.ts';
import { currentStep, phaseOf, type State, type StepState } from './state.ts';

export type Decision = { gate: GateRef; verdict: Verdict; by: By & Said; key: string };

/** `changed` tells whether there is something new to write. */
export function decideGate(
  document: RunDocument,
  state: State,
  decision: Decision,
  now: number,
): { outcome: DecideOutcome; changed: boolean } {
  const { gate, key } = decision;
  const before = settledOf(state, gate.attempt);
  if (before !== undefined) {
    if (before.key === key) return { outcome: { kind: 'accepted' }, changed: false };
    const by = before.by === undefined ? {} : { by: before.by };
    return { outcome: { kind: 'settled-elsewhere', ...by }, changed: false };
  }
  const current = currentStep(state);
  const plan = document.plan.steps[state.steps.length - 1];
  const isThis = current !== undefined && plan?.name === gate.path && current.attempt === gate.attempt;
  if (!isThis || current.phase !== 'suspended') {
    if (isKnown(document, state, gate)) return { outcome: { kind: 'settled-elsewhere' }, changed: false };
    const message = `the run has no gate "${gate.path}" with this attempt`;
    return { outcome: { kind: 'refused', code: 'unknown-gate', message }, changed: false };
  }
  close(state, current, { key, by: decision.by.name });
  settle(document, plan, current, decision, now);
  return { outcome: { kind: 'accepted' }, changed: true };
}

function settle(
  document: RunDocument,
  plan: StepPlan,
  step: StepState,
  decision: Decision,
  now: number,
): void {
  const { verdict, by } = decision;
  const reason = by.reason === undefined || by.reason === '' ? '' : `: ${by.reason}`;
  if (verdict === 'reject') {
    const message = oneLine(`rejected by ${by.name}${reason}`);
    finish(document, plan, step, 'failed', now, { reason: 'Terminate', message });
    return;
  }
  step.answers = { ...by.answers };
  if (plan.type === 'deploy') {
    step.phase = 'running';
    step.approved = true;
    delete step.reason;
    delete step.message;
    return;
  }
  finish(document, plan, step, 'succeeded', now, { message: oneLine(`approved by ${by.name}${reason}`) });
}

/** A gate that was open once and is closed now, by its time, a time-out, a cancel or a retry. */
function isKnown(document: RunDocument, state: State, gate: GateRef): boolean {
  return state.steps.some(
    (step, i) => step.attempt === gate.attempt && document.plan.steps[i]?.name === gate.path,
  );
}

function settledOf(state: State, attempt: string): { key?: string; by?: string } | undefined {
  const { settled } = state;
  return settled !== undefined && Object.hasOwn(settled, attempt) ? settled[attempt] : undefined;
}

function close(state: State, step: StepState, how: { key?: string; by?: string }): void {
  state.settled = { ...state.settled, [step.attempt]: how };
}

export type Act = { verb: ActVerb; by: By; key: string };

export type Acted = {
  outcome: ActOutcome;
  changed: boolean;
  /** A command or request of the current step is to be ended. */
  abort: boolean;
};

export function act(document: RunDocument, state: State, what: Act, now: number): Acted {
  const { acts } = state;
  if (acts !== undefined && Object.hasOwn(acts, what.key)) return unchanged({ kind: 'accepted' });
  const acted = what.verb === 'cancel' ? cancel(document, state, what.by, now) : retry(document, state);
  if (acted.outcome.kind === 'accepted') state.acts = { ...state.acts, [what.key]: what.verb };
  return acted;
}

function cancel(document: RunDocument, state: State, by: By, now: number): Acted {
  const current = currentStep(state);
  const plan = document.plan.steps[state.steps.length - 1];
  if (current === undefined || plan === undefined) {
    return unchanged({
      kind: 'refused',
      code: 'run-over',
      message: `the run is ${phaseOf(document, state)}`,
    });
  }
  if (current.effect !== undefined) {
    current.cancelledBy = by.name;
    current.message = oneLine(`${by.name} cancels it`);
    return { outcome: { kind: 'accepted' }, changed: true, abort: true };
  }
  if (current.phase === 'suspended') close(state, current, { by: by.name });
  finish(document, plan, current, 'failed', now, {
    reason: 'Terminate',
    message: oneLine(`cancelled by ${by.name}`),
  });
  return { outcome: { kind: 'accepted' }, changed: true, abort: false };
}

/** From the failed step: it and all after it start afresh. What was decided at their gates before is still known, by attempt. */
function retry(document: RunDocument, state: State): Acted {
  const phase = phaseOf(document, state);
  if (phase !== 'failed' && phase !== 'terminated') {
    return unchanged({ kind: 'refused', code: 'run-not-failed', message: `the run is ${phase}` });
  }
  const from = state.steps.findIndex((step) => step.phase === 'failed');
  for (const dropped of state.steps.slice(from)) {
    if (settledOf(state, dropped.attempt) === undefined) close(state, dropped, {});
  }
  state.steps.length = from;
  return { outcome: { kind: 'accepted' }, changed: true, abort: false };
}

function unchanged(outcome: ActOutcome): Acted {
  return { outcome, changed: false, abort: false };
}
