import assert from 'node:assert/strict';
import type { Channel } from '../../src/channels/channel.ts';
import { createDirectory, type Directory } from '../../src/domain/directory.ts';
import { createLinks } from '../../src/domain/link.ts';
import type { PlatformAbility } from '../../src/domain/platform-ability.ts';
import { NOBODY } from '../../src/domain/policy.ts';
import type { Route } from '../../src/domain/route.ts';
import { RUN_EVENTS } from '../../src/domain/run-event.ts';
import type { NoticeRow } from '../../src/store/notices.ts';
import { createMemoryChannel, type MemoryChannel } from '../fakes/memory-channel.ts';
import { until } from '../until.ts';
import {
  approveOf,
  cardsOf,
  click,
  command,
  directory,
  type House,
  openHostile,
  openHouse,
} from './harness.ts';

export const LINKS = createLinks({ publicUrl: 'https://greenlight.example', secret: 'x'.repeat(32) });

/** Ben, then Chen: in the environment `asking`. */
const LEVELS = {
  ...NOBODY,
  id: 'levels',
  levels: [[{ count: 1, of: ['ben'] }], [{ count: 1, of: ['chen'] }]],
};

/** Of a channel that is soon given up: three of these pass until an unknown message is sent again. */
export const IMPATIENT = { limits: { send: [], requestMs: 200 } };

/** The ring with these routes (`r0`, `r1` …), a robot that speaks Chinese, and mailboxes of all but Dana. */
export type RouteHouse = {
  house: House;
  robot: MemoryChannel;
  mail: MemoryChannel;
  /** Ada starts a run. */
  deploy(environment?: string): Promise<void>;
  /** Ben approves the newest question, once it is shown. */
  approve(): Promise<void>;
  rows(): Promise<NoticeRow[]>;
  /** `sent null`, of all notices. */
  states(): Promise<string[]>;
  /** With other routes, as after a change of the configuration. */
  restart(...routes: Partial<Route>[]): Promise<void>;
};

export async function openRoutes(
  routes: readonly Partial<Route>[],
  can: Partial<PlatformAbility> = {},
  of: Partial<Pick<Channel, 'keyed' | 'limits'>> = {},
): Promise<RouteHouse> {
  const robot = createMemoryChannel('robot', of);
  const mail = createMemoryChannel('mail', { audience: 'person' });
  let now = knowing(routes);
  const more = { channels: [robot.channel, mail.channel], links: LINKS };
  const house = await openHouse([openHostile().engine], {}, undefined, () => now, more, can);
  const rows = async (): Promise<NoticeRow[]> => await house.db.read.select().from(house.db.schema.notices);
  return {
    house,
    robot,
    mail,
    rows,
    async deploy(environment = 'prod') {
      assert.match(await command(house, 'ada', `/deploy shop ${environment}`), /#\d+/);
    },
    async approve() {
      const shown = await until('buttons', () => cardsOf(house.chat).findLast(({ card }) => approveOf(card)));
      const action = approveOf(shown.card);
      assert.ok(action);
      await click(house, 'ben', action);
    },
    async states() {
      return (await rows()).map(({ state, note }) => `${state} ${note}`);
    },
    async restart(...next) {
      now = knowing(next);
      await house.restart();
    },
  };
}

/** What a channel was told, as `waiting`. */
export function told(channel: MemoryChannel): string[] {
  return channel.sent.map(({ message }) => message.fact.type.slice('run.'.length));
}

/** The people and apps of the ring's tests with these routes. */
export function knowing(routes: readonly Partial<Route>[]): Directory {
  const { language, platforms, apps, groups } = directory;
  return createDirectory({
    language,
    platforms,
    apps,
    groups,
    policies: [{ app: 'shop', environment: 'asking', policy: LEVELS }],
    people: directory.people.map((person) =>
      person.id === 'dana'
        ? person
        : { ...person, email: `${person.id}@example.com`, channelAccounts: { wecom: `${person.id}.w` } },
    ),
    channels: [
      { id: 'robot', kind: 'memory', language: 'zh', audience: 'room' },
      { id: 'mail', kind: 'memory', language: 'en', audience: 'person' },
    ],
    routes: routes.map((route, i) => {
      return { id: `r${i}`, events: RUN_EVENTS, where: {}, to: [], mention: [], mode: 'message', ...route };
    }),
  });
}
