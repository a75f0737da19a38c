import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../app.ts';
import { EXIT } from '../command-line.ts';
import type { Config } from '../config/config.ts';
import type { Finding } from '../domain/finding.ts';
import { silentLog } from '../log.ts';
import { checkParts, createParts } from '../parts.ts';
import type { Database } from '../store/database.ts';
import { systemClock } from '../time.ts';
import { readConfig, type VerbOptions } from './configuration.ts';

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: 'ok   ', warn: 'WARN ', error: 'ERROR' };

/** `greenlight doctor`: looks at everything that the configuration names, without starting it. Exit code 1 when anything is broken. */
export async function doctor(options: VerbOptions): Promise<void> {
  const config = readConfig(options);
  const surroundings = { clock: systemClock, log: silentLog };
  const { db, finding, folder } = await openForALook(config, surroundings);
  try {
    const parts = await checkParts(await createParts(config, db, surroundings), systemClock);
    const results = [{ id: 'database', findings: [finding] }, ...parts];
    for (const { id, findings } of results) {
      process.stdout.write(`${id}\n`);
      for (const finding of findings) {
        process.stdout.write(`  ${MARKS[finding.level]} ${finding.subject}: ${finding.detail}\n`);
        if (finding.remedy !== undefined) process.stdout.write(`        → ${finding.remedy}\n`);
      }
    }
    for (const { path, message } of config.warnings) process.stdout.write(`WARN  ${path}: ${message}\n`);
    const broken = results
      .flatMap((result) => result.findings)
      .filter((finding) => finding.level === 'error');
    process.stdout.write(broken.length === 0 ? 'Nothing is broken.\n' : `${broken.length} to mend.\n`);
    if (broken.length > 0) process.exitCode = EXIT.found;
  } finally {
    await db.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** The doctor comes before the first start, too: a database that is not there yet is no trouble, and none is made. */
async function openForALook(
  config: Config,
  surroundings: Parameters<typeof openDatabase>[1],
): Promise<{ db: Database; finding: Finding; folder?: string }> {
  const { database } = config;
  if (database.kind === 'sqlite' && !existsSync(database.file)) {
    const folder = mkdtempSync(join(tmpdir(), 'greenlight-doctor-'));
    const file = join(folder, 'empty.db');
    const db = await openDatabase({ ...config, database: { kind: 'sqlite', file } }, surroundings);
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
