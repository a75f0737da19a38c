/** Replies that did not go out with an acknowledgement are sent until they reach the person, or nobody can be reached any more. */
import { say } from '../domain/answer.ts';
import type { Directory } from '../domain/directory.ts';
import type { Reply } from '../domain/event.ts';
import { UpstreamError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Platform } from '../platforms/platform.ts';
import { languageFor, replyOf } from '../presenter/reply.ts';
import type { Database } from '../store/database.ts';
import {
  claimOwedReplies,
  deferEvent,
  hasOwedReplies,
  type InboxRow,
  settleReplyOf,
} from '../store/inbox.ts';
import { type Clock, createLoop, type Loop, withTimeout } from '../time.ts';

const POLL_MS = 1000;
const BATCH_ROWS = 32;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 5 * 60 * 1000;
/** After a day nobody waits for this answer any more. */
const GIVE_UP_MS = 24 * 3600 * 1000;

export function createAnswers(deps: {
  db: Database;
  clock: Clock;
  log: Log;
  directory: Directory;
  platforms: ReadonlyMap<string, Platform>;
}): Loop {
  const { db, clock, log, directory, platforms } = deps;

  async function look(): Promise<number> {
    const now = clock.now();
    if (!(await hasOwedReplies(db.read, now))) return POLL_MS;
    const longest = Math.max(0, ...[...platforms.values()].map((platform) => platform.limits.requestMs));
    const rows = await db.tx((tx) => claimOwedReplies(tx, now, now + 3 * longest, BATCH_ROWS));
    await Promise.all(rows.map(send));
    return rows.length === BATCH_ROWS ? 0 : POLL_MS;
  }

  async function send(row: InboxRow): Promise<void> {
    const platform = platforms.get(row.platform);
    if (row.reply === null) return await settle(row, 'dropped', 'nothing to say');
    // Another server may know this platform, or this one again after its next start.
    if (platform === undefined) return await later(row, LONGEST_RETRY_MS);
    const reply = toSend(row.reply);
    try {
      await tell(platform, row, reply);
      await settle(row, 'delivered');
    } catch (cause) {
      await failed(row, platform, cause);
    }
  }

  async function tell(platform: Platform, row: InboxRow, reply: Reply): Promise<void> {
    await withTimeout(clock, platform.limits.requestMs, (signal) =>
      platform.answer(row.event, reply, signal),
    );
  }

  async function failed(row: InboxRow, platform: Platform, cause: unknown): Promise<void> {
    if (cause instanceof UpstreamError && cause.outcome === 'rejected' && row.reply?.kind === 'form') {
      // The dialog's trigger is dead: only a new click can open it.
      const again = replyOf(say('inbox.click-again', 'neutral'), languageFor(directory, row.event.actor));
      try {
        await tell(platform, row, again);
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
