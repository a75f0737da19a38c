/** The ring with the embedded engine, two chats, and an environment for each policy. */
import { createDirectory, type Environment } from '../../src/domain/directory.ts';
import type { Deed, Event, Reply, Room } from '../../src/domain/event.ts';
import { NOBODY, type Policy } from '../../src/domain/policy.ts';
import { createRosterHolder, NOTHING_KNOWN, type RosterHolder } from '../../src/domain/roster.ts';
import { createEmbeddedEngine } from '../../src/engines/embedded/embedded-engine.ts';
import { silentLog } from '../../src/log.ts';
import { createRing } from '../../src/ring.ts';
import type { Database } from '../../src/store/database.ts';
import { openPlace } from '../engines/embedded/bench.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { type ChangingEngine, createChangingEngine } from '../fakes/changing-engine.ts';
import { createMemoryPlatform, type MemoryPlatform, type Shown } from '../fakes/memory-platform.ts';
import { createShiftedClock, type ShiftedClock } from '../fakes/shifted-clock.ts';
import { until } from '../until.ts';
import { actionsOf } from './harness.ts';

export const HOUR = 3_600_000;
const CHAT = 'chat';
const OTHER = 'other';
/** Every card stands in the room of the command and in this one. */
const LOUD: Room = { platform: OTHER, id: 'everybody' };

const PEOPLE = ['ada', 'sam', 'sue', 'quinn', 'both', 'lena', 'rex', 'max', 'esa', 'vic', 'nora', 'dele'];

const policy = (id: string, change: Partial<Policy>): Policy => ({ ...NOBODY, id, ...change });
const one = (...of: string[]) => [[{ count: 1, of }]];

const POLICIES: readonly Policy[] = [
  policy('two-of-three', { levels: [[{ count: 2, of: ['sam', 'sue', 'quinn'] }]] }),
  policy('both-sides', { levels: [['sre', 'qa'].map((group) => ({ count: 1, of: [group] }))] }),
  policy('levels', { levels: [...one('sre'), ...one('lena')] }),
  policy('own', { levels: one('ada', 'sam'), selfApproval: true }),
  policy('not-own', { levels: one('ada', 'sam', 'sue') }),
  policy('why', { levels: one('sam'), reason: 'always' }),
  policy('ticket', {
    levels: one('sam'),
    fields: [
      { name: 'ticket', label: 'Change ticket', required: true, options: [] },
      { name: 'window', label: 'Window', required: false, options: ['now', 'later'] },
    ],
  }),
  policy('two-tickets', {
    levels: [[{ count: 2, of: ['sam', 'sue', 'quinn'] }]],
    fields: [{ name: 'ticket', label: 'Change ticket', required: true, options: [] }],
  }),
  policy('two-rejections', { levels: one('sam'), rejecters: ['rex', 'sue', 'sam'], rejections: 2 }),
  policy('ends', { levels: one('sam'), expiresMs: 4 * HOUR }),
  policy('ends-all', { levels: one('sam'), expiresMs: 4 * HOUR, expired: 'cancel' }),
  policy('calls', {
    levels: one('sam'),
    remindMs: HOUR,
    escalation: { afterMs: 3 * HOUR - 1, to: ['esa'] },
    expiresMs: 10 * HOUR,
  }),
  policy('glass', { levels: [[{ count: 2, of: ['sre'] }]], breakGlass: ['max'] }),
];

const WORKFLOW = `
apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: gated }
steps:
  - { name: ask, type: suspend, outputs: [{ name: said, valueFrom: answers }] }
  - { name: after, type: print-message-in-status, properties: { message: done } }
`;

export type PolicyHouse = AsyncDisposable & {
  db: Database;
  clock: ShiftedClock;
  chats: Readonly<Record<'chat' | 'other', MemoryPlatform>>;
  engine: ChangingEngine;
  /** What the chats say of people: to be replaced. */
  roster: RosterHolder;
  does(person: string, deed: Deed, where?: Partial<Event>): Promise<Reply>;
  /** `/flow …` in the person's conversation with the bot, as the text that they read. */
  flow(person: string, text: string, platform?: string): Promise<string>;
  /** Ada deploys, and a card that waits is there. */
  deploy(environment: string): Promise<Waiting>;
};

export type Waiting = {
  card: Shown;
  run: number;
  press(person: string, verdict?: 'approve' | 'reject', values?: Record<string, string>): Promise<string>;
  /** The card in the other chat. */
  twin(): Shown | undefined;
};

