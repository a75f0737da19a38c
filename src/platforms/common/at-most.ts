import { type Clock, sleep } from '../../time.ts';

/** Waits for `work`, for at most `ms` milliseconds and no longer than until `signal` aborts. Rejects only when `work` does so in that time. */
export async function atMost(
  clock: Clock,
  ms: number,
  work: Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const enough = new AbortController();
  const signals = signal === undefined ? [enough.signal] : [enough.signal, signal];
  try {
    await Promise.race([work, sleep(clock, ms, AbortSignal.any(signals))]);
  } finally {
    enough.abort();
  }
}
