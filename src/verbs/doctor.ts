import { rmSync } from 'node:fs';
import { EXIT } from '../command-line.ts';
import type { Finding } from '../domain/finding.ts';
import { silentLog } from '../log.ts';
import { checkParts, createParts } from '../parts.ts';
import { linkedAccountsOn } from '../store/identities.ts';
import { systemClock } from '../time.ts';
import { readConfig, type VerbOptions } from './configuration.ts';
import { openForALook } from './open-for-a-look.ts';
import { undeliveredFindings } from './undelivered-findings.ts';

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: 'ok   ', warn: 'WARN ', error: 'ERROR' };

/** `greenlight doctor`: looks at everything that the configuration names, without starting it. Exit code 1 when anything is broken. */
export async function doctor(options: VerbOptions): Promise<void> {
  const config = readConfig(options);
  const surroundings = { clock: systemClock, log: silentLog };
  const { db, finding, folder } = await openForALook(config, surroundings);
  try {
    // A database of an older version may not have the table yet.
    const linkedOn = async (platform: string) =>
      finding.level === 'ok' ? await linkedAccountsOn(db.read, platform) : [];
    const parts = await createParts(config, db, surroundings);
    const checked = await checkParts(parts, systemClock, linkedOn);
    const results = [{ id: 'database', findings: [finding] }, ...checked];
    if (finding.level === 'ok') {
      const outlets = [...parts.platforms, ...parts.channels].map(({ id }) => id);
      const findings = await undeliveredFindings(db.read, outlets, systemClock.now());
      results.push({ id: 'notifications', findings });
    }
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
