/**
 * Every change of a run's row. Each is one unit of work: the row is taken, changed by pure functions, and written with all that
 * follows from it; what has an effect in the world happens after the unit, from what it returns.
 */
import type { Json } from '../../../domain/run.ts';
import { isFinal } from '../../../domain/run.ts';
import type { Tx } from '../../../store/database.ts';
import {
  type ExecutionRow,
  type ExecutionState,
  insertExecution,
  saveExecution,
  takeExecution,
} from '../../../store/executions.ts';
import { jobOf } from '../effects/perform.ts';
import type { EmbeddedOptions } from '../options.ts';
import type { RunDocument } from '../plan.ts';
import { advance, deadlineOf, failCurrent } from './advance.ts';
import { applyLanding, endForeign, type Landing } from './landing.ts';
import { dropAbandoned, lookAtSends, type Owed, oweSends, standingOfSends } from './sending.ts';
import type { Row } from './snapshot.ts';
import { currentStep, newState, phaseOf, type State } from './state.ts';

/** A holder that is heard of no more loses its run after this long: three renewals. */
export const LEASE_MS = 30_000;

/** How often a server looks whether a command of another one was heard of. */
const FOREIGN_LOOK_MS = 10_000;

export type World = {
  options: EmbeddedOptions;
  /** Name of this server's data folder. */
  place: string;
  /** No other server works on the same rows: what is not ours is nobody's. */
  alone: boolean;
  now(): number;
  attempt(): string;
};

/** A run after a change, with what the change asks for. */
export type Changed = {
  row: Row;
  /** This server holds the run at this epoch, and is to do what its current step wants. */
  flight: number | undefined;
  wakeAt: number | undefined;
};

/** Inserts a run with everything that needs nothing from the world; undefined when the key was used before. */
export async function startRun(
  tx: Tx,
  world: World,
  key: string,
  document: RunDocument,
): Promise<Changed | undefined> {
  const now = world.now();
  const draft: Draft = {
    row: {
      id: 0,
      engine: world.options.id,
      key,
      order: 0,
      createdAt: now,
      endedAt: null,
      document,
      state: newState(),
    },
    leaseEpoch: 0,
  };
  const { columns, changed, owed } = await step(tx, world, draft, now);
  const id = await insertExecution(tx, {
    ...columns,
    engine: world.options.id,
    key,
    workflow: document.plan.workflow,
    document: document as unknown as Json,
    createdAt: now,
  });
  if (id === undefined) return undefined;
  const row = { ...changed.row, id };
  await oweSends(tx, row, owed, now);
  return { ...changed, row };
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
  const taken = await takeExecution(tx, world.options.id, id);
  if (taken === undefined) return undefined;
  const row = toRow(taken);
  const now = world.now();
  const { result, changed } = change(row, now);
  if (!changed) return { result, changed: undefined };
  return { result, changed: await save(tx, world, { row, leaseEpoch: taken.leaseEpoch, held: taken }, now) };
}

/** Looks at a run whose time has come, or whose holder was not heard of any more. */
export async function wakeRun(tx: Tx, world: World, id: number): Promise<Changed | undefined> {
  const taken = await takeExecution(tx, world.options.id, id);
  const now = world.now();
  if (taken === undefined || taken.wakeAt === null || taken.wakeAt > now || taken.leaseUntil > now)
    return undefined;
  const row = toRow(taken);
  const current = currentStep(row.state);
  const effect = current?.effect;
  if (effect === undefined || current === undefined) {
    if (current?.sends !== undefined) {
      const deadline = effectDeadline(row);
      // One of several was sent: there is nothing new to show.
      const late = deadline !== undefined && deadline <= now;
      if (!late && (await standingOfSends(tx, row, current)).kind === 'waits') {
        await saveExecution(tx, id, { ...taken, wakeAt: deadline ?? null });
        return undefined;
      }
    }
    return await save(tx, world, { row, leaseEpoch: taken.leaseEpoch }, now);
  }
  if (effect.kind === 'http' || effect.place === world.place) {
    const leaseEpoch = taken.leaseEpoch + 1;
    const until = now + LEASE_MS;
    await saveExecution(tx, id, { ...taken, leaseEpoch, leaseUntil: until, wakeAt: until });
    return { row, flight: leaseEpoch, wakeAt: until };
  }
  if (!world.alone && current.cancelledBy === undefined) {
    await saveExecution(tx, id, { ...taken, wakeAt: now + FOREIGN_LOOK_MS });
    return undefined;
  }
  endForeign(row.document, row.state, now);
  return await save(tx, world, { row, leaseEpoch: taken.leaseEpoch }, now);
}

