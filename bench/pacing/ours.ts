/** The ring as the server has it, with its pacing, in virtual time. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditKeys } from '../../src/domain/audit-key.ts';
import type { Action } from '../../src/domain/card.ts';
import { createDirectory, type Directory, type Person } from '../../src/domain/directory.ts';
import type { Event } from '../../src/domain/event.ts';
import { silentLog } from '../../src/log.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import { createSlackPlatform } from '../../src/platforms/slack/slack-platform.ts';
import { createRing } from '../../src/ring.ts';
import type { Database } from '../../src/store/database.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { alarmLog } from '../alarm.ts';
import { createPeople } from './people.ts';
import type { Played, Scene } from './play.ts';
import { createShop, ENGINE, STARTER } from './shop.ts';
import { ROOMS } from './traffic.ts';
import { createVendor } from './vendor.ts';
import { createVirtualClock } from './virtual-clock.ts';
import { createWatch } from './watch.ts';

const CHAT = 'slack';
const DECIDER = 'U0BEN';
const RESPONSE_URL_MS = 30 * 60_000;
const STOP_MS = 60_000;
/** A file in memory: what is measured passes in virtual time, so the disk must not take real time. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export async function playOurs({ plans, startsAt, endsAt, seed }: Scene): Promise<Played> {
  const folder = await mkdtemp(join(FOLDER, 'greenlight-pacing-'));
  let units = 0;
  const clock = createVirtualClock(startsAt, () => units);
  const stored = openSqlite(defineSchema, { file: join(folder, 'bench.db'), clock, log: silentLog });
  const db: Database = {
    ...stored,
    async tx(work) {
      units += 1;
      try {
        return await stored.tx(work);
      } finally {
        units -= 1;
      }
    },
  };
  let failure: Error | undefined;
  const log = alarmLog((error) => {
    failure ??= error;
  });
  const watch = createWatch(() => clock.now());
  const vendor = createVendor(clock, seed);
  const shop = createShop(plans, clock, watch);
  const runOf = new Map<string, string>();
  let clicks = 0;

  const people = createPeople(plans, clock, watch, (run, message, action) => {
    clicks += 1;
    void tell(clickOn(run, message, action));
  });

  /** As an adapter does it. */
  async function tell(event: Event): Promise<void> {
    const { stored: row, reply } = await ring.inbound.accept(event);
    await platform.answer(event, reply, AbortSignal.timeout(60_000));
    if (row !== undefined) await ring.inbound.delivered(row);
  }

  function clickOn(run: string, message: string, { approval, attempt, verdict }: Action): Event {
    const now = clock.now();
    return {
      key: `click:${clicks}`,
      conversation: `thread:${run}`,
      actor: { platform: CHAT, id: DECIDER },
      room: { platform: CHAT, id: roomOf.get(message) ?? '' },
      clicked: message,
      deed: { kind: 'click', approval, attempt, verdict },
      handle: { responseUrl: `https://hooks.slack.com/actions/T0/${clicks}/secret`, message },
      at: now,
      handleUntil: now + RESPONSE_URL_MS,
    };
  }

  const roomOf = new Map<string, string>();
  const { platform: slack } = createSlackPlatform(
    { id: CHAT, botToken: 'xoxb-bench', transport: { kind: 'http', signingSecret: 'bench' } },
    { log, clock },
  );
  const platform: Platform = {
    id: CHAT,
    kind: slack.kind,
    limits: slack.limits,
    can: slack.can,
    async post(room, card, key) {
      const message = `m${vendor.counts.post}`;
      const run = room.thread === undefined ? runIn(key) : (runOf.get(room.thread) ?? '');
      await vendor.call('post', room.id, () => {
        if (room.thread === undefined) runOf.set(message, run);
        roomOf.set(message, room.id);
        people.see(run, message, card);
      });
      return { room: room.id, message };
    },
    async edit(ref, card, key, _signal, handle) {
      await vendor.call(handle === undefined ? 'edit' : 'handle', ref.room, () =>
        people.see(runIn(key), ref.message, card),
      );
    },
    find: async () => [],
    remove: async () => {},
    async answer(event, reply) {
      const { clicked } = event;
      if (reply.kind !== 'text' || reply.instead === undefined || clicked === undefined) return;
      const { instead } = reply;
      await vendor.call('handle', event.room.id, () => people.see('', clicked, instead));
    },
    start: async () => {},
    stop: async () => {},
    check: async () => [],
  };

  await db.migrate();
  const ring = createRing({
    db,
    clock,
    log,
    directory: directory(),
    platforms: [platform],
    engines: [shop.engine],
    auditKeys: createAuditKeys('audit-key-of-the-benchmark-0123456789'),
  });
  try {
    await ring.start();
    shop.open();
    await clock.run(endsAt);
    if (failure !== undefined) throw failure;
    return { changes: [...watch.changes], counts: { ...vendor.counts }, finished: shop.finished() };
  } finally {
    // What is on its way needs time to end.
    await Promise.all([ring.stop(), clock.run(clock.now() + STOP_MS)]);
    await stored.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The key of a card holds the engine's name of its run. */
function runIn(key: string): string {
  return /run-\d+/.exec(key)?.[0] ?? '';
}

function directory(): Directory {
  const person = (id: string, account: string): Person => ({
    id,
    name: id,
    language: 'en',
    accounts: { [CHAT]: account },
  });
  const environments = Array.from({ length: ROOMS }, (_, i) => ({
    id: `prod-${i}`,
    workflow: `release-${i}`,
    operators: ['ada'],
    approvers: ['ben'],
    rooms: [{ room: { platform: CHAT, id: `C${i}` }, language: 'en' as const }],
    parameters: [],
  }));
  return createDirectory({
    language: 'en',
    people: [person('ada', STARTER), person('ben', DECIDER)],
    platforms: [{ id: CHAT, kind: 'slack', language: 'en' }],
    apps: [{ id: 'shop', title: 'Shop', engine: ENGINE, environments }],
  });
}
