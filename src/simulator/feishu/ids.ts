import { createHash, randomBytes } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';

/** A random id in Feishu's style, for example `om_` and 32 hexadecimal digits. */
export function randomId(prefix: string, bytes = 16): string {
  return prefix + randomBytes(bytes).toString('hex');
}

/** The same id for the same text at every start, so that a saved chat is found again. */
export function fixedId(prefix: string, text: string): string {
  return prefix + createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Milliseconds that rise with each message: two messages of one millisecond stay in their order. */
export function createTimes(clock: SimClock): () => number {
  let last = 0;
  return () => {
    last = Math.max(Math.floor(clock.now()), last + 1);
    return last;
  };
}
