import type { Reader, Tx } from './database.ts';
import { and, asc, eq } from './drizzle.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

export type LockRow = Schema['locks']['$inferSelect'];

const ofPlace = statement((db, s, p) =>
  db
    .select()
    .from(s.locks)
    .where(and(eq(s.locks.app, p('app')), eq(s.locks.environment, p('environment')))),
);

export async function lockOf(
  tx: Reader,
  { app, environment }: { app: string; environment: string },
): Promise<LockRow | undefined> {
  return (await ofPlace(tx, { app, environment }))[0];
}

/** All that are locked now, by name. */
export async function allLocks(tx: Reader): Promise<LockRow[]> {
  const { locks } = tx.schema;
  return await tx.select().from(locks).orderBy(asc(locks.app), asc(locks.environment));
}

/** Locks an environment. False when it is locked already, also by somebody who was a moment faster. */
export async function insertLock(tx: Tx, row: Omit<LockRow, 'id'>): Promise<boolean> {
  const { locks } = tx.schema;
  const made = await tx.insert(locks).values(row).onConflictDoNothing().returning({ id: locks.id });
  return made.length > 0;
}

/** Ends a lock that the unit holds by `lock`; resolves with those who wanted to be told, the first of them first. */
export async function deleteLock(tx: Tx, id: number): Promise<{ person: string; platform: string }[]> {
  const { locks, lockWaits } = tx.schema;
  await tx.delete(locks).where(eq(locks.id, id));
  const waiting = await tx
    .select({ person: lockWaits.person, platform: lockWaits.platform })
    .from(lockWaits)
    .where(eq(lockWaits.lock, id))
    .orderBy(asc(lockWaits.id));
  await tx.delete(lockWaits).where(eq(lockWaits.lock, id));
  return waiting;
}

/** Somebody is not to be told after all; false when they were not waiting. The unit holds the lock by `lock`. */
export async function deleteLockWait(tx: Tx, lock: number, person: string): Promise<boolean> {
  const { lockWaits } = tx.schema;
  const { changes } = await tx
    .delete(lockWaits)
    .where(and(eq(lockWaits.lock, lock), eq(lockWaits.person, person)));
  return changes > 0;
}

/** Somebody is to be told when the lock ends, once. The unit holds it by `lock`. */
export async function insertLockWait(
  tx: Tx,
  row: { lock: number; person: string; platform: string; since: number },
): Promise<void> {
  await tx.insert(tx.schema.lockWaits).values(row).onConflictDoNothing();
}
