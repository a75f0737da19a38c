import type { Profile, Roster } from '../platform.ts';

/** How the configuration calls people where the vendor has other ids for them: by address, by number. */
export type Names = {
  /** Asks the vendor whom the configuration means, unless that is known. Throws an `UpstreamError`. */
  ready(signal: AbortSignal): Promise<void>;
  /** The vendor's id behind an account of the configuration; undefined when there is none, or when it is nobody's alone. */
  idOf(account: string): string | undefined;
  nameOf(id: string): string;
};

/** The vendor's roster with the accounts that events have: what is asked for and what is answered goes by the configuration's names. */
export function namedRoster(roster: Roster, names: Names): Roster {
  const named = (profile: Profile): Profile => ({ ...profile, account: names.nameOf(profile.account) });
  return {
    async profile(account, signal) {
      await names.ready(signal);
      const id = names.idOf(account);
      const profile = id === undefined ? undefined : await roster.profile(id, signal);
      return profile && { ...profile, account };
    },
    async byEmail(email, signal) {
      const profile = await roster.byEmail(email, signal);
      if (profile === undefined) return undefined;
      await names.ready(signal);
      return named(profile);
    },
    async members(group, signal) {
      const members = await roster.members(group, signal);
      if (members === undefined) return undefined;
      await names.ready(signal);
      return members.map(named);
    },
  };
}
