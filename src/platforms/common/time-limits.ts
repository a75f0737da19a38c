/** Time limits of ours, in milliseconds, that do not depend on the vendor. */

/** For one request; most answers take less than a second. */
export const REQUEST_MS = 10_000;

/** How long a start waits for the connection before it goes on in the background. */
export const START_MS = 10_000;

/** What is being sent when the end comes may take this long, then it is cut off. */
export const STOP_MS = 2_000;

/** A request that was given up may still be worked on at the vendor: after three time-outs it has landed or never will. */
export function settleMs(requestMs: number): number {
  return 3 * requestMs;
}
