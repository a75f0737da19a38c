import { type Answer, say } from '../domain/answer.ts';
import { type Command, parseCommand, USAGE } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import { parseVote } from '../domain/verb.ts';
import { act } from './act.ts';
import type { Ballot } from './ballot.ts';
import { afterClick } from './clicked.ts';
import type { FlowContext, StartContext } from './context.ts';
import { decide, revoke } from './decide.ts';
import { delegate } from './delegate.ts';
import { deploy } from './deploy.ts';
import { link, requestLink, unlink } from './link.ts';
import { lock, unlock } from './lock.ts';
import { mistakeAnswer } from './mistake.ts';
import { decideByMention, decideByReply, hangsOnCard, mayHangOnCard } from './reply.ts';
import { restart } from './restart.ts';
import { rollback } from './rollback.ts';
import { schedule, tellSchedules, unschedule } from './schedule.ts';
import { surfaceOf } from './surface.ts';
import { tellRuns, tellStatus } from './tell.ts';
import { tellDiff } from './tell-diff.ts';
import { tellHelp } from './tell-help.ts';
import { tellHistory } from './tell-history.ts';
import { tellLogs } from './tell-logs.ts';
import { tellPending } from './tell-pending.ts';
import { tellPlan } from './tell-plan.ts';
import { tellStanding } from './tell-standing.ts';
import { tellWho } from './tell-who.ts';
import { tellWhoAmI } from './tell-whoami.ts';
import { voteByCommand } from './vote-command.ts';
import { unwait, wait } from './wait.ts';
import { permits } from './world.ts';

/** A command that the vendor delivers later than this after it was written, in milliseconds, is asked for once more. */
const STALE_MS = 30 * 60 * 1000;

/** What a person did becomes the flow that it asks for. `row` is the one of the inbox that holds the event; `person` is undefined for a stranger. */
export async function handle(
  context: StartContext,
  event: Event,
  row: { id: number; storedAt: number },
  person: Person | undefined,
): Promise<Answer> {
  const answer = await respond(context, event, row, person);
  // Whatever a person causes is on record with where it came from.
  const { actor } = event;
  // A program is named by its token: its person may not have been there.
  const token = isFromApi(actor) ? { token: actor.name ?? actor.id } : {};
  const where = { surface: surfaceOf(event), platform: actor.platform, ...token };
  for (const entry of context.audit) entry.detail = { ...entry.detail, ...where };
  return answer;
}

async function respond(
  context: StartContext,
  event: Event,
  row: { id: number; storedAt: number },
  person: Person | undefined,
): Promise<Answer> {
  const { deed } = event;
  if (deed.kind === 'message' && !deed.mention && !(await hangsOnCard(context, event)))
    return (await mayHangOnCard(context, event)) ? { kind: 'later' } : { kind: 'silence' };
  if (person === undefined || !permits(context, person.id, { action: 'read-own' }).allowed)
    return await strange(context, event);
  const { platform } = event.actor;
  const common = { surface: surfaceOf(event), platform, inbox: row.id, at: row.storedAt };
  const voted = async (
    { approval, attempt, verdict }: Pick<Ballot, 'approval' | 'attempt' | 'verdict'>,
    { reason, fields }: Partial<Pick<Ballot, 'reason' | 'fields'>>,
  ): Promise<Answer> =>
    await decide(context, person, { approval, attempt, verdict, reason, fields, ...common });
  switch (deed.kind) {
    case 'command': {
      const asked = parseCommand(deed.name, deed.text);
      const lateMs = row.storedAt - event.at;
      // Vendors deliver hours later what could not be delivered at once: by then it may be the last thing that anybody wants.
      if (lateMs > STALE_MS && changesSomething(asked))
        return say('command.stale', 'bad', { minutes: Math.round(lateMs / 60_000) });
      return await command(context, person, event, asked, row);
    }
    case 'click':
      return await afterClick(context, event, row.id, await voted(deed, {}));
    case 'form': {
      const { reason, ...fields } = deed.values;
      return await voted(deed, { reason: reason ?? '', fields });
    }
    case 'link': {
      const { approval, verdict, reason, fields = {} } = deed;
      if (verdict === 'revoke') return await revoke(context, person, { approval, ...common });
      return await voted({ ...deed, verdict }, { reason, fields });
    }
    case 'message': {
      const vote = parseVote(deed.text);
      const answer = vote && (await decideByReply(context, person, event, vote, row));
      if (answer !== undefined) return answer;
      if (vote !== undefined && event.room.thread !== undefined && (await mayHangOnCard(context, event)))
        return { kind: 'later' };
      // Whoever answers a message means that one: another question of the room is not theirs to be decided by it.
      if (vote !== undefined && event.room.thread !== undefined) return say('approval.no-card', 'bad');
      if (vote !== undefined) return await decideByMention(context, person, event, vote, row);
      return deed.mention
        ? say('mention.not-understood', 'neutral', { usage: USAGE.help })
        : { kind: 'silence' };
    }
  }
}

