import type { CallPayload } from '../domain/engine-call.ts';
import type { CallState } from '../domain/run-view.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, eq, gt, inArray, isNull, lte } from './drizzle.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

export type EngineCallRow = Schema['engineCalls']['$inferSelect'];

const insert = statement((db, s, p) =>
  db
    .insert(s.engineCalls)
    .values({
      engine: p('engine'),
      run: p('run'),
      approval: p('approval'),
      kind: p('kind'),
      key: p('key'),
      payload: p('payload'),
      state: 'owed',
      createdAt: p('createdAt'),
    })
    .returning({ id: s.engineCalls.id }),
);

/** Owes the engine a question. The caller loop asks it. */
export async function insertCall(
  tx: Tx,
  call: {
    engine: string;
    run: number;
    approval: number | null;
    key: string;
    payload: CallPayload;
    createdAt: number;
  },
): Promise<number> {
  const [row] = await insert(tx, { ...call, kind: call.payload.kind });
  if (row === undefined) throw new Error('the database returned no id for a new engine call');
  return row.id;
}

/** Somebody's cancel or retry of this run is on its way to the engine. */
export async function hasOpenAct(tx: Reader, run: number): Promise<boolean> {
  const { engineCalls } = tx.schema;
  const rows = await tx
    .select({ id: engineCalls.id })
    .from(engineCalls)
    .where(and(eq(engineCalls.run, run), eq(engineCalls.kind, 'act'), isNull(engineCalls.settledAt)))
    .limit(1);
  return rows.length > 0;
}

/** Calls to these engines that are not settled and whose time has come, oldest first. */
export async function dueCalls(
  tx: Reader,
  engines: readonly string[],
  now: number,
  limit: number,
): Promise<number[]> {
  const { engineCalls } = tx.schema;
  const rows = await tx
    .select({ id: engineCalls.id })
    .from(engineCalls)
    .where(
      and(
        isNull(engineCalls.settledAt),
        lte(engineCalls.nextAt, now),
        lte(engineCalls.leaseUntil, now),
        inArray(engineCalls.engine, [...engines]),
      ),
    )
    .orderBy(asc(engineCalls.id))
    .limit(limit);
  return rows.map((row) => row.id);
}

/**
 * Claims the named calls that are still free and marks them as sent: the attempt is written down before the request.
 * A row that was `sent` before comes with `state: 'sent'` in `before`: what became of that attempt is not known.
 */
export async function claimCalls(
  tx: Tx,
  ids: readonly number[],
  now: number,
  leaseUntil: number,
): Promise<{ call: EngineCallRow; unknown: boolean }[]> {
  const claimed = [];
  for (const id of ids) {
    const [call] = await byId(tx, { id });
    if (call === undefined || call.leaseUntil > now || call.nextAt > now) continue;
    if (call.state !== 'owed' && call.state !== 'sent') continue;
    const leaseEpoch = call.leaseEpoch + 1;
    const { changes } = await take(tx, { id, before: call.leaseEpoch, leaseEpoch, leaseUntil });
    if (changes === 1)
      claimed.push({ call: { ...call, leaseEpoch, leaseUntil }, unknown: call.state === 'sent' });
  }
  return claimed;
}

const byId = statement((db, s, p) =>
  db
    .select()
    .from(s.engineCalls)
    .where(eq(s.engineCalls.id, p('id'))),
);

const take = statement((db, s, p) =>
  db
    .update(s.engineCalls)
    .set({ state: 'sent', leaseEpoch: p('leaseEpoch'), leaseUntil: p('leaseUntil') })
    .where(and(eq(s.engineCalls.id, p('id')), eq(s.engineCalls.leaseEpoch, p('before')))),
);

const settle = statement((db, s, p) =>
  db
    .update(s.engineCalls)
    .set({ state: p('state'), note: p('note'), settledAt: p('settledAt'), leaseUntil: 0 })
    .where(and(eq(s.engineCalls.id, p('id')), eq(s.engineCalls.leaseEpoch, p('epoch')))),
);

/** The engine has answered, or was given up. False when the lease was lost to somebody else. */
export async function settleCall(
  tx: Tx,
  call: { id: number; leaseEpoch: number },
  state: Exclude<CallState, 'owed' | 'sent'>,
  note: string | null,
  settledAt: number,
): Promise<boolean> {
  return (await settle(tx, { id: call.id, epoch: call.leaseEpoch, state, note, settledAt })).changes === 1;
}

/** Puts a call back: it did not reach the engine (`owed`), or it is not known whether it did (`sent`). */
export async function deferCall(
  tx: Tx,
  call: { id: number; leaseEpoch: number },
  state: 'owed' | 'sent',
  nextAt: number,
  failures: number,
  note: string,
): Promise<boolean> {
  const { engineCalls } = tx.schema;
  const { changes } = await tx
    .update(engineCalls)
    .set({ state, nextAt, failures, note, leaseUntil: 0 })
    .where(and(eq(engineCalls.id, call.id), eq(engineCalls.leaseEpoch, call.leaseEpoch)));
  return changes === 1;
}

const confirm = statement((db, s, p) =>
  db
    .update(s.engineCalls)
    .set({ state: 'confirmed' })
    .where(
      and(
        eq(s.engineCalls.run, p('run')),
        eq(s.engineCalls.approval, p('approval')),
        eq(s.engineCalls.state, 'accepted'),
      ),
    ),
);

/** The gate was seen closed after the engine took the decision. */
export async function confirmCall(tx: Tx, run: number, approval: number): Promise<void> {
  await confirm(tx, { run, approval });
}

const ofRun = statement((db, s, p) =>
  db
    .select({
      kind: s.engineCalls.kind,
      approval: s.engineCalls.approval,
      state: s.engineCalls.state,
      note: s.engineCalls.note,
    })
    .from(s.engineCalls)
    .where(eq(s.engineCalls.run, p('run'))),
);

export type CallSummary = Pick<EngineCallRow, 'kind' | 'approval' | 'state' | 'note'>;

export async function callsOfRun(tx: Reader, run: number): Promise<CallSummary[]> {
  return await ofRun(tx, { run });
}

/** After a start as the only server: what a dead process held is free at once; what it had sent is unknown. */
export async function freeCalls(tx: Tx): Promise<void> {
  const { engineCalls } = tx.schema;
  await tx
    .update(engineCalls)
    .set({ leaseUntil: 0 })
    .where(and(isNull(engineCalls.settledAt), gt(engineCalls.leaseUntil, 0)));
}
