import { UpstreamError } from '../../src/errors.ts';
import type { Profile, Roster, Standing } from '../../src/platforms/platform.ts';

/** A chat's directory in memory: tests change it as administrators do. */
export type MemoryRoster = {
  roster: Roster;
  profiles: Map<string, Profile>;
  groups: Map<string, string[]>;
  /** Fails every question from now on, or none any more. */
  down(on: boolean): void;
  /** How often each question was asked, by `profile`, `byEmail`, `members` and what was asked for. */
  asked: string[];
  add(account: string, standing?: Standing, email?: string): void;
};

export function createMemoryRoster(): MemoryRoster {
  const profiles = new Map<string, Profile>();
  const groups = new Map<string, string[]>();
  const asked: string[] = [];
  let down = false;

  function question(name: string, what: string): void {
    asked.push(`${name} ${what}`);
    if (down) throw new UpstreamError('unreachable', 'ECONNREFUSED', 'the chat is away');
  }

  return {
    profiles,
    groups,
    asked,
    down(on) {
      down = on;
    },
    add(account, standing = 'member', email) {
      profiles.set(account, { account, name: account, standing, ...(email === undefined ? {} : { email }) });
    },
    roster: {
      async profile(account) {
        question('profile', account);
        return profiles.get(account);
      },
      async byEmail(email) {
        question('byEmail', email);
        return [...profiles.values()].find((profile) => profile.email === email);
      },
      async members(group) {
        question('members', group);
        const accounts = groups.get(group);
        return accounts?.flatMap((account) => profiles.get(account) ?? []);
      },
    },
  };
}
