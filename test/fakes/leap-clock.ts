import { type Clock, systemClock } from '../../src/time.ts';

/** The real clock, which tests let leap ahead: what falls due by it fires at once. For rings whose requests go over real connections. */
export type LeapClock = Clock & { leap(ms: number): void };

export function createLeapClock(): LeapClock {
  type Timer = { at: number; fire: () => void; cancel: () => void };
  const timers = new Set<Timer>();
  let ahead = 0;
  const now = (): number => systemClock.now() + ahead;

  function arm(timer: Timer): void {
    timer.cancel = systemClock.after(timer.at - now(), () => {
      timers.delete(timer);
      timer.fire();
    });
  }

  return {
    now,
    after(ms, fire) {
      const timer: Timer = { at: now() + ms, fire, cancel: () => {} };
      timers.add(timer);
      arm(timer);
      return () => {
        timers.delete(timer);
        timer.cancel();
      };
    },
    leap(ms) {
      ahead += ms;
      for (const timer of timers) {
        timer.cancel();
        arm(timer);
      }
    },
  };
}
