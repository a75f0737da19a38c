/** What stays of runs that were deleted: the key that named each, so that it never starts a second one, and how it ended. */
import type { Outcome } from '../domain/run-event.ts';
import type { Reader, Tx } from './database.ts';
import { and, desc, eq, isNotNull, lte } from './drizzle.ts';
import type { RunRow } from './runs.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

type PastRunRow = Schema['pastRuns']['$inferSelect'];

/**
 * From the begin of the run, in milliseconds: a year. Whoever asks for a run by its key, such as a job of a CI system that is run again, does so within days or weeks
 * (GitHub lets one be run again for 30 days, https://docs.github.com/actions/managing-workflow-runs/re-running-workflows-and-jobs).
 */
export const PAST_RUN_MS = 365 * 24 * 3_600_000;

/** Remembers a run that is being deleted at `now`, unless that would be over already. */
export async function insertPastRun(tx: Tx, run: RunRow, now: number): Promise<void> {
  const { id, key, engine, workflow, app, environment, parameters, outcome, createdAt } = run;
  const until = createdAt + PAST_RUN_MS;
  if (until <= now) return;
  const row = { run: id, key, engine, workflow, app, environment, parameters, outcome, until };
  // A run that was seen in its engine once more after it was deleted here has the same key again.
  await tx.insert(tx.schema.pastRuns).values(row).onConflictDoNothing();
}

const byKey = statement((db, s, p) =>
  db
    .select()
    .from(s.pastRuns)
    .where(eq(s.pastRuns.key, p('key'))),
);

/**
 * The deleted run that this key named. To be asked after `runByKey`: a run that is deleted between the two looks is found here, while in the other order
 * neither would find it.
 */
export async function pastRunByKey(tx: Reader, key: string): Promise<PastRunRow | undefined> {
  return (await byKey(tx, { key }))[0];
}

/** Deleted runs of a workflow in a place, with how they ended; the newest first. */
export async function endedPastRuns(
  tx: Reader,
  place: { engine: string; workflow: string; app: string; environment: string },
  limit: number,
): Promise<{ id: number; parameters: Readonly<Record<string, string>>; outcome: Outcome }[]> {
  const { pastRuns } = tx.schema;
  const rows = await tx
    .select({ id: pastRuns.run, parameters: pastRuns.parameters, outcome: pastRuns.outcome })
    .from(pastRuns)
    .where(
      and(
        eq(pastRuns.app, place.app),
        eq(pastRuns.environment, place.environment),
        eq(pastRuns.engine, place.engine),
        eq(pastRuns.workflow, place.workflow),
        isNotNull(pastRuns.outcome),
      ),
    )
    .orderBy(desc(pastRuns.run))
    .limit(limit);
  return rows.map(({ outcome, ...run }) => ({ ...run, outcome: outcome as Outcome }));
}

/** Forgets those whose time is over at `now`; resolves with how many that were. */
export async function deletePastRuns(tx: Tx, now: number): Promise<number> {
  const { pastRuns } = tx.schema;
  return (await tx.delete(pastRuns).where(lte(pastRuns.until, now))).changes;
}
