/**
 * Writes a signed head of the audit into the log: at the start, each hour and at the end. `audit verify --head` holds the chain against one. A head
 * says that a server stands behind the chain, so none is signed of an end that no server wrote, or that does not go on from the head before.
 */
import type { AuditKeys } from '../domain/audit-key.ts';
import type { Log } from '../log.ts';
import { auditHash, newestAudit } from '../store/audit.ts';
import { sealOf } from '../store/audit-chain.ts';
import { type AuditHead, signHead } from '../store/audit-head.ts';
import type { Database } from '../store/database.ts';
import { type Clock, createLoop } from '../time.ts';

/** What was appended since the last head can be cut off unnoticed: at most an hour's worth, after a crash. */
const EVERY_MS = 3600 * 1000;

export type HeadSigner = {
  start(): void;
  /** Signs the last head: when nothing is appended any more, and before the database is closed. */
  stop(): Promise<void>;
};

export function createHeadSigner(deps: {
  db: Pick<Database, 'read'>;
  clock: Clock;
  log: Log;
  auditKeys: AuditKeys;
}): HeadSigner {
  const { db, clock, log, auditKeys } = deps;
  const failed = (cause: unknown): void => log.error({ cause }, 'signing the head of the audit failed');
  const loop = createLoop(clock, sign, failed);
  /** The last head that was signed here: what is signed next must hold it. */
  let signed: AuditHead | undefined;

  /** An audit without entries has no head. */
  async function sign(): Promise<number> {
    if (signed !== undefined && (await auditHash(db.read, signed.number)) !== signed.hash) {
      refuse({ entry: signed.number, because: 'the entry of the head before is not there any more' });
      return EVERY_MS;
    }
    const newest = await newestAudit(db.read);
    if (newest === undefined) return EVERY_MS;
    const seal = sealOf(newest, auditKeys);
    if (seal.kind !== 'keyed') {
      refuse({
        entry: newest.id,
        because: 'the newest entry is not sealed with a key of the configuration',
        seal,
      });
      return EVERY_MS;
    }
    signed = { number: newest.id, hash: newest.hash, at: clock.now() };
    log.info({ head: signHead(signed, auditKeys.current) }, 'head of the audit');
    return EVERY_MS;
  }

  function refuse(fields: { entry: number; because: string; seal?: unknown }): void {
    log.error(
      fields,
      'no head of the audit was signed: run "greenlight audit verify --head" with the last head of the log, and find out who writes into the database',
    );
  }

  return {
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      await sign().catch(failed);
    },
  };
}
