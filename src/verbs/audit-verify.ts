import { openDatabase } from '../app.ts';
import { EXIT } from '../command-line.ts';
import { silentLog } from '../log.ts';
import { verifyAudit } from '../store/audit.ts';
import { systemClock } from '../time.ts';
import { readConfig, type VerbOptions } from './configuration.ts';

/** `greenlight audit verify`: exit code 1 when an entry was changed, removed or put in between. Works beside a running server. */
export async function auditVerify(options: VerbOptions): Promise<void> {
  const config = readConfig(options);
  const db = await openDatabase(config, { clock: systemClock, log: silentLog }, true);
  try {
    const verdict = await verifyAudit(db);
    if (verdict.intact) {
      process.stdout.write(`The audit is intact: ${verdict.entries} entries, head ${verdict.head}\n`);
      return;
    }
    process.stdout.write(
      `The audit is broken at entry ${verdict.brokenAt}: ${verdict.because}. The ${verdict.entries} entries before it are intact.\n`,
    );
    process.exitCode = EXIT.found;
  } finally {
    await db.close();
  }
}
