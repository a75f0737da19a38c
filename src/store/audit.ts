import { createHash } from 'node:crypto';
import type { Json } from '../domain/run.ts';
import type { Database, Reader, Tx } from './database.ts';
import { asc, desc, gt } from './drizzle.ts';
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

type AuditRow = Schema['audit']['$inferSelect'];

/** What the first entry names as the one before it. */
const GENESIS = '0'.repeat(64);

const newest = statement((db, s) =>
  db.select({ hash: s.audit.hash }).from(s.audit).orderBy(desc(s.audit.id)).limit(1),
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
export async function appendAudit(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await appendLock(tx);
  let previous = (await newest(tx, {}))[0]?.hash ?? GENESIS;
  for (const entry of entries) {
    const hash = hashOf(entry, previous);
    await insert(tx, { ...entry, previous, hash });
    previous = hash;
  }
}

/** SHA-256 over the entry's fields in a fixed order and the hash before. JSON with sorted keys: databases do not keep their order. */
function hashOf(entry: AuditEntry, previous: string): string {
  const text = JSON.stringify([
    previous,
    entry.at,
    entry.actor,
    entry.action,
    entry.run,
    sorted(entry.detail),
  ]);
  return createHash('sha256').update(text).digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

export type AuditVerdict = { entries: number; head: string } & (
  | { intact: true }
  | { intact: false; brokenAt: number; because: string }
);

/** How many rows one look takes in. */
const PAGE_ROWS = 1000;

/** Reads the whole chain and recomputes every hash. `brokenAt` is the number of the first entry that does not fit. */
export async function verifyAudit(db: Pick<Database, 'read'>): Promise<AuditVerdict> {
  let previous = GENESIS;
  let entries = 0;
  for (let after = 0; ; ) {
    const rows = await page(db.read, after);
    for (const row of rows) {
      if (row.previous !== previous)
        return {
          entries,
          head: previous,
          intact: false,
          brokenAt: row.id,
          because: 'an entry before it is missing or was changed',
        };
      const hash = hashOf(
        { ...row, action: row.action as AuditAction, detail: row.detail as AuditEntry['detail'] },
        previous,
      );
      if (row.hash !== hash)
        return {
          entries,
          head: previous,
          intact: false,
          brokenAt: row.id,
          because: 'its content does not fit its hash',
        };
      previous = hash;
      after = row.id;
      entries += 1;
    }
    if (rows.length < PAGE_ROWS) return { entries, head: previous, intact: true };
  }
}

async function page(reader: Reader, after: number): Promise<AuditRow[]> {
  const { audit } = reader.schema;
  return await reader.select().from(audit).where(gt(audit.id, after)).orderBy(asc(audit.id)).limit(PAGE_ROWS);
}
