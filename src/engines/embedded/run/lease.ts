/**
 * What follows from a change of a run: the pass, and who does what it asks for.
 * A run is held by one server while something of it is under way there; all its commands and requests begin at the holder. Any other server
 * may change the run all the same, and leaves to the holder what is to be begun. A command stays with the data folder in which it was begun,
 * whoever holds the run.
 */
import { isFinal } from '../../../domain/run.ts';
import type { Tx } from '../../../store/database.ts';
import type { ExecutionRow, ExecutionState } from '../../../store/executions.ts';
import { jobOf } from '../effects/perform.ts';
import type { EmbeddedOptions } from '../options.ts';
import { advance, type Pass } from './advance.ts';
import { failGiven } from './finish.ts';
import { graphOf } from './graph.ts';
import { endForeign } from './landing.ts';
import { dropAbandoned, lookAtSends, type Owed } from './sending.ts';
import type { Row } from './snapshot.ts';
import { phaseOf, stateOf } from './state.ts';
import { writeState } from './stored.ts';

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
  /** There is something to tell. */
  news: boolean;
  /** Names of the steps whose command or request this server is to do, or to go on with. */
  launches: readonly string[];
  /** Of the lease. */
  epoch: number;
  wakeAt: number | undefined;
};

type Taken = { row: Row } & Pick<ExecutionRow, 'leaseEpoch' | 'leaseUntil' | 'untold'>;

/** `owed`: messages whose rows are to be written once the run has its number. */
export type Followed = { columns: ExecutionState; changed: Changed; owed: readonly Owed[] };

/** Makes the pass that follows a change (`news`) or a look, and the columns that come of it. */
export async function follow(
  tx: Tx,
  world: World,
  { row, leaseEpoch, leaseUntil, untold }: Taken,
  { news }: { news: boolean },
  now: number,
): Promise<Followed> {
  const { document, state } = row;
  const held = leaseUntil > now;
  const isOurs = !held || state.holder === world.place;
  const ended = isOurs && endOrphans(world, row, held, now);
  const { pass, moved, owed } = await passes(tx, world, row, isOurs, now);
  await dropAbandoned(tx, row, now);
  const launches = isOurs ? hold(world, row, pass, held, now) : [];
  const epoch = leaseEpoch + (held || launches.length === 0 ? 0 : 1);
  const flies = [...state.steps.values()].some(({ effect }) => effect?.place === world.place);
  if (isOurs && flies) state.holder = world.place;
  else if (isOurs) delete state.holder;
  const until = isOurs ? (flies ? now + LEASE_MS : 0) : leaseUntil;
  const tell = news || moved || ended || pass.wanted.length > 0;
  const times = [pass.wakeAt, flies && isOurs ? until : undefined, lookAt(world, row, now)];
  // The holder has to see what was changed without it.
  if (!isOurs) times.push(now);
  const phase = phaseOf(document, state);
  const wakeAt = isFinal(phase) ? undefined : earliest(times);
  const after: Row = { ...row, order: row.order + (tell ? 1 : 0), endedAt: isFinal(phase) ? now : null };
  return {
    columns: {
      state: writeState(state),
      phase,
      order: after.order,
      wakeAt: wakeAt ?? null,
      untold: tell ? now : untold,
      endedAt: after.endedAt,
      leaseEpoch: epoch,
      leaseUntil: until,
    },
    changed: { row: after, news: tell, launches, epoch, wakeAt: isOurs ? wakeAt : undefined },
    owed,
  };
}

type Passes = { pass: Pass; moved: boolean; owed: readonly Owed[] };

/** Passes until nothing more comes to its end by itself; all that is wanted then can be done. */
async function passes(tx: Tx, world: World, row: Row, isOurs: boolean, now: number): Promise<Passes> {
  const { document, state } = row;
  const owed: Owed[] = [];
  let moved = false;
  for (;;) {
    const pass = advance(document, state, { now, attempt: () => world.attempt() });
    moved ||= pass.moved;
    let over = false;
    for (const node of isOurs ? pass.wanted : []) {
      const job = jobOf(world.options, String(row.id), document, state, node.plan.name);
      if (!('problem' in job)) continue;
      failGiven(document, state, node, now, job.problem);
      over = true;
    }
    for (const node of pass.sending) {
      // Their rows are not there yet.
      if (owed.some(({ attempt }) => attempt === stateOf(state, node)?.attempt)) continue;
      const sending = await lookAtSends(tx, world, row, node, now);
      if (sending.kind === 'over') over = true;
      else if (sending.owed !== undefined) owed.push(sending.owed);
    }
    if (!over) return { pass, moved, owed };
    moved = true;
  }
}

/** Begins what is wanted; who takes over a run also goes on with what was under way, but for commands of other data folders. */
function hold(world: World, row: Row, { wanted }: Pass, held: boolean, now: number): string[] {
  const { options, place } = world;
  const { document, state } = row;
  for (const node of wanted) {
    const step = stateOf(state, node);
    const job = jobOf(options, String(row.id), document, state, node.plan.name);
    if (step === undefined || 'problem' in job) continue;
    step.effect = { kind: job.kind, place, since: now };
    delete step.retryAt;
  }
  if (held) return wanted.map(({ plan }) => plan.name);
  const launches: string[] = [];
  for (const [name, { effect }] of state.steps) {
    if (effect === undefined || (effect.kind === 'command' && effect.place !== place)) continue;
    effect.place = place;
    launches.push(name);
  }
  return launches;
}

/** Ends commands whose server is away: those that are cancelled, and all of them where no other server can ever be. */
function endOrphans(world: World, { document, state }: Row, held: boolean, now: number): boolean {
  let some = false;
  for (const node of graphOf(document.plan).nodes.values()) {
    const step = stateOf(state, node);
    if (step?.effect === undefined || step.effect.place === world.place) continue;
    if (step.effect.kind === 'http' && !held) continue;
    if (!world.alone && step.cancelledBy === undefined) continue;
    endForeign(document, state, node, now);
    some = true;
  }
  return some;
}

/** When to look for a server that is away. */
function lookAt(world: World, { state }: Row, now: number): number | undefined {
  const away = [...state.steps.values()].some(
    ({ effect }) => effect !== undefined && effect.place !== world.place,
  );
  return away ? now + FOREIGN_LOOK_MS : undefined;
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
