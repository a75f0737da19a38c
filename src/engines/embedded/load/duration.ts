import { goDuration } from '../../common/go-duration.ts';

/** Go counts nanoseconds in 64 bits: about 292 years. */
const MAX_MS = 2 ** 63 / 1e6;

/** Milliseconds of a duration such as "1h30m", as KubeVela reads it. Zero and less are refused. */
export function parseDuration(text: string): number | { problem: string } {
  const total = goDuration(text);
  if (total === undefined)
    return {
      problem: `"${text}" is not a duration: write it with h, m, s or ms, as in "1h30m" (days are not known: "24h")`,
    };
  if (total > MAX_MS) return { problem: `"${text}" is too long for a duration` };
  if (total <= 0) return { problem: `"${text}" is no time at all` };
  return total;
}
