import { UpstreamError } from '../../errors.ts';
import { type Clock, sleep } from '../../time.ts';
import type { Rate } from '../platform.ts';

/** Resolves when the next call may be made; throws an `UpstreamError` when the signal aborts before. */
export type Pace = (signal: AbortSignal) => Promise<void>;

/** Turns in the order of asking: never more than the rate allows, and as many at once as it allows. */
export function createPace(method: string, { count, perMs }: Rate, clock: Clock): Pace {
  let recent: number[] = [];
  let line: Promise<unknown> = Promise.resolve();

  async function turn(signal: AbortSignal): Promise<void> {
    for (;;) {
      if (signal.aborted)
        throw new UpstreamError('unreachable', 'aborted', `${method} was given up before its turn`);
      const now = clock.now();
      recent = recent.filter((at) => at > now - perMs);
      const [oldest] = recent;
      if (oldest === undefined || recent.length < count) {
        recent.push(now);
        return;
      }
      await sleep(clock, oldest + perMs - now, signal);
    }
  }

  return async (signal) => {
    const mine = line.then(() => turn(signal));
    line = mine.catch(() => undefined);
    await mine;
  };
}
