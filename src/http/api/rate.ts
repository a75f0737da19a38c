import type { Clock } from '../../time.ts';

/** A job that asks for twenty deployments and then once a second for their answers stays below both. */
const BURST = 60;
const PER_SECOND = 1;

/**
 * Holds back a program that runs wild: each request may be a write, and all writes of SQLite share one line. The returned function counts one request
 * of this account; it resolves to undefined, or to the milliseconds after which the next one is taken.
 */
export function createRate(clock: Clock): (account: string) => number | undefined {
  const buckets = new Map<string, { left: number; at: number }>();
  return (account) => {
    const now = clock.now();
    const { left, at } = buckets.get(account) ?? { left: BURST, at: now };
    // A clock that was set back gives nothing.
    const filled = Math.min(BURST, left + (Math.max(0, now - at) / 1000) * PER_SECOND);
    const taken = filled >= 1;
    buckets.set(account, { left: taken ? filled - 1 : filled, at: now });
    return taken ? undefined : Math.ceil(((1 - filled) / PER_SECOND) * 1000);
  };
}
