/** Where a task waits for people: what can be decided here, and what can only be decided elsewhere. */
import type { Elsewhere, GateSnapshot } from '../../../domain/run.ts';
import { oneLine } from '../../common/one-line.ts';
import type { Job, Stage, Task } from '../document/task.ts';
import { errorLine } from '../message.ts';
import { type Account, approvalOf, approversOf, kindOf, ofAccount } from './approval.ts';
import { isEnd } from './status.ts';
import { jobPath, stagePath, titleOf } from './steps.ts';

/** One opening of a gate. `name` is the task's own name of the job or the stage; `since` in Zadig's seconds. */
export type Attempt = { kind: 'approval' | 'error' | 'stage'; name: string; since: number };

export type Gate = Attempt & { gate: GateSnapshot; job?: Job; stage: Stage };

function writeAttempt({ kind, name, since }: Attempt): string {
  return `${kind}/${since}/${name}`;
}

export function parseAttempt(text: string): Attempt | undefined {
  const [, kind, since, name = ''] = /^(approval|error|stage)\/(\d{1,12})\/([^]+)$/.exec(text) ?? [];
  return kind === 'approval' || kind === 'error' || kind === 'stage'
    ? { kind, name, since: Number(since) }
    : undefined;
}

/** `account`: ours; undefined while nobody has told who we are. */
export function waitsOf(task: Task, account: Account | undefined): { gates: Gate[]; elsewhere: Elsewhere[] } {
  const gates: Gate[] = [];
  const elsewhere: Elsewhere[] = [];
  if (isEnd(task.status)) return { gates, elsewhere };
  for (const stage of task.stages) {
    if (stage.status === 'pause') {
      const since = stage.start_time || lastEnd(task);
      gates.push(
        gateOf({ kind: 'stage', name: stage.name, since }, stagePath(stage), oneLine(stage.name), '', {
          stage,
        }),
      );
    }
    for (const job of stage.jobs) {
      if (job.status === 'wait_for_manual_error_handling') {
        const attempt: Attempt = { kind: 'error', name: job.name, since: job.start_time };
        gates.push(gateOf(attempt, jobPath(stage, job), titleOf(job), errorLine(job.error), { stage, job }));
      }
      if (job.status !== 'wait_for_approval') continue;
      const waits = approvalWaits(job, jobPath(stage, job), account, stage);
      if (waits === undefined) continue;
      if ('gate' in waits) gates.push(waits);
      else elsewhere.push(waits);
    }
  }
  return { gates, elsewhere };
}

function approvalWaits(
  job: Job,
  path: string,
  account: Account | undefined,
  stage: Stage,
): Gate | Elsewhere | undefined {
  const title = titleOf(job);
  const approval = approvalOf(job);
  if (approval === undefined) return { path, title, where: 'zadig' };
  const where = kindOf(approval);
  if (where !== 'native') return { path, title, where };
  const { needed_approvers: needed = 1 } = approval.native_approval ?? {};
  const given = approversOf(approval).filter(
    ({ reject_or_approve }) => reject_or_approve === 'approve',
  ).length;
  const mine = ofAccount(approval, account);
  // Our account counts once: where more are needed, or where it is not asked at all, the rest is up to people in Zadig.
  if (mine === undefined || mine.reject_or_approve !== '') {
    const missing = needed - given;
    // It looks at votes once a second: all has been said.
    if (missing <= 0 || mine?.reject_or_approve === 'reject') return undefined;
    return { path, title, where: 'zadig', missing };
  }
  const message = [approval.approval_title, approval.description, approval.approval_message]
    .filter((text) => text !== '')
    .join(' · ');
  const attempt: Attempt = { kind: 'approval', name: job.name, since: job.start_time };
  return gateOf(attempt, path, title, oneLine(message), { stage, job });
}

function gateOf(
  attempt: Attempt,
  path: string,
  title: string,
  message: string,
  of: { stage: Stage; job?: Job },
): Gate {
  const gate = { path, attempt: writeAttempt(attempt), title, ...(message === '' ? {} : { message }) };
  return { ...attempt, ...of, gate };
}

/** When the part before a pause ended: a stage that waits has not begun. */
function lastEnd({ stages, start_time }: Task): number {
  return Math.max(start_time, ...stages.map(({ end_time }) => end_time));
}
