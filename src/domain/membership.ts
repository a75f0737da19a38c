/** Who is behind lists of people and groups, and behind accounts, by the file and by one state of the chats' rosters. */
import type { ChannelInfo, Directory, Group, Person, PlatformInfo } from './directory.ts';
import { type RosterHolder, type RosterState, rosterKey } from './roster.ts';

/** In a list: all people of the file. No person and no group may have this name. */
export const EVERYONE = 'everyone';

export type Membership = Pick<
  Directory,
  'peopleOf' | 'knows' | 'personOf' | 'accountOf' | 'isBarred' | 'asOf'
>;

/** Answers that are kept for lists asked for before, per state; the lists of a server are few, those of hostile callers are not kept for ever. */
const LISTS_KEPT = 10_000;

const NOBODY: ReadonlySet<string> = new Set();

type Plain = {
  people: readonly Person[];
  groups: readonly Group[];
  platforms: readonly PlatformInfo[];
  channels?: readonly ChannelInfo[];
};

/** Asked in hot paths: what depends on the rosters is worked out once for each state, and when it is first needed. */
export function createMembership(plain: Plain, roster: RosterHolder): Membership {
  const explicit = new Map<string, Person>();
  for (const person of plain.people) {
    for (const [platform, id] of Object.entries(person.accounts))
      explicit.set(rosterKey(platform, id), person);
  }
  let state: RosterState | undefined;
  let view = viewOf(plain, explicit, roster.now());

  function now(): View {
    const current = roster.now();
    if (current !== state) {
      state = current;
      view = viewOf(plain, explicit, current);
    }
    return view;
  }

  return {
    peopleOf: (list) => (list.length === 0 ? NOBODY : now().peopleOf(list)),
    knows: (list, person) => list.length === 0 || now().knows(list, person),
    personOf: ({ platform, id }) => now().personOf(rosterKey(platform, id)),
    isBarred: ({ platform, id }) => roster.now().barred.has(rosterKey(platform, id)),
    accountOf: (person, platform) => now().accountOf(person, platform),
    asOf: () => roster.now(),
  };
}

type View = {
  peopleOf(list: readonly string[]): ReadonlySet<string>;
  knows(list: readonly string[], person?: string): boolean;
  personOf(key: string): Person | undefined;
  accountOf(person: string, platform: string): string | undefined;
};

function viewOf(plain: Plain, explicit: ReadonlyMap<string, Person>, state: RosterState): View {
  const { barred } = state;
  const matched = matchedPeople(plain, explicit, state);
  const groups = new Map<string, ReadonlySet<string>>();
  const answers = new Map<string, ReadonlySet<string>>();
  const accounts = new Map(plain.people.map((person) => [person.id, person.accounts]));
  const people = new Set(plain.people.filter((person) => !hasLeft(person, state)).map(({ id }) => id));
  const mailboxes = mailboxesOf(plain, people);

  function personOf(key: string): Person | undefined {
    return barred.has(key) ? undefined : (explicit.get(key) ?? matched.get(key) ?? mailboxes.people.get(key));
  }
  for (const { id, people: named, sources } of plain.groups) {
    const members = new Set(named.filter((person) => people.has(person)));
    for (const { platform, group } of sources) {
      for (const account of state.groups.get(rosterKey(platform, group)) ?? []) {
        const key = rosterKey(platform, account);
        const person = personOf(key)?.id ?? (barred.has(key) ? undefined : state.linked.get(key));
        if (person !== undefined && people.has(person)) members.add(person);
      }
    }
    groups.set(id, members);
  }
  const gaps = gapsOf(plain, state);
  groups.set(EVERYONE, people);

  function behind(list: readonly string[]): ReadonlySet<string> {
    const all = new Set<string>();
    for (const name of list) {
      if (people.has(name)) all.add(name);
      else for (const person of groups.get(name) ?? []) all.add(person);
    }
    return all;
  }

  return {
    personOf,
    peopleOf(list) {
      // Names have no line break, so that two lists have two keys.
      const key = list.length === 1 ? (list[0] ?? '') : list.join('\n');
      const before = answers.get(key);
      if (before !== undefined) return before;
      if (answers.size >= LISTS_KEPT) answers.clear();
      const answer = behind(list);
      answers.set(key, answer);
      return answer;
    },
    // Whoever has left is in no group, whatever it says.
    knows: (list, person) =>
      (person !== undefined && !people.has(person)) ||
      list.every((name) => people.has(name) || gaps.get(name)?.has(person ?? ANYBODY) !== true),
    accountOf(person, platform) {
      const account =
        accounts.get(person)?.[platform] ??
        state.matched.get(rosterKey(platform, person)) ??
        mailboxes.addresses.get(rosterKey(platform, person));
      if (account === undefined) return undefined;
      return personOf(rosterKey(platform, account))?.id === person ? account : undefined;
    },
  };
}

