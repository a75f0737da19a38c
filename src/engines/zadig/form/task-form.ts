/** A task as Zadig's API tells it → the one normal form of a run. Pure: the same document is always the same snapshot. */
import type { Initiator, Phase, RunSnapshot, StepSnapshot } from '../../../domain/run.ts';
import { oneLine } from '../../common/one-line.ts';
import { failureOf, type Told, tell } from '../../common/told.ts';
import type { Task } from '../document/task.ts';
import { errorLine } from '../message.ts';
import { type Account, unmarked } from './approval.ts';
import { changeOf } from './details.ts';
import { waitsOf } from './gates.ts';
import { planLink, taskLink } from './links.ts';
import type { Place } from './place.ts';
import { refOf, type TaskRef } from './ref.ts';
import { isEnd, taskPhase } from './status.ts';
import { detailsOfAll, stepsOf, waiting } from './steps.ts';
import { timeOf } from './time.ts';

/** `creator`: what else is known of whoever started it: a task has the name alone. */
export type Known = { account: Account | undefined; creator?: Initiator | undefined };

export function snapshotOfTask(
  place: Place,
  ref: TaskRef,
  task: Task,
  order: number,
  { account, creator }: Known,
): RunSnapshot {
  const over = isEnd(task.status);
  const steps = stepsOf(task.stages, over);
  const { gates, elsewhere } = waitsOf(task, account);
  const { images, commits } = changeOf(detailsOfAll(task.stages));
  const told = toldBy(task, steps);
  const { release_plan: plan } = task;
  const remark = oneLine(unmarked(task.remark).text);
  const initiator = task.task_creator === '' ? undefined : { ...creator, name: oneLine(task.task_creator) };
  const startedAt = timeOf(task.start_time) ?? timeOf(task.create_time);
  const endedAt = over ? endOf(task) : undefined;
  const wished = place.roomOf(ref.project, ref.workflow);
  return {
    engine: place.engine,
    ref: refOf(ref),
    order,
    project: ref.project,
    number: ref.task,
    workflow: `${ref.project}/${ref.workflow}`,
    ...(task.workflow_name === '' ? {} : { workflowTitle: oneLine(task.workflow_name) }),
    phase: phaseOf(task, steps),
    ...told,
    ...(initiator === undefined ? {} : { initiator }),
    ...(remark === '' ? {} : { remark }),
    ...(images.length > 0 ? { images } : {}),
    ...(commits.length > 0 ? { commits } : {}),
    links: [taskLink(place, ref, task.workflow_name), ...(plan ? [planLink(place, plan)] : [])],
    steps,
    gates: gates.map(({ gate }) => gate),
    ...(elsewhere.length > 0 ? { elsewhere } : {}),
    ...(wished === undefined ? {} : { asks: { room: wished } }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

/** To Zadig a task that waits for an approval runs; to people it waits, unless something else of it still runs. */
function phaseOf({ status }: Task, steps: readonly StepSnapshot[]): Phase {
  const own = taskPhase(status);
  if (own !== 'running') return own;
  return waiting(steps.flatMap(({ children }) => children)) ? 'suspended' : 'running';
}

function endOf({ end_time, stages }: Task): number | undefined {
  const ends = stages.flatMap(({ end_time: stage, jobs }) => [stage, ...jobs.map((job) => job.end_time)]);
  return timeOf(end_time) ?? timeOf(Math.max(0, ...ends));
}

function toldBy(task: Task, steps: readonly StepSnapshot[]): Told | undefined {
  // From its beginning a task names its creator there.
  const { task_revoker: revoker } = task;
  if (task.status === 'cancelled')
    return revoker === '' || revoker === task.task_creator
      ? undefined
      : { ...tell('cancelled', { by: revoker }), message: `✗ ${oneLine(revoker)}` };
  if (task.status === 'passed') return undefined;
  const failed = steps.flatMap(({ children }) => children).find(({ phase }) => phase === 'failed');
  if (isEnd(task.status) && failed !== undefined) return failureOf(failed.title, failed);
  return task.error === '' ? undefined : { message: errorLine(task.error) };
}
