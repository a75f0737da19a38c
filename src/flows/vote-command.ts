import { type Answer, say } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import { type PutQuestion, questionsOfRun } from '../store/open-questions.ts';
import { postsOfRun } from '../store/posts.ts';
import { type RunRow, runById } from '../store/runs.ts';
import type { Ballot } from './ballot.ts';
import type { FlowContext } from './context.ts';
import { decide, revoke } from './decide.ts';
import { concerns, worldOf } from './for-person.ts';
import { surfaceOf } from './surface.ts';
import { wasAsked } from './was-asked.ts';
import { permits } from './world.ts';

type VoteCommand = Extract<Command, { kind: 'vote' | 'revoke' }>;

/** A verdict that names its run: `approve 42`, `revoke 42 approve-prod`. It decides when the run asks exactly one question of that name. */
export async function voteByCommand(
  context: FlowContext,
  person: Person,
  event: Event,
  asked: VoteCommand,
  row: { id: number; storedAt: number },
): Promise<Answer> {
  const found = await gateOf(context, person, asked);
  if (found === 'not-allowed') return refuse(context, person, event, asked);
  if ('kind' in found) return found;
  if (found.state === 'open' && !(await wasShown(context, event, found)))
    return say('approval.asked-later', 'neutral', { run: asked.run });
  const common = {
    approval: found.id,
    surface: surfaceOf(event),
    platform: event.actor.platform,
    inbox: row.id,
    at: row.storedAt,
  };
  if (asked.kind === 'revoke') return await revoke(context, person, common);
  const ballot: Ballot = {
    ...common,
    attempt: found.gateAttempt,
    verdict: asked.verdict,
    reason: asked.reason,
    fields: asked.fields.length === 0 ? undefined : Object.fromEntries(asked.fields),
    ...(asked.breakGlass ? { breakGlass: true } : {}),
  };
  return await decide(context, person, ballot);
}

/**
 * The question that is meant: an open one, else the newest of that name, which says why it cannot be decided. Rights before state: whoever
 * neither sees the run nor has anything to say to it learns nothing of its questions.
 */
async function gateOf(
  context: FlowContext,
  person: Person,
  { run: id, gate }: VoteCommand,
): Promise<ApprovalRow | Answer | 'not-allowed'> {
  const { tx } = context;
  const run = await runById(tx, id);
  if (run === undefined) return say('run.unknown', 'bad', { run: id });
  const put = await questionsOfRun(tx, run);
  const may = await mayKnow(context, person, run, put);
  if (may === 'unread') return say('rights.unread', 'bad');
  if (may === 'no') return 'not-allowed';
  const approvals = put.map(({ approval }) => approval);
  const named = approvals.filter(
    ({ gatePath, title }) =>
      gate === undefined || gatePath === gate || gatePath.split('/').at(-1) === gate || title === gate,
  );
  const open = named.filter(({ state }) => state === 'open');
  if (open.length > 1) {
    const titles = open.map(({ gatePath }) => gatePath).join(', ');
    return say('approval.which-gate', 'neutral', { run: id, titles });
  }
  const found = open[0] ?? named.at(-1);
  if (found !== undefined) return found;
  const waiting = approvals.filter(({ state }) => state === 'open').map(({ gatePath }) => gatePath);
  if (gate === undefined || waiting.length === 0) return say('approval.none-open', 'neutral', { run: id });
  // A reason without "because" reads like the name of a gate.
  return say('approval.no-such-gate', 'neutral', { run: id, gate, titles: waiting.join(', ') });
}

async function mayKnow(
  context: FlowContext,
  person: Person,
  run: RunRow,
  put: readonly PutQuestion[],
): Promise<'yes' | 'no' | 'unread'> {
  const permission = permits(context, person.id, { action: 'read', place: run });
  if (permission.allowed) return 'yes';
  // Settled ones too: whoever comes late is told what became of them.
  const world = await worldOf(context, put);
  if (put.some(({ question }) => concerns(person, question, context.now, world))) return 'yes';
  return permission.because === 'unread' ? 'unread' : 'no';
}

function refuse(context: FlowContext, person: Person, event: Event, asked: VoteCommand): Answer {
  context.audit.push({
    at: context.now,
    actor: person.id,
    action: 'approval.refused-vote',
    run: asked.run,
    detail: {
      approval: null,
      verdict: asked.kind === 'revoke' ? 'revoke' : asked.breakGlass ? 'break-glass' : asked.verdict,
      surface: surfaceOf(event),
      platform: event.actor.platform,
      because: 'not-granted',
    },
  });
  return say('read.not-allowed', 'bad', { run: asked.run });
}

/** A command names the run, not what it deploys: it is about what its writer could see. */
async function wasShown(context: FlowContext, event: Event, approval: ApprovalRow): Promise<boolean> {
  if (await wasAsked(context, event, undefined, approval)) return true;
  for (const post of await postsOfRun(context.tx, approval.run)) {
    if (post.platform !== event.actor.platform) continue;
    if (await wasAsked(context, event, post.id, approval)) return true;
  }
  return false;
}
