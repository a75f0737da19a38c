import type { Person } from '../domain/directory.ts';
import { authorise, type QuestionAction } from '../domain/permission.ts';
import { advance } from '../domain/question.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import { questionOf } from '../store/question.ts';
import { runById } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { worldSince } from './world.ts';

/** Whether a question is this person's to decide: by approving it, or by rejecting it. */
export async function isFor(context: FlowContext, person: Person, approval: ApprovalRow): Promise<boolean> {
  return await mayAny(context, person, approval, ['approve', 'reject']);
}

/** Whether this person has anything to say to a question, so that its state is theirs to know. */
export async function concerns(
  context: FlowContext,
  person: Person,
  approval: ApprovalRow,
): Promise<boolean> {
  return await mayAny(context, person, approval, ['approve', 'reject', 'revoke', 'break-glass']);
}

async function mayAny(
  context: FlowContext,
  person: Person,
  approval: ApprovalRow,
  actions: readonly QuestionAction[],
): Promise<boolean> {
  const { question, world } = await read(context, approval);
  const at = context.now;
  return actions.some((action) => authorise(person.id, { action, question, at }, [], world).allowed);
}

/** Whether it waits for this person now: a verdict of theirs would count. */
export async function waitsFor(
  context: FlowContext,
  person: Person,
  approval: ApprovalRow,
): Promise<boolean> {
  const { question, world } = await read(context, approval);
  const voted = question.votes.some((vote) => vote.person === person.id);
  const deed = { kind: 'vote', person: person.id, verdict: 'approve', at: context.now } as const;
  return !voted && advance(question, deed, world).moved;
}

async function read(context: FlowContext, approval: ApprovalRow) {
  const run = await runById(context.tx, approval.run);
  const question = await questionOf(context.tx, approval, { initiator: run?.initiator ?? null });
  return { question, world: await worldSince(context, approval.openedAt) };
}
