/** Writes a signed head of the audit into the log: at the start, each hour and at the end. `audit verify --head` holds the chain against one. */
import type { AuditKey } from '../domain/audit-key.ts';
import type { Log } from '../log.ts';
import { newestAudit } from '../store/audit.ts';
import { signHead } from '../store/audit-head.ts';
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
  auditKey: AuditKey;
}): HeadSigner {
  const { db, clock, log, auditKey } = deps;
  const failed = (cause: unknown): void => log.error({ cause }, 'signing the head of the audit failed');
  const loop = createLoop(clock, sign, failed);

  /** An audit without entries has no head. */
  async function sign(): Promise<number> {
    const newest = await newestAudit(db.read);
    if (newest !== undefined) {
      const head = signHead({ number: newest.id, hash: newest.hash, at: clock.now() }, auditKey);
      log.info({ head }, 'head of the audit');
    }
    return EVERY_MS;
  }

  return {
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      await sign().catch(failed);
    },
  };
}
