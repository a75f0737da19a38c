import { type AuditKey, type AuditKeys, keyIdOf } from '../domain/audit-key.ts';
import type { Json } from '../domain/run.ts';
import type { Log } from '../log.ts';
import {
  type ChainCheck,
  type ChainedEntry,
  type ChainVerdict,
  checkChain,
  GENESIS,
  hashOf,
  KEYED,
  type Seal,
  sealOf,
} from './audit-chain.ts';
import type { Database, Reader, Tx } from './database.ts';
import { and, asc, desc, eq, gt, like, lte, sql } from './drizzle.ts';
import { appendLock } from './lock.ts';
import type { Schema } from './schema.ts';
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
  | typeof KEYED
  | 'run.requested'
  | 'run.seen'
  | 'run.ended'
  | 'run.cancel-requested'
  | 'run.retry-requested'
  | 'run.rollback-requested'
  | 'revision.made'
  | 'run.suspend-requested'
  | 'run.resume-requested'
  | 'run.restart-requested'
  | 'call.refused'
  | 'call.elsewhere'
  | 'call.buried'
  | 'gate.opened'
  | 'approval.approved'
  | 'approval.rejected'
  | 'approval.withdrawn'
  | 'approval.expired'
  | 'approval.counted'
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
  | 'environment.locked'
  | 'environment.unlocked'
  | 'schedule.planned'
  | 'schedule.cancelled'
  | 'schedule.started'
  | 'schedule.refused'
  | 'schedule.missed'
  | 'command.refused';

const columnsOf = ({ audit }: Schema) => ({
  id: audit.id,
  at: audit.at,
  actor: audit.actor,
  action: audit.action,
  run: audit.run,
  previous: audit.previous,
  hash: audit.hash,
  // As text: what somebody has written over it need not be JSON.
  detail: sql<string>`${audit.detail}`,
});

const newest = statement((db, s) => db.select(columnsOf(s)).from(s.audit).orderBy(desc(s.audit.id)).limit(1));

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

/**
 * Appends to the chain. The last statement of its unit: from here to the commit nobody else can append. What people do goes on also when somebody
 * has written into the table: the entries are sealed as ever, the log tells of the one before them, and `verifyAudit` finds it.
 */
export async function appendAudit(
  tx: Tx,
  entries: readonly AuditEntry[],
  keys: AuditKeys,
  log: Log,
): Promise<void> {
  if (entries.length === 0) return;
  await appendLock(tx);
  const last = await newestAudit(tx);
  if (last !== undefined) {
    const seal = sealOf(last, keys);
    if (seal.kind !== 'keyed') tellOfTail(log, last, seal);
  }
  await append(tx, entries, last?.hash ?? GENESIS, keys.current);
}

async function append(tx: Tx, entries: readonly AuditEntry[], before: string, key: AuditKey): Promise<void> {
  let previous = before;
  for (const entry of entries) {
    const hash = hashOf(entry, previous, key);
    await insert(tx, { ...entry, previous, hash });
    previous = hash;
  }
}

function tellOfTail(log: Log, { id }: ChainedEntry, seal: Seal): void {
  log.error(
    { entry: id, seal },
    'the newest entry of the audit is not sealed with a key of the configuration: run "greenlight audit verify --head" with the last head of the log',
  );
}

const keyed = statement((db, s) =>
  db.select({ id: s.audit.id }).from(s.audit).where(like(s.audit.hash, '________-%')).limit(1),
);

/**
 * Seals what an older version wrote without a key, or what carries a former one, by an entry with the current key: from then on nobody without the
 * key can change what is before it. Appends nothing where the newest entry carries the key, or where there is none. Entries without a key are taken
 * over in silence only when they are all that there is: after one with a key they are somebody else's.
 */
export async function appendKeyChange(db: Database, keys: AuditKeys, log: Log, at: number): Promise<void> {
  await db.tx(async (tx) => {
    await appendLock(tx);
    const last = await newestAudit(tx);
    if (last === undefined) return;
    const seal = sealOf(last, keys);
    const isBeginning = seal.kind === 'unkeyed' && (await keyed(tx, {})).length === 0;
    if (seal.kind !== 'keyed' && !isBeginning) tellOfTail(log, last, seal);
    const before = keyIdOf(last.hash);
    if (before === keys.current.id) return;
    const detail = { key: keys.current.id, before: before ?? null };
    const entry = { at, actor: 'greenlight', action: KEYED, run: null, detail } as const;
    await append(tx, [entry], last.hash, keys.current);
  });
}

/** The newest entry; undefined while there is none. */
export async function newestAudit(reader: Reader): Promise<ChainedEntry | undefined> {
  const [row] = await newest(reader, {});
  return row && { ...row, detail: parsed(row.detail) };
}

const hashById = statement((db, s, p) =>
  db
    .select({ hash: s.audit.hash })
    .from(s.audit)
    .where(eq(s.audit.id, p('id'))),
);

/** The hash of the entry with this number; undefined when there is none. */
export async function auditHash(reader: Reader, id: number): Promise<string | undefined> {
  return (await hashById(reader, { id }))[0]?.hash;
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
  for (let after = from - 1; ; ) {
    const rows = await reader
      .select(columnsOf(reader.schema))
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
