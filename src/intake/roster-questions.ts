/** What the configuration makes us ask a chat about its people. The server asks again and again, `doctor` once. */
import type { Directory } from '../domain/directory.ts';
import { UpstreamError } from '../errors.ts';
import type { Profile, Roster } from '../platforms/platform.ts';
import { type Clock, withTimeout } from '../time.ts';

/** An answer, or why there is none. `undefined` of a value: the chat says that there is no such thing. */
type Answer<T> = { value: T | undefined } | { failure: UpstreamError };

export type Heard =
  | { kind: 'account'; person: string; account: string; answer: Answer<Profile> }
  | { kind: 'address'; person: string; email: string; answer: Answer<Profile> }
  | { kind: 'group'; group: string; answer: Answer<readonly Profile[]> };

/** Adapters keep the chat's pace: one question may wait a minute for its turn. */
const QUESTION_MS = 2 * 60_000;
/** The members of a large group may have to be asked for one by one. */
const GROUP_MS = 10 * 60_000;

/** A chat that gave no answer so often in a row is not asked the rest: what is down stays so, and each question may take its whole time. */
const FAILURES_IN_A_ROW = 3;

/** An account that a person joined to themselves. */
export type Linked = { account: string; person: string };

type Asking = {
  directory: Directory;
  platform: string;
  roster: Roster;
  /** None where only the configuration is looked at. */
  linked?: readonly Linked[];
  clock: Clock;
  signal: AbortSignal;
};

/**
 * Accounts first, because they bar; then addresses; then groups. One question at a time: nothing here is in a hurry, and the chat's cards need the
 * connection. What the chat does wrong is heard, never thrown.
 */
export async function* askRoster(asking: Asking): AsyncGenerator<Heard> {
  for (const questions of questionsFor(asking)) {
    let failures = 0;
    for (const question of questions) {
      const heard = await question();
      if (asking.signal.aborted) return;
      yield heard;
      failures = counts(heard) ? failures + 1 : 0;
      if (failures === FAILURES_IN_A_ROW) break;
    }
  }
}

type Question = () => Promise<Heard>;

function questionsFor({ directory, platform, roster, linked = [], clock, signal }: Asking): Question[][] {
  const ask = <T>(ms: number, question: (until: AbortSignal) => Promise<T | undefined>) =>
    answerOf(clock, ms, signal, question);
  return [
    [...accountsOn(directory, platform), ...linked].map(
      ({ person, account }): Question =>
        async () => {
          const answer = await ask(QUESTION_MS, (until) => roster.profile(account, until));
          return { kind: 'account', person, account, answer };
        },
    ),
    addressesOn(directory, platform).map(
      ({ person, email }): Question =>
        async () => {
          const answer = await ask(QUESTION_MS, (until) => roster.byEmail(email, until));
          return { kind: 'address', person, email, answer };
        },
    ),
    groupsOn(directory, platform).map(
      (group): Question =>
        async () => {
          const answer = await ask(GROUP_MS, (until) => roster.members(group, until));
          return { kind: 'group', group, answer };
        },
    ),
  ];
}

/** Whether rights depend on what a chat says: groups of it are named, or people are to be known there by their address. */
export function matters(directory: Directory, platform: string): boolean {
  return groupsOn(directory, platform).length > 0 || addressesOn(directory, platform).length > 0;
}

/** What was refused says nothing of the next question. */
function counts({ answer }: Heard): boolean {
  return 'failure' in answer && answer.failure.outcome !== 'rejected';
}

async function answerOf<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  question: (until: AbortSignal) => Promise<T | undefined>,
): Promise<Answer<T>> {
  try {
    const value = await withTimeout(clock, ms, (timeout) => question(AbortSignal.any([signal, timeout])));
    return { value };
  } catch (cause) {
    if (cause instanceof UpstreamError) return { failure: cause };
    return { failure: new UpstreamError('unknown', 'failed', 'the roster could not be asked', { cause }) };
  }
}

function accountsOn({ people }: Directory, platform: string): Linked[] {
  return people.flatMap(({ id, accounts }) => {
    const account = accounts[platform];
    return account === undefined ? [] : [{ person: id, account }];
  });
}

function addressesOn(
  { people, platforms }: Directory,
  platform: string,
): { person: string; email: string }[] {
  if (platforms.find(({ id }) => id === platform)?.matchEmail !== true) return [];
  return people.flatMap((person) =>
    person.email === undefined || person.accounts[platform] !== undefined
      ? []
      : [{ person: person.id, email: person.email }],
  );
}

function groupsOn({ groups }: Directory, platform: string): string[] {
  const sources = groups.flatMap((group) => group.sources).filter((source) => source.platform === platform);
  return [...new Set(sources.map(({ group }) => group))];
}
