import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HookRequest } from '../../platforms/platform.ts';

/**
 * Who sent a request: HMAC-SHA256 of `timestamp.body` over the raw bytes, as our own webhooks are signed, so that this comes before anything in the body is read. `stale`: signed,
 * but too long ago or too far in the future.
 */
export type Verdict = 'signed' | 'unsigned' | 'stale' | 'forged';

/** What is older may be a replay; what is as far in the future could be kept for later. In seconds. */
const WINDOW_S = 5 * 60;

/** `now` in milliseconds since the epoch. */
export function verify(secret: string, { headers, body }: HookRequest, now: number): Verdict {
  const timestamp = headers['x-greenlight-timestamp'];
  const signature = headers['x-greenlight-signature'];
  if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return 'unsigned';
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1];
  if (hex === undefined) return 'forged';
  const wanted = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
  if (!timingSafeEqual(wanted, Buffer.from(hex, 'hex'))) return 'forged';
  // After the signature: only a real sender is told that its clock is wrong.
  return Math.abs(now / 1000 - Number(timestamp)) <= WINDOW_S ? 'signed' : 'stale';
}
