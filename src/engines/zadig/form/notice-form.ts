/**
 * A webhook's body → a state of the run, for as long as the task itself cannot be read. It opens no gate: it names no job that waits. Its order is
 * below that of every state that was read, and depends on what it says alone, so that doubled, late and reordered bodies end in the same state.
 */
import type { Initiator, Phase, RunSnapshot } from '../../../domain/run.ts';
import { oneLine } from '../../common/one-line.ts';
import type { WorkflowNotice } from '../document/notice.ts';
import { errorLine } from '../message.ts';
import { changeOf } from './details.ts';
import { planLink, taskLink } from './links.ts';
import type { Place } from './place.ts';
import { refOf, type TaskRef } from './ref.ts';
import { isEnd, taskPhase } from './status.ts';
import { detailsOfAll, stepsOf } from './steps.ts';
import { timeOf } from './time.ts';

/** Orders of states that were read are milliseconds since the epoch and above; those of bodies are below it. */
export const FIRST_READ_ORDER = 1_000_000_000_000;

export function refOfNotice({ project_name, workflow_name, task_id }: WorkflowNotice): TaskRef {
  return { project: project_name, workflow: workflow_name, task: task_id };
}

export function snapshotOfNotice(place: Place, notice: WorkflowNotice): RunSnapshot {
  const ref = refOfNotice(notice);
  const isWhole = !isOfJob(notice) && notice.stages.length > 0;
  const phase = isOfJob(notice) ? 'running' : taskPhase(notice.status);
  const over = isWhole && isEnd(notice.status);
  const stages = isWhole ? notice.stages : [];
  const { images, commits } = changeOf(detailsOfAll(stages));
  const { release_plan: plan } = notice;
  const initiator = creatorOf(notice);
  const startedAt = timeOf(notice.start_time) ?? timeOf(notice.create_time);
  const endedAt = over ? timeOf(notice.end_time) : undefined;
  const wished = place.roomOf(ref.project, ref.workflow);
  return {
    engine: place.engine,
    ref: refOf(ref),
    order: orderOf(notice, phase, isWhole),
    hearsay: true,
    project: ref.project,
    ...(notice.project_display_name === '' ? {} : { projectTitle: oneLine(notice.project_display_name) }),
    number: ref.task,
    workflow: `${ref.project}/${ref.workflow}`,
    ...(notice.workflow_display_name === '' ? {} : { workflowTitle: oneLine(notice.workflow_display_name) }),
    phase,
    ...(notice.error === '' ? {} : { message: errorLine(notice.error) }),
    ...(initiator === undefined ? {} : { initiator }),
    ...(notice.remark === '' ? {} : { remark: oneLine(notice.remark) }),
    ...(images.length > 0 ? { images } : {}),
    ...(commits.length > 0 ? { commits } : {}),
    links: [taskLink(place, ref, notice.workflow_display_name), ...(plan ? [planLink(place, plan)] : [])],
    steps: stepsOf(stages, over),
    gates: [],
    ...(wished === undefined ? {} : { asks: { room: wished } }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

/**
 * Since v5.0 jobs notify too: `status` is then the job's, and `stages` one made-up stage that is called like the job. A task that has ended has an
 * end time, but for one that was refused.
 */
function isOfJob({ status, stages, end_time }: WorkflowNotice): boolean {
  if (OF_JOBS_ALONE.has(status)) return true;
  if (!OF_BOTH.has(status)) return false;
  const [stage, ...others] = stages;
  if (stage === undefined || others.length > 0 || end_time > 0) return false;
  return stage.jobs.every((job) =>
    [job.name, job.display_name, job.origin_name].some((name) => name !== '' && name === stage.name),
  );
}

/** What a job notifies of (`isTaskNotifyStatus` of koderover/zadig); a task has no such status, or has it at its end. */
const OF_JOBS_ALONE: ReadonlySet<string> = new Set([
  'prepare',
  'wait_for_approval',
  'wait_for_manual_error_handling',
]);
const OF_BOTH: ReadonlySet<string> = new Set(['passed', 'failed', 'timeout', 'cancelled', 'reject']);

export function creatorOf(notice: WorkflowNotice): Initiator | undefined {
  const { task_creator: name, task_creator_email: email, task_creator_phone: phone } = notice;
  if (name === '' && email === '') return undefined;
  // Zadig masks parts of numbers: https://docs.koderover.com/zadig/Zadig%20v3.3/workflow/im/
  const mobile = /^1\d{10}$/.test(phone) ? `+86${phone}` : phone;
  return {
    ...(name === '' ? {} : { name: oneLine(name) }),
    ...(/^[^\s@]+@[^\s@]+$/.test(email) ? { email } : {}),
    ...(/^\+\d{6,15}$/.test(mobile) ? { phone: mobile } : {}),
  };
}

const RANKS: Readonly<Record<Phase, number>> = {
  pending: 1,
  running: 2,
  suspended: 4,
  skipped: 6,
  succeeded: 7,
  failed: 8,
  terminated: 9,
};

/** By the newest time that it names; of two with the same, the one with stages, then the one that is further on. */
function orderOf(notice: WorkflowNotice, phase: Phase, isWhole: boolean): number {
  const times = notice.stages.flatMap((stage) => [
    stage.start_time,
    stage.end_time,
    ...stage.jobs.flatMap((job) => [job.start_time, job.end_time]),
  ]);
  // A job's word says nothing of the task's stages: it is older than anything that does.
  const newest = isOfJob(notice)
    ? notice.create_time
    : Math.max(notice.create_time, notice.start_time, notice.end_time, ...times);
  return Math.min(newest * 20 + (isWhole ? 10 : 0) + RANKS[phase], FIRST_READ_ORDER - 1);
}
