import { createHmac } from 'node:crypto';

/** Of `timestamp.body` in hex, so that neither can be changed and an old request cannot be sent again later. `seconds` since the epoch. */
export function sign(seconds: string, body: string, secret: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}
