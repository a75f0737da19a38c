import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openSqlite, type SqliteOptions } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { defineTestSchema, statementsFor, type TestSchema } from './tables.ts';

/** A folder that is removed with the process's last use of it. */
export async function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-store-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Makes the tables of the tests in a new file. */
export async function createTestFile(file: string): Promise<void> {
  const native = new Sqlite(file);
  for (const statement of await statementsFor('sqlite', defineTestSchema)) native.exec(statement);
  native.close();
}

export function openTestFile(file: string, options?: Partial<SqliteOptions>): Database<TestSchema> {
  return openSqlite(defineTestSchema, { file, clock: systemClock, log: silentLog, ...options });
}

/** A database of its own for one test; its folder goes when it is closed. */
export async function openTestSqlite(options?: Partial<SqliteOptions>): Promise<Database<TestSchema>> {
  const { folder, remove } = await temporaryFolder();
  const file = join(folder, 'test.db');
  await createTestFile(file);
  const database = openTestFile(file, options);
  return {
    ...database,
    async close() {
      await database.close();
      await remove();
    },
  };
}
