import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ConfigError } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { columnsOf, type Dialect } from '../../src/store/columns.ts';
import { pendingOf, readMigrations } from '../../src/store/migrations.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import * as postgresTables from '../../src/store/schema.postgres.ts';
import * as sqliteTables from '../../src/store/schema.sqlite.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { createTestDatabases, type TestDatabases } from './postgres.ts';
import { temporaryFolder } from './sqlite.ts';
import { statementsFor } from './tables.ts';

const FOLDER = join(import.meta.dirname, '../../migrations');

const HOW_TO_MEND = 'run: npx drizzle-kit generate, with each of the two drizzle.*.config.ts';

async function readMeta(dialect: Dialect, file: string): Promise<unknown> {
  return JSON.parse(await readFile(join(FOLDER, dialect, 'meta', file), 'utf8'));
}

async function journal(dialect: Dialect): Promise<string[]> {
  const { entries } = (await readMeta(dialect, '_journal.json')) as { entries: { tag: string }[] };
  return entries.map(({ tag }) => tag);
}

for (const dialect of ['sqlite', 'postgres'] as const) {
  describe(`migrations of ${dialect}`, () => {
    it('lead to the tables of the schema', async () => {
      const number = (await journal(dialect)).at(-1)?.slice(0, 4);
      const snapshot = await readMeta(dialect, `${number}_snapshot.json`);
      assert.deepEqual(await statementsFor(dialect, defineSchema, snapshot), [], HOW_TO_MEND);
    });

    it('are all in the folder, in the order of the journal', async () => {
      const names = (await readMigrations(dialect)).map(({ name }) => name);
      assert.deepEqual(names, await journal(dialect));
    });

    it('are generated from every table', () => {
      const exported = dialect === 'sqlite' ? sqliteTables : postgresTables;
      const defined = Object.keys(defineSchema(columnsOf(dialect)));
      assert.deepEqual(Object.keys(exported).toSorted(), defined.toSorted());
    });
  });
}

describe('migrate', () => {
  let databases: TestDatabases;
  before(async () => {
    databases = await createTestDatabases();
  });
  after(() => databases.stop());

  it('makes the tables of a new SQLite file, once', async (t) => {
    const { folder, remove } = await temporaryFolder();
    t.after(remove);
    const db = openSqlite(defineSchema, { file: join(folder, 'new.db'), clock: systemClock, log: silentLog });
    t.after(() => db.close());
    const names = await journal('sqlite');
    assert.deepEqual(await db.pending(), names);
    assert.deepEqual(await db.migrate(), names);
    assert.deepEqual(await db.pending(), []);
    assert.deepEqual(await db.migrate(), []);
    assert.deepEqual(await db.read.select().from(db.schema.runs), []);
  });

  it('is done by one of two servers that start at once on PostgreSQL', async (t) => {
    const url = await databases.empty();
    const servers = await Promise.all(
      [1, 2].map(() => openPostgres(defineSchema, { url, clock: systemClock, log: silentLog })),
    );
    t.after(() => Promise.all(servers.map((server) => server.close())));
    const applied = await Promise.all(servers.map((server) => server.migrate()));
    assert.deepEqual(applied.flat(), await journal('postgres'));
    for (const server of servers) {
      assert.deepEqual(await server.pending(), []);
      assert.deepEqual(await server.read.select().from(server.schema.runs), []);
    }
  });
});

describe('pending migrations', () => {
  const first = { name: '0000_first', hash: 'h0', statements: [] };
  const second = { name: '0001_second', hash: 'h1', statements: [] };

  it('are those that the database has not seen', () => {
    assert.deepEqual(pendingOf([first, second], [first]), [second]);
  });

  it('are not guessed when the database has seen a newer or another one', () => {
    assert.throws(() => pendingOf([first], [first, second]), ConfigError);
    assert.throws(
      () => pendingOf([first], [{ name: '0000_first', hash: 'edited' }]),
      /applied with another content/,
    );
  });
});
