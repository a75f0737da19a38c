import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createAuditKeys } from '../../../src/domain/audit-key.ts';
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

const KEY = AUDIT_KEYS.current;

function entry(step: number, detail: AuditEntry['detail'] = {}): AuditEntry {
  return { at: 1000 + step, actor: 'ada', action: 'run.requested', run: step, detail: { step, ...detail } };
}

async function appendEach(db: Database, count: number, key = KEY): Promise<void> {
  for (let i = 0; i < count; i += 1) await db.tx((tx) => appendAudit(tx, [entry(i)], key));
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
          db.tx((tx) => appendAudit(tx, [entry(i), entry(i, { again: true })], KEY)),
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
      await db.tx((tx) => appendAudit(tx, [entry(1, detail), entry(2, detail)], KEY));
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
          KEY,
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
      assert.deepEqual(await newestAudit(db.read), {
        id: 1001,
        hash: (await verifyAudit(db, AUDIT_KEYS)).newest?.hash,
      });
    });

    it('gets an entry that seals the former ones when the key changes, once', async (t) => {
      const db = await opened(t);
      const former = 'former-key-0123456789-0123456789-abcd';
      const keys = createAuditKeys(AUDIT_SECRET, [former]);
      await appendKeyChange(db, KEY, 1);
      assert.equal(await newestAudit(db.read), undefined, 'there is nothing to seal');
      await appendEach(db, 2, createAuditKeys(former).current);
      await Promise.all(Array.from({ length: 8 }, (_, i) => appendKeyChange(db, KEY, i)));
      const verdict = await verifyAudit(db, keys);
      assert.ok(verdict.intact);
      assert.equal(verdict.entries, 3);
      assert.deepEqual(
        verdict.spans.map(({ key }) => key),
        [createAuditKeys(former).current.id, KEY.id],
      );
      assert.match(await faultOf(db), /^unknown-key at 1$/);
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
