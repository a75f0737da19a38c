import type { Reader } from './database.ts';
import { and, count, eq, gt, isNull, min, sql } from './drizzle.ts';

export type Backlog = { waiting: number; oldestAt: number | null };

export type Stats = {
  runs: { phase: string; count: number }[];
  openApprovals: number;
  /** Events that are stored and not yet handled. */
  inbox: Backlog;
  /** Questions that engines have not answered. */
  engineCalls: Backlog;
  /** Cards that show less than they should. */
  posts: Backlog;
  notices: Backlog;
};

/** Where work waits, and since when (milliseconds since the epoch). */
export async function readStats(reader: Reader): Promise<Stats> {
  const { runs, approvals, inbox, engineCalls, posts, notices } = reader.schema;
  const byPhase = await reader.select({ phase: runs.phase, count: count() }).from(runs).groupBy(runs.phase);
  const open = await reader
    .select({ count: count() })
    .from(approvals)
    .where(eq(approvals.state, sql`'open'`));
  const stored = await reader
    .select({ waiting: count(), oldestAt: min(inbox.storedAt) })
    .from(inbox)
    .where(eq(inbox.state, sql`'stored'`));
  const owed = await reader
    .select({ waiting: count(), oldestAt: min(engineCalls.createdAt) })
    .from(engineCalls)
    .where(isNull(engineCalls.settledAt));
  const behind = await reader
    .select({ waiting: count(), oldestAt: min(posts.createdAt) })
    .from(posts)
    .where(and(eq(posts.state, sql`'live'`), gt(posts.wanted, posts.shown)));
  const unsent = await reader
    .select({ waiting: count(), oldestAt: min(notices.createdAt) })
    .from(notices)
    .where(eq(notices.state, sql`'owed'`));
  return {
    runs: byPhase,
    openApprovals: open[0]?.count ?? 0,
    inbox: stored[0] ?? NOTHING,
    engineCalls: owed[0] ?? NOTHING,
    posts: behind[0] ?? NOTHING,
    notices: unsent[0] ?? NOTHING,
  };
}

const NOTHING: Backlog = { waiting: 0, oldestAt: null };
