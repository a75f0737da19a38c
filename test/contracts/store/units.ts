import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eq } from '../../../src/store/drizzle.ts';
import { isUniqueViolation } from '../../../src/store/failures.ts';
import { ITEM, insertItem, itemsNamed, namesOf, type Open, opener } from './items.ts';

export function unitsContract(name: string, open: Open): void {
  const opened = opener(open);

  describe(`${name}: units`, () => {
    it('keeps the rows of a unit and shows them to reads afterwards', async (t) => {
      const db = await opened(t);
      const id = await db.tx(async (tx) => {
        const [row] = await insertItem(tx, { ...ITEM, at: 1_790_000_000_123 });
        assert.equal((await itemsNamed(tx, ITEM)).length, 1, 'a unit sees what it wrote');
        return row?.id;
      });
      const [row] = await itemsNamed(db.read, ITEM);
      assert.deepEqual(row, {
        id,
        name: 'a',
        note: null,
        flag: false,
        at: 1_790_000_000_123,
        size: null,
        data: null,
      });
    });

    it('tells how many rows a query without returning touched', async (t) => {
      const db = await opened(t);
      const { items } = db.schema;
      await db.tx(async (tx) => {
        assert.equal((await tx.insert(items).values([{ name: 'a' }, { name: 'b' }])).changes, 2);
        assert.equal((await tx.update(items).set({ flag: true })).changes, 2);
        assert.equal((await tx.delete(items).where(eq(items.name, 'c'))).changes, 0);
      });
    });

    it('leaves no row of a unit that throws, and all rows of its neighbours', async (t) => {
      const db = await opened(t);
      const units = ['a', 'b', 'c'].map((itemName) =>
        db.tx(async (tx) => {
          await insertItem(tx, { ...ITEM, name: itemName });
          if (itemName === 'b') throw new Error('changed my mind');
        }),
      );
      const outcomes = await Promise.allSettled(units);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      assert.deepEqual((await namesOf(db)).toSorted(), ['a', 'c']);
    });

    it('rejects with the very error that the work threw', async (t) => {
      const db = await opened(t);
      const mistake = new Error('mine');
      await assert.rejects(
        db.tx(async () => {
          throw mistake;
        }),
        (error) => error === mistake,
      );
    });

    it('ends a unit whose query failed, also when the work caught the error', async (t) => {
      const db = await opened(t);
      const unit = db.tx(async (tx) => {
        await insertItem(tx, ITEM);
        await assert.rejects(insertItem(tx, ITEM));
        await assert.rejects(insertItem(tx, { ...ITEM, name: 'b' }), /an earlier query of this unit/);
      });
      await assert.rejects(unit, (error) => isUniqueViolation(error, 'items_name'));
      assert.deepEqual(await namesOf(db), []);
    });

    it('refuses tx and read inside of tx', async (t) => {
      const db = await opened(t);
      await db.tx(async (tx) => {
        await insertItem(tx, ITEM);
        await assert.rejects(
          db.tx(async () => {}),
          /tx inside of tx/,
        );
        await assert.rejects(itemsNamed(db.read, ITEM), /read inside of tx/);
        await assert.rejects(async () => await db.read.select().from(db.schema.items), /read inside of tx/);
      });
      assert.deepEqual(await namesOf(db), ['a']);
    });

    it('refuses a query that comes after its unit', async (t) => {
      const db = await opened(t);
      const kept = await db.tx(
        async (tx) => [tx, tx.insert(db.schema.items).values({ name: 'late' })] as const,
      );
      const [tx, query] = kept;
      await assert.rejects(insertItem(tx, ITEM), /after its unit of work had ended/);
      await assert.rejects(async () => await query, /after its unit of work had ended/);
      await assert.rejects(async () => await tx.select().from(db.schema.items), /after its unit/);
      assert.deepEqual(await namesOf(db), []);
    });

    it('refuses two queries at once', async (t) => {
      const db = await opened(t);
      const unit = db.tx(async (tx) => {
        await Promise.all([insertItem(tx, ITEM), insertItem(tx, { ...ITEM, name: 'b' })]);
      });
      await assert.rejects(unit, /two queries at once/);
      assert.deepEqual(await namesOf(db), []);
    });

    it('finishes the units that were handed in before close, and refuses later ones', async (t) => {
      const db = await open();
      t.after(() => db.close().catch(() => {}));
      const units = ['a', 'b', 'c'].map((itemName) =>
        db.tx((tx) => insertItem(tx, { ...ITEM, name: itemName })),
      );
      const closed = db.close();
      await assert.rejects(
        db.tx(async () => {}),
        /is being closed/,
      );
      assert.equal((await Promise.all(units)).length, 3);
      await closed;
    });
  });
}
