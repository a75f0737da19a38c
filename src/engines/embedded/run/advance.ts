/**
 * The pass: takes a run as far as it goes without doing anything in the world.
 * Steps run one after another; the rules for skipping, `if`, inputs and outputs are KubeVela's (pkg/executor/workflow.go and
 * pkg/tasks/custom/task.go of kubevela/workflow). It changes `state` and nothing else, so it may be repeated from the same row.
 */
import type { Scope } from '../expressions/expression.ts';
import { ExpressionTrouble, kindOf } from '../expressions/trouble.ts';
import { parseDuration } from '../load/duration.ts';
import { errorLine, oneLine } from '../message.ts';
import type { Fields, RunDocument, StepPlan } from '../plan.ts';
import { contextOf, evaluateIf, evaluateOutputs, propertiesOf } from './scope.ts';
import { currentStep, type Reason, type State, type StepState } from './state.ts';

/** What the run comes to after a pass. */
export type Next =
  /** The current step wants a command or a request begun. */
  | { kind: 'effect' }
  /** One is under way. */
  | { kind: 'flying' }
  /** It sends messages: their rows are to be written, or looked at. */
  | { kind: 'sends'; deadline: number | undefined }
  /** For people, or for a time. */
  | { kind: 'waits'; wakeAt: number | undefined }
  | { kind: 'over' };

export type Tools = { now: number; attempt: () => string };

export function advance(document: RunDocument, state: State, tools: Tools): Next {
  const { steps } = document.plan;
  for (;;) {
    const current = currentStep(state);
    if (current !== undefined) {
      const plan = steps[state.steps.length - 1];
      if (plan === undefined) return { kind: 'over' };
      const next = resume(document, plan, current, tools);
      if (next !== undefined) return next;
      continue;
    }
    const plan = steps[state.steps.length];
    if (plan === undefined) return { kind: 'over' };
    begin(document, state, plan, tools);
  }
}

/** Looks at a step that was begun before; undefined when it came to its end by this. */
function resume(document: RunDocument, plan: StepPlan, step: StepState, { now }: Tools): Next | undefined {
  if (step.effect !== undefined) return { kind: 'flying' };
  const deadline = deadlineOf(plan, step);
  if (deadline !== undefined && deadline <= now) {
    finish(document, plan, step, 'failed', now, { reason: 'Timeout', message: timeoutMessage(plan) });
    return undefined;
  }
  if (plan.type === 'notification' || plan.type === 'webhook-notification')
    return { kind: 'sends', deadline };
  if (step.phase === 'suspended') {
    if (step.opensAt !== undefined && step.opensAt <= now) {
      finish(document, plan, step, 'succeeded', now, { message: 'the time to wait is over' });
      return undefined;
    }
    return { kind: 'waits', wakeAt: earliest(deadline, step.opensAt) };
  }
  if (step.retryAt !== undefined && step.retryAt > now)
    return { kind: 'waits', wakeAt: earliest(deadline, step.retryAt) };
  return { kind: 'effect' };
}

function begin(document: RunDocument, state: State, plan: StepPlan, tools: Tools): void {
  const step: StepState = { phase: 'running', attempt: tools.attempt(), startedAt: tools.now };
  const skipped = skipReason(document, state, plan);
  const resolved = skipped === undefined ? propertiesOf(document, state, plan, step.attempt) : undefined;
  state.steps.push(step);
  if (resolved === undefined) {
    finish(document, plan, step, 'skipped', tools.now, {
      reason: 'Skip',
      ...(skipped ? { message: skipped } : {}),
    });
    return;
  }
  if ('problem' in resolved) {
    finish(document, plan, step, 'failed', tools.now, { reason: 'Input', message: resolved.problem });
    return;
  }
  const { properties } = resolved;
  switch (plan.type) {
    case 'print-message-in-status':
      print(document, plan, step, properties, tools.now);
      return;
    case 'suspend':
      suspend(document, plan, step, properties, tools.now);
      return;
    case 'deploy':
      if (properties.auto === false) {
        step.phase = 'suspended';
        step.reason = 'Suspend';
      }
      return;
    default:
      return;
  }
}