/** Stands for whoever it may be; no person has an empty name. */
const ANYBODY = '';

/** Group → of whom it is not known whether they belong to it: everybody while it is not read, else those whose address was not looked up. */
function gapsOf(
  { people, groups, platforms }: Plain,
  state: RosterState,
): ReadonlyMap<string, ReadonlySet<string>> {
  const unmatched = new Map(
    platforms.map(({ id: platform, matchEmail }) => {
      const open = people.filter(
        ({ id, email, accounts }) =>
          matchEmail === true &&
          email !== undefined &&
          accounts[platform] === undefined &&
          !state.matched.has(rosterKey(platform, id)),
      );
      return [platform, open.map(({ id }) => id)];
    }),
  );
  const all = people.map(({ id }) => id);
  return new Map(
    groups.map(({ id, sources }) => {
      const open = sources.flatMap(({ platform, group }) =>
        state.groups.has(rosterKey(platform, group)) ? (unmatched.get(platform) ?? []) : [ANYBODY, ...all],
      );
      return [id, new Set(open.length > 0 ? [ANYBODY, ...open] : [])];
    }),
  );
}

/**
 * The operator wrote down whose address it is, and a letter goes to that address alone: what comes back by a link in it is theirs. Two people's address is
 * nobody's, and whoever has left has none.
 */
function mailboxesOf(
  { people, channels = [] }: Plain,
  present: ReadonlySet<string>,
): { people: ReadonlyMap<string, Person>; addresses: ReadonlyMap<string, string> } {
  const found = new Map<string, Person>();
  const addresses = new Map<string, string>();
  for (const { id: channel } of channels.filter(({ audience }) => audience === 'person')) {
    for (const person of people) {
      const { id, email } = person;
      if (email === undefined || !present.has(id)) continue;
      if (people.some((other) => other.id !== id && other.email === email)) continue;
      found.set(rosterKey(channel, email), person);
      addresses.set(rosterKey(channel, id), email);
    }
  }
  return { people: found, addresses };
}

/** Every account of theirs is barred: they are nobody, also by a token, and their votes count no more. Who has no account is known by a token alone. */
function hasLeft({ id, accounts }: Person, { barred, linked }: RosterState): boolean {
  const known = Object.entries(accounts).map(([platform, account]) => rosterKey(platform, account));
  if (known.length === 0 || !known.every((key) => barred.has(key))) return false;
  return ![...linked].some(([key, person]) => person === id && !barred.has(key));
}

/** Only where the operator wants it, only without an account in the file, and nobody for an account that two people lead to. */
function matchedPeople(
  { people, platforms }: Plain,
  explicit: ReadonlyMap<string, Person>,
  { matched }: RosterState,
): ReadonlyMap<string, Person> {
  const found = new Map<string, Person>();
  const contested = new Set<string>();
  for (const { id: platform } of platforms.filter(({ matchEmail }) => matchEmail === true)) {
    for (const person of people) {
      const account = matched.get(rosterKey(platform, person.id));
      if (account === undefined || person.accounts[platform] !== undefined) continue;
      const key = rosterKey(platform, account);
      if (explicit.has(key)) continue;
      if (found.has(key)) contested.add(key);
      found.set(key, person);
    }
  }
  for (const key of contested) found.delete(key);
  return found;
}
