/** What an engine that keeps nothing itself asks of its own runs. */
import type { Reader } from './database.ts';
import { and, desc, eq, lt } from './drizzle.ts';

/** Order of the newest state of any run of this engine; undefined while it has none. */
export async function newestObserved(tx: Reader, engine: string): Promise<number | undefined> {
  const { runs } = tx.schema;
  const rows = await tx
    .select({ observed: runs.observed })
    .from(runs)
    .where(eq(runs.engine, engine))
    .orderBy(desc(runs.observed))
    .limit(1);
  return rows[0]?.observed;
}

/** Runs of an engine whose newest state has an order below this one. */
export async function refsObservedBelow(tx: Reader, engine: string, order: number): Promise<string[]> {
  const { runs } = tx.schema;
  const rows = await tx
    .select({ ref: runs.ref })
    .from(runs)
    .where(and(eq(runs.engine, engine), lt(runs.observed, order)));
  return rows.flatMap((row) => (row.ref === null ? [] : [row.ref]));
}

/** What was asked of an engine with this key, and when. */
export async function startByKey(
  tx: Reader,
  engine: string,
  key: string,
): Promise<{ workflow: string; askedAt: number } | undefined> {
  const { runs } = tx.schema;
  const rows = await tx
    .select({ workflow: runs.workflow, askedAt: runs.createdAt })
    .from(runs)
    .where(and(eq(runs.engine, engine), eq(runs.key, key)))
    .limit(1);
  return rows[0];
}
