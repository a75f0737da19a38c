import type { Reader } from './database.ts';
import { and, count, eq, gt, isNotNull, isNull, min, sql } from './drizzle.ts';
import { dueSince, isDue } from './undelivered.ts';

export type Backlog = { waiting: number; oldestAt: number | null };

/** What will not be tried again by itself. */
type GivenUp = { inbox: number; engineCalls: number; posts: number; notices: number };

export type Stats = {
  runs: { phase: string; count: number }[];
  openApprovals: number;
  /** Starts that are still to come. */
  plannedStarts: number;
  /** Environments into which nothing new is deployed. */
  locked: number;
  /** Events that are stored and not yet handled. */
  inbox: Backlog;
  /** Questions that engines have not answered. */
  engineCalls: Backlog;
  /** Cards that show less than they should. */
  posts: Backlog;
  /** Messages whose time has come; not those that wait for the end of somebody's quiet hours. */
  notices: Backlog;
  givenUp: GivenUp;
};

/** Where work waits, and since when; `now` too in milliseconds since the epoch. */
export async function readStats(reader: Reader, now: number): Promise<Stats> {
  const { runs, approvals, schedules, locks, inbox, engineCalls, posts, notices } = reader.schema;
  const byPhase = await reader.select({ phase: runs.phase, count: count() }).from(runs).groupBy(runs.phase);
  const open = await reader
    .select({ count: count() })
    .from(approvals)
    .where(eq(approvals.state, sql`'open'`));
  const planned = await reader.select({ count: count() }).from(schedules).where(isNotNull(schedules.wakeAt));
  const locked = await reader.select({ count: count() }).from(locks);
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
    .select({
      waiting: count(),
      oldestAt: sql<number | null>`min(${dueSince(notices)})`.mapWith(notices.createdAt),
    })
    .from(notices)
    .where(isDue(notices, now));
  const buried = await reader.select({ count: count() }).from(inbox).where(eq(inbox.state, 'buried'));
  const unasked = await reader
    .select({ count: count() })
    .from(engineCalls)
    .where(eq(engineCalls.state, 'buried'));
  const lost = await reader.select({ count: count() }).from(posts).where(eq(posts.state, 'lost'));
  const unheard = await reader
    .select({ count: count() })
    .from(notices)
    .where(eq(notices.state, sql`'buried'`));
  return {
    runs: byPhase,
    openApprovals: open[0]?.count ?? 0,
    plannedStarts: planned[0]?.count ?? 0,
    locked: locked[0]?.count ?? 0,
    inbox: stored[0] ?? NOTHING,
    engineCalls: owed[0] ?? NOTHING,
    posts: behind[0] ?? NOTHING,
    notices: unsent[0] ?? NOTHING,
    givenUp: {
      inbox: buried[0]?.count ?? 0,
      engineCalls: unasked[0]?.count ?? 0,
      posts: lost[0]?.count ?? 0,
      notices: unheard[0]?.count ?? 0,
    },
  };
}

const NOTHING: Backlog = { waiting: 0, oldestAt: null };
