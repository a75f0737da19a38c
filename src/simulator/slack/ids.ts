import { randomBytes } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const MIXED = `${UPPER}abcdefghijklmnopqrstuvwxyz`;

/** A random id in Slack's style, for example `Ev0PV52K21`. */
export function slackId(prefix: string, length = 10): string {
  return prefix + pick(UPPER, length);
}

/** What Slack puts into a block without `block_id`: five mixed characters. */
export function blockId(): string {
  return pick(MIXED, 5);
}

export function secret(length: number): string {
  return pick(MIXED, length);
}

function pick(alphabet: string, length: number): string {
  let out = '';
  for (const byte of randomBytes(length)) out += alphabet[byte % alphabet.length];
  return out;
}

/** Message timestamps: seconds with six decimals, unique and rising in a workspace. They are a message's identity. */
export function createTimestamps(clock: SimClock): () => string {
  let last = 0n;
  return () => {
    const micros = BigInt(Math.floor(clock.now())) * 1000n;
    last = micros > last ? micros : last + 1n;
    const seconds = last / 1_000_000n;
    return `${seconds}.${String(last % 1_000_000n).padStart(6, '0')}`;
  };
}
