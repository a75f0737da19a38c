/** Times in which nothing new is deployed. Runs that are under way go on. */
import { instantIn, localTime } from './local-time.ts';
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

/** When a freeze that holds at `at` ends, both in milliseconds since the epoch; undefined when it does not hold then. */
export function frozenUntil(span: FreezeSpan, at: number): number | undefined {
  if (span.kind === 'once') return at >= span.from && at < span.until ? span.until : undefined;
  const { day, minute } = localTime(at, span.zone);
  const now = (((day + EPOCH_WEEKDAY) % 7) * DAY_MINUTES + minute) % WEEK_MINUTES;
  const since = (now - span.from + WEEK_MINUTES) % WEEK_MINUTES;
  const length = (span.until - span.from + WEEK_MINUTES) % WEEK_MINUTES;
  if (since >= length) return undefined;
  const left = minute + length - since;
  return instantIn(span.zone, { day: day + Math.floor(left / DAY_MINUTES), minute: left % DAY_MINUTES });
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
