/** What goes wrong between a client and a fake server, by the requests that it happens to. */
import type { Clock } from '../../src/time.ts';
import { createHold, type Hold } from './hold.ts';

export type When = 'before' | 'after';

/** `Code`: what stands before the server can answer. */
export type Effect<Code> =
  /** It waits so many milliseconds before it is done. */
  | { do: 'delay'; ms: number }
  /** The connection breaks: before it was done, or after, when nobody can tell. */
  | { do: 'cut'; when: When }
  /** No answer ever comes. */
  | { do: 'hang'; when: When }
  /** The server, or what stands before it, answers this; with `after` it was done all the same. */
  | { do: 'answer'; code: Code; retryAfterSeconds?: number; when?: When };

export type Fault = {
  /** How often it happened. */
  readonly hits: number;
  remove(): void;
};

export type Faults<Seen, Match, Code> = {
  /** It happens to the next `times` requests that match; once when absent. */
  add(match: Match, effect: Effect<Code>, times?: number): Fault;
  hold(match: Match): Hold<Seen>;
  /** Called before and after each request is done; what it returns is waited for. For schedulers of races. */
  pace(step: ((seen: Seen, when: When) => Promise<void> | undefined) | undefined): void;
  clear(): void;
};

export type Interruption<Answer> = { kind: 'cut' } | { kind: 'hang' } | { kind: 'answer'; answer: Answer };

/** What the server asks before and after it does a request; undefined: nothing is in the way. */
export type FaultRoom<Seen, Match, Code, Answer> = Faults<Seen, Match, Code> & {
  at(seen: Seen, when: When): Promise<Interruption<Answer> | undefined> | undefined;
};

export function createFaultRoom<Seen, Match, Code, Answer>(
  clock: Clock,
  matches: (match: Match, seen: Seen) => boolean,
  answerOf: (code: Code, retryAfterSeconds?: number) => Answer,
): FaultRoom<Seen, Match, Code, Answer> {
  type Rule = { match: Match; effect: Effect<Code>; left: number; hits: number };
  let rules: Rule[] = [];
  const holds = new Set<{ match: Match; take: (seen: Seen) => Promise<void> }>();
  let pace: Parameters<Faults<Seen, Match, Code>['pace']>[0];

  /** The next rule for it; no rule happens twice to one request. */
  function take(seen: Seen, when: When, done: ReadonlySet<Rule>): Rule | undefined {
    const rule = rules.find(
      (one) => !done.has(one) && whenOf(one.effect) === when && matches(one.match, seen),
    );
    if (rule === undefined) return undefined;
    rule.left -= 1;
    rule.hits += 1;
    if (rule.left === 0) rules = rules.filter((one) => one !== rule);
    return rule;
  }

  async function obstruct(seen: Seen, when: When): Promise<Interruption<Answer> | undefined> {
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
        case 'hang':
          return { kind: effect.do };
        case 'answer':
          return { kind: 'answer', answer: answerOf(effect.code, effect.retryAfterSeconds) };
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

function whenOf<Code>(effect: Effect<Code>): When {
  return effect.do === 'delay' ? 'before' : (effect.when ?? 'before');
}
