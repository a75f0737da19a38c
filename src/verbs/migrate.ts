import { createLog } from '../log.ts';
import { openDatabase } from '../open-database.ts';
import { systemClock } from '../time.ts';
import { readConfig, type VerbOptions } from './configuration.ts';

/** `greenlight migrate`: applies what is missing; refuses while a server works on the same SQLite file. */
export async function migrate(options: VerbOptions): Promise<void> {
  const config = readConfig(options);
  const db = await openDatabase(config, { clock: systemClock, log: createLog(config.log.level) });
  try {
    const applied = await db.migrate();
    const list = applied.length === 0 ? 'nothing to do' : applied.join(', ');
    process.stdout.write(`The database is up to date (${list}).\n`);
  } finally {
    await db.close();
  }
}
