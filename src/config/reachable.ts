import { EVERYONE } from '../domain/membership.ts';
import type { Config } from './config.ts';
import type { Found } from './report.ts';

type Known = Pick<Config, 'people' | 'groups' | 'platforms'>;

/** Platforms on which people are known by their address. */
export function byEmail({ platforms }: Pick<Config, 'platforms'>): ReadonlySet<string> {
  return new Set(platforms.filter((platform) => platform.matchEmail).map(({ id }) => id));
}

/** Names of people and groups behind which somebody may be who can act: from a chat, or by a program with a token. */
export function reachableNames(config: Known & Pick<Config, 'tokens'>): ReadonlySet<string> {
  const matching = byEmail(config).size > 0;
  const names = new Set(config.tokens.map(({ person }) => person));
  for (const { id, accounts, email } of config.people)
    if (Object.keys(accounts).length > 0 || (matching && email !== undefined)) names.add(id);
  if (names.size > 0) names.add(EVERYONE);
  for (const { id, people, sources } of config.groups)
    if (sources.length > 0 || people.some((person) => names.has(person))) names.add(id);
  return names;
}

export function groupWarnings(config: Known): Found[] {
  const warnings: Found[] = [];
  for (const { id, people, sources } of config.groups) {
    if (people.length + sources.length === 0)
      warnings.push({ path: ['groups', id], message: 'is empty: it is nobody' });
  }
  if (config.people.some(({ email }) => email !== undefined)) return warnings;
  for (const platform of byEmail(config)) {
    const message = 'is on, but no person has an email: nobody is known by it';
    warnings.push({ path: ['platforms', platform, 'matchEmail'], message });
  }
  return warnings;
}
