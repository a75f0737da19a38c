import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Finding } from '../domain/finding.ts';
import { ConfigError } from '../errors.ts';
import { openDatabase } from '../open-database.ts';
import type { Database } from '../store/database.ts';

/**
 * The database beside a running server. Whoever looks may come before the first start: one that is not there yet is no trouble, and none is made; an
 * empty one in `folder` stands for it, which the caller removes.
 */
export async function openForALook(
  config: Config,
  surroundings: Parameters<typeof openDatabase>[1],
): Promise<{ db: Database; finding: Finding; folder?: string }> {
  const { database } = config;
  if (database.kind === 'sqlite' && !existsSync(database.file)) {
    const folder = mkdtempSync(join(tmpdir(), 'greenlight-look-'));
    const file = join(folder, 'empty.db');
    const db = await openDatabase({ ...config, database: { kind: 'sqlite', file } }, surroundings);
    await db.migrate();
    const detail = `${database.file} is not there yet; the first start makes it`;
    return { db, folder, finding: { level: 'ok', subject: 'SQLite', detail } };
  }
  const db = await openDatabase(config, surroundings, true);
  const subject = database.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL';
  const pending = await db.pending();
  if (pending.length === 0) return { db, finding: { level: 'ok', subject, detail: 'up to date' } };
  const detail = `${pending.length} migrations are to be applied; a start does so`;
  return { db, finding: { level: 'warn', subject, detail } };
}

/** The same for whoever reads runs and questions, whose tables may be otherwise in a database of an older version. Throws a `ConfigError` then. */
export async function openForRuns(
  config: Config,
  surroundings: Parameters<typeof openDatabase>[1],
): Promise<Pick<Awaited<ReturnType<typeof openForALook>>, 'db' | 'folder'>> {
  const { db, finding, folder } = await openForALook(config, surroundings);
  if (finding.level === 'ok') return { db, ...(folder === undefined ? {} : { folder }) };
  await db.close();
  const message =
    'the database is of an older version: a start brings it up to date, or "greenlight migrate" while no server runs';
  throw new ConfigError([{ path: 'database.url', message }]);
}
