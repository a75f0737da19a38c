import type { Account } from './people.ts';
import { numbered } from './refusal.ts';
import type { JobTask, Task } from './task.ts';
import type { Status } from './words.ts';

type Vote = { by: Account; yes: boolean; comment: string; at: number; task: Task };

/** Writes the vote down. Throws Zadig's reasons where it does not count: only who is named may, and once. */
export function vote(job: JobTask, { by, yes, comment, at, task }: Vote): void {
  const native = (job.script.approval?.kind ?? 'native') === 'native';
  if (!native || job.status !== 'wait_for_approval' || task.status !== 'running')
    throw numbered(6169, 'not found approval');
  const mine = job.approvers.find(({ user_id }) => user_id === by.uid);
  if (mine === undefined) throw numbered(6169, `user ${by.name} has no authority to Approve`);
  if (mine.reject_or_approve !== '')
    throw numbered(6169, `${by.name} have ${mine.reject_or_approve} already`);
  mine.reject_or_approve = yes ? 'approve' : 'reject';
  mine.comment = comment;
  mine.operation_time = at;
}

/** What the votes come to; undefined while it takes more of them. One refusal is enough. */
export function resultOf({ approvers, script }: JobTask): Status | undefined {
  if (approvers.some(({ reject_or_approve }) => reject_or_approve === 'reject')) return 'reject';
  const agreed = approvers.filter(({ reject_or_approve }) => reject_or_approve === 'approve').length;
  return agreed >= (script.approval?.needed ?? 1) ? 'passed' : undefined;
}