/** Undefined: the step runs. Else it is skipped, with a reason where there is more to say than that an earlier step failed. */
function skipReason(document: RunDocument, state: State, plan: StepPlan): string | undefined {
  if (plan.if === 'always') return undefined;
  if (plan.if === undefined) return state.steps.some((step) => step.phase === 'failed') ? '' : undefined;
  try {
    return evaluateIf(document, state, plan, plan.if) ? undefined : '';
  } catch (error) {
    if (error instanceof ExpressionTrouble) return oneLine(`pre check error: ${error.message}`);
    throw error;
  }
}

function print(
  document: RunDocument,
  plan: StepPlan,
  step: StepState,
  properties: Fields,
  now: number,
): void {
  const { message } = properties;
  if (typeof message !== 'string') {
    const problem = `"message" must be a text, but is ${kindOf(message)}`;
    finish(document, plan, step, 'failed', now, { reason: 'ProcessParameter', message: problem, properties });
    return;
  }
  finish(document, plan, step, 'succeeded', now, { message: oneLine(message), properties });
}

function suspend(
  document: RunDocument,
  plan: StepPlan,
  step: StepState,
  properties: Fields,
  now: number,
): void {
  const { duration, message } = properties;
  const wait =
    duration === undefined
      ? undefined
      : typeof duration === 'string'
        ? parseDuration(duration)
        : { problem: kindOf(duration) };
  if (wait !== undefined && typeof wait !== 'number') {
    const problem = `"duration": ${wait.problem}`;
    finish(document, plan, step, 'failed', now, { reason: 'ProcessParameter', message: problem, properties });
    return;
  }
  step.phase = 'suspended';
  step.reason = 'Suspend';
  if (typeof message === 'string' && message !== '') step.message = oneLine(message);
  if (wait !== undefined) step.opensAt = now + wait;
}

type Ending = { reason?: Reason; message?: string; properties?: Fields; scope?: Scope };

/** Ends a step and evaluates its outputs, in every final phase, as KubeVela does. */
export function finish(
  document: RunDocument,
  plan: StepPlan,
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
  const { outputs, missing } = evaluateOutputs(plan, {
    parameter: ending.properties ?? plan.properties,
    context: contextOf(document.plan, plan, step.attempt),
    ...ending.scope,
    ...(step.answers === undefined ? {} : { answers: step.answers }),
  });
  if (outputs !== undefined) step.outputs = outputs;
  const messages = [ending.message, phase === 'succeeded' ? missing : undefined].filter(
    (m) => m !== undefined && m !== '',
  );
  if (messages.length > 0) step.message = oneLine(messages.join('; '));
  else delete step.message;
}

/** What the step was given makes no sense. */
export function failCurrent(document: RunDocument, state: State, now: number, problem: string): void {
  const current = currentStep(state);
  const plan = document.plan.steps[state.steps.length - 1];
  if (current === undefined || plan === undefined) return;
  finish(document, plan, current, 'failed', now, { reason: 'ProcessParameter', message: problem });
}

/** When the step's `timeout` is over; it counts from the first start of the attempt. */
export function deadlineOf(plan: StepPlan, step: StepState): number | undefined {
  return plan.timeoutMs === undefined ? undefined : step.startedAt + plan.timeoutMs;
}

export function timeoutMessage(plan: StepPlan): string {
  const seconds = (plan.timeoutMs ?? 0) / 1000;
  return `not finished within ${seconds >= 120 ? `${Math.round(seconds / 60)} min` : `${seconds} s`}`;
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}

/** KubeVela gives a failing step 10 retries (`max-workflow-step-error-retry-times`, cmd/main.go of kubevela/workflow). */
const MAX_RETRIES = 10;

/** Takes down a try that went wrong and may go well later. KubeVela's backoff: 0.05 · 2^n seconds, at least 1, at most 60. */
export function failTry(
  document: RunDocument,
  plan: StepPlan,
  step: StepState,
  now: number,
  message: string,
): void {
  const failures = (step.failures ?? 0) + 1;
  step.failures = failures;
  delete step.effect;
  if (failures > MAX_RETRIES) {
    finish(document, plan, step, 'failed', now, {
      reason: 'FailedAfterRetries',
      message: errorLine(`failed ${failures} times, at last: ${message}`),
    });
    return;
  }
  const seconds = Math.min(Math.max(Math.trunc(0.05 * 2 ** (failures - 1)), 1), 60);
  step.reason = 'Execute';
  step.retryAt = now + seconds * 1000;
  step.message = errorLine(`try ${failures} of ${MAX_RETRIES + 1} failed, next in ${seconds} s: ${message}`);
}
