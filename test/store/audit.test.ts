import { after, before } from 'node:test';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { systemClock } from '../../src/time.ts';
import { auditContract } from '../contracts/store/audit.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { openProduct } from './product.ts';

const surroundings = { clock: systemClock, log: silentLog };

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

auditContract('SQLite', openProduct);
auditContract('PostgreSQL', openPostgresHere);
