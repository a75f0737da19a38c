/** Who plays, and where: the same people and as many rooms in each chat. */

export const PEOPLE = ['ada', 'ben', 'chen', 'dana'] as const;
export type Person = (typeof PEOPLE)[number];

/** How cards call them. */
export const NAMES: Readonly<Record<Person, string>> = {
  ada: 'Ada Lovelace',
  ben: 'Ben Okafor',
  chen: 'Chen Lin',
  dana: 'Dana Fischer',
};

export const ROOMS = 16;
/** Rooms that only get the further cards of runs. */
export const WIDE_ROOMS = 8;

/** What `make` makes of each name of a room; the wide ones come last. */
export function mapRooms<T>(make: (name: string) => T): T[] {
  const rooms = Array.from({ length: ROOMS }, (_, i) => make(roomName(i)));
  return [...rooms, ...Array.from({ length: WIDE_ROOMS }, (_, i) => make(wideRoomName(i)))];
}

export function roomName(number: number): string {
  return `room${number}`;
}

export function wideRoomName(number: number): string {
  return `wide${number}`;
}

export type Accounts = {
  /** The vendor's id of a person. */
  idOf: (person: Person) => string;
  personOf: (id: string) => Person | undefined;
};

export function accountsBy(idOf: (person: Person) => string): Accounts {
  return { idOf, personOf: (id) => PEOPLE.find((person) => idOf(person) === id) };
}
