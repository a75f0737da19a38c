/** The beginning of a step: skipped, over at once, waiting, or wanting something done in the world. */

import type { Json } from '../../../domain/run.ts';
import { oneLine } from '../../common/one-line.ts';
import { type Told, tell, tellBecause, tellLate } from '../../common/told.ts';
import { kindOf } from '../expressions/trouble.ts';
import { parseDuration } from '../load/duration.ts';
import type { Fields, RunDocument, StepPlan } from '../plan.ts';
import { finish } from './finish.ts';
import { isGroup, type Node } from './graph.ts';
import { propertiesOf } from './scope.ts';
import { type Skip, whySkipped } from './skip.ts';
import { type State, type StepState, stateOf } from './state.ts';

export type Tools = { now: number; attempt: () => string };

export function begin(document: RunDocument, state: State, node: Node, tools: Tools): void {
  const { plan } = node;
  const { now } = tools;
  const step: StepState = { phase: 'running', attempt: tools.attempt(), startedAt: now };
  const skipped = whySkipped(document, state, node);
  const resolved =
    skipped === undefined && !isGroup(node) ? propertiesOf(document, state, node, step.attempt) : undefined;
  state.steps.set(plan.name, step);
  if (skipped !== undefined) {
    skip(document, state, node, tools, skipped);
    return;
  }
  if (node.group !== undefined && stateOf(state, node.group)?.late === true) {
    finish(document, node, step, 'failed', now, {
      reason: 'Timeout',
      ...tellLate(node.group.plan.timeoutMs),
    });
    return;
  }
  if (resolved === undefined) return;
  if ('problem' in resolved) {
    finish(document, node, step, 'failed', now, { reason: 'Input', ...resolved.problem });
    return;
  }
  const { properties } = resolved;
  if (state.cancelled === true && asksPeople(plan, properties)) {
    finish(document, node, step, 'failed', now, {
      reason: 'Terminate',
      ...tell('nobody-asked'),
      properties,
    });
    return;
  }
  switch (plan.type) {
    case 'print-message-in-status':
      print(document, node, step, properties, now);
      return;
    case 'suspend':
      suspend(document, node, step, properties, now);
      return;
    case 'deploy':
      deploy(document, node, step, properties, now);
      return;
    default:
      return;
  }
}

/** A run that is cancelled comes to its end by itself: KubeVela would wait for an answer that it takes from nobody any more. */
function asksPeople({ type }: StepPlan, { auto, duration }: Fields): boolean {
  return type === 'suspend' ? duration === undefined : type === 'deploy' && auto === false;
}

/** With a group all that is in it is skipped. */
function skip(
  document: RunDocument,
  state: State,
  node: Node,
  tools: Tools,
  { barred, ...told }: Skip,
): void {
  for (const sub of node.subs) {
    if (stateOf(state, sub) !== undefined) continue;
    state.steps.set(sub.plan.name, { phase: 'running', attempt: tools.attempt(), startedAt: tools.now });
    skip(document, state, sub, tools, { message: '' });
  }
  const step = stateOf(state, node);
  if (step === undefined) return;
  if (barred === true) step.barred = true;
  finish(document, node, step, 'skipped', tools.now, { reason: 'Skip', ...told });
}

function print(document: RunDocument, node: Node, step: StepState, properties: Fields, now: number): void {
  const { message } = properties;
  if (typeof message !== 'string') {
    const problem = tell('message-no-text', { kind: kindOf(message) });
    finish(document, node, step, 'failed', now, { reason: 'ProcessParameter', ...problem, properties });
    return;
  }
  finish(document, node, step, 'succeeded', now, { message: oneLine(message), properties });
}

function suspend(document: RunDocument, node: Node, step: StepState, properties: Fields, now: number): void {
  const { duration, message } = properties;
  const wait = duration === undefined ? undefined : waitOf(duration);
  if (wait !== undefined && typeof wait !== 'number') {
    finish(document, node, step, 'failed', now, { reason: 'ProcessParameter', ...wait, properties });
    return;
  }
  step.phase = 'suspended';
  step.reason = 'Suspend';
  if (typeof message === 'string' && message !== '') step.message = oneLine(message);
  if (wait !== undefined) step.opensAt = now + wait;
}

/** What an input gave instead of `false` must not pass for `true`: nobody would be asked. */
function deploy(document: RunDocument, node: Node, step: StepState, properties: Fields, now: number): void {
  const { auto = true, parallelism = 1 } = properties;
  if (typeof auto !== 'boolean' || typeof parallelism !== 'number' || !isCount(parallelism)) {
    const problem =
      typeof auto === 'boolean' ? tell('parallelism-wrong') : tell('auto-no-boolean', { kind: kindOf(auto) });
    finish(document, node, step, 'failed', now, { reason: 'ProcessParameter', ...problem, properties });
  } else if (!auto) {
    step.phase = 'suspended';
    step.reason = 'Suspend';
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

/** Milliseconds, or why it is no time. */
function waitOf(duration: Json): number | Told {
  if (typeof duration !== 'string') return tell('duration-no-text', { kind: kindOf(duration) });
  const wait = parseDuration(duration);
  return typeof wait === 'number' ? wait : tellBecause('duration-wrong', wait);
}
