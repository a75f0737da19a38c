/**
 * Deletes runs that ended long ago, an hour after the last look. Guarantees: a few at a time, so that nobody waits for it; each run goes whole or stays;
 * the audit, revisions and what goes on are never touched; the key of a run that went starts no second one for a year.
 */
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { deleteRun, endedRunsBefore } from '../store/old-runs.ts';
import { deletePastRuns } from '../store/past-runs.ts';
import { type Clock, createLoop } from '../time.ts';

const EVERY_MS = 3600 * 1000;
/** Between two batches, so that others come to write. */
const REST_MS = 200;
const BATCH_RUNS = 20;

export type Retention = {
  start(): void;
  stop(): Promise<void>;
  /** Runs that this process has deleted. */
  deleted(): number;
};

/** `runsMs`: how long a run is kept after its end; absent: for ever. */
export function createRetention(deps: {
  db: Database;
  clock: Clock;
  log: Log;
  runsMs: number | undefined;
}): Retention {
  const { db, clock, log, runsMs } = deps;
  const loop = createLoop(clock, look, (cause) => log.error({ cause }, 'deleting old runs failed'));
  const beginning = { endedAt: 0, id: 0 };
  let total = 0;
  let inThisLook = 0;
  let after = beginning;

  async function look(): Promise<number> {
    if (runsMs === undefined) return EVERY_MS;
    const now = clock.now();
    const before = now - runsMs;
    const found = await endedRunsBefore(db.read, before, after, BATCH_RUNS);
    const gone = await db.tx(async (tx) => {
      let count = 0;
      for (const { id } of found) if (await deleteRun(tx, id, before, now)) count += 1;
      return count;
    });
    total += gone;
    inThisLook += gone;
    const last = found.at(-1);
    if (last !== undefined && found.length === BATCH_RUNS) {
      after = last;
      return REST_MS;
    }
    if (inThisLook > 0) log.info({ runs: inThisLook }, 'runs that ended long ago were deleted');
    inThisLook = 0;
    await db.tx((tx) => deletePastRuns(tx, now));
    after = beginning;
    return EVERY_MS;
  }

  return { start: () => loop.start(), stop: () => loop.stop(), deleted: () => total };
}
