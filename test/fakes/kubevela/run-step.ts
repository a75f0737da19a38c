import { at, type Json, type JsonObject } from '../kubernetes/json.ts';
import { evaluateIf } from './condition.ts';
import type { ContextData } from './context-data.ts';
import { parseGoDuration } from './go-duration.ts';
import { countUp, type Memory } from './memory.ts';
import type { Profile, RunPhase, SpecStep, StepStatus } from './types.ts';

/** One evaluation of one step that is no group (pkg/tasks/custom/task.go and action.go). */

/** What a step does when it is evaluated; suspend steps need no telling. */
export type Outcome =
  | { is: 'succeeded'; message?: string; output?: Json }
  /** It is not over; it is looked at again with growing pauses. */
  | { is: 'waiting'; message?: string }
  /** An error of its execution: tried again, the eleventh time is the last. */
  | { is: 'error'; message: string }
  /** `builtin.#Fail`: failed for good. */
  | { is: 'failed'; message: string }
  /** `op.#Suspend` in a step of another type, under this field. */
  | { is: 'suspended'; field: string; then?: Outcome }
  /** `op.#Break`: it succeeds and ends the run. */
  | { is: 'broken'; message?: string };

export type Operation = {
  suspend: boolean;
  terminated: boolean;
  waiting: boolean;
  failedAfterRetries: boolean;
};

export type StepWorld = {
  now(): number;
  profile: Profile;
  context: ContextData;
  memory: Memory;
  /** What `context` is in expressions. */
  values: JsonObject;
  script(step: SpecStep, id: string): Outcome;
  /** Called when a step's status is made, with what the run's is then. */
  shown?(phase: RunPhase): void;
  /** Failing evaluations that are allowed (`max-workflow-step-error-retry-times`). */
  retries: number;
};

/** What is known when a step's turn comes. */
export type Turn = {
  id: string;
  before: StepStatus | undefined;
  statuses: ReadonlyMap<string, StepStatus>;
  /** The phase that decides whether a step without `if` is skipped. */
  skip: boolean;
  /** The group that it stands in, as far as it is decided. */
  group: StepStatus | undefined;
};

export function runStep(
  step: SpecStep,
  turn: Turn,
  world: StepWorld,
): { status: StepStatus; operation: Operation } {
  const status: StepStatus = { id: turn.id, name: step.name, type: step.type, phase: 'succeeded' };
  const operation: Operation = {
    suspend: false,
    terminated: false,
    waiting: false,
    failedAfterRetries: false,
  };
  const checked = precheck(step, turn, world);
  switch (checked.is) {
    case 'skip':
      Object.assign(status, { phase: 'skipped', reason: 'Skip' });
      if (checked.message !== undefined) status.message = checked.message;
      break;
    case 'timeout':
      Object.assign(status, { phase: 'failed', reason: 'Timeout' });
      operation.terminated = true;
      break;
    case 'run':
      play(outcomeOf(step, turn, world), step, turn, world, status, operation);
      break;
  }
  return { status, operation };
}

function outcomeOf(step: SpecStep, turn: Turn, world: StepWorld): Outcome {
  if (step.type === 'suspend') {
    const duration = step.properties?.duration;
    if (typeof duration !== 'string' || parseGoDuration(duration) !== undefined)
      return { is: 'suspended', field: 'suspend' };
    const why = `failed to parse duration ${duration}: ${durationError(duration)}`;
    return { is: 'error', message: `function call error for suspend: ${why} (value: {...})` };
  }
  return world.script(withInputs(step, world), turn.id);
}

/** The step with what others handed on to it. */
function withInputs(step: SpecStep, { context, values }: StepWorld): SpecStep {
  const properties: JsonObject = { ...step.properties };
  for (const { from, parameterKey = '' } of step.inputs ?? []) {
    const value = from.startsWith('context.') ? at(values, ...from.split('.').slice(1)) : context.var(from);
    if (parameterKey !== '' && value !== undefined) properties[parameterKey] = value;
  }
  return { ...step, properties };
}