/** Writes down what came of an effect; undefined when this server does not hold the run any more. */
export async function landEffect(
  tx: Tx,
  world: World,
  id: number,
  landing: Landing,
): Promise<Changed | undefined> {
  const taken = await takeExecution(tx, world.options.id, id);
  if (taken === undefined || taken.leaseEpoch !== landing.epoch) return undefined;
  const row = toRow(taken);
  const now = world.now();
  applyLanding(row.document, row.state, landing, now);
  return await save(tx, world, { row, leaseEpoch: taken.leaseEpoch }, now);
}

type Draft = { row: Row; leaseEpoch: number; held?: ExecutionRow };

/** Makes the pass that follows a change of a run that this unit has taken, and writes what comes of it. */
async function save(tx: Tx, world: World, draft: Draft, now: number): Promise<Changed> {
  const { columns, changed, owed } = await step(tx, world, draft, now);
  await saveExecution(tx, draft.row.id, columns);
  await oweSends(tx, changed.row, owed, now);
  return changed;
}

type Passed = { columns: ExecutionState; changed: Changed; owed: Owed | undefined };

/** The pass that follows a change, and the columns that come of it. */
async function step(tx: Tx, world: World, draft: Draft, now: number): Promise<Passed> {
  const { row } = draft;
  const { document, state } = row;
  let { leaseEpoch } = draft;
  let leaseUntil = 0;
  let wakeAt: number | undefined;
  let flight: number | undefined;
  let owed: Owed | undefined;
  for (;;) {
    const next = advance(document, state, { now, attempt: () => world.attempt() });
    if (next.kind === 'effect') {
      const job = jobOf(world.options, String(row.id), document, state);
      if ('problem' in job) {
        failCurrent(document, state, now, job.problem);
        continue;
      }
      leaseEpoch += 1;
      leaseUntil = now + LEASE_MS;
      wakeAt = leaseUntil;
      flight = leaseEpoch;
      const current = currentStep(state);
      if (current !== undefined) {
        current.effect = { kind: job.kind, place: world.place, since: now };
        delete current.retryAt;
      }
    } else if (next.kind === 'flying') {
      // Somebody holds it and stays its holder: only what is shown has changed.
      leaseUntil = draft.held?.leaseUntil ?? 0;
      wakeAt = draft.held?.wakeAt ?? now;
    } else if (next.kind === 'sends') {
      const sending = await lookAtSends(tx, world, row, now);
      if (sending.kind === 'over') continue;
      owed = sending.owed;
      wakeAt = next.deadline;
    } else if (next.kind === 'waits') wakeAt = next.wakeAt;
    break;
  }
  await dropAbandoned(tx, row, now);
  const phase = phaseOf(document, state);
  const endedAt = isFinal(phase) ? now : null;
  const changedRow: Row = { ...row, order: row.order + 1, endedAt };
  return {
    columns: {
      state: state as unknown as Json,
      phase,
      order: changedRow.order,
      wakeAt: wakeAt ?? null,
      untold: now,
      endedAt,
      leaseEpoch,
      leaseUntil,
    },
    changed: { row: changedRow, flight, wakeAt },
    owed,
  };
}

export function toRow(row: ExecutionRow): Row {
  return {
    id: row.id,
    engine: row.engine,
    key: row.key,
    order: row.order,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
    document: row.document as unknown as RunDocument,
    state: row.state as unknown as State,
  };
}

/** When the current step's time-out ends what it does. */
export function effectDeadline(row: Row): number | undefined {
  const plan = row.document.plan.steps[row.state.steps.length - 1];
  const current = currentStep(row.state);
  return plan === undefined || current === undefined ? undefined : deadlineOf(plan, current);
}
