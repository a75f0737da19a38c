import { after, before } from 'node:test';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { type PostgresServer, startPostgres } from '../store/postgres-server.ts';
import { temporaryFolder } from '../store/sqlite.ts';
import { racesOfFlows } from './races/suite.ts';

const sqlite: Database[] = [];
const replicas: Database[] = [];
let postgres: PostgresServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

before(async () => {
  folder = await temporaryFolder();
  const options = { clock: systemClock, log: silentLog };
  sqlite.push(openSqlite(defineSchema, { file: `${folder.folder}/test.db`, ...options }));
  postgres = await startPostgres();
  const url = await postgres.createDatabase();
  for (let server = 0; server < 2; server += 1)
    replicas.push(await openPostgres(defineSchema, { url, ...options }));
  for (const [first] of [sqlite, replicas]) await first?.migrate();
});

after(async () => {
  for (const database of [...sqlite, ...replicas]) await database.close();
  await postgres.stop();
  await folder.remove();
});

racesOfFlows('SQLite', () => sqlite);
racesOfFlows('two servers on PostgreSQL', () => replicas);
