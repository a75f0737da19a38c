/** What the chats say of people and groups: the part of the directory that changes while the server runs. */

export type RosterState = {
  /** `rosterKey(platform, group)` → the accounts that it lists, none when it is gone; absent: it cannot be read, or nobody has yet, and is nobody. */
  groups: ReadonlyMap<string, readonly string[]>;
  /** `rosterKey(platform, person)` → the account that the person's address led to; undefined: to nobody's; absent: it was not looked up. */
  matched: ReadonlyMap<string, string | undefined>;
  /** `rosterKey(platform, account)` → the person who joined it to themselves: for groups, since `personOf` knows the file alone. */
  linked: ReadonlyMap<string, string>;
  /** `rosterKey(platform, account)` of guests, outsiders and deactivated accounts: they are nobody, whatever the file says. */
  barred: ReadonlySet<string>;
};

/** One state takes the other's place as a whole: nobody sees half of a reading. A state is never changed in place. */
export type RosterHolder = { now(): RosterState; replace(state: RosterState): void };

export const NOTHING_KNOWN: RosterState = {
  groups: new Map(),
  matched: new Map(),
  linked: new Map(),
  barred: new Set(),
};

export function createRosterHolder(state: RosterState = NOTHING_KNOWN): RosterHolder {
  let current = state;
  return {
    now: () => current,
    replace(next) {
      current = next;
    },
  };
}

/** Config keys have no line break. */
export function rosterKey(platform: string, name: string): string {
  return `${platform}\n${name}`;
}
