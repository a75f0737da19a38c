import type { Answer } from '../domain/answer.ts';
import type { Event } from '../domain/event.ts';
import { questionOf } from '../domain/notice.ts';
import { approvalById } from '../store/approvals.ts';
import { noticeByMessage } from '../store/notices.ts';
import { calmPost, offerHandle, postByMessage } from '../store/posts.ts';
import type { FlowContext } from './context.ts';

/**
 * What a click brings beside its verdict, where the message that was clicked can be replaced by the click's own handle: of a card, a way to show
 * what was decided that costs none of the edits; of a call in a thread, the end of its buttons. `inbox` is the row that holds the event.
 */
export async function afterClick(
  context: FlowContext,
  event: Event,
  inbox: number,
  answer: Answer,
): Promise<Answer> {
  const { tx, now, platforms } = context;
  const { clicked, handleUntil, room } = event;
  if (clicked === undefined || handleUntil <= now || platforms.get(room.platform)?.editByClick !== true)
    return answer;
  const post = await postByMessage(tx, room.platform, room.id, clicked);
  if (post !== undefined) {
    await offerHandle(tx, post.id, { message: clicked, via: inbox, viaUntil: handleUntil });
    return answer;
  }
  return answer.kind === 'say' ? await onNotice(context, event, clicked, answer) : answer;
}

/** The call says itself what became of the question; while it is still open, whoever clicked is told what their click did. */
async function onNotice(
  { tx }: FlowContext,
  { room }: Event,
  clicked: string,
  answer: Extract<Answer, { kind: 'say' }>,
): Promise<Answer> {
  const notice = await noticeByMessage(tx, room.platform, room.id, clicked);
  const question = notice && questionOf(notice.subject);
  const approval = question === undefined ? undefined : await approvalById(tx, question);
  if (notice === undefined || approval === undefined) return answer;
  if (approval.state === 'open') return { ...answer, quiet: false };
  // The card went without buttons to let this call ask: that it is decided is said here too.
  if (notice.post !== null) await calmPost(tx, notice.post);
  return { ...answer, settled: { run: approval.run, approval: approval.id } };
}
