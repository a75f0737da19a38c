import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { createAuditKeys } from '../../../src/domain/audit-key.ts';
import { type Log, silentLog } from '../../../src/log.ts';
import {
  type AuditEntry,
  appendAudit,
  appendKeyChange,
  auditPages,
  newestAudit,
  verifyAudit,
} from '../../../src/store/audit.ts';
import type { Database } from '../../../src/store/database.ts';
import { eq, sql } from '../../../src/store/drizzle.ts';
import { AUDIT_KEYS, AUDIT_SECRET } from '../../fakes/audit-keys.ts';

function entry(step: number, detail: AuditEntry['detail'] = {}): AuditEntry {
  return { at: 1000 + step, actor: 'ada', action: 'run.requested', run: step, detail: { step, ...detail } };
}

async function appendEach(db: Database, count: number, keys = AUDIT_KEYS): Promise<void> {
  for (let i = 0; i < count; i += 1) await db.tx((tx) => appendAudit(tx, [entry(i)], keys, silentLog));
}

async function faultOf(db: Database, keys = AUDIT_KEYS): Promise<string> {
  const verdict = await verifyAudit(db, keys);
  return verdict.intact ? 'intact' : `${verdict.fault.kind} at ${verdict.fault.at}`;
}

/** What the audit must be on every database. `open` resolves with the product's tables, empty; the suite closes it. */
export function auditContract(name: string, open: () => Promise<Database>): void {
  const opened = async (t: TestContext): Promise<Database> => {
    const db = await open();
    t.after(() => db.close());
    return db;
  };

  describe(`${name}: the audit`, () => {
    it('chains 50 units that append at once, several entries each', async (t) => {
      const db = await opened(t);
      await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          db.tx((tx) => appendAudit(tx, [entry(i), entry(i, { again: true })], AUDIT_KEYS, silentLog)),
        ),
      );
      const verdict = await verifyAudit(db, AUDIT_KEYS);
      assert.equal(verdict.intact, true, JSON.stringify(verdict));
      assert.equal(verdict.entries, 100);
    });

    it('reads back every text and number with the hash that it was written with', async (t) => {
      const db = await opened(t);
      const detail = {
        z: 1,
        a: { '10': 'b', '9': 'a', ['__proto__']: 'own', 键: '值' },
        half: '\ud83d',
        nul: 'a\0b',
        both: ['\ufffd', '\0', '😀', '\\u0000'],
        number: [1e21, 0.1, -0, 1.5e-7, 2 ** 53],
        empty: [{}, [], '', null, false],
      };
      await db.tx((tx) => appendAudit(tx, [entry(1, detail), entry(2, detail)], AUDIT_KEYS, silentLog));
      assert.equal(await faultOf(db), 'intact');
    });

    it('shows a row that was changed, removed or swapped', async (t) => {
      const db = await opened(t);
      const { audit } = db.schema;
      await appendEach(db, 6);
      const ids = (await db.read.select({ id: audit.id }).from(audit).orderBy(audit.id)).map(({ id }) => id);
      const [, second = 0, third = 0, , fifth = 0] = ids;
      const set = (id: number, values: { actor?: string; detail?: { step: number } }) =>
        db.tx(async (tx) => await tx.update(audit).set(values).where(eq(audit.id, id)));

      await set(fifth, { actor: 'ben' });
      assert.equal(await faultOf(db), `changed at ${fifth}`);
      await set(fifth, { actor: 'ada', detail: { step: 9 } });
      assert.equal(await faultOf(db), `changed at ${fifth}`);
      await set(fifth, { detail: { step: 4 } });
      assert.equal(await faultOf(db), 'intact');
      await db.tx(async (tx) => await tx.delete(audit).where(eq(audit.id, second)));
      assert.equal(await faultOf(db), `torn at ${third}`);
    });

    it('gives pages of what is asked for', async (t) => {
      const db = await opened(t);
      await db.tx((tx) =>
        appendAudit(
          tx,
          Array.from({ length: 1001 }, (_, i) => entry(i)),
          AUDIT_KEYS,
          silentLog,
        ),
      );
      const sizes = async (range?: { from?: number; to?: number }): Promise<number[]> => {
        const found: number[] = [];
        for await (const page of auditPages(db.read, range)) found.push(page.length);
        return found;
      };
      assert.deepEqual(await sizes(), [1000, 1]);
      assert.deepEqual(await sizes({ from: 3, to: 7 }), [5]);
      assert.deepEqual(await sizes({ from: 2000 }), []);
      const last = await newestAudit(db.read);
      assert.deepEqual(
        { id: last?.id, hash: last?.hash, detail: last?.detail },
        { id: 1001, hash: (await verifyAudit(db, AUDIT_KEYS)).newest?.hash, detail: { step: 1000 } },
      );
    });

    it('gets an entry that seals the former ones when the key changes, once', async (t) => {
      const db = await opened(t);
      const former = 'former-key-0123456789-0123456789-abcd';
      const keys = createAuditKeys(AUDIT_SECRET, [former]);
      await appendKeyChange(db, AUDIT_KEYS, silentLog, 1);
      assert.equal(await newestAudit(db.read), undefined, 'there is nothing to seal');
      await appendEach(db, 2, createAuditKeys(former));
      await Promise.all(Array.from({ length: 8 }, (_, i) => appendKeyChange(db, keys, silentLog, i)));
      const verdict = await verifyAudit(db, keys);
      assert.ok(verdict.intact);
      assert.equal(verdict.entries, 3);
      assert.deepEqual(
        verdict.spans.map(({ key }) => key),
        [createAuditKeys(former).current.id, AUDIT_KEYS.current.id],
      );
      assert.match(await faultOf(db), /^unknown-key at 1$/);
    });

    describe('when somebody has written into the table', () => {
      /** Puts entries behind those that are there, with hashes as an older version made them: whoever can write can do that. */
      async function forge(db: Database, count: number): Promise<void> {
        const { audit } = db.schema;
        for (let i = 0; i < count; i += 1) {
          const previous = (await newestAudit(db.read))?.hash ?? '0'.repeat(64);
          const content = { at: 5000 + i, actor: 'mallory', action: 'approval.approved', run: 7, detail: {} };
          const text = JSON.stringify([previous, content.at, content.actor, content.action, content.run, {}]);
          const hash = createHash('sha256').update(text).digest('hex');
          await db.tx(async (tx) => await tx.insert(audit).values({ ...content, previous, hash }));
        }
      }

      const clear = (db: Database) => db.tx(async (tx) => await tx.delete(db.schema.audit));

      function listening(): { log: Log; errors: string[] } {
        const errors: string[] = [];
        const log: Log = {
          ...silentLog,
          error: (fields, message) => errors.push(`${String(fields['entry'])}: ${message}`),
        };
        return { log, errors };
      }

      const append = (db: Database, log: Log) =>
        db.tx((tx) => appendAudit(tx, [entry(1), entry(2)], AUDIT_KEYS, log));

      it('goes on, says so once, and the forged end stays to be seen', async (t) => {
        const db = await opened(t);
        const { log, errors } = listening();
        await append(db, log);
        await forge(db, 2);
        const forged = (await newestAudit(db.read))?.id ?? 0;
        await append(db, log);
        await append(db, log);
        assert.equal(errors.length, 1, errors.join('\n'));
        assert.match(errors[0] ?? '', new RegExp(`^${forged}: .*audit verify`));
        assert.equal(await faultOf(db), `key-dropped at ${forged - 1}`);
      });

      it('lets no whole that was made anew without the key pass for an older version’s', async (t) => {
        const db = await opened(t);
        const { log, errors } = listening();
        await appendEach(db, 2);
        await clear(db);
        await forge(db, 3);
        const forged = (await newestAudit(db.read))?.id ?? 0;
        await append(db, log);
        assert.equal(errors.length, 1);
        assert.equal(await faultOf(db), `key-unannounced at ${forged + 1}`);
        await appendKeyChange(db, AUDIT_KEYS, log, 1);
        assert.equal(await faultOf(db), `key-unannounced at ${forged + 1}`, 'a start mends nothing');
      });

      it('takes entries without a key over at a start in silence only when there are no others', async (t) => {
        const db = await opened(t);
        const { log, errors } = listening();
        await forge(db, 2);
        await appendKeyChange(db, AUDIT_KEYS, log, 1);
        await append(db, log);
        assert.deepEqual(errors, []);
        assert.equal(await faultOf(db), 'intact');
        await forge(db, 1);
        const forged = (await newestAudit(db.read))?.id ?? 0;
        await appendKeyChange(db, AUDIT_KEYS, log, 2);
        assert.match(errors.join('\n'), new RegExp(`^${forged}: [^\n]*$`));
        assert.equal(await faultOf(db), `key-dropped at ${forged}`);
      });

      it('tells of an end with a seal that does not fit, or with an unknown key, also at a start', async (t) => {
        const db = await opened(t);
        const { audit } = db.schema;
        const { log, errors } = listening();
        await appendEach(db, 2);
        await db.tx(async (tx) => await tx.update(audit).set({ actor: 'mallory' }).where(eq(audit.id, 2)));
        await appendKeyChange(db, AUDIT_KEYS, log, 1);
        await append(db, log);
        assert.equal(errors.length, 2);
        assert.equal(await faultOf(db), 'changed at 2');
        await appendEach(db, 1, createAuditKeys('key-of-a-stranger-0123456789-abcdef'));
        await append(db, log);
        assert.equal(errors.length, 3);
      });
    });

    it('shows a detail that is no JSON any more, where a database lets that happen', async (t) => {
      const db = await opened(t);
      if (db.dialect === 'postgres') return;
      const { audit } = db.schema;
      await appendEach(db, 3);
      await db.tx(
        async (tx) => await tx.update(audit).set({ detail: sql`'{"step"'` }).where(eq(audit.id, 2)),
      );
      assert.equal(await faultOf(db), 'changed at 2');
    });
  });
}
