import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { like, sql } from '../../../src/store/drizzle.ts';
import { isUniqueViolation, StatementError } from '../../../src/store/failures.ts';
import { ITEM, insertItem, namesOf, type Open, opener } from './items.ts';

export function differencesContract(name: string, open: Open): void {
  const opened = opener(open);

  describe(`${name}: what the two databases do differently`, () => {
    it('says in one way which unique index a row broke', async (t) => {
      const db = await opened(t);
      const { items } = db.schema;
      const insertTwice = (row: { name: string; size?: number; note?: string }) =>
        db.tx(async (tx) => await tx.insert(items).values(row));
      await insertTwice({ name: 'a', size: 1, note: 'n' });
      await assert.rejects(insertTwice({ name: 'a' }), (error) => {
        assert.ok(isUniqueViolation(error));
        assert.ok(isUniqueViolation(error, 'items_name'));
        assert.ok(!isUniqueViolation(error, 'items_size_note'));
        return true;
      });
      await assert.rejects(insertTwice({ name: 'b', size: 1, note: 'n' }), (error) =>
        isUniqueViolation(error, 'items_size_note'),
      );
      await insertTwice({ name: 'c', size: 1 });
      await insertTwice({ name: 'd', size: 1 });
      assert.deepEqual(await namesOf(db), ['a', 'c', 'd'], 'NULLs differ from each other');
    });

    it('says which statement failed, without its values', async (t) => {
      const db = await opened(t);
      const { votes } = db.schema;
      const orphan = db.tx(
        async (tx) => await tx.insert(votes).values({ question: 99, person: 'secret-person' }),
      );
      await assert.rejects(orphan, (error) => {
        assert.ok(error instanceof StatementError && !isUniqueViolation(error));
        assert.match(error.message, /foreign key.* in: insert into .votes/is);
        assert.doesNotMatch(error.message, /secret-person/);
        return true;
      });
    });

    it('returns inserted rows in the order of the values', async (t) => {
      const db = await opened(t);
      const { items } = db.schema;
      const names = Array.from({ length: 40 }, (_, i) => `n${(i * 7) % 40}`);
      const values = names.map((itemName) => ({ name: itemName }));
      const rows = await db.tx(
        async (tx) => await tx.insert(items).values(values).returning({ name: items.name }),
      );
      assert.deepEqual(rows, values);
    });

    it('sorts text by its bytes, whatever the locale of the server', async (t) => {
      const db = await opened(t);
      const { items } = db.schema;
      const names = ['B', 'Z', '_', 'a', 'b', 'é', '中'];
      await db.tx(
        async (tx) =>
          await tx.insert(items).values(names.toReversed().map((itemName) => ({ name: itemName }))),
      );
      const rows = await db.read.select({ name: items.name }).from(items).orderBy(items.name);
      assert.deepEqual(
        rows.map((row) => row.name),
        names,
      );
    });

    it('minds the case in LIKE on PostgreSQL only: queries compare lower case with lower case', async (t) => {
      const db = await opened(t);
      const { items } = db.schema;
      await db.tx((tx) => insertItem(tx, { ...ITEM, name: 'Shop' }));
      const minded = await db.read.select().from(items).where(like(items.name, 'shop%'));
      assert.equal(minded.length, db.dialect === 'sqlite' ? 1 : 0);
      const lowered = await db.read
        .select()
        .from(items)
        .where(like(sql`lower(${items.name})`, 'shop%'));
      assert.equal(lowered.length, 1);
    });
  });
}
