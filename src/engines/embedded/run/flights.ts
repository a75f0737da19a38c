/**
 * The commands and requests under way in this process. A run is held by one lease while any of them belongs to it; each lands by
 * itself.
 */
import type { Log } from '../../../log.ts';
import type { Database } from '../../../store/database.ts';
import type { Clock } from '../../../time.ts';
import type { Told } from '../../common/told.ts';
import { removeAttempt } from '../effects/command.ts';
import type { AbortReason, EffectResult } from '../effects/effect.ts';
import { createGuard } from '../effects/guard.ts';
import type { Job } from '../effects/job.ts';
import { jobOf } from '../effects/perform.ts';
import { keepLogs } from '../logs/logs-folder.ts';
import { DEFAULT_LIMITS } from '../options.ts';
import { deadlineOf } from './finish.ts';
import { graphOf } from './graph.ts';
import { type Changed, LEASE_MS, type World } from './lease.ts';
import type { Row } from './snapshot.ts';
import type { StepState } from './state.ts';
import { takeDown } from './take-down.ts';
import { type Held, holdRun } from './transitions.ts';
import { createTurns } from './turns.ts';

export type Flights = {
  /** Does what the change asks for, and takes down what comes of it; ends what somebody cancels. What is under way already goes on. */
  follow(changed: Changed): void;
  /** Lets commands run on by themselves and resolves when this process does nothing more. */
  stop(): Promise<void>;
};

type Flight = {
  attempt: string;
  kind: Job['kind'];
  abort: AbortController;
  over: Promise<void>;
  /** What came of it could not be taken down: that is tried again with the next renewal. */
  failed?: true;
  /** How often that went wrong. */
  failures: number;
  /** What came of it. */
  came?: { result: EffectResult; timedOut: boolean };
};

/** A run of which something is under way here. */
type Hold = { epoch: number; flights: Map<string, Flight>; let: () => void };

