import type { Directory } from '../domain/directory.ts';

/** `Ben Okafor, Chen Lin`: the names of configured people, empty for nobody. */
export function peopleNames(directory: Directory, people: readonly string[]): string {
  return people.map((id) => directory.person(id)?.name ?? id).join(', ');
}
