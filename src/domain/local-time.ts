/** What a clock on the wall of a time zone (https://www.iana.org/time-zones) shows, and when it shows it. */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** `day` is the date as a day number since the epoch; `minute` the minute of that day. */
export type LocalTime = { day: number; minute: number };

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, made);
  return made;
}

/** `at` in milliseconds since the epoch. */
export function localTime(at: number, zone: string): LocalTime {
  const parts = formatOf(zone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  const day = Date.UTC(part('year'), part('month') - 1, part('day')) / DAY_MS;
  return { day, minute: part('hour') * 60 + part('minute') };
}

/** How far the zone is ahead of UTC at that moment, in minutes. */
function offsetAt(at: number, zone: string): number {
  const { day, minute } = localTime(at, zone);
  return day * 24 * 60 + minute - Math.floor(at / MINUTE_MS);
}

/**
 * When the clock shows it, in milliseconds since the epoch. A time that comes twice, when clocks are set back, is the first unless the last is asked for; one that is left out, when
 * they are set forward, is as long after the jump as it would have been after its beginning.
 */
export function instantIn(
  zone: string,
  { day, minute }: LocalTime,
  which: 'first' | 'last' = 'first',
): number {
  const asUtc = day * DAY_MS + minute * MINUTE_MS;
  const [before, after] = [asUtc - DAY_MS, asUtc + DAY_MS].map((at) => offsetAt(at, zone));
  const found = [before, after]
    .map((offset) => asUtc - (offset ?? 0) * MINUTE_MS)
    .filter((at) => at + offsetAt(at, zone) * MINUTE_MS === asUtc);
  if (found.length === 0) return asUtc - (before ?? 0) * MINUTE_MS;
  return which === 'first' ? Math.min(...found) : Math.max(...found);
}

/** `2026-12-01 22:00 UTC+08:00 (Asia/Shanghai)`: the same for readers of every language. */
export function timeText(at: number, zone: string): string {
  const offset = offsetAt(at, zone);
  const local = new Date(at + offset * MINUTE_MS).toISOString().slice(0, 16).replace('T', ' ');
  if (zone === 'UTC') return `${local} UTC`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const ahead = Math.abs(offset);
  return `${local} UTC${offset < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)} (${zone})`;
}
