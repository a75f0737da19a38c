import type { Clock } from '../../src/time.ts';

/** A clock that stands still until it is turned by hand. */
export type HandClock = Clock & {
  /** Lets `ms` milliseconds pass: what is due by then fires, in its order, each at its own time. */
  turn(ms: number): Promise<void>;
};

export function createHandClock(start = Date.UTC(2026, 0, 1)): HandClock {
  let now = start;
  let timers: { at: number; fire: () => void }[] = [];
  return {
    now: () => now,
    after(ms, fire) {
      const timer = { at: now + Math.max(ms, 0), fire };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    async turn(ms) {
      const end = now + ms;
      for (;;) {
        await settle();
        const [next] = timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        now = Math.max(now, next.at);
        next.fire();
      }
      now = end;
    },
  };
}

/** Work that a timer set off may set the next timer: it gets the chance before time goes on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
}
