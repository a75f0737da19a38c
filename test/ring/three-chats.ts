import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Action } from '../../src/domain/card.ts';
import { createDirectory, type Directory } from '../../src/domain/directory.ts';
import type { Accepted, Deed, Event, Room } from '../../src/domain/event.ts';
import { createLinks, type Links } from '../../src/domain/link.ts';
import type { PlatformAbility } from '../../src/domain/platform-ability.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { silentLog } from '../../src/log.ts';
import type { PlatformLimits } from '../../src/platforms/platform.ts';
import { createRing, type Ring } from '../../src/ring.ts';
import type { Database } from '../../src/store/database.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { type Clock, systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createMemoryPlatform, type MemoryPlatform, type Shown } from '../fakes/memory-platform.ts';
import { oneShop } from './one-shop.ts';

/** The ring with a chat of each kind in memory, one room each, and a crowd that may decide. */

export const CHATS = ['slack', 'feishu', 'dingtalk'] as const;
export type Chat = (typeof CHATS)[number];

export const roomOf = (chat: Chat): Room => ({ platform: chat, id: `${chat}-room` });

export const CROWD = Array.from({ length: 50 }, (_, i) => `person-${i + 1}`);

export const directory: Directory = createDirectory({
  language: 'en',
  platforms: CHATS.map((id) => ({ id, kind: id, language: id === 'slack' ? 'en' : 'zh' })),
  people: ['ada', ...CROWD].map((id) => ({
    id,
    name: `Name of ${id}`,
    language: 'en',
    accounts: Object.fromEntries(CHATS.map((chat) => [chat, `${chat}-${id}`])),
  })),
  apps: oneShop({
    approvers: CROWD,
    rooms: CHATS.map((chat) => ({ room: roomOf(chat), language: chat === 'slack' ? 'en' : 'zh' })),
  }),
});

export const links: Links = createLinks({ publicUrl: 'https://gl.example.com', secret: 'x'.repeat(32) });

export type Square = {
  db: Database;
  ring: Ring;
  chats: Readonly<Record<Chat, MemoryPlatform>>;
  close(): Promise<void>;
};

export type SquareOptions = {
  clock?: Clock;
  limits?: Partial<Record<Chat, Partial<PlatformLimits>>>;
  can?: Partial<Record<Chat, Partial<PlatformAbility>>>;
  /** SQLite in a folder of its own when absent. */
  openDatabase?: (clock: Clock) => Promise<Database>;
};

export async function openSquare(
  engine: Engine,
  { clock = systemClock, limits = {}, can = {}, openDatabase }: SquareOptions = {},
): Promise<Square> {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-square-'));
  const db =
    (await openDatabase?.(clock)) ??
    openSqlite(defineSchema, { file: join(folder, 'test.db'), clock, log: silentLog });
  await db.migrate();
  const chat = (id: Chat): MemoryPlatform => createMemoryPlatform(id, limits[id], can[id]);
  const chats = { slack: chat('slack'), feishu: chat('feishu'), dingtalk: chat('dingtalk') };
  const platforms = Object.values(chats).map(({ platform }) => platform);
  const ring = createRing({
    db,
    clock,
    log: silentLog,
    directory,
    platforms,
    engines: [engine],
    auditKeys: AUDIT_KEYS,
    links,
  });
  await ring.start();
  return {
    db,
    ring,
    chats,
    async close() {
      await ring.stop();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let events = 0;

/** Something that a person does on one chat; each call is a new thing. */
export function does(chat: Chat, person: string, deed: Deed, at: number, room = roomOf(chat)): Event {
  events += 1;
  return {
    key: `event-${events}`,
    conversation: `${chat}-${person}`,
    actor: { platform: chat, id: `${chat}-${person}` },
    at,
    room,
    deed,
    handle: {},
    handleUntil: at + 60_000,
  };
}

export async function perform({ ring }: Square, event: Event): Promise<Accepted> {
  const accepted = await ring.inbound.accept(event);
  if (accepted.stored !== undefined && accepted.reply.kind !== 'none')
    await ring.inbound.delivered(accepted.stored);
  return accepted;
}

export function cardsIn({ chats }: Square, chat: Chat): Shown[] {
  return chats[chat].messages.filter(
    ({ room, removed }) => room.id === roomOf(chat).id && room.thread === undefined && !removed,
  );
}

export function approveIn({ card }: Shown): Action | undefined {
  return card.parts
    .flatMap((part) => (part.kind === 'actions' ? part.actions : []))
    .find(({ verdict }) => verdict === 'approve');
}

/** Everything that can be read in a card. */
export function wordsOf({ card }: Pick<Shown, 'card'>): string {
  return JSON.stringify(card);
}
