import { UpstreamError } from '../../errors.ts';
import { type Clock, sleep } from '../../time.ts';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

export type UntilAnswered = {
  clock: Clock;
  signal: AbortSignal;
  /** Hears of each failure; `refused`: it will fail again until somebody mends it. */
  failed: (error: unknown, how: { refused: boolean; retryInMs: number }) => void;
};

/** Asks until there is an answer; undefined when the signal aborts first. What is refused is asked again each minute. */
export async function untilAnswered<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  { clock, signal, failed }: UntilAnswered,
): Promise<T | undefined> {
  for (let wait = FIRST_RETRY_MS; !signal.aborted; wait = Math.min(wait * 2, MAX_RETRY_MS)) {
    try {
      return await ask(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      const failure = error instanceof UpstreamError ? error : undefined;
      const refused = failure?.outcome === 'rejected';
      const retryInMs = refused ? MAX_RETRY_MS : Math.max(failure?.retryAfterMs ?? 0, wait);
      failed(error, { refused, retryInMs });
      await sleep(clock, retryInMs, signal);
    }
  }
  return undefined;
}
