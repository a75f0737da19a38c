import type { Reader } from './database.ts';
import { and, asc, eq, lt, lte, notInArray, sql } from './drizzle.ts';
import type { NoticeRow } from './notices.ts';

/** Notices that were owed before `before` (ms since the epoch) to none of these outlets, are due and are nobody's, oldest first. */
export async function orphanedNotices(
  reader: Reader,
  outlets: readonly string[],
  now: number,
  before: number,
  limit: number,
): Promise<Pick<NoticeRow, 'id' | 'platform' | 'run'>[]> {
  const { notices } = reader.schema;
  return await reader
    .select({ id: notices.id, platform: notices.platform, run: notices.run })
    .from(notices)
    .where(
      and(
        eq(notices.state, sql`'owed'`),
        lt(notices.createdAt, before),
        lte(notices.nextAt, now),
        lte(notices.leaseUntil, now),
        notInArray(notices.platform, [...outlets]),
      ),
    )
    .orderBy(asc(notices.id))
    .limit(limit);
}
