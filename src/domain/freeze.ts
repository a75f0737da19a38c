/** Times in which nothing new is deployed. Runs that are under way go on. */
import { instantIn, type LocalTime, localTime } from './local-time.ts';
import type { Who } from './policy.ts';

/** A minute of the week; Monday 00:00 is 0. */
type WeekMinute = number;

export type FreezeSpan =
  /** Milliseconds since the epoch; `until` is the first moment at which it is over. */
  | { kind: 'once'; from: number; until: number }
  | { kind: 'weekly'; from: WeekMinute; until: WeekMinute; zone: string };

export type Freeze = {
  id: string;
  span: FreezeSpan;
  /** Absent: all of them. */
  apps?: readonly string[];
  environments?: readonly string[];
  /** Who may deploy all the same. */
  except: Who;
  /** What people are told beside the name. */
  reason?: string;
};

const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** The epoch began on a Thursday. */
const EPOCH_WEEKDAY = 3;

/**
 * When a freeze that holds at `at` ends, both in milliseconds since the epoch; undefined when it does not hold then. Where clocks are set back within a weekly one, it
 * holds without a gap, from the first time that they show its beginning to the last time that they show its end.
 */
export function frozenUntil(span: FreezeSpan, at: number): number | undefined {
  if (span.kind === 'once') return at >= span.from && at < span.until ? span.until : undefined;
  const { day, minute } = localTime(at, span.zone);
  const monday = day - ((day + EPOCH_WEEKDAY) % 7);
  const length = (span.until - span.from + WEEK_MINUTES) % WEEK_MINUTES;
  for (const week of [monday - 7, monday]) {
    const shown = (day - week) * DAY_MINUTES + minute - span.from;
    const begin = instantIn(span.zone, momentOf(week, span.from));
    const end = instantIn(span.zone, momentOf(week, span.from + length), 'last');
    if ((shown >= 0 && shown < length) || (at >= begin && at < end)) return end;
  }
  return undefined;
}

/** `minute` counts from the beginning of the day with the number `week`. */
function momentOf(week: number, minute: number): LocalTime {
  return { day: week + Math.floor(minute / DAY_MINUTES), minute: minute % DAY_MINUTES };
}

/** The freezes that hold in a place at `at`, each with its end; the one that ends last first. */
export function freezesAt(
  freezes: readonly Freeze[],
  { app, environment }: { app: string; environment: string },
  at: number,
): { freeze: Freeze; until: number }[] {
  return freezes
    .filter(
      (freeze) =>
        (freeze.apps?.includes(app) ?? true) && (freeze.environments?.includes(environment) ?? true),
    )
    .flatMap((freeze) => {
      const until = frozenUntil(freeze.span, at);
      return until === undefined ? [] : [{ freeze, until }];
    })
    .toSorted((one, other) => other.until - one.until);
}
