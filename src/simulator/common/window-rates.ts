import type { SimClock } from './clock.ts';

/** At most `count` in any `perMs` milliseconds. */
export type WindowRate = { count: number; perMs: number };

/** Keys that nobody uses any more are forgotten when there are more than this. */
const KEYS_KEPT = 5_000;

export type WindowRates = {
  /** Takes one use of each, or none: 0 when all allowed it, else the milliseconds until they would. */
  take(uses: { key: string; rate: WindowRate }[]): number;
};

/** Feishu and DingTalk say “so many a second” and nothing of the shape; this is the strictest reading: never more in any window of that length. */
export function createWindowRates(clock: SimClock): WindowRates {
  const recent = new Map<string, number[]>();

  function waitMs(key: string, rate: WindowRate, now: number): number {
    const known = (recent.get(key) ?? []).filter((at) => at > now - rate.perMs);
    recent.set(key, known);
    const blocking = known[known.length - rate.count];
    return blocking === undefined ? 0 : blocking + rate.perMs - now;
  }

  return {
    take(uses) {
      const now = clock.now();
      if (recent.size > KEYS_KEPT) recent.clear();
      const named = uses.map(({ key, rate }) => ({ key: `${key} ${rate.perMs}`, rate }));
      const wait = Math.max(0, ...named.map(({ key, rate }) => waitMs(key, rate, now)));
      if (wait > 0) return wait;
      for (const { key } of named) recent.get(key)?.push(now);
      return 0;
    },
  };
}
