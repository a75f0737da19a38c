/** Messages that a step of a workflow sends, and the execution that waits for them. */
import type { Tx } from './database.ts';
import { and, eq, inArray, isNull, sql } from './drizzle.ts';
import { type NoticeRow, noticeByKey } from './notices.ts';
import { type Params, statement } from './statement.ts';

/** In the order of their keys; undefined for one that is not there. */
export async function noticesByKeys(tx: Tx, keys: readonly string[]): Promise<(NoticeRow | undefined)[]> {
  const rows = [];
  for (const key of keys) rows.push(await noticeByKey(tx, key));
  return rows;
}

/** The step does not wait any more: what nobody has begun to send is not sent. */
export async function dropUnbegunNotices(
  tx: Tx,
  keys: readonly string[],
  note: string,
  at: number,
): Promise<void> {
  if (keys.length === 0) return;
  const { notices } = tx.schema;
  await tx
    .update(notices)
    .set({ state: 'dropped', note, closedAt: at })
    .where(and(inArray(notices.key, [...keys]), eq(notices.state, sql`'owed'`), eq(notices.begun, 'none')));
}

// Written even where it changes nothing: so it waits for whoever is looking at the execution right now and has not seen what happened.
const wake = statement((db, s, p: Params<{ engine: string; id: number; at: number }>) =>
  db
    .update(s.executions)
    .set({
      wakeAt: sql`CASE WHEN ${s.executions.wakeAt} <= ${p('at')} THEN ${s.executions.wakeAt} ELSE ${p('at')} END`,
    })
    .where(
      and(eq(s.executions.id, p('id')), eq(s.executions.engine, p('engine')), isNull(s.executions.endedAt)),
    ),
);

/**
 * Something that this execution waits for has happened: its engine looks at it at `at` (milliseconds since the epoch), or at once when that is over.
 * `ref` is the engine's name for it; one that is over, or not there, is left alone.
 */
export async function wakeExecution(tx: Tx, engine: string, ref: string, at: number): Promise<void> {
  if (/^[1-9]\d{0,15}$/.test(ref)) await wake(tx, { engine, id: Number(ref), at });
}
