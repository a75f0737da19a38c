import { createHmac } from 'node:crypto';
import { sameBytes } from '../common/same-bytes.ts';
import type { HookRequest } from '../platform.ts';

/**
 * Whether Slack sent a request: https://docs.slack.dev/authentication/verifying-requests-from-slack. The signature covers the raw bytes of
 * the body, so that this comes before anything in it is read.
 */
export type Verdict = 'signed' | 'unsigned' | 'stale' | 'forged';

/** Slack's advice: what is older is a replay. We refuse what is as far in the future too, and what was captured cannot be kept for later. */
const WINDOW_S = 5 * 60;
const VERSION = 'v0';

export function verify(signingSecret: string, { headers, body }: HookRequest, now: number): Verdict {
  const timestamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return 'unsigned';
  const wanted = createHmac('sha256', signingSecret)
    .update(`${VERSION}:${timestamp}:`)
    .update(body)
    .digest('hex');
  if (!sameBytes(Buffer.from(`${VERSION}=${wanted}`), Buffer.from(signature))) return 'forged';
  // After the signature: only a real request tells the operator that a clock is wrong.
  return Math.abs(now / 1000 - Number(timestamp)) <= WINDOW_S ? 'signed' : 'stale';
}
