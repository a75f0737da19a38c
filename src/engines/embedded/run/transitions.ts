/**
 * Every change of a run's row. Each is one unit of work: the row is taken, changed by pure functions, and written with all that
 * follows from it; what has an effect in the world happens after the unit, from what it returns.
 */
import type { Json } from '../../../domain/run.ts';
import type { Tx } from '../../../store/database.ts';
import {
  type ExecutionRow,
  insertExecution,
  saveExecution,
  takeExecution,
} from '../../../store/executions.ts';
import type { RunDocument } from '../plan.ts';
import { applyLanding, type Landing } from './landing.ts';
import { type Changed, follow, type World } from './lease.ts';
import { oweSends } from './sending.ts';
import type { Row } from './snapshot.ts';
import { newState, type State } from './state.ts';
import { readState } from './stored.ts';

/** Inserts a run with everything that needs nothing from the world; undefined when the key was used before. */
export async function startRun(
  tx: Tx,
  world: World,
  key: string,
  document: RunDocument,
): Promise<Changed | undefined> {
  const now = world.now();
  const { id: engine } = world.options;
  const row: Row = {
    id: 0,
    engine,
    key,
    order: 0,
    createdAt: now,
    endedAt: null,
    document,
    state: newState(),
  };
  const taken = { row, leaseEpoch: 0, leaseUntil: 0, untold: null };
  const { columns, changed, owed } = await follow(tx, world, taken, { news: true }, now);
  const id = await insertExecution(tx, {
    ...columns,
    engine,
    key,
    workflow: document.plan.workflow,
    document: document as unknown as Json,
    createdAt: now,
  });
  if (id === undefined) return undefined;
  const numbered = { ...changed.row, id };
  for (const one of owed) await oweSends(tx, numbered, one, now);
  return { ...changed, row: numbered };
}

/**
 * Takes a run, lets `change` work on its state, makes the pass that follows and writes it all. `change` returns false to leave the row as
 * it is. Undefined when there is no such run.
 */
export async function changeRun<T>(
  tx: Tx,
  world: World,
  id: number,
  change: (row: Row, now: number) => { result: T; changed: boolean },
): Promise<{ result: T; changed: Changed | undefined } | undefined> {
  const taken = await take(tx, world, id);
  if (taken === undefined) return undefined;
  const now = world.now();
  const { result, changed } = change(taken.row, now);
  if (!changed) return { result, changed: undefined };
  return { result, changed: await save(tx, world, taken, { news: true }, now) };
}

/** Looks at a run whose time has come, or whose holder was not heard of any more. */
export async function wakeRun(tx: Tx, world: World, id: number): Promise<Changed | undefined> {
  const taken = await take(tx, world, id);
  const now = world.now();
  if (taken === undefined || taken.wakeAt === null || taken.wakeAt > now) return undefined;
  // Its holder lives, and looks at it as well.
  if (taken.leaseUntil > now && taken.row.state.holder !== world.place) return undefined;
  return await save(tx, world, taken, { news: false }, now);
}

/** The holder of a run keeps it, and sees what others have changed. `lost`: another server holds it now. */
export type Held = { state: State } & ({ lost: true } | { lost: false; changed: Changed });

export async function holdRun(tx: Tx, world: World, id: number, epoch: number): Promise<Held | undefined> {
  const taken = await take(tx, world, id);
  if (taken === undefined) return undefined;
  const { state } = taken.row;
  if (taken.leaseEpoch !== epoch || state.holder !== world.place) return { state, lost: true };
  return { state, lost: false, changed: await save(tx, world, taken, { news: false }, world.now()) };
}

/** What of a run that another server holds is under way in this server's data folder. Changes nothing. */
export async function joinRun(tx: Tx, world: World, id: number): Promise<Changed | undefined> {
  const taken = await take(tx, world, id);
  if (taken === undefined) return undefined;
  const { row } = taken;
  const launches = [...row.state.steps].flatMap(([name, { effect }]) =>
    effect?.kind === 'command' && effect.place === world.place ? [name] : [],
  );
  return { row, news: false, launches, epoch: NO_LEASE, wakeAt: undefined };
}

/** Lower than the epoch of any lease. */
const NO_LEASE = -1;

/** Writes down what came of an effect; undefined when nobody waits for that any more. */
export async function landEffect(
  tx: Tx,
  world: World,
  id: number,
  landing: Landing,
): Promise<Changed | undefined> {
  const taken = await take(tx, world, id);
  const now = world.now();
  if (taken === undefined || !applyLanding(taken.row.document, taken.row.state, landing, now))
    return undefined;
  return await save(tx, world, taken, { news: true }, now);
}

type Taken = { row: Row } & Pick<ExecutionRow, 'leaseEpoch' | 'leaseUntil' | 'untold' | 'wakeAt'>;

async function take(tx: Tx, world: World, id: number): Promise<Taken | undefined> {
  const taken = await takeExecution(tx, world.options.id, id);
  if (taken === undefined) return undefined;
  const { leaseEpoch, leaseUntil, untold, wakeAt } = taken;
  return { row: toRow(taken), leaseEpoch, leaseUntil, untold, wakeAt };
}

async function save(
  tx: Tx,
  world: World,
  taken: Taken,
  what: { news: boolean },
  now: number,
): Promise<Changed> {
  const { columns, changed, owed } = await follow(tx, world, taken, what, now);
  await saveExecution(tx, taken.row.id, columns);
  for (const one of owed) await oweSends(tx, taken.row, one, now);
  return changed;
}

export function toRow(row: ExecutionRow): Row {
  const document = row.document as unknown as RunDocument;
  return {
    id: row.id,
    engine: row.engine,
    key: row.key,
    order: row.order,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
    document,
    state: readState(row.state, document),
  };
}
