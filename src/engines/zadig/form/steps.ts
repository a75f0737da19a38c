/** Stages and jobs → steps. A webhook's stages have fewer fields of the same names. */
import type { StepDetails, StepSnapshot } from '../../../domain/run.ts';
import { oneLine } from '../../common/one-line.ts';
import { inOne, type Told, tell } from '../../common/told.ts';
import type { Job, Stage } from '../document/task.ts';
import { errorLine } from '../message.ts';
import { approvalOf, decidersOf } from './approval.ts';
import { detailsOf } from './details.ts';
import { stepPhase } from './status.ts';
import { timeOf } from './time.ts';

/** `over`: the task has ended. */
export function stepsOf(stages: readonly Stage[], over: boolean): StepSnapshot[] {
  return stages.map((stage) => {
    const path = stagePath(stage);
    const children = stage.jobs.map((job) => jobStep(job, jobPath(stage, job), over));
    const step = stepOf(stage, path, oneLine(stage.name), 'stage', over);
    const told = toldOfStage(stage, over);
    // To Zadig a stage runs while its jobs wait.
    const waits = step.phase === 'running' && waiting(children);
    return { ...step, ...inOne(told), ...(waits ? { phase: 'suspended' as const } : {}), children };
  });
}

function toldOfStage({ status, error }: Stage, over: boolean): Told[] {
  const line = errorLine(error);
  return [
    ...(line === '' ? [] : [{ message: line }]),
    ...(status === 'pause' && !over ? [tell('hand-waits')] : []),
  ];
}

/** Something waits, and nothing else goes on. */
export function waiting(jobs: readonly StepSnapshot[]): boolean {
  return jobs.some(({ phase }) => phase === 'suspended') && !jobs.some(({ phase }) => phase === 'running');
}

export function detailsOfAll(stages: readonly Stage[]): (StepDetails | undefined)[] {
  return stages.flatMap(({ jobs }) => jobs.map(detailsOf));
}

export function stagePath({ name }: Pick<Stage, 'name'>): string {
  return oneLine(name);
}

/**
 * The job as the workflow's author named it: the configuration names gates by it. Since v3.3 a task calls its jobs `job-0-0-0-<name>`, and keeps
 * the author's name beside it; jobs that were split into several have one of these in common.
 */
export function jobPath(stage: Stage, job: Job): string {
  const name = authorsName(job);
  const alone = stage.jobs.filter((other) => authorsName(other) === name).length === 1;
  return `${stagePath(stage)}/${oneLine(alone ? name : titleOf(job))}`;
}

function authorsName({ origin_name, name }: Job): string {
  return origin_name || name;
}

export function titleOf({ display_name, origin_name, name }: Job): string {
  return oneLine(display_name || origin_name || name);
}

function jobStep(job: Job, path: string, over: boolean): StepSnapshot {
  const step = { ...stepOf(job, path, titleOf(job), job.type, over), children: [] };
  const details = detailsOf(job);
  const approval = job.type === 'approval' ? approvalOf(job) : undefined;
  const error = errorLine(job.error);
  const told = [
    ...(approval === undefined ? [] : decidersOf(approval)),
    ...(error === '' ? [] : [{ message: error }]),
    // What took too long may say nothing itself.
    ...(job.status === 'timeout' && error === '' ? [tell('timed-out')] : []),
    ...(job.status === 'wait_for_manual_error_handling' && !over ? [tell('error-waits')] : []),
  ];
  return {
    ...step,
    ...inOne(told),
    ...(told.length === 0 ? {} : { message: oneLine(told.map(({ message }) => message).join(' · ')) }),
    ...(details === undefined ? {} : { details }),
  };
}

function stepOf(
  { status, start_time, end_time, name }: Pick<Stage, 'status' | 'start_time' | 'end_time' | 'name'>,
  path: string,
  title: string,
  type: string,
  over: boolean,
): Omit<StepSnapshot, 'children'> {
  const phase = stepPhase(status, over);
  const startedAt = timeOf(start_time);
  const endedAt = timeOf(end_time);
  return {
    path,
    name: oneLine(name),
    title,
    type,
    phase,
    ...(status === 'timeout' ? { timedOut: true as const } : {}),
    ...(startedAt === undefined || phase === 'pending' || phase === 'skipped' ? {} : { startedAt }),
    ...(endedAt === undefined || phase === 'running' || phase === 'suspended' || phase === 'pending'
      ? {}
      : { endedAt }),
  };
}
