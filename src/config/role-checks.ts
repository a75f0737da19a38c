import { readMembership } from './membership.ts';
import type { Path } from './path.ts';
import { checkWho } from './policy-checks.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { unknownName } from './unknown-name.ts';

/** The people, apps and environments of roles must exist. */
export function checkRoles(value: unknown, quote: (path: Path) => string): Found[] {
  const membership = readMembership(value);
  const apps = new Map(entries(member(value, 'apps')));
  return entries(member(value, 'roles')).flatMap(([name, role]) => {
    const path = ['roles', name];
    const named = member(role, 'apps');
    const within = Array.isArray(named) ? named.flatMap((app) => apps.get(app) ?? []) : [...apps.values()];
    const environments = within.flatMap((app) => keys(member(app, 'environments')));
    return [
      ...checkWho(member(role, 'people'), [...path, 'people'], membership, quote),
      ...checkNames('app', named, [...path, 'apps'], [...apps.keys()], quote),
      ...checkNames(
        'environment',
        member(role, 'environments'),
        [...path, 'environments'],
        [...new Set(environments)],
        quote,
      ),
    ];
  });
}

function checkNames(
  what: string,
  list: unknown,
  base: Path,
  known: readonly string[],
  quote: (path: Path) => string,
): Found[] {
  return items(list).flatMap((name, index): Found[] => {
    if (typeof name !== 'string' || known.includes(name)) return [];
    return [unknownName(what, name, [...base, index], known, quote)];
  });
}
