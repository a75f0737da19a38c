import type { Event } from '../domain/event.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import { noticeByKey } from '../store/notices.ts';
import { GATE, noticeKey } from './call-people.ts';
import type { FlowContext } from './context.ts';

/**
 * Words may arrive minutes after they were written, and by then another gate may wait, or the same one with another content: one that their writer
 * has never seen. They count when the question was open by then: by our clock, or by the vendor's, which stamped both the call to decide and the
 * words. `post` is a card that shows the question where they were written.
 */
export async function wasAsked(
  context: FlowContext,
  event: Event,
  post: number | undefined,
  approval: ApprovalRow,
): Promise<boolean> {
  if (approval.openedAt <= event.at) return true;
  if (post === undefined) return false;
  const notice = await noticeByKey(context.tx, noticeKey(GATE, approval.id, post));
  const askedAt = notice?.ref?.at;
  return askedAt !== undefined && askedAt <= event.at;
}
