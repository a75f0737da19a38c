/** What has not reached the people that it was for: given up, late, or for somebody without an account. For the card of its run, for `doctor` and for the metrics. */
import { FAILURES_SHOWN, isStepLane } from '../domain/notice.ts';
import type { Reader } from './database.ts';
import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, lt, lte, or, sql } from './drizzle.ts';
import type { NoticeRow } from './notices.ts';
import type { PostRow } from './posts.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

const ofRun = statement((db, s, p) =>
  db
    .select({ platform: s.notices.platform, note: s.notices.note, state: s.notices.state })
    .from(s.notices)
    .where(
      and(
        eq(s.notices.run, p('run')),
        or(
          eq(s.notices.state, sql`'buried'`),
          and(eq(s.notices.state, sql`'owed'`), gte(s.notices.failures, sql`${FAILURES_SHOWN}`)),
        ),
      ),
    )
    .orderBy(asc(s.notices.id)),
);

/**
 * What people who were to be told of this run were not, newest last: `buried`, or `owed` still after some failures. A workflow's own message that is
 * tried again is not among it: its step says so.
 */
export async function undeliveredOf(
  tx: Reader,
  run: number,
): Promise<Pick<NoticeRow, 'platform' | 'note' | 'state'>[]> {
  const rows = await ofRun(tx, { run });
  return rows.filter(({ platform, state }) => state === 'buried' || !isStepLane(platform));
}

/** Notices that were given up since then (ms since the epoch), newest first. */
export async function buriedNotices(reader: Reader, since: number, limit: number): Promise<NoticeRow[]> {
  const { notices } = reader.schema;
  return await reader
    .select()
    .from(notices)
    .where(and(eq(notices.state, sql`'buried'`), gte(notices.closedAt, since)))
    .orderBy(desc(notices.closedAt), desc(notices.id))
    .limit(limit);
}

/** Cards that were given up since then (ms since the epoch), newest first. */
export async function lostPosts(reader: Reader, since: number, limit: number): Promise<PostRow[]> {
  const { posts } = reader.schema;
  return await reader
    .select()
    .from(posts)
    .where(and(eq(posts.state, 'lost'), gte(posts.nextAt, since)))
    .orderBy(desc(posts.nextAt), desc(posts.id))
    .limit(limit);
}

/** Names of people who were to be called there and have no account: how often, the newest run that it was about, and when the last time (ms since the epoch). */
export type Unreached = {
  platform: string;
  names: readonly string[];
  times: number;
  run: number;
  lastAt: number;
};

/** Those who could not be called since then, by outlet and by who was missing together. */
export async function unreachedPeople(reader: Reader, since: number): Promise<Unreached[]> {
  const { notices } = reader.schema;
  const rows = await reader
    .select({
      platform: notices.platform,
      unreached: notices.unreached,
      times: count(),
      run: sql<number>`max(${notices.run})`.mapWith(notices.run),
      lastAt: sql<number>`max(${notices.closedAt})`.mapWith(notices.createdAt),
    })
    .from(notices)
    .where(and(gte(notices.closedAt, since), isNotNull(notices.unreached)))
    .groupBy(notices.platform, notices.unreached);
  return rows.map(({ unreached, ...row }) => ({ ...row, names: unreached ?? [] }));
}

/**
 * Owed and not only waiting for its hour: its time has come, or it has been tried and failed, in which case the next try is never far away.
 */
export function isDue(notices: Schema['notices'], now: number) {
  return and(eq(notices.state, sql`'owed'`), or(lte(notices.nextAt, now), gt(notices.failures, 0)));
}

/** Since when such a notice waits: what was put off and never tried waits since its hour. */
export function dueSince({ failures, nextAt, createdAt }: Schema['notices']) {
  return sql`case when ${failures} = 0 and ${nextAt} > ${createdAt} then ${nextAt} else ${createdAt} end`;
}

/** How many notices wait for one chat or channel, the oldest since when (ms since the epoch), and what the last try was refused for. */
export type Late = { platform: string; waiting: number; oldestAt: number; note: string | null };

/** Notices that are due since before `before`, by outlet, those first that wait longest. */
export async function lateNotices(reader: Reader, now: number, before: number): Promise<Late[]> {
  const { notices } = reader.schema;
  const oldestAt = sql<number>`min(${dueSince(notices)})`.mapWith(notices.createdAt);
  const rows = await reader
    .select({
      platform: notices.platform,
      waiting: count(),
      oldestAt,
      noted: sql<number | null>`max(case when ${notices.note} is not null then ${notices.id} end)`.mapWith(
        notices.id,
      ),
    })
    .from(notices)
    .where(and(isDue(notices, now), lt(dueSince(notices), before)))
    .groupBy(notices.platform)
    .orderBy(asc(oldestAt));
  const noted = rows.flatMap((row) => row.noted ?? []);
  const notes = await reader
    .select({ id: notices.id, note: notices.note })
    .from(notices)
    .where(inArray(notices.id, noted));
  return rows.map(({ noted: id, ...row }) => ({
    ...row,
    note: notes.find((one) => one.id === id)?.note ?? null,
  }));
}
