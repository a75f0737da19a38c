const FIRST_MS = 500;
const LONGEST_MS = 5 * 60 * 1000;

const FIRST_MENDABLE_MS = 5000;

/**
 * Milliseconds until the next look at what the vendor refuses for a reason that somebody may mend: a token that is rotated, a room that the
 * bot is invited to. Five seconds, doubled each time, five minutes at most.
 */
export function mendable(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MENDABLE_MS * 2 ** Math.min(failures - 1, 20));
}

/** Milliseconds to wait after the given number of failures in a row: half a second, doubled each time, five minutes at most. */
export function backoff(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
}
