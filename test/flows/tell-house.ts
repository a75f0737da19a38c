/** A few people, policies and questions on an empty database, and what the bot tells of them. */
import { join } from 'node:path';
import { createDirectory, type Person } from '../../src/domain/directory.ts';
import { API_PLATFORM } from '../../src/domain/platform-ability.ts';
import { anyOf, NOBODY, namedBy, type Policy } from '../../src/domain/policy.ts';
import type { Vote } from '../../src/domain/question-rights.ts';
import { createRosterHolder, type RosterHolder } from '../../src/domain/roster.ts';
import { handle } from '../../src/flows/handle.ts';
import { silentLog } from '../../src/log.ts';
import { replyOf } from '../../src/presenter/reply.ts';
import { openApproval } from '../../src/store/approvals.ts';
import type { Database } from '../../src/store/database.ts';
import { insertDecision } from '../../src/store/decisions.ts';
import { insertRun } from '../../src/store/runs.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { temporaryFolder } from '../store/sqlite.ts';

export const OPENED = Date.UTC(2026, 11, 1, 9);
export const HOUR = 3_600_000;

export function policy(change: Partial<Policy>): Policy {
  return { ...NOBODY, id: 'production', ...change };
}

export type TellHouse = AsyncDisposable & {
  db: Database;
  roster: RosterHolder;
  file: string;
  /** Every statement that ran, as often as it did; to be emptied. */
  statements: string[];
  /** Puts a question of a new run that Ida has started; resolves with the run's number. */
  ask(
    policy: Policy,
    votes?: readonly Partial<Vote>[],
    initiator?: string | null,
    openedAt?: number,
  ): Promise<number>;
  /** What somebody reads who types a command to the bot alone. */
  says(person: string, text: string, at?: number, language?: 'en' | 'zh'): Promise<string>;
};

export async function openTellHouse(
  plain: Partial<Parameters<typeof createDirectory>[0]> = {},
): Promise<TellHouse> {
  const { folder, remove } = await temporaryFolder();
  const statements: string[] = [];
  const file = join(folder, 'test.db');
  const db = openSqlite(defineSchema, {
    file,
    clock: systemClock,
    log: silentLog,
    onStatement: (sql) => void statements.push(sql),
  });
  await db.migrate();
  const roster = createRosterHolder();
  const people = ['ida', 'ada', 'ben', 'dana', 'eve', 'rex', 'max', 'vic'].map((id): Person => {
    return { id, name: id, language: 'en', accounts: { chat: `U-${id}` } };
  });
  const directory = createDirectory(
    {
      language: 'en',
      platforms: [{ id: 'chat', kind: 'memory', language: 'en' }],
      people,
      apps: [{ id: 'shop', title: 'Shop', engine: 'engine', environments: [ENVIRONMENT] }],
      roles: [{ id: 'viewers', allow: ['read'], who: ['vic'] }],
      ...plain,
    },
    roster,
  );
  let runs = 0;
  return {
    db,
    roster,
    file,
    statements,
    async ask(asked, votes = [], initiator = 'ida', openedAt = OPENED) {
      runs += 1;
      const common = { engine: 'engine', app: 'shop', environment: 'prod', workflow: 'ship', parameters: {} };
      const start = { initiator, initiatorName: null, inbox: null, phase: 'suspended' } as const;
      const names = { key: `key-${runs}`, ref: `ref-${runs}` };
      return await db.tx(async (tx) => {
        const run = await insertRun(tx, { ...common, ...start, ...names, createdAt: OPENED });
        const gate = { gatePath: 'go', gateAttempt: 'a', round: 0, title: 'go', message: null };
        const question = { approvers: namedBy(asked), policy: asked, authors: [], digest: null };
        const put = { ...gate, ...question, run, openedAt, wakeAt: null };
        const approval = (await openApproval(tx, put)) ?? 0;
        for (const { person = '', verdict = 'approve', seat = person, level = 0, at = OPENED + 1 } of votes) {
          const said = { reason: null, fields: null, breakGlass: false, surface: 'button' } as const;
          const vote = { approval, person, seat, level, verdict, at };
          await insertDecision(tx, { ...vote, ...said, platform: 'chat', inbox: 1 });
        }
        return run;
      });
    },
    async says(person, text, at = OPENED + 60_000, language = 'en') {
      const event = {
        key: 'event',
        conversation: 'c',
        actor: { platform: API_PLATFORM, id: person },
        at,
        room: { platform: API_PLATFORM, id: `@${person}`, direct: true },
        deed: { kind: 'command', name: 'flow', text },
        handle: {},
        handleUntil: at,
      } as const;
      const answer = await db.tx(async (tx) => {
        const context = {
          tx,
          now: at,
          directory,
          engines: new Map(),
          platforms: new Map(),
          outline: () => undefined,
          audit: [],
        };
        return await handle(context, event, { id: 1, storedAt: at }, directory.person(person));
      });
      const reply = replyOf(answer, language);
      return reply.kind === 'text' ? reply.text : reply.kind;
    },
    async [Symbol.asyncDispose]() {
      await db.close();
      await remove();
    },
  };
}

const ENVIRONMENT = {
  id: 'prod',
  workflow: 'ship',
  operators: ['ida'],
  approvers: [],
  rooms: [],
  parameters: [],
};

/** One of these. */
export function one(...of: string[]): Policy {
  return anyOf('production', of);
}
