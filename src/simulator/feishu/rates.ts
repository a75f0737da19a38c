import type { SimClock } from '../common/clock.ts';
import type { FeishuRate } from './options.ts';

/** Keys of messages that nobody changes any more are forgotten when there are more than this. */
const KEYS_KEPT = 5_000;

export type Rates = {
  /** Takes one use of each, or none: 0 when all allowed it, else the milliseconds until they would. */
  take(uses: { key: string; rate: FeishuRate }[]): number;
};

/** Feishu says “so many a second” and nothing of the shape; this is the strictest reading: never more in any window of that length. */
export function createRates(clock: SimClock): Rates {
  const recent = new Map<string, number[]>();

  function waitMs(key: string, rate: FeishuRate, now: number): number {
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
