import { type Answer, say } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { type ApprovalRow, approvalsOfRun } from '../store/approvals.ts';
import { runById } from '../store/runs.ts';
import type { Ballot } from './ballot.ts';
import type { FlowContext } from './context.ts';
import { decide, revoke } from './decide.ts';
import { surfaceOf } from './surface.ts';

type VoteCommand = Extract<Command, { kind: 'vote' | 'revoke' }>;

/** A verdict that names its run: `approve 42`, `revoke 42 approve-prod`. It decides when the run asks exactly one question of that name. */
export async function voteByCommand(
  context: FlowContext,
  person: Person,
  event: Event,
  asked: VoteCommand,
  row: { id: number; storedAt: number },
): Promise<Answer> {
  const found = await gateOf(context, asked);
  if ('kind' in found) return found;
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

/** The question that is meant: an open one, else the newest of that name, which says why it cannot be decided. */
async function gateOf({ tx }: FlowContext, { run, gate }: VoteCommand): Promise<ApprovalRow | Answer> {
  if ((await runById(tx, run)) === undefined) return say('run.unknown', 'bad', { run });
  const named = (await approvalsOfRun(tx, run)).filter(
    ({ gatePath, title }) =>
      gate === undefined || gatePath === gate || gatePath.split('/').at(-1) === gate || title === gate,
  );
  const open = named.filter(({ state }) => state === 'open');
  if (open.length > 1) {
    const titles = open.map(({ gatePath }) => gatePath).join(', ');
    return say('approval.which-gate', 'neutral', { run, titles });
  }
  return open[0] ?? named.at(-1) ?? say('approval.none-open', 'neutral', { run });
}
