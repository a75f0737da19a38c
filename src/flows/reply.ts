import { type Answer, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { questionOf } from '../domain/notice.ts';
import { isDirect } from '../domain/platform-ability.ts';
import type { Vote } from '../domain/verb.ts';
import { type ApprovalRow, approvalById, openApprovalsIn } from '../store/approvals.ts';
import { hasUnheardNotice, noticeByMessage } from '../store/notices.ts';
import { openQuestions, type PutQuestion, questionsOfRun } from '../store/open-questions.ts';
import { hasUnheardPost, type PostRow, postByMessage } from '../store/posts.ts';
import { runById } from '../store/runs.ts';
import type { Ballot } from './ballot.ts';
import type { FlowContext } from './context.ts';
import { decide } from './decide.ts';
import { isFor, worldOf } from './for-person.ts';
import { surfaceOf } from './surface.ts';
import { wasAsked } from './was-asked.ts';

/**
 * A vote that was written in the thread of a card. It decides when exactly one gate of that card was open to the person when it was written;
 * with more it lists them. A reply to the message that called this person decides what that was about. Undefined when the thread hangs on neither:
 * then it was not meant for the bot.
 */
export async function decideByReply(
  context: FlowContext,
  person: Person,
  event: Event,
  vote: Vote,
  row: { id: number; storedAt: number },
): Promise<Answer | undefined> {
  const post = await postOf(context, event);
  if (post === undefined) return await decideByNotice(context, person, event, vote, row);
  const run = await runById(context.tx, post.run);
  const put = run === undefined ? [] : await questionsOfRun(context.tx, run);
  const open = put.filter(({ approval }) => approval.state === 'open');
  if (open.length === 0) return say('approval.none-open', 'neutral', { run: post.run });
  const asked: PutQuestion[] = [];
  for (const one of open) if (await wasAsked(context, event, post.id, one.approval)) asked.push(one);
  const mine = await theirs(context, person, asked);
  if (mine.length > 1) {
    const titles = mine.map(({ approval }) => `“${approval.title}”`).join(', ');
    return say('approval.which', 'neutral', { run: post.run, titles });
  }
  // With none that is theirs the first open one says why not.
  const gate = mine[0] ?? asked[0];
  if (gate === undefined) return say('approval.asked-later', 'neutral', { run: post.run });
  return await decide(context, person, ballotOf(gate.approval, event, vote, row));
}

async function decideByNotice(
  context: FlowContext,
  person: Person,
  event: Event,
  vote: Vote,
  row: { id: number; storedAt: number },
): Promise<Answer | undefined> {
  const { platform, id } = event.room;
  let approval: ApprovalRow | undefined;
  for (const message of answered(event)) {
    const notice = await noticeByMessage(context.tx, platform, id, message);
    const question = notice && questionOf(notice.subject);
    approval ??= question === undefined ? undefined : await approvalById(context.tx, question);
  }
  return approval && (await decide(context, person, ballotOf(approval, event, vote, row)));
}

/**
 * A vote that was said to the bot without naming a card: `@bot approve`. In a room it is about the cards there, in a direct conversation about all
 * that waits for this person. It decides when that is exactly one question.
 */
export async function decideByMention(
  context: FlowContext,
  person: Person,
  event: Event,
  vote: Vote,
  row: { id: number; storedAt: number },
): Promise<Answer> {
  const open = await openHere(context, person, event);
  if (open.length === 0) return say('approval.none-open-here', 'neutral');
  const asked: PutQuestion[] = [];
  for (const { put, post } of open) if (await wasAsked(context, event, post, put.approval)) asked.push(put);
  const mine = await theirs(context, person, asked);
  if (mine.length > 1) {
    const titles = mine.map(({ approval }) => `#${approval.run} “${approval.title}”`).join(', ');
    return say('approval.which-here', 'neutral', { titles });
  }
  const gate = mine[0] ?? asked[0];
  if (gate === undefined) return say('approval.asked-later', 'neutral', { run: open[0]?.put.run.id ?? 0 });
  return await decide(context, person, ballotOf(gate.approval, event, vote, row));
}

type Shown = { put: PutQuestion; post: number | undefined };

async function openHere(context: FlowContext, person: Person, { room }: Event): Promise<readonly Shown[]> {
  if (isDirect(room)) {
    const mine = await theirs(context, person, await openQuestions(context.tx));
    return mine.map((put) => ({ put, post: undefined }));
  }
  const here = await openApprovalsIn(context.tx, room.platform, room.id);
  if (here.length === 0) return [];
  const all = new Map((await openQuestions(context.tx)).map((put) => [put.approval.id, put]));
  return here.flatMap(({ approval, post }) => {
    const put = all.get(approval.id);
    return put === undefined ? [] : [{ put, post }];
  });
}

async function theirs(
  context: FlowContext,
  person: Person,
  asked: readonly PutQuestion[],
): Promise<PutQuestion[]> {
  const world = await worldOf(context, asked);
  return asked.filter(({ question }) => isFor(person, question, context.now, world));
}

function ballotOf(
  gate: ApprovalRow,
  event: Event,
  vote: Vote,
  { id: inbox, storedAt: at }: { id: number; storedAt: number },
): Ballot {
  return {
    approval: gate.id,
    attempt: gate.gateAttempt,
    verdict: vote.verdict,
    reason: vote.reason,
    surface: surfaceOf(event),
    fields: undefined,
    platform: event.actor.platform,
    inbox,
    at,
  };
}

/** True when a message stands in the thread of one of our cards. */
export async function hangsOnCard(context: FlowContext, event: Event): Promise<boolean> {
  return (await postOf(context, event)) !== undefined;
}

/** True while a card or a call is on its way to this room: the thread may hang on it, though nobody has told us its name yet. */
export async function mayHangOnCard({ tx }: FlowContext, { room }: Event): Promise<boolean> {
  return (
    (await hasUnheardPost(tx, room.platform, room.id)) || (await hasUnheardNotice(tx, room.platform, room.id))
  );
}

async function postOf(context: FlowContext, event: Event): Promise<PostRow | undefined> {
  const { platform, id } = event.room;
  for (const message of answered(event)) {
    const post = await postByMessage(context.tx, platform, id, message);
    if (post !== undefined) return post;
  }
  return undefined;
}

/** The messages that a message may be about: the first of its thread, and the one that it answers itself. */
function answered({ room: { thread }, replyTo }: Event): string[] {
  return [thread, replyTo].filter((message) => message !== undefined);
}