/** Nobody may do anything but ask to be somebody. */
async function strange(context: FlowContext, event: Event): Promise<Answer> {
  const { deed, actor } = event;
  if (isFromApi(actor)) return say('api.nobody', 'bad');
  const asked = deed.kind === 'command' ? parseCommand(deed.name, deed.text) : undefined;
  if (asked?.kind === 'link' && asked.code === undefined) return await requestLink(context, event);
  return say('person.unknown', 'bad', { account: `${actor.platform}/${actor.id}` });
}

/** Conversation passes by: only a mention, or a vote in a thread, is worth storing. */
export function isForBot(event: Event): boolean {
  const { deed } = event;
  if (deed.kind !== 'message' || deed.mention) return true;
  return event.room.thread !== undefined && parseVote(deed.text) !== undefined;
}

const READS: ReadonlySet<Command['kind']> = new Set([
  'status',
  'standing',
  'list',
  'history',
  'diff',
  'dry-run',
  'help',
  'pending',
  'who',
  'whoami',
  'schedules',
  'logs',
  'mistake',
]);

function changesSomething({ kind }: Command): boolean {
  return !READS.has(kind);
}

async function command(
  context: StartContext,
  person: Person,
  event: Event,
  asked: Command,
  row: { id: number; storedAt: number },
): Promise<Answer> {
  // There is no account of a chat that could be joined, and a program must not join others to its person.
  if (isFromApi(event.actor) && (asked.kind === 'link' || asked.kind === 'unlink'))
    return say('api.no-link', 'bad');
  switch (asked.kind) {
    case 'deploy':
      return await deploy(context, person, event, asked, row.id);
    case 'rollback':
      return await rollback(context, person, event, asked, row.id);
    case 'dry-run':
      return await tellPlan(context, person, event, asked);
    case 'history':
      return await tellHistory(context, person, asked);
    case 'diff':
      return await tellDiff(context, person, asked);
    case 'cancel':
    case 'retry':
      return await act(context, person, { verb: asked.kind, step: undefined }, asked.run, row.id);
    case 'suspend':
    case 'resume':
      return await act(context, person, { verb: asked.kind, step: asked.step }, asked.run, row.id);
    case 'restart':
      return await restart(context, person, event, asked.run, row.id);
    case 'vote':
    case 'revoke':
      return await voteByCommand(context, person, event, asked, row);
    case 'status':
      return await tellStatus(context, person, asked.run);
    case 'standing':
      return await tellStanding(context, person, asked);
    case 'list':
      return await tellRuns(context, person);
    case 'pending':
      return await tellPending(context, person);
    case 'who':
      return await tellWho(context, person, asked.run);
    case 'whoami':
      return await tellWhoAmI(context, person);
    case 'logs':
      return await tellLogs(context, person, event, asked);
    case 'link':
      return await link(context, person, event, asked);
    case 'unlink':
      return await unlink(context, person, asked.platform);
    case 'delegate':
      return await delegate(context, person, asked, row.storedAt);
    case 'lock':
      return await lock(context, person, event, asked);
    case 'unlock':
      return await unlock(context, person, asked);
    case 'wait':
      return await wait(context, person, event, asked);
    case 'unwait':
      return await unwait(context, person, asked);
    case 'schedule':
      return await schedule(context, person, event, asked);
    case 'schedules':
      return await tellSchedules(context, person);
    case 'unschedule':
      return await unschedule(context, person, asked.schedule);
    case 'help':
      return await tellHelp(context, person);
    case 'mistake':
      return mistakeAnswer(asked);
  }
}
