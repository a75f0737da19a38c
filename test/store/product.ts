import { join } from 'node:path';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { temporaryFolder } from './sqlite.ts';

/** The product's own tables, empty, on SQLite; the folder goes when the database is closed. */
export async function openProduct(): Promise<Database> {
  const { folder, remove } = await temporaryFolder();
  const db = openSqlite(defineSchema, { file: join(folder, 'test.db'), clock: systemClock, log: silentLog });
  await db.migrate();
  return {
    ...db,
    async close() {
      await db.close();
      await remove();
    },
  };
}
