import { join } from 'node:path';
import { after, before } from 'node:test';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { auditContract } from '../contracts/store/audit.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { temporaryFolder } from './sqlite.ts';

const surroundings = { clock: systemClock, log: silentLog };

async function openSqliteHere(): Promise<Database> {
  const { folder, remove } = await temporaryFolder();
  const db = openSqlite(defineSchema, { file: join(folder, 'test.db'), ...surroundings });
  await db.migrate();
  return {
    ...db,
    async close() {
      await db.close();
      await remove();
    },
  };
}

let postgres: PostgresServer;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

async function openPostgresHere(): Promise<Database> {
  const db = await openPostgres(defineSchema, { url: await postgres.createDatabase(), ...surroundings });
  await db.migrate();
  return db;
}

auditContract('SQLite', openSqliteHere);
auditContract('PostgreSQL', openPostgresHere);
