import { EVERYONE } from '../domain/membership.ts';
import { entries, items, keys, member } from './raw.ts';

/** Who is behind a list, as far as the file alone tells. Works on values whose shape may be wrong elsewhere. */
export type Membership = {
  people: readonly string[];
  groups: readonly string[];
  /** Undefined when a chat or a directory knows members of a group in it. */
  peopleOf(list: readonly string[]): ReadonlySet<string> | undefined;
};

export function readMembership(value: unknown): Membership {
  const people = keys(member(value, 'people'));
  const persons = entries(member(value, 'people'));
  const groups = new Map(entries(member(value, 'groups')));
  const membersOf = (name: string): readonly string[] | undefined => {
    if (name === EVERYONE) return people;
    if (!groups.has(name)) return [name];
    const group = groups.get(name);
    if (items(member(group, 'from')).length > 0) return undefined;
    const joined = persons.filter(([, person]) => items(member(person, 'groups')).includes(name));
    const named = items(member(group, 'people')).filter((one) => typeof one === 'string');
    return [...named, ...joined.map(([person]) => person)];
  };
  return {
    people,
    groups: [...groups.keys(), EVERYONE],
    peopleOf(list) {
      const found = new Set<string>();
      for (const name of list) {
        const members = membersOf(name);
        if (members === undefined) return undefined;
        for (const one of members) found.add(one);
      }
      return found;
    },
  };
}
