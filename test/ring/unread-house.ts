/** A ring whose chat can be away, or hang, when it is asked who belongs to its groups. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDirectory } from '../../src/domain/directory.ts';
import { type Level, NOBODY } from '../../src/domain/policy.ts';
import { createRosterHolder } from '../../src/domain/roster.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { silentLog } from '../../src/log.ts';
import { createRing, type Ring } from '../../src/ring.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createHostileEngine } from '../fakes/hostile-engine.ts';
import { createLeapClock } from '../fakes/leap-clock.ts';
import { createMemoryPlatform } from '../fakes/memory-platform.ts';
import { createMemoryRoster } from '../fakes/memory-roster.ts';
import { until } from '../until.ts';
import { approveOf, CHAT, cardsOf, eventOf, perform, WORKFLOWS } from './harness.ts';

const PEOPLE = ['ada', 'ben', 'chen', 'dana', 'olga'];

/** `sre` is Ben and Chen, `qa` Dana, `ops` Olga, all by the chat's word. Ada and `ops` may deploy. */
export async function openUnreadHouse(levels: readonly Level[]) {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-unread-'));
  const clock = createLeapClock();
  const roster = createMemoryRoster();
  for (const id of PEOPLE) roster.add(`U-${id}`);
  roster.groups.set('SRE', ['U-ben', 'U-chen']);
  roster.groups.set('QA', ['U-dana']);
  roster.groups.set('OPS', ['U-olga']);
  const plain = roster.roster;
  const hanging = { hangs: false, gate: Promise.withResolvers<void>() };
  roster.roster = {
    ...plain,
    async members(group, signal) {
      if (hanging.hangs) await hanging.gate.promise;
      return await plain.members(group, signal);
    },
  };
  const db = openSqlite(defineSchema, { file: join(folder, 'test.db'), clock: systemClock, log: silentLog });
  await db.migrate();
  const chat = createMemoryPlatform(CHAT);
  const hostile = createHostileEngine({ id: 'hostile', seed: 1, clock: systemClock, workflows: WORKFLOWS });

  const build = (engine: Engine): { ring: Ring; holder: ReturnType<typeof createRosterHolder> } => {
    const holder = createRosterHolder();
    const environment = { id: 'prod', workflow: 'one-gate', approvers: [], rooms: [], parameters: [] };
    const directory = createDirectory(
      {
        language: 'en',
        platforms: [{ id: CHAT, kind: 'memory', language: 'en' }],
        people: PEOPLE.map((id) => ({ id, name: id, language: 'en', accounts: { [CHAT]: `U-${id}` } })),
        groups: ['sre', 'qa', 'ops'].map((id) => ({
          id,
          people: [],
          sources: [{ platform: CHAT, group: id.toUpperCase() }],
        })),
        roles: [{ id: 'joiners', allow: ['link'], who: ['dana'] }],
        policies: [{ app: 'shop', policy: { ...NOBODY, id: 'levels', levels } }],
        apps: [
          {
            id: 'shop',
            title: 'Shop',
            engine: 'hostile',
            environments: [{ ...environment, operators: ['ada', 'ops'] }],
          },
        ],
      },
      holder,
    );
    const ring = createRing({
      db,
      clock,
      log: silentLog,
      directory,
      platforms: [chat.platform],
      engines: [engine],
      auditKeys: AUDIT_KEYS,
      people: { rosters: new Map([[CHAT, roster.roster]]), holder },
    });
    return { ring, holder };
  };
  let running: ReturnType<typeof build> | undefined;

  const house = {
    db,
    clock,
    chat,
    roster,
    hostile,
    async start(engine: Engine = hostile.engine): Promise<void> {
      running = build(engine);
      await running.ring.start();
    },
    async stop(): Promise<void> {
      await running?.ring.stop();
      running = undefined;
    },
    ring(): { ring: Ring } {
      if (running === undefined) throw new Error('the ring does not run');
      return running;
    },
    /** Whether the chat has said who is in a group. */
    hasRead: (group: string): boolean =>
      running?.holder.now().groups.has(`${CHAT}\n${group.toUpperCase()}`) === true,
    /** From now on questions about groups are not answered; the function that comes back answers them. */
    hang(): () => void {
      hanging.hangs = true;
      hanging.gate = Promise.withResolvers();
      return () => {
        hanging.hangs = false;
        hanging.gate.resolve();
      };
    },
    /** In a person's conversation with the bot. */
    async flow(person: string, text: string): Promise<string> {
      const room = { platform: CHAT, id: `@U-${person}`, direct: true };
      const { reply } = await perform(
        house.ring(),
        eventOf(person, { kind: 'command', name: 'flow', text }, room),
      );
      return reply.kind === 'text' ? reply.text : reply.kind;
    },
    async card() {
      return await until('a card with buttons', () =>
        cardsOf(chat).find((card) => approveOf(card.card) !== undefined),
      );
    },
    async vote(person: string, verdict: 'approve' | 'reject' = 'approve') {
      const action = approveOf((await house.card()).card);
      if (action === undefined) throw new Error('no button');
      const { approval, attempt } = action;
      return eventOf(person, { kind: 'click', approval, attempt, verdict });
    },
    async click(person: string): Promise<string> {
      const { reply } = await perform(house.ring(), await house.vote(person));
      return reply.kind === 'text' ? reply.text : reply.kind;
    },
    shown: (): string => JSON.stringify(cardsOf(chat).map(({ card }) => card)),
    async audit(): Promise<string[]> {
      const rows = await db.read.select().from(db.schema.audit);
      return rows.map(({ action, actor }) => `${action} by ${actor}`);
    },
    async [Symbol.asyncDispose]() {
      await house.stop();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return house;
}
