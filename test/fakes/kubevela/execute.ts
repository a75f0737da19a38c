import { randomBytes } from 'node:crypto';
import { countUp } from './memory.ts';
import { backoffSeconds, groupPhase, runnersOver, suspendedAsAWhole, terminatedByHand } from './phases.ts';
import {
  deadlineOf,
  type Operation,
  precheck,
  rfc3339,
  runStep,
  type StepWorld,
  type Turn,
} from './run-step.ts';
import { isStepOver, type RunPhase, type RunStatus, type SpecStep, type StepStatus } from './types.ts';

/**
 * One pass of the workflow engine over a run (pkg/executor/workflow.go of kubevela/workflow 0.7.2): it changes `status` and says what phase
 * the run is in. Every pass evaluates every step that is not over.
 */
export function executePass(steps: readonly SpecStep[], status: RunStatus, world: StepWorld): RunPhase {
  const over = runnersOver(steps, status);
  if (status.terminated && over.done) return terminatedByHand(status) ? 'terminated' : 'failed';
  if (suspendedAsAWhole(status, world)) return 'suspending';
  if (over.succeeded) return 'succeeded';
  const pass = createPass(steps, status, world);
  pass.run(steps, status.mode.steps === 'DAG');
  return pass.phase();
}

type Pass = { run(steps: readonly SpecStep[], dag: boolean): void; phase(): RunPhase };

