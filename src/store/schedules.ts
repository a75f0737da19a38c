import type { Reader, Tx } from './database.ts';
import { and, asc, count, eq, isNotNull, lt, lte, sql } from './drizzle.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

export type ScheduleRow = Schema['schedules']['$inferSelect'];
export type ScheduleEnd = 'started' | 'refused' | 'missed' | 'cancelled';

/** Resolves with its number. */
export async function insertSchedule(
  tx: Tx,
  row: Pick<ScheduleRow, 'app' | 'environment' | 'parameters' | 'person' | 'room' | 'at' | 'createdAt'>,
): Promise<number> {
  const { schedules } = tx.schema;
  const [made] = await tx
    .insert(schedules)
    .values({ ...row, state: 'planned', wakeAt: row.at })
    .returning({ id: schedules.id });
  if (made === undefined) throw new Error('the database returned no id for a planned start');
  return made.id;
}

const waking = statement((db, s, p) =>
  db
    .select({ id: s.schedules.id })
    .from(s.schedules)
    .where(and(isNotNull(s.schedules.wakeAt), lte(s.schedules.wakeAt, p('now'))))
    .orderBy(asc(s.schedules.wakeAt), asc(s.schedules.id))
    .limit(p('limit')),
);

/** Planned starts whose time has come, the longest due first. */
export async function wakingSchedules(tx: Reader, now: number, limit: number): Promise<number[]> {
  return (await waking(tx, { now, limit })).map(({ id }) => id);
}

/** What is still to start, the soonest first. */
export async function plannedSchedules(tx: Reader, limit: number): Promise<ScheduleRow[]> {
  const { schedules } = tx.schema;
  return await tx
    .select()
    .from(schedules)
    .where(isNotNull(schedules.wakeAt))
    .orderBy(asc(schedules.at), asc(schedules.id))
    .limit(limit);
}

/** How many starts somebody has planned that are still to come. */
export async function countPlanned(tx: Reader, person: string): Promise<number> {
  const { schedules } = tx.schema;
  const [row] = await tx
    .select({ count: count() })
    .from(schedules)
    .where(and(isNotNull(schedules.wakeAt), eq(sql<string>`${schedules.person} || ''`, person)));
  return row?.count ?? 0;
}

/** The unit holds it by `lock`. */
export async function settleSchedule(
  tx: Tx,
  id: number,
  end: { state: ScheduleEnd; at: number; run?: number; note?: string },
): Promise<void> {
  const { schedules } = tx.schema;
  const { state, at, run = null, note = null } = end;
  await tx
    .update(schedules)
    .set({ state, run, note, wakeAt: null, settledAt: at })
    .where(eq(schedules.id, id));
}

/** Deletes what came to its end before (ms since the epoch); resolves with how many that were. */
export async function deleteSettledSchedules(tx: Tx, before: number): Promise<number> {
  const { schedules } = tx.schema;
  const { changes } = await tx
    .delete(schedules)
    .where(and(isNotNull(schedules.settledAt), lt(schedules.settledAt, before)));
  return changes;
}

/** It is looked at again later. */
export async function postponeSchedule(tx: Tx, id: number, wakeAt: number): Promise<void> {
  const { schedules } = tx.schema;
  await tx
    .update(schedules)
    .set({ wakeAt })
    .where(and(eq(schedules.id, id), isNotNull(schedules.wakeAt)));
}
