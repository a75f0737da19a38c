/** What was heard of people and groups, and for how long it counts. */
import { type RosterState, rosterKey } from '../domain/roster.ts';
import type { Profile } from '../platforms/platform.ts';
import type { Heard, Linked } from './roster-questions.ts';

/**
 * How long the last reading of a group, or of whose an address is, counts while there is no newer one, in milliseconds: three readings may fail. A
 * chat that is away for longer must not leave rights to whoever has lost them meanwhile.
 */
export const GRACE_MS = 15 * 60_000;

export type RosterMemory = {
  /** `askedAt` in milliseconds since the epoch. A failure changes nothing: what was heard before goes on counting while it may. */
  hear(platform: string, heard: Heard, askedAt: number): void;
  /** The accounts of a platform that people have joined to themselves, from now on. */
  link(platform: string, linked: readonly Linked[]): void;
  /** All that counts at a time. */
  state(now: number): RosterState;
  /** When the next reading stops counting; undefined when there is none. */
  nextEnd(now: number): number | undefined;
};

type Reading<T> = { value: T; at: number };

export function createRosterMemory(): RosterMemory {
  const groups = new Map<string, Reading<readonly string[]>>();
  const matched = new Map<string, Reading<string | undefined>>();
  /** By the last answer, however old: an account that was barred stays so until the chat says otherwise. */
  const barred = new Set<string>();
  const linked = new Map<string, readonly Linked[]>();

  function linkedPeople(): Map<string, string> {
    return new Map(
      [...linked].flatMap(([platform, all]) =>
        all.map(({ account, person }): [string, string] => [rosterKey(platform, account), person]),
      ),
    );
  }

  return {
    link: (platform, all) => void linked.set(platform, all),
    hear(platform, heard, at) {
      if ('failure' in heard.answer) return;
      switch (heard.kind) {
        case 'account': {
          const key = rosterKey(platform, heard.account);
          // Some chats forget whom they deactivate.
          if (heard.answer.value?.standing === 'member') barred.delete(key);
          else barred.add(key);
          break;
        }
        case 'address': {
          const account = accountBehind(heard.answer.value, heard.email);
          matched.set(rosterKey(platform, heard.person), { value: account, at });
          break;
        }
        case 'group': {
          // One that is gone is known to be nobody.
          const accounts = (heard.answer.value ?? [])
            .filter(({ standing }) => standing === 'member')
            .map(({ account }) => account);
          groups.set(rosterKey(platform, heard.group), { value: accounts, at });
          break;
        }
      }
    },
    state: (now) => ({
      groups: counting(groups, now),
      matched: counting(matched, now),
      linked: linkedPeople(),
      barred: new Set(barred),
    }),
    nextEnd(now) {
      const ends = [...groups.values(), ...matched.values()].map(({ at }) => at + GRACE_MS);
      const next = Math.min(...ends.filter((end) => end > now));
      return Number.isFinite(next) ? next : undefined;
    },
  };
}

/** The account that a verified address leads to; nobody's unless it is a member's. */
export function accountBehind(profile: Profile | undefined, email: string): string | undefined {
  return profile?.standing === 'member' && profile.email === email ? profile.account : undefined;
}

function counting<T>(readings: ReadonlyMap<string, Reading<T>>, now: number): Map<string, T> {
  const still = [...readings].filter(([, { at }]) => at + GRACE_MS > now);
  return new Map(still.map(([key, { value }]) => [key, value]));
}
