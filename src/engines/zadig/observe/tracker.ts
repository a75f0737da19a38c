/**
 * Follows tasks that go on, and tells of every new state until it is taken in. A task is looked at whenever something was heard of it, and by itself more
 * and more seldom: what webhooks miss is seen then. A task that has ended is not looked at any more until it is heard of again.
 */
import { isFinal, type RunSnapshot } from '../../../domain/run.ts';
import type { Log } from '../../../log.ts';
import { type Clock, createLoop } from '../../../time.ts';
import type { Observer } from '../../engine.ts';
import { parseRef, refOf, type TaskRef } from '../form/ref.ts';
import type { Limits } from '../options.ts';
import type { Reader } from './reader.ts';

export type Tracker = {
  /** Looks at the task now, and goes on until it has ended. `begins`: that it has ended is what was, and something new is to come. */
  wake(ref: TaskRef, begins?: boolean): void;
  /** Looks at it from time to time, if nobody does so already. */
  follow(ref: TaskRef): void;
  start(): void;
  stop(): Promise<void>;
};

type Followed = {
  ref: TaskRef;
  wakeAt: number;
  restMs: number;
  since: number;
  /** Heard of while it was being looked at. */
  again: boolean;
  busy: boolean;
  /** An end before this time is the old one. */
  beginsBy: number;
  /** The last state that was taken in, without its order. */
  told?: string;
};

/** Looks under way at a time. */
const AT_A_TIME = 8;
const IDLE_MS = 60_000;

export function createTracker(
  observer: Observer,
  reader: Reader,
  limits: Limits,
  { clock, log }: { clock: Clock; log: Log },
): Tracker {
  const followed = new Map<string, Followed>();
  const underWay = new Set<Promise<void>>();
  let stopped = false;
  const loop = createLoop(clock, look, (cause) => log.error({ cause }, 'following tasks failed'));

  function followedOf(ref: TaskRef): Followed {
    const name = refOf(ref);
    const known = followed.get(name);
    if (known !== undefined) return known;
    const now = clock.now();
    const one = {
      ref,
      wakeAt: now,
      restMs: limits.taskMs,
      since: now,
      beginsBy: 0,
      again: false,
      busy: false,
    };
    followed.set(name, one);
    return one;
  }

  async function look(): Promise<number> {
    const now = clock.now();
    let next = now + IDLE_MS;
    for (const [name, one] of followed) {
      if (stopped) break;
      if (one.busy) continue;
      if (one.wakeAt > now || underWay.size >= AT_A_TIME) {
        next = Math.min(next, Math.max(one.wakeAt, now + 1));
        continue;
      }
      one.busy = true;
      one.again = false;
      const work = lookAt(name, one).finally(() => {
        one.busy = false;
        if (one.again) one.wakeAt = clock.now();
        underWay.delete(work);
        loop.wake();
      });
      underWay.add(work);
    }
    // A look that ends wakes the loop.
    return underWay.size >= AT_A_TIME ? IDLE_MS : next - now;
  }

  async function lookAt(name: string, one: Followed): Promise<void> {
    try {
      const read = await reader.read(one.ref);
      if (read === undefined) {
        if (clock.now() - one.since > limits.missingMs && !one.again) followed.delete(name);
        else rest(one, limits.longestTaskMs);
        return;
      }
      const isNews = await tell(one, read.snapshot);
      if (!isFinal(read.snapshot.phase)) one.beginsBy = 0;
      if (isFinal(read.snapshot.phase) && clock.now() >= one.beginsBy && !one.again) followed.delete(name);
      else if (isNews) {
        one.restMs = limits.taskMs;
        one.wakeAt = clock.now() + one.restMs;
      } else rest(one, limits.longestTaskMs);
    } catch (cause) {
      log.warn(
        { ref: name, cause },
        'a task could not be looked at, or its state not taken in; it is tried again',
      );
      rest(one, limits.longestRetryMs);
    }
  }

  function rest(one: Followed, longest: number): void {
    one.wakeAt = clock.now() + one.restMs;
    one.restMs = Math.min(one.restMs * 2, longest);
  }

  async function tell(one: Followed, snapshot: RunSnapshot): Promise<boolean> {
    const { order: _, ...state } = snapshot;
    const content = JSON.stringify(state);
    if (one.told === content) return false;
    await observer(snapshot);
    one.told = content;
    return true;
  }

  return {
    wake(ref, begins = false) {
      const one = followedOf(ref);
      if (begins) one.beginsBy = clock.now() + limits.appearMs;
      one.again = true;
      one.since = clock.now();
      one.wakeAt = one.since;
      one.restMs = limits.taskMs;
      loop.wake();
    },
    follow(ref) {
      if (followed.has(refOf(ref))) return;
      followedOf(ref);
      loop.wake();
    },
    start: () => loop.start(),
    async stop() {
      stopped = true;
      await loop.stop();
      await Promise.all(underWay);
    },
  };
}

/** Refs of the database as tasks. */
export function tasksOf(refs: readonly string[]): TaskRef[] {
  return refs.flatMap((ref) => parseRef(ref) ?? []);
}
