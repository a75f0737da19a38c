import type { Account, Room } from './event.ts';
import { rolesOf, rulesOf } from './grants.ts';
import type { Role } from './permission.ts';
import type { Delegation } from './policy.ts';
import type { PolicyRule } from './policy-rules.ts';
import type { World } from './seats.ts';

/** Languages in which the bot speaks. */
export type Language = 'en' | 'zh';

/** Somebody the operator named in the configuration, with their account on each platform. */
export type Person = {
  id: string;
  name: string;
  email?: string;
  mobile?: string;
  language: Language;
  /** Platform key → the vendor's account id. */
  accounts: Readonly<Record<string, string>>;
};

/** One value that `/deploy` takes. */
export type Parameter = {
  name: string;
  description?: string;
  /** The whole value must match. `source` is how the operator wrote it. */
  pattern?: { source: string; test(value: string): boolean };
  default?: string;
  required: boolean;
  /** What the engine is told: text as typed, or the number or boolean that it reads as. */
  type: 'string' | 'number' | 'boolean';
  /** The workflow path or engine input that the value goes to. */
  sets: string;
};

export type RoomTarget = { room: Room; language: Language };

export type Environment = {
  id: string;
  workflow: string;
  /** Person ids. Empty means nobody. */
  operators: readonly string[];
  /** Person ids. Empty means nobody. */
  approvers: readonly string[];
  rooms: readonly RoomTarget[];
  parameters: readonly Parameter[];
};

export type App = {
  id: string;
  title: string;
  engine: string;
  environments: readonly Environment[];
};

/** A chat as the operator named it. */
export type PlatformInfo = { id: string; kind: string; language: Language };

/** Who and what the operator configured: the flows know the world by this. */
export type Directory = {
  language: Language;
  people: readonly Person[];
  apps: readonly App[];
  platforms: readonly PlatformInfo[];
  /** What grants rights, short forms such as `operators` included. */
  roles: readonly Role[];
  policies: readonly PolicyRule[];
  /** What rights are judged by; `handedOver` beside what the configuration delegates. */
  world(handedOver: readonly Delegation[]): World;
  groups: readonly { id: string }[];
  isBarred(account: Account): boolean;
  accountOf(person: string, platform: string): string | undefined;
  /** The people behind a list of people and groups, now; unknown names are nobody. */
  peopleOf(list: readonly string[]): ReadonlySet<string>;
  /** The person behind an account; undefined for a stranger. */
  personOf(account: Account): Person | undefined;
  person(id: string): Person | undefined;
  app(id: string): App | undefined;
  /** The language in which a room is spoken to: its own, else its platform's, else the general one. */
  languageOf(platform: string, room?: string): Language;
};

export function createDirectory(plain: {
  language: Language;
  people: readonly Person[];
  apps: readonly App[];
  platforms: readonly PlatformInfo[];
  roles?: readonly Role[];
  policies?: readonly PolicyRule[];
  delegations?: readonly Delegation[];
}): Directory {
  const people = new Map(plain.people.map((person) => [person.id, person]));
  const apps = new Map(plain.apps.map((app) => [app.id, app]));
  const accounts = new Map<string, Person>();
  for (const person of plain.people) {
    for (const [platform, id] of Object.entries(person.accounts)) accounts.set(`${platform}\n${id}`, person);
  }
  const languages = new Map(plain.platforms.map(({ id, language }) => [id, language]));
  for (const app of plain.apps) {
    for (const { room, language } of app.environments.flatMap((environment) => environment.rooms))
      languages.set(`${room.platform}/${room.id}`, language);
  }
  const peopleOf = (list: readonly string[]): ReadonlySet<string> =>
    new Set(list.filter((id) => people.has(id)));
  const policies = rulesOf(plain.apps, plain.policies ?? []);
  const delegations = plain.delegations ?? [];
  return {
    language: plain.language,
    people: plain.people,
    apps: plain.apps,
    platforms: plain.platforms,
    roles: rolesOf(plain.apps, plain.roles ?? [], policies),
    policies,
    peopleOf,
    groups: [],
    isBarred: () => false,
    accountOf: (person, platform) => people.get(person)?.accounts[platform],
    world: (handedOver) => ({
      peopleOf,
      // Whoever is not configured any more neither gives nor takes.
      delegations: [...delegations, ...handedOver].filter(
        ({ from, to }) => people.has(from) && people.has(to),
      ),
    }),
    personOf: (account) => accounts.get(`${account.platform}\n${account.id}`),
    person: (id) => people.get(id),
    app: (id) => apps.get(id),
    languageOf: (platform, room) =>
      languages.get(`${platform}/${room}`) ?? languages.get(platform) ?? plain.language,
  };
}

/** The environment that runs this workflow on this engine: for runs that were started elsewhere. Undefined unless exactly one does. */
export function environmentOf(
  directory: Directory,
  engine: string,
  workflow: string,
): { app: App; environment: Environment } | undefined {
  const found = [];
  for (const app of directory.apps) {
    if (app.engine !== engine) continue;
    for (const environment of app.environments) {
      if (environment.workflow === workflow) found.push({ app, environment });
    }
  }
  return found.length === 1 ? found[0] : undefined;
}