function createPass(steps: readonly SpecStep[], status: RunStatus, world: StepWorld): Pass {
  const statuses = new Map<string, StepStatus>();
  for (const step of status.steps ?? []) {
    statuses.set(step.name, step);
    for (const sub of step.subSteps ?? []) statuses.set(sub.name, sub);
  }
  const dependsOn = new Map<string, readonly string[]>();
  for (const step of steps)
    for (const one of [step, ...(step.subSteps ?? [])]) dependsOn.set(one.name, one.dependsOn ?? []);
  let parent: SpecStep | undefined;
  let suspending = false;
  let waiting = false;
  let failedAfterRetries = false;
  let lastAt = world.now();

  function phase(): RunPhase {
    const over = runnersOver(steps, status);
    if (status.terminated && over.done) return terminatedByHand(status) ? 'terminated' : 'failed';
    if (status.suspend) return 'suspending';
    return over.succeeded ? 'succeeded' : 'executing';
  }

  function run(list: readonly SpecStep[], dag: boolean): void {
    if (dag) runAsDag(list, false);
    else runInOrder(list, false);
    if (failedAfterRetries) status.terminated = true;
    setNext();
  }

  function runAsDag(list: readonly SpecStep[], again: boolean): void {
    const todo: SpecStep[] = [];
    const pending: SpecStep[] = [];
    for (const step of list) {
      const now = statuses.get(step.name);
      if (isStepOver(now)) {
        if (now !== undefined) world.memory.backoff.delete(now.id);
        continue;
      }
      const why = pendingOn(step);
      if (why === undefined) todo.push(step);
      else {
        if (again) showPending(step, why);
        pending.push(step);
      }
    }
    if (todo.length === 0) return;
    runInOrder(todo, true);
    if (!status.suspend && pending.length > 0) runAsDag(pending, true);
  }

  function runInOrder(list: readonly SpecStep[], dag: boolean): void {
    for (const [index, step] of list.entries()) {
      if (isStepOver(statuses.get(step.name))) continue;
      const why = pendingOn(step);
      if (why !== undefined) {
        showPending(step, why);
        if (dag) continue;
        return;
      }
      const before = statuses.get(step.name);
      const turn: Turn = {
        id: before?.id ?? newId(),
        before,
        statuses,
        skip: skipped(list, index, dag),
        group: parent === undefined ? undefined : statuses.get(parent.name),
      };
      const { status: now, operation } =
        step.type === 'step-group' ? runGroup(step, turn) : runStep(step, turn, world);
      finish(operation);
      show(now);
      const inProgress = !isStepOver(now) && !waitsForSomebody(now, operation);
      backOff(now, inProgress);
      if (dag) continue;
      if (inProgress || status.suspend) return;
    }
  }

  function waitsForSomebody(now: StepStatus, operation: Operation): boolean {
    return now.phase === 'suspending' || (world.profile === 'running' && operation.suspend);
  }

  function runGroup(step: SpecStep, turn: Turn): { status: StepStatus; operation: Operation } {
    const checked = precheck(step, turn, world);
    const now: StepStatus = { id: turn.id, name: step.name, type: 'step-group' };
    if (checked.is === 'skip') {
      Object.assign(now, { phase: 'skipped', reason: 'Skip' });
      if (checked.message !== undefined) now.message = checked.message;
    }
    if (checked.is === 'timeout') Object.assign(now, { phase: 'failed', reason: 'Timeout' });
    if (now.phase !== undefined) statuses.set(step.name, now);
    const subSteps = step.subSteps ?? [];
    if (subSteps.length > 0) {
      parent = step;
      run(subSteps, (step.mode || status.mode.subSteps) !== 'StepByStep');
      parent = undefined;
    }
    const shown = (status.steps ?? []).find((one) => one.name === step.name)?.subSteps ?? [];
    const operation: Operation = {
      suspend: status.suspend,
      terminated: status.terminated,
      waiting,
      failedAfterRetries,
    };
    if (now.phase === 'skipped')
      return { status: now, operation: { ...operation, suspend: false, terminated: false } };
    if (now.phase === 'failed')
      return { status: now, operation: { ...operation, suspend: false, terminated: true } };
    return { status: { ...now, ...groupPhase(shown, subSteps.length) }, operation };
  }

  /** A step is skipped when what it follows did not go well. */
  function skipped(list: readonly SpecStep[], index: number, dag: boolean): boolean {
    const step = list[index];
    const needs = dependsOn.get(step?.name ?? '') ?? [];
    if (dag || needs.length > 0) return !dependenciesSucceeded(step?.name ?? '');
    return list
      .slice(0, index)
      .some((one) => !['succeeded', 'skipped'].includes(statuses.get(one.name)?.phase ?? ''));
  }

  function dependenciesSucceeded(name: string): boolean {
    return (dependsOn.get(name) ?? []).every(
      (one) => statuses.get(one)?.phase === 'succeeded' && dependenciesSucceeded(one),
    );
  }

  function pendingOn(step: SpecStep): string | undefined {
    for (const name of step.dependsOn ?? [])
      if (!isStepOver(statuses.get(name))) return `Pending on DependsOn: ${name}`;
    for (const { from } of step.inputs ?? [])
      if (!from.startsWith('context.') && world.context.var(from) === undefined)
        return `Pending on Input: ${from}`;
    return undefined;
  }

  function showPending(step: SpecStep, message: string): void {
    const id = statuses.get(step.name)?.id ?? newId();
    countUp(world.memory.backoff, id);
    show({ id, name: step.name, type: step.type, phase: 'pending', message });
  }

  function finish(operation: Operation): void {
    status.terminated ||= operation.terminated;
    failedAfterRetries ||= operation.failedAfterRetries;
    waiting ||= operation.waiting;
    suspending ||= operation.suspend;
    status.suspend = suspending;
    if (failedAfterRetries) status.terminated = true;
  }

  function show(now: StepStatus): void {
    lastAt = world.now();
    const time = rfc3339(lastAt);
    const shown: StepStatus = { ...now, firstExecuteTime: time, lastExecuteTime: time };
    const all = (status.steps ??= []);
    const list = parent === undefined ? all : subStepsOf(all, parent.name, time);
    const index = list.findIndex((one) => one.name === now.name);
    const before = list[index];
    if (before === undefined) list.push(shown);
    else {
      if (before.firstExecuteTime !== undefined) shown.firstExecuteTime = before.firstExecuteTime;
      list[index] = before.subSteps === undefined ? shown : { ...shown, subSteps: before.subSteps };
    }
    statuses.set(now.name, shown);
    world.shown?.(phase());
  }

  function backOff({ id, message = '' }: StepStatus, inProgress: boolean): void {
    const { backoff, backoffReason } = world.memory;
    if (!inProgress) {
      backoff.delete(id);
      backoffReason.delete(id);
      return;
    }
    if (backoffReason.get(id) !== message) {
      backoffReason.set(id, message);
      backoff.delete(id);
    }
    countUp(backoff, id);
  }

  /** When to look again: the shortest pause that a step asks for, or the next timeout. */
  function setNext(): void {
    let seconds = backoffSeconds(status, world);
    for (const step of steps) {
      if (statuses.get(step.name)?.phase !== 'running') continue;
      const deadline = deadlineOf(step, statuses.get(step.name));
      if (deadline !== undefined)
        seconds = Math.min(seconds, Math.max(1, Math.ceil((deadline - world.now()) / 1000)));
    }
    // The engine counts in whole seconds.
    world.memory.nextAt = Math.floor(lastAt / 1000 + seconds) * 1000;
  }

  return { run, phase };
}

/** The group appears with its first sub-step. */
function subStepsOf(all: StepStatus[], group: string, time: string): StepStatus[] {
  let found = all.find((one) => one.name === group);
  if (found === undefined) {
    found = { id: '', name: group, firstExecuteTime: time };
    all.push(found);
  }
  return (found.subSteps ??= []);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Ten letters and digits: the session of one attempt of a step. */
function newId(): string {
  return [...randomBytes(10)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}
