import type { Clock } from '../../../src/time.ts';
import { createHold, type Hold } from '../hold.ts';
import type { Verb } from './request.ts';
import { type TroubleCode, trouble } from './status.ts';

/** A request as the server saw it. */
export type Seen = {
  user: string;
  method: string;
  path: string;
  query: URLSearchParams;
  contentType: string;
  body: string;
  /** Undefined where it is about no collection: discovery, reviews. */
  verb: Verb | undefined;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
};

export type Match = Partial<
  Pick<Seen, 'user' | 'verb' | 'resource' | 'subresource' | 'namespace' | 'name'>
> & {
  is?: (seen: Seen) => boolean;
};

export type Effect =
  /** It waits so many milliseconds before it is done. */
  | { do: 'delay'; ms: number }
  /** The connection breaks: before it was done, or after, when nobody can tell. */
  | { do: 'cut'; when: 'before' | 'after' }
  /** No answer ever comes. */
  | { do: 'hang'; when: 'before' | 'after' }
  /** The server, or what stands before it, answers this; with `after` it was done all the same. */
  | { do: 'answer'; code: TroubleCode; retryAfterSeconds?: number; when?: 'before' | 'after' };

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

export type Interruption = { kind: 'cut' } | { kind: 'hang' } | { kind: 'answer'; error: Error };

/** What the server asks before and after it does a request; undefined: nothing is in the way. */
export type FaultRoom = Faults & {
  at(seen: Seen, when: 'before' | 'after'): Promise<Interruption | undefined> | undefined;
};

export function createFaults(clock: Clock): FaultRoom {
  type Rule = { match: Match; effect: Effect; left: number; hits: number };
  let rules: Rule[] = [];
  const holds = new Set<{ match: Match; take: (seen: Seen) => Promise<void> }>();
  let pace: Parameters<Faults['pace']>[0];

  /** The next rule for it; no rule happens twice to one request. */
  function take(seen: Seen, when: 'before' | 'after', done: ReadonlySet<Rule>): Rule | undefined {
    const rule = rules.find(
      (one) => !done.has(one) && whenOf(one.effect) === when && matches(one.match, seen),
    );
    if (rule === undefined) return undefined;
    rule.left -= 1;
    rule.hits += 1;
    if (rule.left === 0) rules = rules.filter((one) => one !== rule);
    return rule;
  }

  async function obstruct(seen: Seen, when: 'before' | 'after'): Promise<Interruption | undefined> {
    await pace?.(seen, when);
    if (when === 'before') for (const hold of holds) if (matches(hold.match, seen)) await hold.take(seen);
    const done = new Set<Rule>();
    for (;;) {
      const rule = take(seen, when, done);
      if (rule === undefined) return undefined;
      done.add(rule);
      const { effect } = rule;
      switch (effect.do) {
        case 'delay':
          await new Promise<void>((resolve) => void clock.after(effect.ms, resolve));
          break;
        case 'cut':
          return { kind: 'cut' };
        case 'hang':
          return { kind: 'hang' };
        case 'answer':
          return { kind: 'answer', error: trouble(effect.code, effect.retryAfterSeconds) };
      }
    }
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
    at: (seen, when) =>
      rules.length === 0 && holds.size === 0 && pace === undefined ? undefined : obstruct(seen, when),
  };
}

function whenOf(effect: Effect): 'before' | 'after' {
  return effect.do === 'delay' ? 'before' : (effect.when ?? 'before');
}

function matches(match: Match, seen: Seen): boolean {
  for (const field of ['user', 'verb', 'resource', 'subresource', 'namespace', 'name'] as const)
    if (match[field] !== undefined && match[field] !== seen[field]) return false;
  return match.is === undefined || match.is(seen);
}
