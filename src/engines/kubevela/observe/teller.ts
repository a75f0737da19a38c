/**
 * Tells the observer of every new state. For one run, one telling at a time; while it goes on only the newest state waits. What the observer
 * did not take is told again: nothing else would ever tell it.
 */
import type { RunSnapshot } from '../../../domain/run.ts';
import type { Log } from '../../../log.ts';
import { type Clock, sleep } from '../../../time.ts';
import type { Observer } from '../../engine.ts';

/** Tellings under way at a time: each is a unit of the database, and more of them only wait there. */
const AT_A_TIME = 64;
const RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

export type Teller = {
  /** `told` is called when the state is durable. */
  tell(snapshot: RunSnapshot, told: () => void): void;
  /** Resolves when so little waits that more may come. */
  room(): Promise<void>;
  stop(): Promise<void>;
};

type News = { snapshot: RunSnapshot; told: () => void };

export function createTeller(observer: Observer, { clock, log }: { clock: Clock; log: Log }): Teller {
  /** In the order in which they came; of each run the newest. */
  const waiting = new Map<string, News>();
  const busy = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let roomy: (() => void)[] = [];

  function tell(snapshot: RunSnapshot, told: () => void): void {
    const other = waiting.get(snapshot.ref);
    if (other === undefined || other.snapshot.order <= snapshot.order)
      waiting.set(snapshot.ref, { snapshot, told });
    next();
  }

  function next(): void {
    for (const [ref, news] of waiting) {
      if (busy.size >= AT_A_TIME || stopping.signal.aborted) return;
      if (busy.has(ref)) continue;
      waiting.delete(ref);
      const work = tellOne(news).finally(() => {
        busy.delete(ref);
        if (waiting.size < AT_A_TIME) release();
        next();
      });
      busy.set(ref, work);
    }
  }

  function release(): void {
    const free = roomy;
    roomy = [];
    for (const resolve of free) resolve();
  }

  async function tellOne(news: News): Promise<void> {
    let current = news;
    for (let rest = RETRY_MS; !stopping.signal.aborted; rest = Math.min(rest * 2, LONGEST_RETRY_MS)) {
      try {
        await observer(current.snapshot);
        current.told();
        return;
      } catch (cause) {
        log.warn({ cause, ref: current.snapshot.ref }, 'a state could not be taken in; it is told again');
        await sleep(clock, rest, stopping.signal);
        const newer = waiting.get(current.snapshot.ref);
        if (newer !== undefined) {
          waiting.delete(current.snapshot.ref);
          current = newer;
        }
      }
    }
  }

  return {
    tell,
    async room() {
      if (waiting.size < AT_A_TIME || stopping.signal.aborted) return;
      await new Promise<void>((resolve) => roomy.push(resolve));
    },
    async stop() {
      stopping.abort();
      release();
      while (busy.size > 0) await Promise.all(busy.values());
    },
  };
}
