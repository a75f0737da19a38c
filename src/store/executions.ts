import type { Json } from '../domain/run.ts';
import type { Database, Reader, Tx } from './database.ts';
import { and, asc, eq, gt, isNotNull, lte, sql } from './drizzle.ts';
import { lock } from './lock.ts';
import type { Schema } from './schema.ts';
import { type Params, statement } from './statement.ts';

export type ExecutionRow = Schema['executions']['$inferSelect'];

/** What changes from one state of an execution to the next. */
export type ExecutionState = Pick<
  ExecutionRow,
  'state' | 'phase' | 'order' | 'wakeAt' | 'untold' | 'endedAt' | 'leaseEpoch' | 'leaseUntil'
>;

type NewExecution = ExecutionState &
  Pick<ExecutionRow, 'engine' | 'key' | 'workflow' | 'document' | 'createdAt'>;

const insert = statement((db, s, p: Params<NewExecution>) =>
  db
    .insert(s.executions)
    .values({
      engine: p('engine'),
      key: p('key'),
      workflow: p('workflow'),
      document: p('document'),
      state: p('state'),
      phase: p('phase'),
      order: p('order'),
      wakeAt: p('wakeAt'),
      untold: p('untold'),
      createdAt: p('createdAt'),
      endedAt: p('endedAt'),
      leaseEpoch: p('leaseEpoch'),
      leaseUntil: p('leaseUntil'),
    })
    .onConflictDoNothing({ target: [s.executions.engine, s.executions.key] })
    .returning({ id: s.executions.id }),
);

/** Resolves with the id; undefined when the engine has an execution with this key. */
export async function insertExecution(tx: Tx, execution: NewExecution): Promise<number | undefined> {
  const [row] = await insert(tx, execution);
  return row?.id;
}

const idByKey = statement((db, s, p: Params<{ engine: string; key: string }>) =>
  db
    .select({ id: s.executions.id })
    .from(s.executions)
    .where(and(eq(s.executions.engine, p('engine')), eq(s.executions.key, p('key')))),
);

export async function executionIdByKey(db: Reader, engine: string, key: string): Promise<number | undefined> {
  return (await idByKey(db, { engine, key }))[0]?.id;
}

const byId = statement((db, s, p: Params<{ engine: string; id: number }>) =>
  db
    .select()
    .from(s.executions)
    .where(and(eq(s.executions.id, p('id')), eq(s.executions.engine, p('engine')))),
);

export async function executionById(
  db: Reader,
  engine: string,
  id: number,
): Promise<ExecutionRow | undefined> {
  return (await byId(db, { engine, id }))[0];
}

/** The execution as it is now, kept from others until the unit ends. */
export async function takeExecution(tx: Tx, engine: string, id: number): Promise<ExecutionRow | undefined> {
  const row = await lock(tx, tx.schema.executions, id);
  return row?.engine === engine ? row : undefined;
}

const save = statement((db, s, p: Params<ExecutionState & { id: number }>) =>
  db
    .update(s.executions)
    .set({
      state: p('state'),
      phase: p('phase'),
      order: p('order'),
      wakeAt: p('wakeAt'),
      untold: p('untold'),
      endedAt: p('endedAt'),
      leaseEpoch: p('leaseEpoch'),
      leaseUntil: p('leaseUntil'),
    })
    .where(eq(s.executions.id, p('id'))),
);

/** Writes the next state of an execution that this unit has taken. */
export async function saveExecution(tx: Tx, id: number, next: ExecutionState): Promise<void> {
  await save(tx, { id, ...next });
}

const dueWith = (compareLease: typeof lte) =>
  statement((db, s, p: Params<{ engine: string; now: number; limit: number }>) =>
    db
      .select({ id: s.executions.id })
      .from(s.executions)
      .where(
        and(
          eq(s.executions.engine, p('engine')),
          lte(s.executions.wakeAt, p('now')),
          compareLease(s.executions.leaseUntil, p('now')),
        ),
      )
      .orderBy(asc(s.executions.wakeAt))
      .limit(p('limit')),
  );

const due = dueWith(lte);

const dueHeld = dueWith(gt);

/** Executions whose time has come and that nobody holds, the longest overdue first. */
export async function dueExecutions(
  db: Reader,
  engine: string,
  now: number,
  limit: number,
): Promise<number[]> {
  return (await due(db, { engine, now, limit })).map((row) => row.id);
}

/** Executions whose time has come while somebody holds them. */
export async function dueHeldExecutions(
  db: Reader,
  engine: string,
  now: number,
  limit: number,
): Promise<number[]> {
  return (await dueHeld(db, { engine, now, limit })).map((row) => row.id);
}

const nextWake = statement((db, s, p: Params<{ engine: string; now: number }>) =>
  db
    .select({ at: s.executions.wakeAt })
    .from(s.executions)
    .where(and(eq(s.executions.engine, p('engine')), gt(s.executions.wakeAt, p('now'))))
    .orderBy(asc(s.executions.wakeAt))
    .limit(1),
);

/** When the next execution wants to be looked at, after `now`. */
export async function nextWakeAt(db: Reader, engine: string, now: number): Promise<number | undefined> {
  return (await nextWake(db, { engine, now }))[0]?.at ?? undefined;
}

const untold = statement((db, s, p: Params<{ engine: string; since: number; limit: number }>) =>
  db
    .select()
    .from(s.executions)
    .where(
      and(
        eq(s.executions.engine, p('engine')),
        isNotNull(s.executions.untold),
        lte(s.executions.untold, p('since')),
      ),
    )
    .orderBy(asc(s.executions.untold))
    .limit(p('limit')),
);

/** Executions whose state has waited to be told since `since` or longer. */
export async function untoldExecutions(
  db: Reader,
  engine: string,
  since: number,
  limit: number,
): Promise<ExecutionRow[]> {
  return await untold(db, { engine, since, limit });
}

const told = statement((db, s, p: Params<{ id: number; order: number; nothing: null }>) =>
  db
    .update(s.executions)
    .set({ untold: p('nothing') })
    .where(and(eq(s.executions.id, p('id')), eq(s.executions.order, p('order')))),
);

/** The observer has this state. Nothing happens when there is a newer one. */
export async function markTold(tx: Tx, id: number, order: number): Promise<void> {
  await told(tx, { id, order, nothing: null });
}

export type HeldExecution = { id: number; state: Json; epoch: number };

/** Executions that some server holds. */
export async function heldExecutions(db: Database, engine: string, now: number): Promise<HeldExecution[]> {
  const { executions } = db.schema;
  return await db.read
    .select({ id: executions.id, state: executions.state, epoch: executions.leaseEpoch })
    .from(executions)
    .where(and(eq(executions.engine, engine), gt(executions.leaseUntil, now), isNotNull(executions.wakeAt)));
}

/** What this server held when it ended is free at once. */
export async function freeExecution(tx: Tx, { id, epoch }: HeldExecution, now: number): Promise<void> {
  const { executions } = tx.schema;
  await tx
    .update(executions)
    .set({ leaseUntil: 0, wakeAt: now, leaseEpoch: sql`${executions.leaseEpoch} + 1` })
    .where(and(eq(executions.id, id), eq(executions.leaseEpoch, epoch)));
}
