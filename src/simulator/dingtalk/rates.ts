import type { SimClock } from '../common/clock.ts';
import type { Limits } from './options.ts';

const SECOND_MS = 1_000;

/** Counts one call of an API; true when it is one too many. DingTalk counts each API for itself, in any second. */
export function createRates(clock: SimClock, limits: Limits): { over(method: string): boolean } {
  const recent = new Map<string, number[]>();
  return {
    over(method) {
      const now = clock.now();
      const calls = (recent.get(method) ?? []).filter((at) => at > now - SECOND_MS);
      recent.set(method, calls);
      if (calls.length >= limits.callsPerSecond) return true;
      calls.push(now);
      return false;
    },
  };
}
