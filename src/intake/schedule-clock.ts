/**
 * Starts what was planned, when its time has come. Guarantees: a planned start is one run at most, whatever servers share the database and whenever they end, since
 * its row is locked while it starts and its end is in the same unit as the run; one that fails, or has to wait, goes behind the others.
 */
import type { OutlineOf } from '../domain/outline.ts';
import type { StartContext } from '../flows/context.ts';
import { startScheduled } from '../flows/start-scheduled.ts';
import { appendAudit } from '../store/audit.ts';
import { postponeSchedule, wakingSchedules } from '../store/schedules.ts';
import { createLoop, type Loop } from '../time.ts';
import type { IntakeParts } from './parts.ts';

const POLL_MS = 1000;
/** After a failure, or while a group cannot be read. */
const RETRY_MS = 5000;
const BATCH_ROWS = 64;

/** `changed` is called when something is owed to an engine, a room or a person. */
export function createScheduleClock(deps: IntakeParts & { outline: OutlineOf }, changed: () => void): Loop {
  const { db, clock, log, directory, engines, platforms, outline, auditKeys } = deps;

  async function look(): Promise<number> {
    const ids = await wakingSchedules(db.read, clock.now(), BATCH_ROWS);
    for (const id of ids) {
      try {
        await startOne(id);
      } catch (cause) {
        log.error({ schedule: id, cause }, 'a planned start failed');
        await db.tx((tx) => postponeSchedule(tx, id, clock.now() + RETRY_MS));
      }
    }
    if (ids.length > 0) changed();
    return ids.length === BATCH_ROWS ? 0 : POLL_MS;
  }

  async function startOne(id: number): Promise<void> {
    await db.tx(async (tx) => {
      const now = clock.now();
      const context: StartContext = { tx, now, directory, engines, platforms, outline, audit: [] };
      const result = await startScheduled(context, id);
      if (result === 'later') await postponeSchedule(tx, id, context.now + RETRY_MS);
      await appendAudit(tx, context.audit, auditKeys, log);
    });
  }

  return createLoop(clock, look, (cause) => log.error({ cause }, 'looking for planned starts failed'));
}
