/**
 * Who decides first. SQLite runs units one by one, so a plain read is enough there; PostgreSQL takes locks that end with the unit.
 * Rows are locked in the order run → approval → post, and the audit append comes last: two units in another order would deadlock.
 */
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Reader, Tx } from './database.ts';
import { eq, sql } from './drizzle.ts';
import { type Params, statement } from './statement.ts';

type TableWithId = SQLiteTable & { id: SQLiteColumn };

type Lock = (tx: Tx<unknown>, args: { id: number }) => Promise<unknown[]>;

/** One statement for each table, built at its first use. */
const locks = new WeakMap<TableWithId, Lock>();

/** Reads the row `id` as it is now and keeps others from changing it until the unit ends; undefined when there is none. */
export async function lock<T extends TableWithId>(
  tx: Tx<unknown>,
  table: T,
  id: number,
): Promise<T['$inferSelect'] | undefined> {
  const run = locks.get(table) ?? prepareLock(table);
  const [row] = await run(tx, { id });
  return row as T['$inferSelect'] | undefined;
}

function prepareLock(table: TableWithId): Lock {
  const run = statement((db, _schema, p: Params<{ id: number }>) =>
    forUpdate(
      db,
      db
        .select()
        .from(table)
        .where(eq(table.id, p('id'))),
    ),
  );
  locks.set(table, run);
  return run;
}

/** Leaves out the rows that another unit has locked, and locks the others: for a select that claims work. */
export function skipLocked<Query>(db: Reader<unknown>, query: Query): Query {
  return forUpdate(db, query, { skipLocked: true });
}

function forUpdate<Query>(db: Reader<unknown>, query: Query, options?: { skipLocked: true }): Query {
  if (db.dialect === 'sqlite') return query;
  // Only PostgreSQL's builder has it, and handles have the types of SQLite.
  return (query as { for(strength: 'update', options?: { skipLocked: true }): Query }).for('update', options);
}

/** Any number that no other user of the same database locks; the letters "audit". */
const AUDIT_LOCK = 0x61_75_64_69_74;

const takeAppendLock = statement((db) =>
  db.select({ taken: sql`1` }).from(sql`pg_advisory_xact_lock(${AUDIT_LOCK}::bigint)`),
);

/** From here to the end of the unit nobody else appends to the audit, so each entry can carry the hash of the one before. */
export async function appendLock(tx: Tx<unknown>): Promise<void> {
  if (tx.dialect === 'postgres') await takeAppendLock(tx, {});
}
