/** What approvers do to a run: they settle one gate. Changes `state` only; the pass that follows is `advance`. */
import type { Verdict } from '../../../domain/card.ts';
import { refused } from '../../common/refused.ts';
import { tellVerdict } from '../../common/told.ts';
import type { By, DecideOutcome, GateRef, Said } from '../../engine.ts';
import type { RunDocument } from '../plan.ts';
import { finish } from './finish.ts';
import { graphOf, isGroup, type Node } from './graph.ts';
import { type State, type StepState, stateOf } from './state.ts';

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
  const node = nodeAt(document, gate.path);
  const step = node === undefined ? undefined : stateOf(state, node);
  if (node === undefined || step === undefined || step.attempt !== gate.attempt || isGroup(node)) {
    const message = `the run has no gate "${gate.path}" with this attempt`;
    return { outcome: refused('unknown-gate', message), changed: false };
  }
  // It was open once and is closed now, by its time, a time-out or a cancel.
  if (step.phase !== 'suspended') return { outcome: { kind: 'settled-elsewhere' }, changed: false };
  closeGate(state, step, { key, by: decision.by.name });
  settle(document, node, step, decision, now);
  return { outcome: { kind: 'accepted' }, changed: true };
}

function nodeAt(document: RunDocument, path: string): Node | undefined {
  for (const node of graphOf(document.plan).nodes.values()) if (node.path === path) return node;
  return undefined;
}

function settle(document: RunDocument, node: Node, step: StepState, decision: Decision, now: number): void {
  const { verdict, by } = decision;
  if (verdict === 'reject') {
    finish(document, node, step, 'failed', now, { reason: 'Terminate', ...tellVerdict('rejected', by) });
    return;
  }
  step.answers = { ...by.answers };
  if (node.plan.type === 'deploy') {
    step.phase = 'running';
    step.approved = true;
    delete step.reason;
    delete step.message;
    delete step.says;
    return;
  }
  finish(document, node, step, 'succeeded', now, tellVerdict('approved', by));
}

export function settledOf(state: State, attempt: string): { key?: string; by?: string } | undefined {
  const { settled } = state;
  return settled !== undefined && Object.hasOwn(settled, attempt) ? settled[attempt] : undefined;
}

export function closeGate(state: State, step: StepState, how: { key?: string; by?: string }): void {
  state.settled = { ...state.settled, [step.attempt]: how };
}
