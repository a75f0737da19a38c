import { type Clock, systemClock } from '../../src/time.ts';

/** The system's clock, moved on by hand: for what takes hours in a world whose disks and sockets are real. */
export type ShiftedClock = Clock & {
  /** Moves time on by `ms` milliseconds: what is due by then fires now, in its order. */
  skip(ms: number): void;
};

export function createShiftedClock(): ShiftedClock {
  let offset = 0;
  const timers = new Set<{ at: number; fire: () => void; cancel: () => void }>();
  const now = (): number => systemClock.now() + offset;
  return {
    now,
    after(ms, fire) {
      const stop = systemClock.after(ms, () => {
        timers.delete(timer);
        fire();
      });
      const timer = { at: now() + ms, fire, cancel: stop };
      timers.add(timer);
      return () => {
        timers.delete(timer);
        stop();
      };
    },
    skip(ms) {
      offset += ms;
      const due = [...timers].filter(({ at }) => at <= now()).toSorted((a, b) => a.at - b.at);
      for (const timer of due) {
        timers.delete(timer);
        timer.cancel();
        timer.fire();
      }
    },
  };
}
