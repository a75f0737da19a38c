import type { Recipient } from '../../domain/recipient.ts';
import { clean, oneLine } from '../../platforms/common/clean.ts';
import { cut } from '../../platforms/common/graphemes.ts';

/** Who is called by what, and who is not. */
export type Callable<T> = {
  called: T[];
  /** Names of all who are not called. */
  uncalled: string[];
  /** The first of them as plain text, `@Ada`, so that the room sees whom it was meant for. */
  named: string[];
};

/** More than this in one message is a mistake, and would take the place of what it says; whoever comes later is not called, and is named. */
const MOST_CALLED = 50;

/** Names of any length have a place of known size. */
const MOST_NAMED = 10;
const NAME_LENGTH = 40;

/** Each account once, `most` of them; `accountOf` gives undefined for what the vendor would not take for one. */
export function callable<T extends string>(
  people: readonly Recipient[],
  accountOf: (one: Recipient) => T | undefined,
  most = MOST_CALLED,
): Callable<T> {
  const called = new Set<T>();
  const uncalled: string[] = [];
  for (const one of people) {
    const account = accountOf(one);
    if (account === undefined || (called.size >= most && !called.has(account))) uncalled.push(one.name);
    else called.add(account);
  }
  const named = uncalled.slice(0, MOST_NAMED).map((name) => `@${cut(oneLine(clean(name)), NAME_LENGTH)}`);
  return { called: [...called], uncalled, named };
}

export function namesOf(people: readonly Recipient[]): string[] {
  return people.map(({ name }) => name);
}
