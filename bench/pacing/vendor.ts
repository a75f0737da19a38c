/** Slack's limits and its slowness, without a network: what the simulator enforces, in virtual time. */
import { UpstreamError } from '../../src/errors.ts';
import { createRandom } from '../../src/simulator/common/random.ts';
import { createWindowRates, type WindowRate } from '../../src/simulator/common/window-rates.ts';
import { type Clock, sleep } from '../../src/time.ts';

/** `edit`: chat.update. `post`: chat.postMessage. `handle`: a response_url. */
export type CallKind = 'edit' | 'post' | 'handle';

export type Vendor = {
  /** Resolves when the answer has come; in the middle, `effect` happens. Rejects with a throttled `UpstreamError`. */
  call(kind: CallKind, room: string, effect: () => void): Promise<void>;
  readonly counts: Readonly<Record<CallKind | 'throttled', number>>;
};

/** The limit of edits; the bound goes by it too. https://docs.slack.dev/apis/web-api/rate-limits */
export const EDITS: WindowRate = { count: 50, perMs: 60_000 };
const POSTS_IN_ROOM: WindowRate = { count: 1, perMs: 1000 };

/** Of one request, in milliseconds. */
export const QUICKEST_MS = 100;
const SLOWEST_MS = 300;

export function createVendor(clock: Clock, seed: number): Vendor {
  const random = createRandom(seed);
  const rates = createWindowRates(clock);
  const counts = { edit: 0, post: 0, handle: 0, throttled: 0 };

  function waitFor(kind: CallKind, room: string): number {
    if (kind === 'edit') return rates.take([{ key: 'edit', rate: EDITS }]);
    if (kind === 'post') return rates.take([{ key: room, rate: POSTS_IN_ROOM }]);
    return 0;
  }

  return {
    counts,
    async call(kind, room, effect) {
      const half = (QUICKEST_MS + (SLOWEST_MS - QUICKEST_MS) * random()) / 2;
      counts[kind] += 1;
      await sleep(clock, half);
      const waitMs = waitFor(kind, room);
      if (waitMs === 0) effect();
      else counts.throttled += 1;
      await sleep(clock, half);
      if (waitMs === 0) return;
      const retryAfterMs = Math.ceil(waitMs / 1000) * 1000;
      throw new UpstreamError('throttled', 'throttled', `${kind} is throttled`, { retryAfterMs });
    },
  };
}
