/** The end of a step, and the end of one try of it. */
import type { Saying } from '../../../domain/saying.ts';
import { oneLine } from '../../common/one-line.ts';
import { inOne, type Told, tellBecause } from '../../common/told.ts';
import type { Scope } from '../expressions/expression.ts';
import { errorLine } from '../message.ts';
import type { Fields, RunDocument, StepPlan } from '../plan.ts';
import type { Node } from './graph.ts';
import { contextOf, evaluateOutputs } from './scope.ts';
import type { Reason, State, StepState } from './state.ts';

type Ending = Partial<Told> & { reason?: Reason; properties?: Fields; scope?: Scope };

/** Ends a step and evaluates its outputs, in every final phase, as KubeVela does. */
export function finish(
  document: RunDocument,
  node: Node,
  step: StepState,
  phase: 'succeeded' | 'failed' | 'skipped',
  now: number,
  ending: Ending,
): void {
  step.phase = phase;
  step.endedAt = now;
  delete step.opensAt;
  delete step.retryAt;
  delete step.effect;
  delete step.reason;
  if (ending.reason !== undefined) step.reason = ending.reason;
  const { outputs, missing } = evaluateOutputs(node.plan, {
    parameter: ending.properties ?? node.plan.properties,
    context: contextOf(document.plan, node, step.attempt),
    ...ending.scope,
    ...(step.answers === undefined ? {} : { answers: step.answers }),
  });
  if (outputs !== undefined) step.outputs = outputs;
  speak(step, ending, phase === 'succeeded' ? missing : undefined);
}

/** `missing`: which outputs could not be evaluated. */
function speak(step: StepState, { message = '', says }: Partial<Told>, missing?: Told): void {
  const own = message === '' ? [] : [{ message, ...(says && { says }) }];
  const told = inOne(missing === undefined ? own : [...own, missing]);
  if (told === undefined) delete step.message;
  else step.message = oneLine(told.message);
  if (told?.says === undefined) delete step.says;
  else step.says = told.says;
}

/** Adds to what a step that is over says. */
export function speakMore(step: StepState, more: Told): void {
  const { message, says } = step;
  speak(step, { message: message ?? '', ...(says && { says }) }, more);
}

/** What the step was given makes no sense. */
export function failGiven(document: RunDocument, state: State, node: Node, now: number, problem: Told): void {
  const step = state.steps.get(node.plan.name);
  if (step === undefined) return;
  finish(document, node, step, 'failed', now, { reason: 'ProcessParameter', ...problem });
}

/** KubeVela gives a failing step 10 retries (`max-workflow-step-error-retry-times`, cmd/main.go of kubevela/workflow). */
const MAX_RETRIES = 10;

/** Takes down a try that went wrong and may go well later. KubeVela's backoff: 0.05 · 2^n seconds, at least 1, at most 60. */
export function failTry(document: RunDocument, node: Node, step: StepState, now: number, told: Told): void {
  const why = { ...told, message: errorLine(told.message) };
  const failures = (step.failures ?? 0) + 1;
  step.failures = failures;
  delete step.effect;
  if (failures > MAX_RETRIES) {
    finish(document, node, step, 'failed', now, {
      reason: 'FailedAfterRetries',
      ...tellBecause('gave-up', why, { failures }),
    });
    return;
  }
  const seconds = Math.min(Math.max(Math.trunc(0.05 * 2 ** (failures - 1)), 1), 60);
  step.reason = 'Execute';
  step.retryAt = now + seconds * 1000;
  Object.assign(step, tellBecause('try-failed', why, { failures, tries: MAX_RETRIES + 1, seconds }));
}

/** What the last try said, which the end of a step by its time would hide. */
export function lastTryOf({ says }: StepState): Saying[] {
  const tried = says?.find(({ code }) => code === 'try-failed');
  const because = tried?.data?.['why'];
  if (because === undefined) return [];
  return [
    {
      code: 'last-try',
      data: { why: because },
      ...(tried?.why === undefined ? {} : { why: tried.why }),
    },
  ];
}

/** When a step's time is over: its own `timeout` or that of its group, from the first start of the attempt. */
export function deadlineOf(state: State, node: Node): Deadline | undefined {
  const own = ownDeadline(state, node);
  const around = node.group === undefined ? undefined : ownDeadline(state, node.group);
  if (own === undefined || around === undefined) return own ?? around;
  return around.at < own.at ? around : own;
}

/** `of` is the step whose `timeout` it is. */
export type Deadline = { at: number; of: StepPlan };

function ownDeadline(state: State, { plan }: Node): Deadline | undefined {
  const step = state.steps.get(plan.name);
  if (plan.timeoutMs === undefined || step === undefined) return undefined;
  return { at: step.startedAt + plan.timeoutMs, of: plan };
}
