import type { Role } from '../domain/permission.ts';
import type { Delegation } from '../domain/policy.ts';
import type { ApiToken } from './config.ts';
import { instantOf } from './instant.ts';
import type { FileConfig } from './schema.ts';

/** Rights that the file gives beside policies. Throws on what the checks should have refused. */
export function buildRights(file: FileConfig): {
  roles: Role[];
  delegations: Delegation[];
  tokens: ApiToken[];
} {
  const people = Object.entries(file.people);
  return {
    roles: Object.entries(file.roles).map(([id, { allow, people: who, apps, environments }]) => {
      return {
        id,
        allow: [...new Set(allow)],
        who: [...new Set(who)],
        ...(apps === undefined ? {} : { apps }),
        ...(environments === undefined ? {} : { environments }),
      };
    }),
    delegations: people.flatMap(([from, { away }]) => {
      if (away?.delegate === undefined) return [];
      return [{ from, to: away.delegate, since: instantOf(away.from), until: instantOf(away.until) }];
    }),
    tokens: people.flatMap(([person, { tokens }]) =>
      tokens.map(({ name, sha256, until }) => {
        const ends = until === undefined ? undefined : instantOf(until);
        return { person, name, sha256: sha256.toLowerCase(), until: ends };
      }),
    ),
  };
}
