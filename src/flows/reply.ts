import { type Answer, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { mayDecide } from '../domain/permission.ts';
import type { Vote } from '../domain/verb.ts';
import { type ApprovalRow, approvalsOfRun } from '../store/approvals.ts';
import { noticeByKey } from '../store/notices.ts';
import { hasUnheardPost, type PostRow, postByMessage } from '../store/posts.ts';
import type { FlowContext } from './context.ts';
import { decide } from './decide.ts';
import { gateNoticeKey } from './gate-notice-key.ts';

/**
 * A vote that was written in the thread of a card. It decides when exactly one gate of that card was open to the person when it was written;
 * with more it lists them. Undefined when the thread hangs on no card of ours: then it was not meant for the bot.
 */
export async function decideByReply(
  context: FlowContext,
  person: Person,
  event: Event,
  vote: Vote,
  inbox: number,
): Promise<Answer | undefined> {
  const post = await postOf(context, event);
  if (post === undefined) return undefined;
  const open = (await approvalsOfRun(context.tx, post.run)).filter((approval) => approval.state === 'open');
  if (open.length === 0) return say('approval.none-open', 'neutral', { run: post.run });
  const asked: ApprovalRow[] = [];
  for (const approval of open) if (await wasAsked(context, event, post, approval)) asked.push(approval);
  const mine = asked.filter((approval) => mayDecide(person, approval.approvers));
  if (mine.length > 1) {
    const titles = mine.map((approval) => `“${approval.title}”`).join(', ');
    return say('approval.which', 'neutral', { run: post.run, titles });
  }
  // With none that is theirs the first open one says why not.
  const gate = mine[0] ?? asked[0];
  if (gate === undefined) return say('approval.asked-later', 'neutral', { run: post.run });
  return await decide(context, person, {
    approval: gate.id,
    attempt: gate.gateAttempt,
    verdict: vote.verdict,
    reason: vote.reason,
    surface: 'reply',
    inbox,
  });
}

/**
 * A reply may arrive minutes after it was written, and by then another gate may wait: one that its writer has never seen. It counts when the
 * gate had opened by then: by our clock, or by the vendor's, which stamped both the call to decide and the reply.
 */
async function wasAsked(
  context: FlowContext,
  event: Event,
  post: PostRow,
  approval: ApprovalRow,
): Promise<boolean> {
  if (approval.openedAt <= event.at) return true;
  const notice = await noticeByKey(context.tx, gateNoticeKey(approval.id, post.id));
  const askedAt = notice?.ref?.at;
  return askedAt !== undefined && askedAt <= event.at;
}

/** True when a message stands in the thread of one of our cards. */
export async function hangsOnCard(context: FlowContext, event: Event): Promise<boolean> {
  return (await postOf(context, event)) !== undefined;
}

/** True while a card is on its way to this room: the thread may hang on it, though nobody has told us its name yet. */
export async function mayHangOnCard(context: FlowContext, { room }: Event): Promise<boolean> {
  return await hasUnheardPost(context.tx, room.platform, room.id);
}

async function postOf(context: FlowContext, { room }: Event): Promise<PostRow | undefined> {
  if (room.thread === undefined) return undefined;
  return await postByMessage(context.tx, room.platform, room.id, room.thread);
}
