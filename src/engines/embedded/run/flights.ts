/** The commands and requests under way in this process: each holds its run by a lease, which it renews until it lands. */
import type { Log } from '../../../log.ts';
import type { Database } from '../../../store/database.ts';
import { renewExecution } from '../../../store/executions.ts';
import type { Clock } from '../../../time.ts';
import { removeAttempt } from '../effects/command.ts';
import type { AbortReason, EffectResult } from '../effects/effect.ts';
import { type Job, jobOf } from '../effects/perform.ts';
import { DEFAULT_LIMITS } from '../options.ts';
import type { Row } from './snapshot.ts';
import { currentStep, type State } from './state.ts';
import { type Changed, effectDeadline, LEASE_MS, landEffect, type World } from './transitions.ts';

export type Flights = {
  /** Does what the current step of this run wants, and takes down what came of it. */
  launch(row: Row, epoch: number): void;
  /** Ends what this process does for the run, because somebody cancels it. */
  cancel(id: number): void;
  /** Lets commands run on by themselves and resolves when this process does nothing more. */
  stop(): Promise<void>;
};

type Flight = { epoch: number; abort: AbortController; over: Promise<void> };

export function createFlights(
  world: World,
  onChange: (changed: Changed) => void,
  { db, clock, log }: { db: Database; clock: Clock; log: Log },
): Flights {
  const flights = new Map<number, Flight>();
  const limit = world.options.limits?.effects ?? DEFAULT_LIMITS.effects;
  const queue: (() => void)[] = [];
  let flying = 0;
  let stopped = false;

  function launch(row: Row, epoch: number): void {
    if (stopped) return;
    const abort = new AbortController();
    const flight: Flight = { epoch, abort, over: Promise.resolve() };
    flights.set(row.id, flight);
    flight.over = fly(row, flight)
      .catch((error: unknown) =>
        log.error({ err: error, execution: row.id }, 'a step could not be taken down; it is looked at again'),
      )
      .finally(() => {
        if (flights.get(row.id) === flight) flights.delete(row.id);
      });
  }

  async function fly(row: Row, flight: Flight): Promise<void> {
    const { abort, epoch } = flight;
    const job = jobOf(world.options, String(row.id), row.document, row.state);
    const deadline = effectDeadline(row);
    const timers = [
      deadline === undefined ? undefined : clock.after(deadline - clock.now(), () => end(abort, 'timeout')),
      renewing(row.id, flight),
    ];
    if (currentStep(row.state)?.cancelledBy !== undefined) end(abort, 'cancel');
    try {
      const result = await perform(job, abort.signal);
      if (result.kind === 'left') return;
      const landing = {
        epoch,
        component: 'problem' in job ? undefined : job.component,
        result,
        timedOut: abort.signal.reason === 'timeout',
      };
      const changed = await db.tx((tx) => landEffect(tx, world, row.id, landing));
      if (changed === undefined) return;
      flights.delete(row.id);
      onChange(changed);
      if (result.kind === 'done' && !('problem' in job) && job.folder !== undefined)
        await removeAttempt(job.folder);
    } finally {
      for (const cancel of timers) cancel?.();
    }
  }

  async function perform(job: Job | { problem: string }, signal: AbortSignal): Promise<EffectResult> {
    if ('problem' in job) return { kind: 'failed', message: job.problem };
    if (flying >= limit) await new Promise<void>((resolve) => queue.push(resolve));
    else flying += 1;
    try {
      return await job.run(clock, signal);
    } finally {
      const next = queue.shift();
      if (next === undefined) flying -= 1;
      else next();
    }
  }

  /** Renews the lease until cancelled; also hears there of a cancel that came in through another server. */
  function renewing(id: number, flight: Flight): () => void {
    let over = false;
    let cancel = clock.after(LEASE_MS / 3, tick);
    function tick(): void {
      void renew(id, flight).finally(() => {
        if (!over) cancel = clock.after(LEASE_MS / 3, tick);
      });
    }
    return () => {
      over = true;
      cancel();
    };
  }

  async function renew(id: number, flight: Flight): Promise<void> {
    try {
      const state = await db.tx((tx) => renewExecution(tx, id, flight.epoch, clock.now() + LEASE_MS));
      if (state === undefined) end(flight.abort, 'leave');
      else if (currentStep(state as unknown as State)?.cancelledBy !== undefined) end(flight.abort, 'cancel');
    } catch (error) {
      log.warn({ err: error, execution: id }, 'a lease could not be renewed');
    }
  }

  return {
    launch,
    cancel(id) {
      const flight = flights.get(id);
      if (flight !== undefined) end(flight.abort, 'cancel');
    },
    async stop() {
      stopped = true;
      const all = [...flights.values()];
      for (const flight of all) end(flight.abort, 'leave');
      await Promise.all(all.map((flight) => flight.over));
    },
  };
}

function end(abort: AbortController, reason: AbortReason): void {
  if (!abort.signal.aborted) abort.abort(reason);
}
