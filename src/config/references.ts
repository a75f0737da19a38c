import { EVERYONE } from '../domain/membership.ts';
import type { Path } from './path.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { checkRoom } from './room-checks.ts';
import { unknownName } from './unknown-name.ts';

type Known = {
  people: string[];
  groups: string[];
  platforms: unknown;
  channels: unknown;
  engines: string[];
  quote: (path: Path) => string;
};

/**
 * Every name that one part of the file uses must exist in another. Works on values whose shape may be wrong elsewhere, so that one look
 * finds all mistakes. `quote` gives the text at a path as it was written, without the value of any variable.
 */
export function checkReferences(value: unknown, quote: (path: Path) => string): Found[] {
  const known: Known = {
    people: keys(member(value, 'people')),
    groups: keys(member(value, 'groups')),
    platforms: member(value, 'platforms'),
    channels: member(value, 'channels'),
    engines: keys(member(value, 'engines')),
    quote,
  };
  const problems: Found[] = [];
  for (const [name, app] of entries(member(value, 'apps'))) {
    const path = ['apps', name];
    const engine = member(app, 'engine');
    if (typeof engine === 'string' && !known.engines.includes(engine)) {
      problems.push(unknownName('engine', engine, [...path, 'engine'], known.engines, quote));
    }
    checkPeopleAndRooms(app, path, known, problems);
    for (const [environment, settings] of entries(member(app, 'environments'))) {
      checkPeopleAndRooms(settings, [...path, 'environments', environment], known, problems);
    }
  }
  return problems;
}

function checkPeopleAndRooms(settings: unknown, base: Path, known: Known, problems: Found[]): void {
  for (const key of ['operators', 'approvers']) {
    for (const [index, person] of items(member(settings, key)).entries()) {
      const names = [...known.people, ...known.groups];
      if (typeof person !== 'string' || person === EVERYONE || names.includes(person)) continue;
      const what = known.groups.length === 0 ? 'person' : 'person or group';
      problems.push(unknownName(what, person, [...base, key, index], names, known.quote));
    }
  }
  for (const [index, room] of items(member(settings, 'rooms')).entries()) {
    const path = [...base, 'rooms', index];
    if (typeof room === 'string') problems.push(...checkRoom(room, path, known));
    const named = member(room, 'room');
    if (typeof named === 'string') problems.push(...checkRoom(named, [...path, 'room'], known));
  }
}