export function createFlights(
  world: World,
  onChange: (changed: Changed) => void,
  { db, clock, log }: { db: Database; clock: Clock; log: Log },
): Flights {
  const holds = new Map<number, Hold>();
  const inTurn = createTurns(world.options.limits?.effects ?? DEFAULT_LIMITS.effects);
  const means = { clock, guard: createGuard(world.options.http?.allow ?? []) };
  let stopped = false;

  function follow({ row, launches, epoch }: Changed): void {
    if (stopped) return;
    for (const [name, flight] of holds.get(row.id)?.flights ?? []) {
      const step = row.state.steps.get(name);
      if (step?.attempt === flight.attempt && step.cancelledBy !== undefined) end(flight.abort, 'cancel');
    }
    for (const name of launches) {
      const step = row.state.steps.get(name);
      if (step?.effect === undefined) continue;
      const hold = holds.get(row.id) ?? begin(row.id, epoch);
      hold.epoch = Math.max(hold.epoch, epoch);
      const before = hold.flights.get(name);
      if (before?.attempt === step.attempt && !before.abort.signal.aborted) continue;
      send(hold, row, name, step);
    }
  }

  function begin(id: number, epoch: number): Hold {
    const hold: Hold = { epoch, flights: new Map(), let: renewing(id) };
    holds.set(id, hold);
    return hold;
  }

  /** `before`: the same attempt, whose result could not be taken down. */
  function send(hold: Hold, row: Row, name: string, step: StepState, before?: Flight): void {
    const { attempt, effect } = step;
    const kind = effect?.kind ?? 'command';
    const flight: Flight = {
      attempt,
      kind,
      abort: new AbortController(),
      over: Promise.resolve(),
      failures: before?.failures ?? 0,
      ...(before?.came && { came: before.came }),
    };
    hold.flights.set(name, flight);
    flight.over = fly(row, name, step, flight).then(
      () => land(row.id, name, flight),
      (error: unknown) => {
        flight.failed = true;
        flight.failures += 1;
        log.error({ err: error, execution: row.id }, 'a step could not be taken down; it is looked at again');
      },
    );
  }

  function land(id: number, name: string, flight: Flight): void {
    const hold = holds.get(id);
    if (hold?.flights.get(name) === flight) hold.flights.delete(name);
    if (hold === undefined || hold.flights.size > 0) return;
    hold.let();
    holds.delete(id);
  }

  async function fly(row: Row, name: string, step: StepState, flight: Flight): Promise<void> {
    const { abort, attempt } = flight;
    const job = jobOf(world.options, String(row.id), row.document, row.state, name);
    const deadline = deadlineIn(row, name);
    const cancel =
      deadline === undefined ? undefined : clock.after(deadline - clock.now(), () => end(abort, 'timeout'));
    if (step.cancelledBy !== undefined) end(abort, 'cancel');
    try {
      flight.came ??= await come(job, abort.signal);
      const { result, timedOut } = flight.came;
      if (result.kind === 'left') return;
      const deploys = !('problem' in job) && job.deploys === true;
      const landing = { step: name, attempt, place: world.place, deploys, result, timedOut };
      const changed = await takeDown({ db, log, world }, row.id, landing, flight.failures);
      if (changed === undefined) return;
      // What the change launches is another flight, of this step too.
      land(row.id, name, flight);
      onChange(changed);
      const folders = 'problem' in job ? [] : (job.folders ?? []);
      for (const folder of folders) await keepLogs(world.options, folder);
      if (result.kind === 'done') for (const folder of folders) await removeAttempt(folder);
    } finally {
      cancel?.();
    }
  }

  async function come(
    job: Job | { problem: Told },
    signal: AbortSignal,
  ): Promise<{ result: EffectResult; timedOut: boolean }> {
    if ('problem' in job) return { result: { kind: 'failed', ...job.problem }, timedOut: false };
    const result = await inTurn(() => job.run(means, signal));
    return { result, timedOut: signal.reason === 'timeout' };
  }

  /** Renews the lease until `let`; also hears there of what came in through another server. */
  function renewing(id: number): () => void {
    let over = false;
    let cancel = clock.after(LEASE_MS / 3, tick);
    function tick(): void {
      void renew(id).finally(() => {
        if (!over) cancel = clock.after(LEASE_MS / 3, tick);
      });
    }
    return () => {
      over = true;
      cancel();
    };
  }

  async function renew(id: number): Promise<void> {
    const hold = holds.get(id);
    if (hold === undefined) return;
    try {
      const held = await db.tx((tx) => holdRun(tx, world, id, hold.epoch));
      for (const [name, flight] of hold.flights) judge(id, hold, name, flight, held);
      if (held?.lost === false) onChange(held.changed);
    } catch (error) {
      log.warn({ err: error, execution: id }, 'a lease could not be renewed');
    }
  }

  function judge(id: number, hold: Hold, name: string, flight: Flight, held: Held | undefined): void {
    const step = held?.state.steps.get(name);
    const isWanted = step?.effect !== undefined && step.attempt === flight.attempt;
    if (flight.failed === true) {
      if (isWanted && held?.lost === false) send(hold, held.changed.row, name, step, flight);
      else land(id, name, flight);
      return;
    }
    // A request is the new holder's now. A command is nobody's but ours.
    if (held === undefined || (held.lost && flight.kind === 'http')) end(flight.abort, 'leave');
    else if (!isWanted || step.cancelledBy !== undefined) end(flight.abort, 'cancel');
  }

  return {
    follow,
    async stop() {
      stopped = true;
      const all = [...holds.values()].flatMap(({ flights }) => [...flights.values()]);
      for (const flight of all) end(flight.abort, 'leave');
      await Promise.all(all.map((flight) => flight.over));
      await means.guard.close();
    },
  };
}

function deadlineIn({ document, state }: Row, name: string): number | undefined {
  const node = graphOf(document.plan).nodes.get(name);
  return node === undefined ? undefined : deadlineOf(state, node)?.at;
}

function end(abort: AbortController, reason: AbortReason): void {
  if (!abort.signal.aborted) abort.abort(reason);
}
