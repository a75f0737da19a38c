import { silentLog } from '../log.ts';
import { openDatabase } from '../open-database.ts';
import { auditPages } from '../store/audit.ts';
import type { ChainedEntry } from '../store/audit-chain.ts';
import { systemClock } from '../time.ts';
import { CSV_HEADER, csvLine } from './audit-csv.ts';
import { readConfig, type VerbOptions } from './configuration.ts';
import { print } from './print.ts';

/** `from` and `to` are the numbers of the first and the last entry. */
export type AuditExportOptions = VerbOptions & {
  format: 'jsonl' | 'csv';
  from: number | undefined;
  to: number | undefined;
};

/**
 * `greenlight audit export`: the audit on standard output, page by page. JSON Lines are what `audit verify --from` takes; CSV is for spreadsheets.
 * Works beside a running server.
 */
export async function auditExport({ format, from, to, ...options }: AuditExportOptions): Promise<void> {
  const db = await openDatabase(readConfig(options), { clock: systemClock, log: silentLog }, true);
  // Whoever reads may stop early; without a listener that would be a crash.
  process.stdout.on('error', () => {});
  try {
    if (format === 'csv') await print(CSV_HEADER);
    for await (const page of auditPages(db.read, { from, to }))
      await print(page.map(format === 'csv' ? csvLine : jsonLine).join(''));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  } finally {
    await db.close();
  }
}

/** Every field, none in another spelling: what is read back has the same hash. */
function jsonLine({ id, at, actor, action, run, detail, previous, hash }: ChainedEntry): string {
  return `${JSON.stringify({ id, at, actor, action, run, detail, previous, hash })}\n`;
}
