import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres, type PostgresOptions } from '../../src/store/postgres/open.ts';
import { systemClock } from '../../src/time.ts';
import { query, startPostgres } from './postgres-server.ts';
import { defineTestSchema, statementsFor, type TestSchema } from './tables.ts';

export type TestDatabases = {
  /** A database of its own for one test, with the tables of `defineTestSchema`. */
  open(options?: Partial<PostgresOptions>): Promise<Database<TestSchema> & { url: string }>;
  /** The URL of an empty database. */
  empty(): Promise<string>;
  stop(): Promise<void>;
};

export async function createTestDatabases(): Promise<TestDatabases> {
  const server = await startPostgres();
  const tables = (await statementsFor('postgres', defineTestSchema)).join(';');
  return {
    async open(options) {
      const url = await server.createDatabase();
      await query(url, tables);
      const database = await openPostgres(defineTestSchema, {
        url,
        clock: systemClock,
        log: silentLog,
        ...options,
      });
      return { ...database, url };
    },
    empty: () => server.createDatabase(),
    stop: () => server.stop(),
  };
}
