/** What is deleted when its time is over: runs that ended long ago, with all that belongs to them. Never the audit, never a revision; of the run itself `pastRuns` remembers a little. */
import { isFinal, type Phase } from '../domain/run.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, eq, inArray, isNotNull, isNull, lte, sql } from './drizzle.ts';
import { lock } from './lock.ts';
import { insertPastRun } from './past-runs.ts';

/** Runs that ended at `before` or earlier and come after `after` in the order of their ends; that may be said of some which have to stay. */
export async function endedRunsBefore(
  tx: Reader,
  before: number,
  after: { endedAt: number; id: number },
  limit: number,
): Promise<{ id: number; endedAt: number }[]> {
  const { runs } = tx.schema;
  const rows = await tx
    .select({ id: runs.id, endedAt: runs.endedAt })
    .from(runs)
    .where(
      and(
        isNotNull(runs.endedAt),
        lte(runs.endedAt, before),
        sql`(${runs.endedAt} > ${after.endedAt} OR (${runs.endedAt} = ${after.endedAt} AND ${runs.id} > ${after.id}))`,
      ),
    )
    .orderBy(asc(runs.endedAt), asc(runs.id))
    .limit(limit);
  return rows.map(({ id, endedAt }) => ({ id, endedAt: endedAt ?? 0 }));
}

/**
 * Deletes, at `now`, a run that ended at `before` or earlier. False when it has to stay: it goes on again, something is still to be asked of its engine,
 * or the newest revision of its environment came of it.
 */
export async function deleteRun(tx: Tx, id: number, before: number, now: number): Promise<boolean> {
  const { schema } = tx;
  const run = await lock(tx, schema.runs, id);
  if (run === undefined || run.endedAt === null || run.endedAt > before || !isFinal(run.phase as Phase))
    return false;
  if (await isAwaited(tx, id)) return false;
  if (run.ref !== null) {
    const mine = and(
      eq(schema.executions.engine, run.engine),
      eq(schema.executions.id, Number(run.ref) || 0),
    );
    const [execution] = await tx
      .select({ endedAt: schema.executions.endedAt })
      .from(schema.executions)
      .where(mine);
    if (execution !== undefined && execution.endedAt === null) return false;
    await tx.delete(schema.executions).where(mine);
  }
  const approvals = await tx
    .select({ id: schema.approvals.id })
    .from(schema.approvals)
    .where(eq(schema.approvals.run, id));
  const posts = await tx.select({ id: schema.posts.id }).from(schema.posts).where(eq(schema.posts.run, id));
  const idsOf = (rows: readonly { id: number }[]): number[] => rows.map((row) => row.id);
  if (approvals.length > 0)
    await tx.delete(schema.decisions).where(inArray(schema.decisions.approval, idsOf(approvals)));
  if (posts.length > 0)
    await tx.delete(schema.movedMessages).where(inArray(schema.movedMessages.post, idsOf(posts)));
  await tx.delete(schema.approvals).where(eq(schema.approvals.run, id));
  await tx.delete(schema.posts).where(eq(schema.posts.run, id));
  await tx.delete(schema.notices).where(eq(schema.notices.run, id));
  await tx.delete(schema.engineCalls).where(eq(schema.engineCalls.run, id));
  await tx.delete(schema.runs).where(eq(schema.runs.id, id));
  await insertPastRun(tx, run, now);
  return true;
}

/** A question to its engine is not answered, or it made the newest revision of an environment. */
async function isAwaited(tx: Tx, run: number): Promise<boolean> {
  const { engineCalls, revisions, revisionNumbers } = tx.schema;
  const calls = await tx
    .select({ id: engineCalls.id })
    .from(engineCalls)
    .where(and(eq(engineCalls.run, run), isNull(engineCalls.settledAt)))
    .limit(1);
  if (calls.length > 0) return true;
  const newest = await tx
    .select({ id: revisions.id })
    .from(revisions)
    .innerJoin(
      revisionNumbers,
      and(
        eq(revisionNumbers.app, revisions.app),
        eq(revisionNumbers.environment, revisions.environment),
        eq(revisionNumbers.newest, revisions.number),
      ),
    )
    .where(eq(revisions.run, run))
    .limit(1);
  return newest.length > 0;
}

/** Which of these executions of the embedded engines are still there. */
export async function knownExecutions(
  tx: Reader,
  engine: string,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  const { executions } = tx.schema;
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: executions.id })
    .from(executions)
    .where(and(eq(executions.engine, engine), inArray(executions.id, [...ids])));
  return new Set(rows.map(({ id }) => id));
}
