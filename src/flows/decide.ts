import { type Answer, say, sayQuietly } from '../domain/answer.ts';
import { USAGE } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import { advance, levelOf, type QuestionDeed } from '../domain/question.ts';
import type { Question } from '../domain/question-rights.ts';
import type { World } from '../domain/seats.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import { insertDecision, revokeDecision } from '../store/decisions.ts';
import { lock } from '../store/lock.ts';
import { wantPosts } from '../store/posts.ts';
import { questionOf } from '../store/question.ts';
import { type RunRow, runById } from '../store/runs.ts';
import type { Ballot } from './ballot.ts';
import { callPeople, callRooms } from './call-people.ts';
import type { FlowContext } from './context.ts';
import { countAll } from './count-all.ts';
import { answersOf, missingOn, whoIsMissing } from './missing.ts';
import { refusalFor } from './refusals.ts';
import { rejected } from './rejected.ts';
import { settleQuestion } from './settle-question.ts';
import { waitedFor } from './waited-for.ts';
import { worldSince } from './world.ts';

/** A question with its run, taken so that nobody else decides it meanwhile. */
export type Asked = { approval: ApprovalRow; run: RunRow; question: Question; world: World };

/** Undefined when there is no such question. */
export async function takeQuestion(context: FlowContext, id: number): Promise<Asked | undefined> {
  const { tx } = context;
  const approval = await lock(tx, tx.schema.approvals, id);
  const run = approval && (await runById(tx, approval.run));
  if (approval === undefined || run === undefined) return undefined;
  const question = await questionOf(tx, approval, run);
  return { approval, run, question, world: await worldSince(context, approval.openedAt) };
}

/** One person's verdict on one attempt of one gate: vote, audit, question to the engine and changed cards in one unit. */
export async function decide(context: FlowContext, person: Person, ballot: Ballot): Promise<Answer> {
  const taken = await takeQuestion(context, ballot.approval);
  if (taken === undefined) return say('approval.gone', 'bad', { usage: USAGE.list });
  // The vote may come between the reading of a group and the clock's look at what that changes.
  const asked = await countAll(context, taken);
  const { approval, run, question, world } = asked;
  const data = { title: approval.title, run: run.id };
  const { at, verdict } = ballot;
  const deed: QuestionDeed =
    ballot.breakGlass === true
      ? { kind: 'break-glass', person: person.id, at }
      : { kind: 'vote', person: person.id, verdict, at };
  const next = advance(question, deed, world);
  const denied = !next.moved && next.because === 'denied';
  // Rights before state: that there was another attempt is not for everybody either.
  if (!denied && approval.gateAttempt !== ballot.attempt) return say('approval.old', 'bad', data);
  if (!next.moved) return await refusalFor(context, person, ballot, asked, next);
  const missing = missingOn(context, ballot, asked);
  if (missing !== undefined) return missing;
  await take(context, person, ballot, asked, next.question);
  if (next.question.state === 'open')
    return sayQuietly('approval.counted', { ...data, who: whoIsMissing(context, next.question, world, at) });
  return verdict === 'approve'
    ? sayQuietly('approval.approved', data)
    : await rejected(context, run, approval);
}

/** Takes one's own vote back, as long as it has had no effect. */
export async function revoke(
  context: FlowContext,
  person: Person,
  ballot: Pick<Ballot, 'approval' | 'at'>,
): Promise<Answer> {
  const { tx, now } = context;
  const asked = await takeQuestion(context, ballot.approval);
  if (asked === undefined) return say('approval.gone', 'bad', { usage: USAGE.list });
  const { approval, run, question, world } = asked;
  const next = advance(question, { kind: 'revoke', person: person.id, at: ballot.at }, world);
  if (!next.moved) return await refusalFor(context, person, { ...ballot, verdict: 'revoke' }, asked, next);
  await revokeDecision(tx, approval.id, person.id);
  await wantPosts(tx, run.id, 'asking');
  context.audit.push({
    at: now,
    actor: person.id,
    action: 'approval.revoked-vote',
    run: run.id,
    detail: { approval: approval.id },
  });
  return sayQuietly('approval.revoked', { title: approval.title, run: run.id });
}

async function take(
  context: FlowContext,
  person: Person,
  ballot: Ballot,
  asked: Asked,
  next: Question,
): Promise<void> {
  const { approval, run, question } = asked;
  const { tx, now } = context;
  const { verdict, surface, platform, inbox, at, breakGlass = false } = ballot;
  const reason = ballot.reason?.trim() || null;
  const fields = answersOf(ballot, next.policy);
  const vote = next.votes.find((one) => one.person === person.id && one.at === at);
  const seat = breakGlass ? person.id : (vote?.seat ?? person.id);
  if (question.votes.some((one) => one.person === person.id))
    await revokeDecision(tx, approval.id, person.id);
  await insertDecision(tx, {
    approval: approval.id,
    person: person.id,
    seat,
    level: breakGlass ? 0 : (vote?.level ?? 0),
    verdict,
    reason,
    fields,
    breakGlass,
    surface,
    platform,
    inbox,
    at,
  });
  const detail = {
    approval: approval.id,
    gate: approval.gatePath,
    attempt: approval.gateAttempt,
    reason,
    verdict,
    policy: next.policy.id,
    result: next.state,
    ...(seat === person.id ? {} : { inSeatOf: seat }),
    ...(fields === null ? {} : { fields: { ...fields } }),
  };
  if (breakGlass) await callRooms(context, run.id, approval.id);
  if (next.state === 'open') {
    await callNextLevel(context, asked, next);
    await wantPosts(tx, run.id, 'asking');
    context.audit.push({ at: now, actor: person.id, action: 'approval.voted', run: run.id, detail });
    return;
  }
  const state = next.state === 'approved' ? 'approved' : 'rejected';
  await settleQuestion(context, { ...asked, question: next, actor: person.id, detail, breakGlass }, state);
}

/** A level that is full hands the question on: those of the next one have not been called yet. */
async function callNextLevel(
  context: FlowContext,
  { approval, run, question, world }: Asked,
  next: Question,
): Promise<void> {
  const level = levelOf(next, world);
  if (level <= levelOf(question, world)) return;
  const call = { run, approval, kind: 'gate-opened', name: `level${level}` } as const;
  await callPeople(context, call, waitedFor(next, context.now, world));
}
