import { type AuditKey, type AuditKeys, keyIdOf } from '../domain/audit-key.ts';
import type { Json } from '../domain/run.ts';
import {
  type ChainCheck,
  type ChainedEntry,
  type ChainVerdict,
  checkChain,
  GENESIS,
  hashOf,
} from './audit-chain.ts';
import type { Database, Reader, Tx } from './database.ts';
import { and, asc, desc, gt, lte, sql } from './drizzle.ts';
import { appendLock } from './lock.ts';
import { statement } from './statement.ts';

/** `actor` is a person's config key, or `greenlight` for what happened by itself. */
export type AuditEntry = {
  at: number;
  actor: string;
  action: AuditAction;
  run: number | null;
  detail: Readonly<Record<string, Json>>;
};

export type AuditAction =
  | 'audit.keyed'
  | 'run.requested'
  | 'run.seen'
  | 'run.ended'
  | 'run.cancel-requested'
  | 'run.retry-requested'
  | 'call.refused'
  | 'call.elsewhere'
  | 'call.buried'
  | 'gate.opened'
  | 'approval.approved'
  | 'approval.rejected'
  | 'approval.withdrawn'
  | 'approval.expired'
  | 'approval.voted'
  | 'approval.revoked-vote'
  | 'approval.break-glass'
  | 'approval.escalated'
  | 'approval.refused-vote'
  | 'call.denied'
  | 'identity.linked'
  | 'identity.unlinked'
  | 'delegation.given'
  | 'delegation.ended'
  | 'command.refused';

const newest = statement((db, s) =>
  db.select({ id: s.audit.id, hash: s.audit.hash }).from(s.audit).orderBy(desc(s.audit.id)).limit(1),
);

const insert = statement((db, s, p) =>
  db.insert(s.audit).values({
    at: p('at'),
    actor: p('actor'),
    action: p('action'),
    run: p('run'),
    detail: p('detail'),
    previous: p('previous'),
    hash: p('hash'),
  }),
);

/** Appends to the chain. The last statement of its unit: from here to the commit nobody else can append. */
export async function appendAudit(tx: Tx, entries: readonly AuditEntry[], key: AuditKey): Promise<void> {
  if (entries.length === 0) return;
  await appendLock(tx);
  let previous = (await newest(tx, {}))[0]?.hash ?? GENESIS;
  for (const entry of entries) {
    const hash = hashOf(entry, previous, key);
    await insert(tx, { ...entry, previous, hash });
    previous = hash;
  }
}

/**
 * Seals what an older version wrote without a key, or what carries a former one, by an entry with `key`: from then on nobody without the key
 * can change what is before it. Appends nothing where the newest entry carries the key, or where there is none.
 */
export async function appendKeyChange(db: Database, key: AuditKey, at: number): Promise<void> {
  await db.tx(async (tx) => {
    await appendLock(tx);
    const [last] = await newest(tx, {});
    const before = last && keyIdOf(last.hash);
    if (last === undefined || before === key.id) return;
    const detail = { key: key.id, before: before ?? null };
    await appendAudit(tx, [{ at, actor: 'greenlight', action: 'audit.keyed', run: null, detail }], key);
  });
}

/** Number and hash of the newest entry; undefined while there is none. */
export async function newestAudit(reader: Reader): Promise<{ id: number; hash: string } | undefined> {
  return (await newest(reader, {}))[0];
}

/** Reads the whole chain and recomputes every hash. */
export async function verifyAudit(
  db: Pick<Database, 'read'>,
  keys: AuditKeys,
  check?: ChainCheck,
): Promise<ChainVerdict> {
  return await checkChain(auditPages(db.read), keys, check);
}

/** How many rows one look takes in. */
const PAGE_ROWS = 1000;

/** All entries in their order, page by page; only those with the numbers `from` to `to` where given. */
export async function* auditPages(
  reader: Reader,
  { from = 1, to = Number.MAX_SAFE_INTEGER }: { from?: number | undefined; to?: number | undefined } = {},
): AsyncGenerator<readonly ChainedEntry[]> {
  const { audit } = reader.schema;
  const { id, at, actor, action, run, previous, hash } = audit;
  const columns = { id, at, actor, action, run, previous, hash };
  for (let after = from - 1; ; ) {
    const rows = await reader
      .select({ ...columns, detail: sql<string>`${audit.detail}` })
      .from(audit)
      .where(and(gt(audit.id, after), lte(audit.id, to)))
      .orderBy(asc(audit.id))
      .limit(PAGE_ROWS);
    if (rows.length > 0) yield rows.map((row) => ({ ...row, detail: parsed(row.detail) }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = last.id;
  }
}

/** Somebody may have written over it: what is no JSON any more is a changed entry, and the others can still be read. */
function parsed(detail: string): unknown {
  try {
    return JSON.parse(detail);
  } catch {
    return detail;
  }
}
