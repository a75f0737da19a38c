import { type Answer, type AnswerCode, say } from '../domain/answer.ts';
import { type Command, parseCommand, USAGE } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { parseVote } from '../domain/verb.ts';
import { act } from './act.ts';
import type { FlowContext } from './context.ts';
import { type Ballot, decide } from './decide.ts';
import { deploy } from './deploy.ts';
import { decideByMention, decideByReply, hangsOnCard, mayHangOnCard } from './reply.ts';
import { tellHelp, tellRuns, tellStatus } from './tell.ts';

/** A command that the vendor delivers later than this after it was written, in milliseconds, is asked for once more. */
const STALE_MS = 30 * 60 * 1000;

/** What a person did becomes the flow that it asks for. `row` is the one of the inbox that holds the event. */
export async function handle(
  context: FlowContext,
  event: Event,
  row: { id: number; storedAt: number },
): Promise<Answer> {
  const { deed } = event;
  const { id: inbox } = row;
  if (deed.kind === 'message' && !deed.mention && !(await hangsOnCard(context, event)))
    return (await mayHangOnCard(context, event)) ? { kind: 'later' } : { kind: 'silence' };
  const person = context.directory.personOf(event.actor);
  if (person === undefined) {
    const account = `${event.actor.platform}/${event.actor.id}`;
    return say('person.unknown', 'bad', { account });
  }
  const { platform } = event.actor;
  switch (deed.kind) {
    case 'command': {
      const asked = parseCommand(deed.name, deed.text);
      const lateMs = row.storedAt - event.at;
      // Vendors deliver hours later what could not be delivered at once: by then it may be the last thing that anybody wants.
      if (lateMs > STALE_MS && changesSomething(asked))
        return say('command.stale', 'bad', { minutes: Math.round(lateMs / 60_000) });
      return await command(context, person, event, asked, inbox);
    }
    case 'click':
      return await decide(context, person, {
        ...ballotOf(deed),
        reason: undefined,
        surface: 'button',
        platform,
        inbox,
      });
    case 'form': {
      const reason = deed.values['reason'] ?? '';
      return await decide(context, person, { ...ballotOf(deed), reason, surface: 'form', platform, inbox });
    }
    case 'link':
      return await decide(context, person, {
        ...ballotOf(deed),
        reason: deed.reason,
        surface: 'link',
        platform,
        inbox,
      });
    case 'message': {
      const vote = parseVote(deed.text);
      const answer = vote && (await decideByReply(context, person, event, vote, inbox));
      if (answer !== undefined) return answer;
      if (vote !== undefined && event.room.thread !== undefined && (await mayHangOnCard(context, event)))
        return { kind: 'later' };
      // Whoever answers a message means that one: another question of the room is not theirs to be decided by it.
      if (vote !== undefined && event.room.thread !== undefined) return say('approval.no-card', 'bad');
      if (vote !== undefined) return await decideByMention(context, person, event, vote, inbox);
      return deed.mention
        ? say('mention.not-understood', 'neutral', { usage: USAGE.help })
        : { kind: 'silence' };
    }
  }
}

function ballotOf({ approval, attempt, verdict }: Omit<Ballot, 'reason' | 'surface' | 'platform' | 'inbox'>) {
  return { approval, attempt, verdict };
}

/** Conversation passes by: only a mention, or a vote in a thread, is worth storing. */
export function isForBot(event: Event): boolean {
  const { deed } = event;
  if (deed.kind !== 'message' || deed.mention) return true;
  return event.room.thread !== undefined && parseVote(deed.text) !== undefined;
}

const MISTAKES: Readonly<Record<Extract<Command, { kind: 'mistake' }>['problem'], AnswerCode>> = {
  usage: 'command.usage',
  unknown: 'command.unknown',
  number: 'command.number',
  pair: 'command.pair',
  twice: 'command.twice',
  quote: 'command.quote',
};

function changesSomething({ kind }: Command): boolean {
  return kind === 'deploy' || kind === 'cancel' || kind === 'retry';
}

async function command(
  context: FlowContext,
  person: Person,
  event: Event,
  asked: Command,
  inbox: number,
): Promise<Answer> {
  switch (asked.kind) {
    case 'deploy':
      return await deploy(context, person, event, asked, inbox);
    case 'cancel':
    case 'retry':
      return await act(context, person, asked.kind, asked.run, inbox);
    case 'status':
      return await tellStatus(context, asked.run);
    case 'list':
      return await tellRuns(context);
    case 'help':
      return tellHelp(context, person);
    case 'mistake':
      return say(MISTAKES[asked.problem], 'bad', { near: asked.near.slice(0, 200), usage: asked.usage });
  }
}
