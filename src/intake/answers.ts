/** Replies that did not go out with an acknowledgement are sent until they reach the person, or nobody can be reached any more. */

import type { Channel, ChannelMessage } from '../channels/channel.ts';
import { say } from '../domain/answer.ts';
import type { Directory } from '../domain/directory.ts';
import type { Reply } from '../domain/event.ts';
import { UpstreamError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Platform } from '../platforms/platform.ts';
import { languageFor, replyOf } from '../presenter/reply.ts';
import type { Database } from '../store/database.ts';
import { deferEvent, type InboxRow } from '../store/inbox.ts';
import { claimOwedReplies, hasOwedReplies, settleReplyOf } from '../store/owed-replies.ts';
import { allOf, type Clock, createLoop, type Loop, withTimeout } from '../time.ts';

const POLL_MS = 1000;
const BATCH_ROWS = 32;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 5 * 60 * 1000;
/** A lease outlives a request by this factor: whoever held it has given up for sure. */
const LEASE_TIMEOUTS = 3;
/** After a day nobody waits for this answer any more. */
const GIVE_UP_MS = 24 * 3600 * 1000;

type AnswersDeps = { db: Database; clock: Clock; log: Log; directory: Directory };

/** How the people of one chat or channel are told something. */
type Line = {
  /** Its config key. */
  id: string;
  requestMs: number;
  tell(row: InboxRow, reply: Reply, signal: AbortSignal): Promise<unknown>;
};

/**
 * One line for each chat, and for each channel by which people have got a link: one that is slow or away holds up nobody else's answers. What another server's chat owes is
 * left to it.
 */
export function createAnswers(
  deps: AnswersDeps & {
    platforms: ReadonlyMap<string, Platform>;
    channels: ReadonlyMap<string, Channel>;
  },
): Loop {
  const chats = [...deps.platforms.values()].map(
    (platform): Line => ({
      id: platform.id,
      requestMs: platform.limits.requestMs,
      tell: (row, reply, signal) => platform.answer(row.event, reply, signal),
    }),
  );
  const mailboxes = [...deps.channels.values()]
    .filter(({ audience }) => audience === 'person')
    .map(
      (channel): Line => ({
        id: channel.id,
        requestMs: channel.limits.requestMs,
        tell: (row, reply, signal) =>
          channel.send(letterOf(row, reply, deps.directory), `answer-${row.id}`, signal),
      }),
    );
  return allOf([...chats, ...mailboxes].map((line) => createLine(deps, line)));
}

function letterOf({ id, event }: InboxRow, reply: Reply, directory: Directory): ChannelMessage {
  const text = reply.kind === 'text' ? reply.text : '';
  const person = directory.personOf(event.actor);
  const mailbox = { name: person?.name ?? event.actor.id, accounts: {}, email: event.actor.id };
  return {
    card: { summary: text, parts: [{ kind: 'text', text: [text] }] },
    language: languageFor(directory, event.actor),
    mentions: { people: [mailbox], everyone: false },
    fact: { type: 'answer', subject: `inbox/${id}`, at: event.at },
  };
}

function createLine({ db, clock, log, directory }: AnswersDeps, line: Line): Loop {
  async function look(): Promise<number> {
    const now = clock.now();
    if (!(await hasOwedReplies(db.read, line.id, now))) return POLL_MS;
    const leaseUntil = now + LEASE_TIMEOUTS * line.requestMs;
    const rows = await db.tx((tx) => claimOwedReplies(tx, line.id, now, leaseUntil, BATCH_ROWS));
    await Promise.all(rows.map(send));
    return rows.length === BATCH_ROWS ? 0 : POLL_MS;
  }

  async function send(row: InboxRow): Promise<void> {
    if (row.reply === null) return await settle(row, 'dropped', 'nothing to say');
    const reply = toSend(row.reply);
    try {
      await tell(row, reply);
      await settle(row, 'delivered');
    } catch (cause) {
      await failed(row, cause);
    }
  }

  async function tell(row: InboxRow, reply: Reply): Promise<void> {
    await withTimeout(clock, line.requestMs, (signal) => line.tell(row, reply, signal));
  }

  async function failed(row: InboxRow, cause: unknown): Promise<void> {
    if (cause instanceof UpstreamError && cause.outcome === 'rejected' && row.reply?.kind === 'form') {
      // The dialog's trigger is dead: only a new click can open it.
      const again = replyOf(say('inbox.click-again', 'neutral'), languageFor(directory, row.event.actor));
      try {
        await tell(row, again);
        return await settle(row, 'delivered');
      } catch (second) {
        log.warn({ inbox: row.id, cause: second }, 'the request to click again could not be sent yet');
      }
    }
    const retryAfterMs = cause instanceof UpstreamError ? cause.retryAfterMs : undefined;
    const wait = retryAfterMs ?? Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(row.failures, 20));
    log.warn({ inbox: row.id, platform: row.platform, cause }, 'an answer could not be sent yet');
    await later(row, wait);
  }

  async function later(row: InboxRow, ms: number): Promise<void> {
    const now = clock.now();
    if (now - row.storedAt > GIVE_UP_MS) return await settle(row, 'dropped', 'too late');
    await db.tx((tx) => deferEvent(tx, row, now + ms, row.failures + 1));
  }

  async function settle(row: InboxRow, state: 'delivered' | 'dropped', because?: string): Promise<void> {
    if (state === 'dropped')
      log.warn(
        { inbox: row.id, platform: row.platform, because },
        'an answer could not be given to its person',
      );
    await db.tx((tx) => settleReplyOf(tx, row, state));
  }

  return createLoop(clock, look, (cause) => log.error({ cause }, 'sending answers failed'));
}

/** Outside of its dialog a field's mistake is a plain line. */
function toSend(reply: Reply): Reply {
  if (reply.kind !== 'field-errors') return reply;
  return { kind: 'text', tone: 'bad', text: Object.values(reply.errors).join('\n') };
}
