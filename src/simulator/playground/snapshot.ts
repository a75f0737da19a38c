import type { Json } from '../common/json.ts';
import type { Person, PlaygroundOptions } from './options.ts';
import type { Room } from './room.ts';

/** Everything that the page shows to one person. */
export function snapshotOf(options: PlaygroundOptions, as: Person): Json {
  const { about, people, hints, guide, server, rooms } = options;
  return {
    as: as.id,
    about,
    people,
    hints,
    guide,
    server: server?.state(),
    rooms: rooms.map((room) => ({ kind: room.kind, ...room.view(accountOf(as, room)) })),
  };
}

export function accountOf(person: Person, room: Room): string {
  const account = person.accounts[room.kind];
  if (account === undefined) throw new Error(`${person.id} has no account on ${room.kind}`);
  return account;
}
