import type { Quiet } from './route.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** When the quiet hours end that hold at `at`, in milliseconds since the epoch; undefined when none hold. */
export function quietUntil(quiet: Quiet, at: number): number | undefined {
  const minute = minuteOfDay(at, quiet.zone);
  const { from, until } = quiet;
  const isQuiet = from < until ? minute >= from && minute < until : minute >= from || minute < until;
  if (!isQuiet) return undefined;
  const wholeMinute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const end = wholeMinute + ((until - minute + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS;
  // On the night in which the clocks change the day has another length.
  const off = ((until - minuteOfDay(end, quiet.zone) + DAY_MINUTES * 1.5) % DAY_MINUTES) - DAY_MINUTES / 2;
  return end + off * MINUTE_MS;
}

function minuteOfDay(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: 'hour' | 'minute'): number =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  return part('hour') * 60 + part('minute');
}
