import { accountOfToken } from './api-token.ts';
import type { Account, Room } from './event.ts';
import type { Freeze } from './freeze.ts';
import { rolesOf, rulesOf } from './grants.ts';
import { createMembership } from './membership.ts';
import type { Role } from './permission.ts';
import type { Delegation } from './policy.ts';
import type { Choosable, PolicyRule } from './policy-rules.ts';
import { createRosterHolder, type RosterHolder, type RosterState } from './roster.ts';
import type { Route } from './route.ts';
import type { World } from './seats.ts';

/** Languages in which the bot speaks. */
export type Language = 'en' | 'zh';

/** Somebody the operator named in the configuration, with their account on each platform. */
export type Person = {
  id: string;
  name: string;
  language: Language;
  /** Platform key → the vendor's account id. */
  accounts: Readonly<Record<string, string>>;
  /** Key of a channel, or a vendor's word (`VENDORS`) for all channels of theirs → the vendor's account id. Nobody acts by these. */
  channelAccounts?: Readonly<Record<string, string>>;
  /** Lower case. */
  email?: string;
  /** E.164: `+`, country code, number. */
  mobile?: string;
  /** Time zone in which they read and type times; the general one where absent. */
  zone?: string;
};

/** A name for several people. */
export type Group = {
  id: string;
  /** Person ids. */
  people: readonly string[];
  /** User groups and departments of chats whose members belong to it too; `group` is the vendor's id. */
  sources: readonly { platform: string; group: string }[];
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
  /** Of the engine, in order: the workflow is made from them (`generatedParts`). */
  targets?: readonly string[];
  /** Ids of people and groups. Empty means nobody. */
  operators: readonly string[];
  /** Ids of people and groups. Empty means nobody. */
  approvers: readonly string[];
  rooms: readonly RoomTarget[];
  parameters: readonly Parameter[];
  /** What must have gone well before: the newest run there that has ended and has the same values of these parameters (absent: of all that both have). */
  after?: { environment: string; same?: readonly string[] };
};

export type App = {
  id: string;
  title: string;
  engine: string;
  environments: readonly Environment[];
};

/** A chat as the operator named it. */
export type PlatformInfo = {
  id: string;
  kind: string;
  language: Language;
  /** People without an account there are known by their verified address. */
  matchEmail?: boolean;
};

/** An outgoing-only way to notify, as the operator named it. */
export type ChannelInfo = {
  id: string;
  kind: string;
  language: Language;
  /** `person`: each message is for one person. */
  audience: 'room' | 'person';
};

/** Who and what the operator configured: the flows know the world by this. */
export type Directory = {
  language: Language;
  /** Time zone of people that have none of their own. */
  zone: string;
  /** Times in which nothing new is deployed. */
  freezes: readonly Freeze[];
  people: readonly Person[];
  groups: readonly Group[];
  apps: readonly App[];
  platforms: readonly PlatformInfo[];
  channels: readonly ChannelInfo[];
  /** In the order of the file. */
  routes: readonly Route[];
  /** What grants rights, short forms such as `operators` included. */
  roles: readonly Role[];
  policies: readonly PolicyRule[];
  /** Policies that objects of an engine may name for their own runs. */
  choosable: readonly Choosable[];
  /** What rights are judged by; `handedOver` beside what the configuration delegates. */
  world(handedOver: readonly Delegation[]): World;
  /** Whether the chat says that it is a guest, an outsider or deactivated; the file may name it all the same. */
  isBarred(account: Account): boolean;
  /**
   * The person behind an account; undefined for a stranger, and for guests, outsiders and deactivated accounts even when the file names them. An
   * account of the file goes before one that an address led to.
   */
  personOf(account: Account): Person | undefined;
  /** In whose name a program acts, by its account (`accountOfToken`); undefined when its token is not configured any more, or its person has left. */
  holderOf(account: string): Person | undefined;
  /** Where a person is reached on a platform: by the file, else by their address. Undefined too for an account that is nobody's. */
  accountOf(person: string, platform: string): string | undefined;
  /** What the chats said last of people and groups: another object after each reading. */
  asOf(): RosterState;
  person(id: string): Person | undefined;
  group(id: string): Group | undefined;
  /**
   * The ids of the people behind a list of people and groups, as things are now. Unknown ids are nobody, and so is a group's source that cannot be
   * read. `everyone` is all people.
   */
  peopleOf(list: readonly string[]): ReadonlySet<string>;
  /** Whether that answer can be relied on, see `World`. A group that the chat says is gone is known to be nobody. */
  knows(list: readonly string[], person?: string): boolean;
  app(id: string): App | undefined;
  /** The language in which a room is spoken to: its own, else that of its chat or channel, else the general one. */
  languageOf(outlet: string, room?: string): Language;
};

/** Without a roster nothing is known of the chats: nobody is barred, nobody is matched, groups are the people that the file names in them. */
export function createDirectory(
  plain: {
    language: Language;
    zone?: string;
    freezes?: readonly Freeze[];
    people: readonly Person[];
    groups?: readonly Group[];
    apps: readonly App[];
    platforms: readonly PlatformInfo[];
    channels?: readonly ChannelInfo[];
    routes?: readonly Route[];
    roles?: readonly Role[];
    policies?: readonly PolicyRule[];
    choosable?: readonly Choosable[];
    delegations?: readonly Delegation[];
    tokens?: readonly { person: string; sha256: string }[];
  },
  roster: RosterHolder = createRosterHolder(),
): Directory {
  const list = plain.groups ?? [];
  const groups = new Map(list.map((group) => [group.id, group]));
  const people = new Map(plain.people.map((person) => [person.id, person]));
  const apps = new Map(plain.apps.map((app) => [app.id, app]));
  const channels = plain.channels ?? [];
  const languages = new Map([...plain.platforms, ...channels].map(({ id, language }) => [id, language]));
  for (const { language, to } of plain.routes ?? [])
    for (const { outlet, room } of language === undefined ? [] : to)
      if (room !== undefined && language !== undefined) languages.set(`${outlet}/${room}`, language);
  for (const app of plain.apps) {
    for (const { room, language } of app.environments.flatMap((environment) => environment.rooms))
      languages.set(`${room.platform}/${room.id}`, language);
  }
  const membership = createMembership({ ...plain, groups: list }, roster);
  const policies = rulesOf(plain.apps, plain.policies ?? []);
  const delegations = plain.delegations ?? [];
  const holders = new Map((plain.tokens ?? []).map((token) => [accountOfToken(token), token.person]));
  return {
    language: plain.language,
    zone: plain.zone ?? 'UTC',
    freezes: plain.freezes ?? [],
    people: plain.people,
    groups: list,
    apps: plain.apps,
    platforms: plain.platforms,
    channels,
    routes: plain.routes ?? [],
    roles: rolesOf(plain.apps, plain.roles ?? [], policies, plain.choosable),
    policies,
    choosable: plain.choosable ?? [],
    world: (handedOver) => ({
      peopleOf: membership.peopleOf,
      knows: membership.knows,
      // Whoever is not configured any more neither gives nor takes.
      delegations: [...delegations, ...handedOver].filter(
        ({ from, to }) => people.has(from) && people.has(to),
      ),
    }),
    ...membership,
    holderOf(account) {
      const holder = holders.get(account) ?? '';
      return membership.peopleOf([holder]).has(holder) ? people.get(holder) : undefined;
    },
    person: (id) => people.get(id),
    group: (id) => groups.get(id),
    app: (id) => apps.get(id),
    languageOf: (outlet, room) =>
      languages.get(`${outlet}/${room}`) ?? languages.get(outlet) ?? plain.language,
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
