import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { deleteEndedLinkRequests } from '../store/identities.ts';
import { deleteHandledEvents } from '../store/inbox.ts';
import { deleteToldNotices } from '../store/notices.ts';
import { deleteSettledSchedules } from '../store/schedules.ts';

/** Vendors repeat a delivery for minutes, hours at most; programs are told that their keys are kept for as long. */
const KEEP_HANDLED_MS = 7 * 24 * 3600 * 1000;
const CLEAN_EVERY_MS = 3600 * 1000;

/** Deletes what people did long ago, and what strangers asked for, once an hour; in between a call does nothing. */
export function createCleaning(db: Database, log: Log): (now: number) => Promise<void> {
  let cleanAt = 0;
  return async (now) => {
    if (now < cleanAt) return;
    cleanAt = now + CLEAN_EVERY_MS;
    const before = now - KEEP_HANDLED_MS;
    const [events, linkRequests, schedules, messages] = await db.tx(async (tx) => [
      await deleteHandledEvents(tx, before),
      await deleteEndedLinkRequests(tx, now),
      await deleteSettledSchedules(tx, before),
      await deleteToldNotices(tx, before),
    ]);
    if (events + linkRequests + schedules + messages > 0)
      log.info({ events, linkRequests, schedules, messages }, 'what is over was deleted');
  };
}
