const FIRST_MS = 500;
const LONGEST_MS = 5 * 60 * 1000;

/** Milliseconds to wait after the given number of failures in a row: half a second, doubled each time, five minutes at most. */
export function backoff(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
}
