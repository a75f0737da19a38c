import type { Clock } from '../../../src/time.ts';
import { createHold, type Hold } from '../hold.ts';
import type { Answer } from './http-door.ts';

/** A request as the server saw it. */
export type Seen = {
  /** Which of the API's calls it is, such as `run` or `approve`; `unknown` for other addresses. */
  call: string;
  method: string;
  path: string;
  query: URLSearchParams;
  /** What was sent, parsed; undefined where it was no JSON. */
  body: unknown;
  /** Whose token came with it. */
  uid: string | undefined;
};

export type Match = Partial<Pick<Seen, 'call' | 'method' | 'uid'>> & { is?: (seen: Seen) => boolean };

export type Effect =
  /** It waits so many milliseconds before it is done. */
  | { do: 'delay'; ms: number }
  /** The connection breaks: before it was done, or after, when nobody can tell. */
  | { do: 'cut'; when: 'before' | 'after' }
  /** No answer ever comes. */
  | { do: 'hang'; when: 'before' | 'after' }
  /** What stands before Zadig answers this; with `after` it was done all the same. */
  | {
      do: 'answer';
      code: 429 | 500 | 502 | 503 | 504;
      retryAfterSeconds?: number;
      when?: 'before' | 'after';
    };

export type Fault = {
  /** How often it happened. */
  readonly hits: number;
  remove(): void;
};

export type Faults = {
  /** It happens to the next `times` requests that match; once when absent. */
  add(match: Match, effect: Effect, times?: number): Fault;
  hold(match: Match): Hold<Seen>;
  /** Called before and after each request is done; what it returns is waited for. For schedulers of races. */
  pace(step: ((seen: Seen, when: 'before' | 'after') => Promise<void> | undefined) | undefined): void;
  clear(): void;
};

export type Interruption = { kind: 'cut' } | { kind: 'hang' } | { kind: 'answer'; answer: Answer };

/** What the server asks before and after it does a request; undefined: nothing is in the way. */
export type FaultRoom = Faults & {
  at(seen: Seen, when: 'before' | 'after'): Promise<Interruption | undefined>;
};

export function createFaults(clock: Clock): FaultRoom {
  type Rule = { match: Match; effect: Effect; left: number; hits: number };
  let rules: Rule[] = [];
  const holds = new Set<{ match: Match; take(seen: Seen): Promise<void> }>();
  let pace: Parameters<Faults['pace']>[0];

  function take(seen: Seen, when: 'before' | 'after'): Rule | undefined {
    const rule = rules.find(({ match, effect }) => whenOf(effect) === when && matches(match, seen));
    if (rule === undefined) return undefined;
    rule.left -= 1;
    rule.hits += 1;
    if (rule.left === 0) rules = rules.filter((one) => one !== rule);
    return rule;
  }

  return {
    add(match, effect, times = 1) {
      const rule = { match, effect, left: times, hits: 0 };
      rules.push(rule);
      return {
        get hits() {
          return rule.hits;
        },
        remove: () => void (rules = rules.filter((one) => one !== rule)),
      };
    },
    hold(match) {
      const { hold, take: takeOne } = createHold<Seen>();
      const entry = { match, take: takeOne };
      holds.add(entry);
      return {
        get waiting() {
          return hold.waiting;
        },
        arrived: hold.arrived,
        release() {
          holds.delete(entry);
          hold.release();
        },
      };
    },
    pace(step) {
      pace = step;
    },
    clear() {
      rules = [];
      pace = undefined;
    },
    async at(seen, when) {
      await pace?.(seen, when);
      if (when === 'before') for (const hold of holds) if (matches(hold.match, seen)) await hold.take(seen);
      for (;;) {
        const rule = take(seen, when);
        if (rule === undefined) return undefined;
        const { effect } = rule;
        switch (effect.do) {
          case 'delay':
            await new Promise<void>((resolve) => void clock.after(effect.ms, resolve));
            break;
          case 'cut':
          case 'hang':
            return { kind: effect.do };
          case 'answer':
            return { kind: 'answer', answer: gateway(effect.code, effect.retryAfterSeconds) };
        }
      }
    },
  };
}

/** What a proxy says: no JSON. */
function gateway(code: number, retryAfterSeconds?: number): Answer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { code, text: `<html><body><h1>${code}</h1></body></html>`, headers };
}

function whenOf(effect: Effect): 'before' | 'after' {
  return effect.do === 'delay' ? 'before' : (effect.when ?? 'before');
}

function matches(match: Match, seen: Seen): boolean {
  for (const field of ['call', 'method', 'uid'] as const)
    if (match[field] !== undefined && match[field] !== seen[field]) return false;
  return match.is === undefined || match.is(seen);
}
