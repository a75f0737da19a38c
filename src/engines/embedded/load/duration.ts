import { goDuration } from '../../common/go-duration.ts';
import { type Told, tell } from '../../common/told.ts';

/** Go counts nanoseconds in 64 bits: about 292 years. */
const MAX_MS = 2 ** 63 / 1e6;

/** Milliseconds of a duration such as "1h30m", as KubeVela reads it, or why it is none. Zero and less are refused. */
export function parseDuration(text: string): number | Told {
  const total = goDuration(text);
  if (total === undefined) return tell('duration-unread', { text });
  if (total > MAX_MS) return tell('duration-long', { text });
  if (total <= 0) return tell('duration-none', { text });
  return total;
}
