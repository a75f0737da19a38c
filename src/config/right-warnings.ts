import type { Delegation } from '../domain/policy.ts';
import { buildRights } from './build-rights.ts';
import type { Found } from './report.ts';
import type { FileConfig } from './schema.ts';

/** Roles and absences that work but are probably not meant. */
export function findRightWarnings(file: FileConfig): Found[] {
  return [...emptyRoles(file), ...undelegated(file), ...circles(file)];
}

function emptyRoles(file: FileConfig): Found[] {
  return Object.entries(file.roles).flatMap(([id, role]) => {
    const lists: [string, readonly string[] | undefined, string][] = [
      ['allow', role.allow, 'it allows nothing'],
      ['people', role.people, 'nobody has it'],
      ['apps', role.apps, 'it holds for no app; leave the key out for all of them'],
      ['environments', role.environments, 'it holds in no environment; leave the key out for all of them'],
    ];
    return lists.flatMap(([key, list, so]): Found[] =>
      list?.length === 0 ? [{ path: ['roles', id, key], message: `is empty: ${so}` }] : [],
    );
  });
}

function undelegated(file: FileConfig): Found[] {
  return Object.entries(file.people).flatMap(([person, { away }]): Found[] => {
    if (away === undefined || away.delegate !== undefined) return [];
    const message = 'has no delegate: nobody approves in their place meanwhile';
    return [{ path: ['people', person, 'away'], message }];
  });
}

/** Harmless, since a circle gives nobody anything, but then nobody sits in the place of those in it. Each circle is told once. */
function circles(file: FileConfig): Found[] {
  const { delegations } = buildRights(file);
  const told = new Set<string>();
  return delegations.flatMap((first): Found[] => {
    if (told.has(first.from)) return [];
    const circle = circleFrom(first, delegations);
    if (circle === undefined) return [];
    for (const person of circle) told.add(person);
    const message = `leads back to ${first.from} (${[...circle, first.from].join(' → ')}): while all of them are away nobody else approves in their place`;
    return [{ path: ['people', first.from, 'away', 'delegate'], message }];
  });
}

/** The people of a circle that begins with this delegation and has a moment at which all of it holds; each person has at most one. */
function circleFrom(first: Delegation, delegations: readonly Delegation[]): string[] | undefined {
  const circle = [first.from];
  let { to, since, until } = first;
  while (to !== first.from) {
    const next = delegations.find(({ from }) => from === to);
    if (next === undefined || circle.includes(to)) return undefined;
    since = Math.max(since, next.since);
    until = Math.min(until, next.until);
    if (since >= until) return undefined;
    circle.push(to);
    to = next.to;
  }
  return circle;
}
