/** An approval job: who is asked, who has decided, and what our own account may still say. */

import { oneLine } from '../../common/one-line.ts';
import { type Told, tellVerdict } from '../../common/told.ts';
import { ApprovalSpec, type Approver, type Job } from '../document/task.ts';

export type Account = { uid: string; name: string };

export function approvalOf({ spec }: Job): ApprovalSpec | undefined {
  const read = ApprovalSpec.safeParse(spec);
  return read.success ? read.data : undefined;
}

/** Groups are written out when the task is made. */
export function approversOf({ native_approval: native }: ApprovalSpec): readonly Approver[] {
  if (native === null || native === undefined) return [];
  return native.flat_approve_users.length > 0 ? native.flat_approve_users : native.approve_users;
}

export function ofAccount(approval: ApprovalSpec, account: Account | undefined): Approver | undefined {
  return account && approversOf(approval).find(({ user_id }) => user_id === account.uid);
}

/** `native` is Zadig's own; the others are decided in the chat that they are named after. */
export function kindOf({ type, native_approval }: ApprovalSpec): string {
  return type !== '' ? type : native_approval === null || native_approval === undefined ? 'zadig' : 'native';
}

/** `✓ 小明: fine`, and who approved and why, of each who has decided. */
export function decidersOf(approval: ApprovalSpec): Told[] {
  return approversOf(approval).flatMap(({ reject_or_approve, user_name, comment }) => {
    if (reject_or_approve === '') return [];
    const isNo = reject_or_approve === 'reject';
    const said = unmarked(comment);
    const text = said.ours ? said.text : [user_name, said.text].filter((part) => part !== '').join(': ');
    const [name = '', ...reason] = text.split(': ');
    const message = oneLine(`${isNo ? '✗' : '✓'} ${text}`);
    if (name === '') return [{ message }];
    const { says } = tellVerdict(isNo ? 'rejected' : 'approved', { name, reason: reason.join(': ') });
    return [{ message, ...(says && { says }) }];
  });
}

const MARK = /\s*\[greenlight ([0-9a-f]{12})\]\s*$/;

/** What Zadig keeps of a decision of ours: the person, their reason, and the key of the call, by which it is known again. */
export function commentOf(name: string, reason: string | undefined, hash: string): string {
  const said = reason === undefined || reason === '' ? '' : `: ${reason}`;
  return `${oneLine(`${name}${said}`)} [greenlight ${hash}]`;
}

export function unmarked(comment: string): { text: string; ours: boolean; hash?: string } {
  const hash = MARK.exec(comment)?.[1];
  const text = oneLine(comment.replace(MARK, ''));
  return hash === undefined ? { text, ours: false } : { text, ours: true, hash };
}
