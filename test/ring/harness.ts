import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Action, Card } from '../../src/domain/card.ts';
import { createDirectory, type Directory } from '../../src/domain/directory.ts';
import type { Accepted, Deed, Event, Room } from '../../src/domain/event.ts';
import type { PlatformAbility } from '../../src/domain/platform-ability.ts';
import { NOBODY, type Policy } from '../../src/domain/policy.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { silentLog } from '../../src/log.ts';
import type { PlatformLimits } from '../../src/platforms/platform.ts';
import { createRing, type Ring, type RingParts } from '../../src/ring.ts';
import type { Database } from '../../src/store/database.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createHostileEngine, type HostileEngine } from '../fakes/hostile-engine.ts';
import { createMemoryPlatform, type MemoryPlatform, type Shown } from '../fakes/memory-platform.ts';

export const CHAT = 'chat';
export const ROOM: Room = { platform: CHAT, id: 'R1' };

/** Ben, then Chen or Dana; whoever approves fills in a ticket and says why. */
const ASKING: Policy = {
  ...NOBODY,
  id: 'asking',
  levels: [[{ count: 1, of: ['ben'] }], [{ count: 1, of: ['chen', 'dana'] }]],
  rejecters: ['ben', 'chen', 'dana'],
  reason: 'always',
  fields: [
    { name: 'ticket', label: 'Change ticket', required: true, options: [] },
    { name: 'window', label: 'Window', required: false, options: ['now', 'to night'] },
    // A policy that an older version let pass: it cannot be told from the reason.
    { name: 'reason', label: 'Reason', required: true, options: [] },
  ],
  expiresMs: 3_600_000,
  breakGlass: ['dana'],
};

/** Ada may start `shop`, Ben and Chen may decide it; Dana is known and may nothing. */
export const directory: Directory = createDirectory({
  language: 'en',
  platforms: [{ id: CHAT, kind: 'memory', language: 'en' }],
  people: ['ada', 'ben', 'chen', 'dana'].map((id) => ({
    id,
    name: id[0]?.toUpperCase() + id.slice(1),
    language: id === 'chen' ? 'zh' : 'en',
    accounts: { [CHAT]: `U-${id}` },
  })),
  policies: [{ app: 'shop', environment: 'asking', policy: ASKING }],
  apps: [
    {
      id: 'shop',
      title: 'Shop',
      engine: 'hostile',
      environments: [
        environment('prod', 'one-gate', ['ben', 'chen']),
        environment('closed', 'one-gate', []),
        environment('flaky', 'fails-once', ['ben']),
        environment('long', 'holds', ['ben']),
        environment('asking', 'one-gate', []),
      ],
    },
  ],
});

function environment(id: string, workflow: string, approvers: string[]) {
  const tag = {
    name: 'tag',
    pattern: /^v\d+$/,
    required: false,
    type: 'string',
    sets: 'context.tag',
  } as const;
  return { id, workflow, operators: ['ada'], approvers, rooms: [], parameters: [tag] };
}

export const WORKFLOWS = {
  'one-gate': [
    { name: 'build', kind: 'pass' },
    { name: 'go', kind: 'gate', message: 'Go on?' },
    { name: 'deploy', kind: 'pass' },
  ],
  'fails-once': [{ name: 'deploy', kind: 'fail-once' }],
  holds: [{ name: 'deploy', kind: 'hold' }],
} as const;

/** The engine of most tests: it does as it is told until a test plants a fault. */
export function openHostile(): HostileEngine {
  return createHostileEngine({ id: 'hostile', seed: 1, clock: systemClock, workflows: WORKFLOWS });
}

export type House = {
  db: Database;
  ring: Ring;
  chat: MemoryPlatform;
  /** Ends the ring and begins another one on the same database, chat and engines. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** The ring on a database of its own, with a chat in memory. */
export async function openHouse(
  engines: readonly Engine[],
  limits: Partial<PlatformLimits> = {},
  openDatabase?: () => Promise<Database>,
  /** Whom each ring knows from its start on. */
  known: () => Directory = () => directory,
  more: Pick<RingParts, 'channels' | 'links'> = {},
  can: Partial<PlatformAbility> = {},
): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-ring-'));
  const db =
    (await openDatabase?.()) ??
    openSqlite(defineSchema, { file: join(folder, 'test.db'), clock: systemClock, log: silentLog });
  await db.migrate();
  const chat = createMemoryPlatform(CHAT, limits, can);
  const build = (): Ring =>
    createRing({
      db,
      clock: systemClock,
      log: silentLog,
      directory: known(),
      platforms: [chat.platform],
      engines,
      auditKeys: AUDIT_KEYS,
      ...more,
    });
  const house: House = {
    db,
    ring: build(),
    chat,
    async restart() {
      await house.ring.stop();
      house.ring = build();
      await house.ring.start();
    },
    async close() {
      await house.ring.stop();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await house.ring.start();
  return house;
}

let events = 0;

/** Something that a person does; each call is a new thing. */
export function eventOf(person: string, deed: Deed, room: Room = ROOM): Event {
  events += 1;
  return {
    key: `event-${events}`,
    conversation: `${room.thread ?? room.id}-${person}`,
    actor: { platform: CHAT, id: `U-${person}` },
    at: systemClock.now(),
    room,
    deed,
    handle: {},
    handleUntil: systemClock.now() + 60_000,
  };
}

/** Does it, and reports the reply as reached, as a platform does. */
export async function perform(house: Pick<House, 'ring'>, event: Event): Promise<Accepted> {
  const accepted = await house.ring.inbound.accept(event);
  if (accepted.stored !== undefined && accepted.reply.kind !== 'none')
    await house.ring.inbound.delivered(accepted.stored);
  return accepted;
}

export async function command(house: Pick<House, 'ring'>, person: string, text: string): Promise<string> {
  const [name = '', ...rest] = text.slice(1).split(' ');
  const { reply } = await perform(house, eventOf(person, { kind: 'command', name, text: rest.join(' ') }));
  return reply.kind === 'text' ? reply.text : reply.kind;
}

/** What the clicker alone is told; empty when nothing needs to be said. */
export async function click(house: House, person: string, action: Action): Promise<string> {
  const { approval, attempt, verdict } = action;
  const { reply } = await perform(house, eventOf(person, { kind: 'click', approval, attempt, verdict }));
  return reply.kind === 'text' ? reply.text : reply.kind;
}

export function actionsOf(card: Card): readonly Action[] {
  return card.parts.flatMap((part) => (part.kind === 'actions' ? part.actions : []));
}

export function approveOf(card: Card): Action | undefined {
  return actionsOf(card).find((action) => action.verdict === 'approve');
}

/** Cards, not the notices in their threads. */
export function cardsOf(chat: MemoryPlatform): Shown[] {
  return chat.messages.filter((message) => message.room.thread === undefined && !message.removed);
}

export function noticesOf(chat: MemoryPlatform): Shown[] {
  return chat.messages.filter((message) => message.room.thread !== undefined && !message.removed);
}
