import type { UpstreamError } from '../../errors.ts';

/** How soon a connection that was lost or refused is opened again. The numbers are ours, in milliseconds. */

const FIRST_RETRY_MS = 1_000;
export const MAX_RETRY_MS = 30_000;
/** When only somebody's hand can help: a dead token, a wrong secret, too many connections. */
export const HOPELESS_RETRY_MS = 60_000;
/** A connection that lived shorter counts as a failure, so that open-and-drop does not turn into a storm. */
export const STABLE_MS = 10_000;

/** After so many failures in a row, one or more. `random` is between 0 and 1, like Math.random: it spreads the servers of one app. */
export function backoff(failures: number, random: () => number): number {
  const ms = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), MAX_RETRY_MS);
  return ms * (0.5 + random() / 2);
}

/** After an opening that failed; `error` counts among the `failures`. */
export function retryIn(error: UpstreamError, failures: number, random: () => number): number {
  if (error.outcome === 'rejected') return HOPELESS_RETRY_MS;
  return Math.max(error.retryAfterMs ?? 0, backoff(failures, random));
}
