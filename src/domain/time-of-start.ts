import { instantIn, localTime } from './local-time.ts';

/** Longest time for which a start can be planned ahead, in milliseconds: people and rights change. */
export const PLAN_AHEAD_MS = 90 * 86_400_000;

const FORM =
  /^(?:(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]|$))?(?:(\d{1,2}):(\d{2})(?::00)?)?(?: ?(Z|UTC|[+-]\d{2}:?\d{2}))?$/i;

/**
 * When a start is meant, in milliseconds since the epoch: `22:00` is the next time at which clocks of `zone` show it, `2026-12-01 22:00` is that day there, and with
 * `+08:00` or `Z` behind it the zone does not matter. Undefined for anything else, and for days that no calendar has. It may be past.
 */
export function parseStart(text: string, now: number, zone: string): number | undefined {
  const typed = text.normalize('NFKC').trim();
  const [, year, month, date, hour, minute, offset] = FORM.exec(typed) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  const minutes = Number(hour) * 60 + Number(minute);
  if (year === undefined) return offset === undefined ? nextAt(minutes, now, zone) : undefined;
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(date));
  // The 30th of February is no 2nd of March.
  if (new Date(utc).getUTCMonth() !== Number(month) - 1 || Number(date) < 1) return undefined;
  const day = utc / 86_400_000;
  if (offset === undefined) return instantIn(zone, { day, minute: minutes });
  const ahead = minutesOf(offset);
  return ahead === undefined ? undefined : utc + (minutes - ahead) * 60_000;
}

function nextAt(minute: number, now: number, zone: string): number {
  const { day } = localTime(now, zone);
  const times = [0, 1, 2].flatMap((later) =>
    (['first', 'last'] as const).map((which) => instantIn(zone, { day: day + later, minute }, which)),
  );
  // On the night on which clocks are set forward they do not show it at all.
  const shown = times.find((time) => time > now && localTime(time, zone).minute === minute);
  return shown ?? instantIn(zone, { day: day + 1, minute });
}

/** Of an offset from UTC; undefined for one that no clock has. */
function minutesOf(offset: string): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  if (sign === undefined) return 0;
  const all = Number(hours) * 60 + Number(minutes);
  if (all > 14 * 60 || Number(minutes) > 59) return undefined;
  return sign === '-' ? -all : all;
}
