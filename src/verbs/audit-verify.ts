import { EXIT } from '../command-line.ts';
import type { AuditKeys } from '../domain/audit-key.ts';
import { silentLog } from '../log.ts';
import { auditKeysOf, openDatabase } from '../open-database.ts';
import { verifyAudit } from '../store/audit.ts';
import { type ChainCheck, type ChainVerdict, checkChain } from '../store/audit-chain.ts';
import { readHead } from '../store/audit-head.ts';
import { systemClock } from '../time.ts';
import { entriesOfFile, NoEntry } from './audit-file.ts';
import { badHeadText, faultText, intactText, otherPieceText, UNSEALED } from './audit-words.ts';
import { readConfig, type VerbOptions } from './configuration.ts';
import { print } from './print.ts';

/** `head`: a signed head from the log. `from`: an export instead of the database. `part`: that export does not begin with the first entry. */
export type AuditVerifyOptions = VerbOptions & {
  head: string | undefined;
  from: string | undefined;
  part: boolean;
};

/**
 * `greenlight audit verify`: exit code 1 when an entry was changed, removed or put in between, when nothing seals the newest ones, or when the
 * head is not in the chain; 2 when the head is of another piece than the one that was given. Works beside a running server.
 */
export async function auditVerify(options: AuditVerifyOptions): Promise<void> {
  const config = readConfig(options);
  const keys = auditKeysOf(config);
  const read = options.head === undefined ? undefined : readHead(options.head, keys);
  if (read !== undefined && read.kind !== 'head') {
    const malformed = read.kind === 'malformed';
    return malformed ? refuse(badHeadText(read)) : await find(badHeadText(read));
  }
  const check = { head: read?.head, part: options.part };
  if (options.from !== undefined) return await verifyFile(options.from, keys, check);
  const db = await openDatabase(config, { clock: systemClock, log: silentLog }, true);
  try {
    await tell(await verifyAudit(db, keys, check), keys, check);
  } finally {
    await db.close();
  }
}

async function verifyFile(file: string, keys: AuditKeys, check: ChainCheck): Promise<void> {
  try {
    await tell(await checkChain(entriesOfFile(file), keys, check), keys, check);
  } catch (error) {
    if (error instanceof NoEntry) {
      const csv = 'is CSV, which is for reading: export again with --format jsonl';
      return await find(`${file} ${error.csv ? csv : `cannot be verified: ${error.message}`}.`);
    }
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    refuse(`${file} cannot be read: ${error.message}`);
  }
}

async function tell(verdict: ChainVerdict, keys: AuditKeys, check: ChainCheck): Promise<void> {
  if (!verdict.intact) {
    const { entries, fault } = verdict;
    const before =
      fault.kind === 'cut' ? `It has ${entries} entries.` : `The ${entries} entries before it are intact.`;
    return await find(`The audit is broken at entry ${fault.at}: ${faultText(fault)}. ${before}`);
  }
  const [from = 0, to = 0] = [verdict.spans[0]?.from, verdict.spans.at(-1)?.to];
  const elsewhere =
    check.head !== undefined && check.part === true && (check.head.number < from || check.head.number > to)
      ? check.head
      : undefined;
  const head = elsewhere === undefined ? check.head : undefined;
  await print(`${intactText(verdict, keys.current.id, head)}\n`);
  if (elsewhere !== undefined) refuse(otherPieceText(elsewhere, { from, to }));
  const last = verdict.spans.at(-1);
  const vouched = head !== undefined && last !== undefined && head.number >= last.to;
  if (last !== undefined && last.key === undefined && !vouched) await find(UNSEALED);
}

/** Something that was looked at is not as it should be. */
async function find(text: string): Promise<void> {
  await print(`${text}\n`);
  process.exitCode = EXIT.found;
}

function refuse(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = EXIT.usage;
}
