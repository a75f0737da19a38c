import type { Named } from '../domain/answer.ts';
import type { Directory } from '../domain/directory.ts';

/** `Ben Okafor, Chen Lin`: the names of configured people as an engine is told them, empty for nobody. */
export function peopleNames(directory: Directory, people: readonly string[]): string {
  return people.map((id) => directory.person(id)?.name ?? id).join(', ');
}

/** The same for whom the bot speaks to, whose language joins them. */
export function named(directory: Directory, people: readonly string[]): readonly Named[] {
  return people.map((id) => ({ name: directory.person(id)?.name ?? id }));
}

/** By name, with whom they stand in for where the seat is not their own. */
export function namedPeople(
  directory: Directory,
  people: readonly { person: string; seat: string }[],
): readonly Named[] {
  const name = (id: string): string => directory.person(id)?.name ?? id;
  return people.map(({ person, seat }) =>
    seat === person ? { name: name(person) } : { name: name(person), seat: name(seat) },
  );
}
