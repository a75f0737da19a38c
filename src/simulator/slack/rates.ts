import type { SimClock } from '../common/clock.ts';
import type { Limits, Rate } from './options.ts';

const MINUTE_MS = 60_000;

export type Rates = {
  /** Counts one call. 0 when it is allowed, otherwise the seconds for `Retry-After`. `channel` matters to `chat.postMessage`. */
  take(method: string, channel: string | undefined): number;
};

/**
 * Slack's published numbers are per minute and say nothing of the shape. This is strict on purpose: never more than a
 * minute's worth in any 60 seconds, and bursts only as deep as the bucket.
 */
export function createRates(clock: SimClock, limits: Limits): Rates {
  const buckets = new Map<string, Bucket>();

  function bucket(key: string, rate: Rate): Bucket {
    const known = buckets.get(key);
    if (known) return known;
    const made = { rate, tokens: rate.burst, filledAt: clock.now(), recent: [] };
    buckets.set(key, made);
    return made;
  }

  return {
    take(method, channel) {
      const rate = limits.rates[method];
      const asked = rate ? [bucket(method, rate)] : [];
      if (method === 'chat.postMessage' && channel) {
        asked.push(bucket(`${method} ${channel}`, limits.postPerChannel));
      }
      const now = clock.now();
      const wait = Math.max(0, ...asked.map((one) => waitMs(one, now)));
      if (wait > 0) return Math.ceil(wait / 1000);
      for (const one of asked) {
        one.tokens -= 1;
        one.recent.push(now);
      }
      return 0;
    },
  };
}

type Bucket = { rate: Rate; tokens: number; filledAt: number; recent: number[] };

function waitMs(bucket: Bucket, now: number): number {
  const { rate } = bucket;
  const perMs = rate.perMinute / MINUTE_MS;
  bucket.tokens = Math.min(rate.burst, bucket.tokens + (now - bucket.filledAt) * perMs);
  bucket.filledAt = now;
  bucket.recent = bucket.recent.filter((at) => at > now - MINUTE_MS);
  const oldest = bucket.recent[bucket.recent.length - Math.max(rate.perMinute, rate.burst)];
  const forWindow = oldest === undefined ? 0 : oldest + MINUTE_MS - now;
  const forToken = bucket.tokens >= 1 ? 0 : (1 - bucket.tokens) / perMs;
  return Math.max(forWindow, forToken);
}
