import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { systemClock } from '../../src/time.ts';
import { undeliveredFindings } from '../../src/verbs/undelivered-findings.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { openProduct } from '../store/product.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3600 * 1000;
const OUTLETS = ['ops-robot', 'mail'];

for (const dialect of ['SQLite', 'PostgreSQL'] as const)
  void describe(`what doctor says of messages on ${dialect}`, () => {
    let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
    before(async () => {
      if (dialect === 'PostgreSQL') server = await startPostgres();
    });
    after(() => server?.stop());

    async function open(): Promise<Database> {
      if (server === undefined) return await openProduct();
      const url = await server.createDatabase();
      const db = await openPostgres(defineSchema, { url, clock: systemClock, log: silentLog });
      await db.migrate();
      return db;
    }

    let keys = 0;
    type Row = Partial<Database['schema']['notices']['$inferInsert']>;
    const notice = (more: Row) => {
      keys += 1;
      const subject = { kind: 'event', event: { type: 'failed', at: 0 }, routes: ['r'] } as const;
      const common = { run: 42, platform: 'ops-robot', room: '', key: `k${keys}`, subject, ref: null };
      return { ...common, state: 'owed', createdAt: NOW - DAY_MS, ...more };
    };
    const add = (db: Database, ...rows: Row[]) =>
      db.tx(async (tx) => await tx.insert(tx.schema.notices).values(rows.map(notice)));
    const said = async (db: Database): Promise<string[]> =>
      (await undeliveredFindings(db.read, OUTLETS, NOW)).map(
        ({ subject, detail }) => `${subject}: ${detail}`,
      );

    void test('people without an account are counted and push out nothing that was given up', async (t) => {
      const db = await open();
      t.after(() => db.close());
      assert.deepEqual(await said(db), ['messages: all of the last seven days have arrived']);
      const without = (run: number, unreached: string[], state = 'dropped') =>
        ({ run, platform: 'mail', state, note: 'no-account', unreached, closedAt: NOW - run }) as const;
      await add(
        db,
        { state: 'buried', note: 'hook-gone', closedAt: NOW - MINUTE_MS },
        { state: 'buried', note: 'too-old', closedAt: NOW - 8 * DAY_MS },
        ...Array.from({ length: 30 }, (_, i) => without(100 + i, ['Ada', '陈'])),
        without(99, ['Ada'], 'sent'),
      );
      assert.deepEqual(await said(db), [
        'ops-robot: a message about run #42 was given up: hook-gone (2026-11-25T11:59:00.000Z)',
        'mail: Ada was to be told 31 times, of run #129 among others, and has no account there (2026-11-25T11:59:59.901Z)',
        'mail: 陈 was to be told 30 times, of run #129 among others, and has no account there (2026-11-25T11:59:59.900Z)',
      ]);
    });

    void test('of many people without an account the first twenty are named and the others counted', async (t) => {
      const db = await open();
      t.after(() => db.close());
      const people = Array.from({ length: 23 }, (_, i) => `P${i}`);
      await add(db, { state: 'sent', unreached: people, closedAt: NOW });
      const lines = await said(db);
      assert.equal(lines.length, 21);
      assert.equal(lines.at(-1), 'messages: 3 more have no account there');
    });

    void test('what waits too long is counted by where it goes, with the last reason, and says when nobody carries it', async (t) => {
      const db = await open();
      t.after(() => db.close());
      await add(
        db,
        { createdAt: NOW - 30 * MINUTE_MS, failures: 4, note: 'old', nextAt: NOW + MINUTE_MS },
        { createdAt: NOW - 20 * MINUTE_MS, failures: 2, note: 'token-dead', nextAt: NOW - 1 },
        { createdAt: NOW - 15 * MINUTE_MS },
        // Just now, and until the end of the quiet hours, and since their end.
        { createdAt: NOW - 9 * MINUTE_MS },
        { nextAt: NOW + MINUTE_MS },
        { nextAt: NOW - MINUTE_MS },
        { platform: 'gone-robot', createdAt: NOW - 40 * MINUTE_MS },
      );
      const findings = await undeliveredFindings(db.read, OUTLETS, NOW);
      assert.deepEqual(
        findings.map(({ subject, detail }) => `${subject}: ${detail}`),
        [
          'gone-robot: 1 message waits to be sent, the oldest since 40 minutes. It is not configured here',
          'ops-robot: 3 messages wait to be sent, the oldest since 30 minutes; the last failure was token-dead',
        ],
      );
      assert.match(findings[0]?.remedy ?? '', /^configure it again/);
    });

    void test('cards that were given up are listed with run, room and reason, twenty at most', async (t) => {
      const db = await open();
      t.after(() => db.close());
      const post = (run: number, nextAt: number) => {
        const place = { run, platform: 'slack', room: 'C1', key: `p${run}` };
        return { ...place, state: 'lost', note: 'message-gone', wanted: 1, ref: null, createdAt: 0, nextAt };
      };
      const lost = Array.from({ length: 25 }, (_, i) => post(i + 1, NOW - MINUTE_MS * (i + 1)));
      await db.tx(
        async (tx) => await tx.insert(tx.schema.posts).values([...lost, post(99, NOW - 8 * DAY_MS)]),
      );
      const lines = await said(db);
      assert.equal(lines.length, 20);
      assert.equal(
        lines[0],
        'slack: the card of run #1 in room C1 was given up: message-gone (2026-11-25T11:59:00.000Z)',
      );
    });
  });