function play(
  outcome: Outcome,
  step: SpecStep,
  turn: Turn,
  world: StepWorld,
  status: StepStatus,
  operation: Operation,
): void {
  if ('message' in outcome && outcome.message !== undefined) status.message = outcome.message;
  switch (outcome.is) {
    case 'succeeded':
      for (const output of step.outputs ?? []) world.context.setVar(output.name, outcome.output ?? null);
      return;
    case 'waiting':
      operation.waiting = true;
      Object.assign(status, { phase: 'running', reason: 'Wait' });
      return;
    case 'error':
      operation.waiting = true;
      Object.assign(status, { phase: 'failed', reason: 'Execute' });
      if (countUp(world.memory.failures, turn.id) >= world.retries) {
        operation.waiting = false;
        operation.failedAfterRetries = true;
        status.reason = 'FailedAfterRetries';
      }
      return;
    case 'failed':
      operation.terminated = true;
      Object.assign(status, { phase: 'failed', reason: 'Action' });
      return;
    case 'broken':
      operation.terminated = true;
      status.reason = 'Terminate';
      return;
    case 'suspended':
      if (suspends(step, outcome.field, turn, world)) {
        showSuspended(outcome.field, world.profile, status);
        operation.suspend = true;
      } else play(outcome.then ?? { is: 'succeeded' }, step, turn, world, status, operation);
  }
}

/** Each version has its own way to show that a step waits. */
function showSuspended(field: string, profile: Profile, status: StepStatus): void {
  switch (profile) {
    case 'suspending':
      Object.assign(status, {
        phase: 'suspending',
        reason: 'Suspend',
        message: `Suspended by field ${field}`,
      });
      return;
    case 'running':
      status.phase = 'running';
      return;
    case 'succeeded':
      status.phase = 'succeeded';
  }
}

/** Whether it waits now (pkg/providers/legacy/workspace, Suspend; before 0.5 pkg/tasks/builtin/suspend.go). */
function suspends(step: SpecStep, field: string, { id, before }: Turn, world: StepWorld): boolean {
  const told = step.properties?.duration;
  const duration = typeof told === 'string' ? parseGoDuration(told) : undefined;
  if (world.profile !== 'suspending') {
    const since = Date.parse(before?.firstExecuteTime ?? '') || world.now();
    return duration === undefined || world.now() <= since + duration;
  }
  const { context } = world;
  const resumeAt = context.get(id, 'resumeTimeStamp');
  if (resumeAt !== undefined) return world.now() <= Date.parse(resumeAt);
  if (duration !== undefined) context.set(rfc3339(world.now() + duration), id, 'resumeTimeStamp');
  if (context.get(id, field, 'suspendTimeStamp') !== undefined) {
    if (before?.phase === 'running') return false;
  } else context.set(rfc3339(world.now()), id, field, 'suspendTimeStamp');
  return true;
}

type Check = { is: 'run' } | { is: 'skip'; message?: string } | { is: 'timeout' };

export function precheck(step: SpecStep, turn: Turn, world: StepWorld): Check {
  const { group } = turn;
  if (group?.phase === 'skipped') return { is: 'skip' };
  if (step.if === undefined || step.if === '') {
    if (turn.skip) return { is: 'skip' };
  } else if (step.if !== 'always') {
    try {
      if (!evaluateIf(step.if, turn.statuses, world.values)) return { is: 'skip' };
    } catch (error) {
      return {
        is: 'skip',
        message: `pre check error: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }
  if (group?.phase === 'failed' && group.reason === 'Timeout') return { is: 'timeout' };
  // A timeout that Go does not read is found out when the step has begun: then it is skipped, a question too.
  if (begun(turn.before) && step.timeout !== undefined && parseGoDuration(step.timeout) === undefined)
    return { is: 'skip', message: `pre check error: ${durationError(step.timeout)}` };
  const deadline = deadlineOf(step, turn.before);
  return deadline !== undefined && world.now() > deadline ? { is: 'timeout' } : { is: 'run' };
}

function begun(status: StepStatus | undefined): boolean {
  return (status?.firstExecuteTime ?? '') !== '';
}

/** In the words of Go's time package. */
function durationError(text: string): string {
  const unit = /[a-zµ]+$/i.exec(text)?.[0];
  const told = JSON.stringify(text);
  return unit === undefined
    ? `time: missing unit in duration ${told}`
    : `time: unknown unit ${JSON.stringify(unit)} in duration ${told}`;
}

/** Milliseconds; undefined without a timeout, with one that Go does not read, and before the step began. */
export function deadlineOf(step: SpecStep, status: StepStatus | undefined): number | undefined {
  const timeout = step.timeout === undefined ? undefined : parseGoDuration(step.timeout);
  const since = Date.parse(status?.firstExecuteTime ?? '');
  return timeout === undefined || Number.isNaN(since) ? undefined : since + timeout;
}

export function rfc3339(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
