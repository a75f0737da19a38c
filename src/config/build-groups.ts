import type { Group, Person } from '../domain/directory.ts';
import { parseRoom } from './room.ts';
import type { FileConfig } from './schema.ts';

/** Throws on what the checks should have refused. */
export function buildGroups({ groups, people }: FileConfig): Group[] {
  return Object.entries(groups).map(([id, group]) => {
    const joined = Object.entries(people).filter(([, person]) => person.groups?.includes(id) === true);
    return {
      id,
      people: [...new Set([...group.people, ...joined.map(([person]) => person)])],
      sources: [...new Set(group.from)].map((source) => {
        const parsed = parseRoom(source);
        if (parsed === undefined) throw new Error('unchecked group');
        return { platform: parsed.platform, group: parsed.id };
      }),
    };
  });
}

/** What a person is found by, beside their accounts. */
export function foundBy({ email, mobile }: FileConfig['people'][string]): Pick<Person, 'email' | 'mobile'> {
  return {
    ...(email === undefined ? {} : { email: email.toLowerCase() }),
    ...(mobile === undefined ? {} : { mobile }),
  };
}