export async function openPolicyHouse(changes = false): Promise<PolicyHouse> {
  const clock = createShiftedClock();
  const place = await openPlace({ files: { 'gated.yaml': WORKFLOW }, clock });
  const roster = createRosterHolder();
  const chats = { [CHAT]: createMemoryPlatform(CHAT), [OTHER]: createMemoryPlatform(OTHER) };
  const { engine: inner } = createEmbeddedEngine(place.options, { db: place.db, clock, log: silentLog });
  const engine = createChangingEngine(inner, changes);
  const ring = createRing({
    db: place.db,
    clock,
    log: silentLog,
    directory: directoryWith(roster),
    platforms: Object.values(chats).map(({ platform }) => platform),
    engines: [engine.engine],
    auditKeys: AUDIT_KEYS,
  });
  await ring.start();
  let events = 0;

  async function does(person: string, deed: Deed, where: Partial<Event> = {}): Promise<Reply> {
    events += 1;
    const platform = where.actor?.platform ?? CHAT;
    const { stored, reply } = await ring.inbound.accept({
      key: `event-${events}`,
      conversation: person,
      actor: { platform, id: `U-${person}` },
      at: clock.now(),
      room: { platform, id: `@U-${person}`, direct: true },
      deed,
      handle: {},
      handleUntil: clock.now() + HOUR,
      ...where,
    });
    if (stored !== undefined && reply.kind !== 'none') await ring.inbound.delivered(stored);
    return reply;
  }

  return {
    db: place.db,
    clock,
    chats,
    engine,
    roster,
    does,
    async flow(person, text, platform = CHAT) {
      const actor = { platform, id: `U-${person}` };
      return textOf(await does(person, { kind: 'command', name: 'flow', text }, { actor }));
    },
    async deploy(environment) {
      const room = { platform: CHAT, id: 'R1' };
      const said = textOf(
        await does('ada', { kind: 'command', name: 'deploy', text: `shop ${environment}` }, { room }),
      );
      const run = Number(/#(\d+)/.exec(said)?.[1]);
      const title = `#${run}`;
      const on = (chat: MemoryPlatform): Shown | undefined =>
        chat.messages.find(
          (message) => message.room.thread === undefined && JSON.stringify(message.card).includes(title),
        );
      const card = await until('a waiting card', () => {
        const found = on(chats[CHAT]);
        return found && actionsOf(found.card).length > 0 && found;
      });
      return {
        card,
        run,
        twin: () => on(chats[OTHER]),
        async press(person, verdict = 'approve', values) {
          const action = actionsOf(card.card).find((button) => button.verdict === verdict);
          if (action === undefined) throw new Error(`the card of run ${run} has no button ${verdict}`);
          const { approval, attempt } = action;
          const ballot = { approval, attempt, verdict };
          const deed: Deed =
            values === undefined ? { kind: 'click', ...ballot } : { kind: 'form', ...ballot, values };
          return textOf(await does(person, deed, { room }));
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await ring.stop();
      await place[Symbol.asyncDispose]();
    },
  };
}

function directoryWith(roster: RosterHolder) {
  return createDirectory(
    {
      language: 'en',
      platforms: [CHAT, OTHER].map((id) => ({ id, kind: 'memory', language: 'en' })),
      people: PEOPLE.map((id) => ({ id, name: id, language: 'en', accounts: { [CHAT]: `U-${id}` } })),
      groups: [
        { id: 'sre', people: ['sam', 'sue', 'both'], sources: [] },
        { id: 'qa', people: ['quinn', 'both'], sources: [] },
      ],
      apps: [{ id: 'shop', title: 'Shop', engine: 'local', environments: POLICIES.map(environmentOf) }],
      roles: [
        { id: 'viewers', allow: ['read'], who: ['vic'] },
        { id: 'joiners', allow: ['link'], who: ['sam'] },
      ],
      policies: POLICIES.map((rule) => ({ app: 'shop', environment: rule.id, policy: rule })),
    },
    roster,
  );
}

function environmentOf({ id }: Policy): Environment {
  const rooms = [{ room: LOUD, language: 'en' as const }];
  return { id, workflow: 'gated', operators: ['ada'], approvers: [], rooms, parameters: [] };
}

/** Somebody whom their chat has deactivated. */
export function barring(...people: string[]) {
  return { ...NOTHING_KNOWN, barred: new Set(people.map((person) => `${CHAT}\nU-${person}`)) };
}

function textOf(reply: Reply): string {
  if (reply.kind === 'text') return reply.text;
  return reply.kind === 'field-errors' ? JSON.stringify(reply.errors) : reply.kind;
}

export function shows({ card }: Shown, pattern: RegExp): boolean {
  return pattern.test(JSON.stringify(card));
}
