import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startByHook } from '../../src/flows/start-by-hook.ts';
import { startScheduled } from '../../src/flows/start-scheduled.ts';
import { silentLog } from '../../src/log.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import type { Database } from '../../src/store/database.ts';
import { and, eq } from '../../src/store/drizzle.ts';
import { UniqueViolation } from '../../src/store/failures.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createRandom } from '../fakes/random.ts';
import { type PostgresServer, startPostgres } from '../store/postgres-server.ts';
import { temporaryFolder } from '../store/sqlite.ts';
import { NOW } from './flow-unit.ts';
import { shopDirectory, type as typed, unit } from './hold-arena.ts';

const ROUNDS = 40;
const PLACES = Array.from({ length: 5 * ROUNDS }, (_, round) => `e${round}`);
const directory = shopDirectory(PLACES);
const LATER = NOW + 60_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let postgres: PostgresServer;
const servers: Record<string, Database[]> = { SQLite: [], 'two servers on PostgreSQL': [] };

before(async () => {
  folder = await temporaryFolder();
  const options = { clock: systemClock, log: silentLog };
  const sqlite = openSqlite(defineSchema, { file: `${folder.folder}/test.db`, ...options });
  postgres = await startPostgres();
  const url = await postgres.createDatabase();
  const replicas = [
    await openPostgres(defineSchema, { url, ...options }),
    await openPostgres(defineSchema, { url, ...options }),
  ];
  servers['SQLite'] = [sqlite, sqlite];
  servers['two servers on PostgreSQL'] = replicas;
  await sqlite.migrate();
  await replicas[0]?.migrate();
});

after(async () => {
  for (const db of new Set(Object.values(servers).flat())) await db.close();
  await postgres.stop();
  await folder.remove();
});

for (const name of Object.keys(servers)) {
  describe(`${name}: holds at the same moment`, () => {
    const random = createRandom(ROUNDS);
    let place = 0;

    /** Each round has an environment of its own; the two set out together, now one first, now the other. */
    async function rounds(
      round: (
        one: Database,
        other: Database,
        environment: string,
      ) => Promise<readonly [() => Promise<unknown>, () => Promise<unknown>]>,
      judge: (db: Database, environment: string, told: readonly unknown[]) => Promise<string>,
    ): Promise<Record<string, number>> {
      const [one, other] = servers[name] ?? [];
      assert.ok(one && other);
      const ways: Record<string, number> = {};
      for (let i = 0; i < ROUNDS; i += 1) {
        const environment = PLACES[place] ?? '';
        place += 1;
        const [first, second] = await round(one, other, environment);
        const swapped = random.below(2) === 0;
        const told = await Promise.all(swapped ? [second(), first()] : [first(), second()]);
        const way = await judge(one, environment, swapped ? told.toReversed() : told);
        ways[way] = (ways[way] ?? 0) + 1;
      }
      return ways;
    }

    it('two locks: one holds, and the other is told so', async (t) => {
      const ways = await rounds(
        async (one, other, e) => [
          () => typed(one, directory, 'ada', `lock shop ${e} because a`),
          () => typed(other, directory, 'ben', `lock shop ${e} because b`),
        ],
        async (db, e, told) => {
          const { locks } = db.schema;
          const rows = await db.read.select().from(locks).where(eq(locks.environment, e));
          assert.equal(rows.length, 1);
          const [winner, loser] = told[0] === 'lock.done' ? ['ada', 1] : ['ben', 0];
          assert.equal(rows[0]?.owner, winner);
          assert.equal(told[loser as number], 'lock.taken');
          return String(winner);
        },
      );
      t.diagnostic(JSON.stringify(ways));
    });

    it('a wait and an unlock: whoever waits is told that it is free, by the answer or by a message', async (t) => {
      const ways = await rounds(
        async (one, other, e) => {
          await typed(one, directory, 'ada', `lock shop ${e} because a`);
          return [
            () => typed(one, directory, 'ben', `wait shop ${e}`),
            () => typed(other, directory, 'ada', `unlock shop ${e}`),
          ];
        },
        async (db, e, told) => {
          const { notices, lockWaits, locks } = db.schema;
          const sent = (await db.read.select().from(notices)).filter(
            ({ subject }) => subject.kind === 'told' && subject.says[0]?.data['environment'] === e,
          );
          assert.deepEqual(await db.read.select().from(locks).where(eq(locks.environment, e)), []);
          assert.deepEqual(await db.read.select().from(lockWaits), []);
          assert.equal(told[1], 'unlock.done');
          assert.equal(sent.length, told[0] === 'wait.noted' ? 1 : 0);
          assert.ok(told[0] === 'wait.noted' || told[0] === 'wait.free');
          return String(told[0]);
        },
      );
      t.diagnostic(JSON.stringify(ways));
    });

    it('two clocks at one planned start: one run', async () => {
      await rounds(
        async (one, other, e) => {
          const id = await planned(one, e);
          const start = (db: Database) =>
            unit(db, directory, (context) => startScheduled(context, id), LATER);
          return [() => start(one), () => start(other)];
        },
        async (db, e, told) => {
          assert.deepEqual(told, ['done', 'done']);
          assert.equal((await runsIn(db, e)).length, 1);
          return 'one';
        },
      );
    });

    it('a planned start and its end by hand: one of the two, and whoever took it back knows which', async (t) => {
      const ways = await rounds(
        async (one, other, e) => {
          const id = await planned(one, e);
          return [
            () => unit(one, directory, (context) => startScheduled(context, id), LATER),
            () => typed(other, directory, 'ben', `schedule cancel ${id}`),
          ];
        },
        async (db, e, told) => {
          const runs = (await runsIn(db, e)).length;
          assert.equal(told[1], runs === 1 ? 'schedule.over' : 'schedule.cancelled');
          return `${runs} runs`;
        },
      );
      t.diagnostic(JSON.stringify(ways));
    });

    it('the same key of a CI system at two servers: one run', async () => {
      await rounds(
        async (one, other, e) => {
          const hook = { id: 'ci', person: 'ada', apps: ['shop'], environments: PLACES };
          const asked = { app: 'shop', environment: e, parameters: [], key: e };
          const ask = async (db: Database): Promise<unknown> => {
            try {
              return (await unit(db, directory, (context) => startByHook(context, hook, asked))).kind;
            } catch (cause) {
              // What the server of the hook does.
              if (!(cause instanceof UniqueViolation)) throw cause;
              return await ask(db);
            }
          };
          return [() => ask(one), () => ask(other)];
        },
        async (db, e, told) => {
          assert.deepEqual(told, ['started', 'started']);
          assert.equal((await runsIn(db, e)).length, 1);
          return 'one';
        },
      );
      const [db] = servers[name] ?? [];
      assert.ok(db);
      assert.equal((await verifyAudit(db, AUDIT_KEYS)).intact, true);
    });
  });
}

async function planned(db: Database, environment: string): Promise<number> {
  const at = new Date(LATER).toISOString();
  assert.equal(
    await typed(db, directory, 'ada', `schedule shop ${environment} at ${at.slice(0, 16)}Z`, 0),
    'schedule.done',
  );
  const { schedules } = db.schema;
  const [row] = await db.read.select().from(schedules).where(eq(schedules.environment, environment));
  assert.ok(row);
  return row.id;
}

async function runsIn(db: Database, environment: string) {
  const { runs } = db.schema;
  return await db.read
    .select()
    .from(runs)
    .where(and(eq(runs.app, 'shop'), eq(runs.environment, environment)));
}
