/**
 * Commands of programs. Guarantees: a command is stored before it is answered; the same key of the same token is one thing, however often it is sent;
 * its answer can be had by sending it again for as long as the inbox keeps it.
 */
import { commandIn, parseCommand } from '../../domain/command.ts';
import type { Language } from '../../domain/directory.ts';
import type { Event, Inbound, Reply } from '../../domain/event.ts';
import { API_PLATFORM } from '../../domain/platform-ability.ts';
import { mistakeAnswer } from '../../flows/mistake.ts';
import { runKey } from '../../flows/start-run.ts';
import type { Log } from '../../log.ts';
import { replyOf } from '../../presenter/reply.ts';
import type { Database } from '../../store/database.ts';
import { eventByKey, type InboxRow } from '../../store/inbox.ts';
import { runByKey } from '../../store/runs.ts';
import type { Clock } from '../../time.ts';
import { type ApiAnswer, refusal } from './answer.ts';
import type { Program } from './programs.ts';
import { readRequest } from './request.ts';

type Words = { name: string; text: string };

/** How long a program may wait before it tries again, in seconds: a full disk is not mended sooner. */
const RETRY_AFTER_SECONDS = 10;
/** A stored command is a few statements away from its end, unless the database is very busy. */
const ASK_AGAIN_SECONDS = 1;

export function createCommands(deps: {
  db: Database;
  inbound: Inbound;
  clock: Clock;
  log: Log;
}): (program: Program, body: unknown, language: Language) => Promise<ApiAnswer> {
  const { db, inbound, clock, log } = deps;

  return async (program, body, language) => {
    const request = readRequest(body);
    if ('problems' in request)
      return refusal(400, 'bad-request', 'The body cannot be read; nothing was done.', {}, request.problems);
    const words = commandIn(request.text) ?? { name: 'flow', text: request.text };
    const asked = parseCommand(words.name, words.text);
    if (asked.kind === 'mistake') {
      const message = textOf(replyOf(mistakeAnswer(asked), language));
      return refusal(400, 'bad-command', message, {}, [{ path: 'text', message }]);
    }
    const event = eventOf(program, request.key, words, language);
    try {
      const { reply } = await inbound.accept(event);
      const row = await eventByKey(db.read, API_PLATFORM, event.key);
      if (row === undefined) throw new Error('a command was taken and is not in the inbox');
      return isSame(row.event, event) ? await told(row, reply) : taken(row);
    } catch (cause) {
      log.error({ cause }, 'a command of a program could not be stored or looked up');
      const message = 'It could not be stored. Send it again with the same key: it is done once.';
      return refusal(503, 'not-stored', message, { 'retry-after': String(RETRY_AFTER_SECONDS) });
    }
  };

  function eventOf({ account }: Program, key: string, words: Words, language: Language): Event {
    const at = clock.now();
    return {
      key: `${account.id}:${key}`,
      conversation: `api:${account.id}`,
      actor: account,
      at,
      room: { platform: account.platform, id: account.id },
      deed: { kind: 'command', ...words },
      handle: {},
      handleUntil: at,
      answeredByAck: true,
      language,
    };
  }

  /** `received` is what the inbox said for the time being; `run` the number of the one that the command started. */
  async function told(row: InboxRow, received: Reply): Promise<ApiAnswer> {
    const { id: entry, event, state, reply } = row;
    if (state === 'stored' || reply === null)
      return {
        status: 202,
        headers: { 'retry-after': String(ASK_AGAIN_SECONDS) },
        body: { answer: textOf(received), outcome: 'neutral', entry },
      };
    const run = await runByKey(db.read, runKey(event));
    // The inbox forgets a key after a week. Used again it is another entry, and the run with its name another one's.
    const started = run?.inbox === entry ? { run: run.id } : {};
    return { status: 200, body: { answer: textOf(reply), outcome: outcomeOf(reply), entry, ...started } };
  }
}

function taken({ id }: InboxRow): ApiAnswer {
  const message = `This key stands for another command (entry ${id}); nothing was done. Take a new key for each command.`;
  return refusal(409, 'key-taken', message);
}

function isSame(stored: Event, sent: Event): boolean {
  const [one, other] = [stored.deed, sent.deed];
  return (
    one.kind === 'command' && other.kind === 'command' && one.name === other.name && one.text === other.text
  );
}

/** A command is answered in words; the other kinds are for chats. */
function textOf(reply: Reply): string {
  switch (reply.kind) {
    case 'text':
      return reply.text;
    case 'field-errors':
      return Object.values(reply.errors).join('\n');
    case 'form':
      return reply.form.instead;
    case 'none':
      return '';
  }
}

function outcomeOf(reply: Reply): 'good' | 'bad' | 'neutral' {
  if (reply.kind === 'text') return reply.tone;
  return reply.kind === 'none' ? 'neutral' : 'bad';
}
