/** Looks at runs when their time comes. One timer for all of them: what only waits costs nothing here. */
import type { Log } from '../../../log.ts';
import type { Database } from '../../../store/database.ts';
import { dueExecutions, dueHeldExecutions, nextWakeAt } from '../../../store/executions.ts';
import type { Clock } from '../../../time.ts';
import type { Changed, World } from './lease.ts';
import { wakeRun } from './transitions.ts';

/** How soon this server sees what another one left, or wrote, in the shared database. */
const POLL_MS = 1000;
const AT_A_TIME = 100;

/** Runs of which something is under way here, or on another server that looks at them as well: those come again with each poll. */
const HELD_AT_A_TIME = 1000;

/** Every so many polls, states that were not told are looked for. */
const SWEEP_EVERY = 5;

export type Waker = {
  /** There will be something to look at then (milliseconds since the epoch). */
  at(time: number): void;
  stop(): Promise<void>;
};

export function createWaker(
  world: World,
  onChange: (changed: Changed) => void,
  sweep: () => Promise<void>,
  { db, clock, log }: { db: Database; clock: Clock; log: Log },
): Waker {
  let stopped = false;
  let looking: Promise<void> | undefined;
  let planned = Number.POSITIVE_INFINITY;
  let cancel: () => void = () => {};
  let polls = 0;
  plan(clock.now());

  function plan(time: number): void {
    if (stopped || time >= planned) return;
    cancel();
    planned = time;
    cancel = clock.after(Math.max(time - clock.now(), 0), () => {
      planned = Number.POSITIVE_INFINITY;
      looking ??= look().finally(() => {
        looking = undefined;
      });
    });
  }

  async function look(): Promise<void> {
    let next = clock.now() + POLL_MS;
    try {
      if (polls % SWEEP_EVERY === 0) await sweep();
      polls += 1;
      const since = clock.now();
      await wakeDue();
      const held = await dueHeldExecutions(db.read, world.options.id, since, HELD_AT_A_TIME);
      await Promise.all(held.map(wake));
      next = Math.min(next, (await nextWakeAt(db.read, world.options.id, since)) ?? next);
    } catch (error) {
      log.error({ err: error }, 'due runs could not be looked at; tried again');
    }
    plan(next);
  }

  async function wakeDue(): Promise<void> {
    for (;;) {
      const ids = await dueExecutions(db.read, world.options.id, clock.now(), AT_A_TIME);
      await Promise.all(ids.map(wake));
      if (stopped || ids.length < AT_A_TIME) return;
    }
  }

  async function wake(id: number): Promise<void> {
    const changed = await db.tx((tx) => wakeRun(tx, world, id));
    if (changed !== undefined) onChange(changed);
  }

  return {
    at: plan,
    async stop() {
      stopped = true;
      cancel();
      await looking;
    },
  };
}
