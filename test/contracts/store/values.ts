import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { count, eq, isNull, sql } from '../../../src/store/drizzle.ts';
import { type Params, statement } from '../../../src/store/statement.ts';
import type { TestSchema } from '../../store/tables.ts';
import { ITEM, insertItem, itemsNamed, type Open, opener } from './items.ts';

export function valuesContract(name: string, open: Open): void {
  const opened = opener(open);

  describe(`${name}: values`, () => {
    const kept: [what: string, data: unknown][] = [
      ['an object', { b: [1, 'x', null, { c: true }], a: '只' }],
      ['text that looks like JSON', '{"a":1}'],
      ['text that looks like a number', '5'],
      ['false', false],
      ['a backslash before u0000', '\\u0000 \\\\ud800'],
      ['an emoji', '🚀'],
    ];
    for (const [what, data] of kept) {
      it(`keeps ${what} as JSON, by a statement and by a query`, async (t) => {
        const db = await opened(t);
        await db.tx(async (tx) => {
          await insertItem(tx, { ...ITEM, data });
          await tx.insert(db.schema.items).values({ name: 'b', data });
        });
        const rows = await db.read.select({ data: db.schema.items.data }).from(db.schema.items);
        assert.deepEqual(rows, [{ data }, { data }]);
      });
    }

    it('stores null as SQL’s NULL, also in a JSON column', async (t) => {
      const db = await opened(t);
      const { items } = db.schema;
      await db.tx(async (tx) => {
        await insertItem(tx, ITEM);
        await tx.insert(items).values({ name: 'b', data: null });
      });
      assert.equal((await db.read.select().from(items).where(isNull(items.data))).length, 2);
    });

    it('puts U+FFFD where PostgreSQL could not store a character', async (t) => {
      const db = await opened(t);
      await db.tx((tx) =>
        insertItem(tx, { ...ITEM, name: 'a\0b', data: { 'k\0': ['\0', '\ud800', '\\\0'] } }),
      );
      const [row] = await db.read.select().from(db.schema.items);
      assert.equal(row?.name, 'a\ufffdb');
      assert.deepEqual(row?.data, { 'k\ufffd': ['\ufffd', '\ufffd', '\\\ufffd'] });
      assert.equal((await itemsNamed(db.read, { name: 'a\0b' })).length, 1, 'and finds it by the same text');
    });

    it('keeps whole numbers up to 2^53 and refuses others', async (t) => {
      const db = await opened(t);
      const { items } = db.schema;
      const sizes = [2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER];
      await db.tx(async (tx) => {
        for (const size of sizes) await tx.insert(items).values({ name: `${size}`, size });
      });
      const rows = await db.read.select({ size: items.size }).from(items).orderBy(items.id);
      assert.deepEqual(
        rows.map(({ size }) => size),
        sizes,
      );
      for (const size of [0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
        await assert.rejects(
          db.tx((tx) => insertItem(tx, { ...ITEM, at: size })),
          TypeError,
        );
        await assert.rejects(
          db.tx(async (tx) => await tx.insert(items).values({ name: 'x', size })),
          TypeError,
        );
      }
    });

    it('counts and sums as numbers', async (t) => {
      const db = await opened(t);
      const { items } = db.schema;
      await db.tx(
        async (tx) =>
          await tx.insert(items).values([
            { name: 'a', size: 2 ** 32 },
            { name: 'b', size: 1 },
          ]),
      );
      const total = sql<number>`sum(${items.size})`;
      const rows = await db.read.select({ rows: count(), total, raw: sql<number>`count(*)` }).from(items);
      assert.deepEqual(rows, [{ rows: 2, total: 2 ** 32 + 1, raw: 2 }]);
    });

    it('finds rows by a boolean argument', async (t) => {
      const db = await opened(t);
      const flagged = statement((q, s: TestSchema, p: Params<{ flag: boolean }>) =>
        q
          .select({ name: s.items.name })
          .from(s.items)
          .where(eq(s.items.flag, p('flag'))),
      );
      await db.tx(async (tx) => {
        await insertItem(tx, { ...ITEM, flag: true });
        await insertItem(tx, { ...ITEM, name: 'b' });
      });
      assert.deepEqual(await flagged(db.read, { flag: true }), [{ name: 'a' }]);
      assert.deepEqual(await flagged(db.read, { flag: false }), [{ name: 'b' }]);
    });

    it('refuses a Date and a missing argument instead of guessing', async (t) => {
      const db = await opened(t);
      const { items } = db.schema;
      const when = new Date(0);
      await assert.rejects(
        async () => await db.read.select().from(items).where(sql`${items.at} > ${when}`),
        /a Date/,
      );
      await assert.rejects(
        db.tx(async (tx) => await insertItem(tx, { name: 'a', data: 1 } as typeof ITEM)),
        /argument "flag" is missing/,
      );
    });

    it('refuses to compute with an argument while a statement is built', async (t) => {
      const db = await opened(t);
      const doubled = statement((q, s: TestSchema, p: Params<{ at: number }>) =>
        q
          .select()
          .from(s.items)
          .where(eq(s.items.at, p('at') * 2)),
      );
      await assert.rejects(
        async () => await doubled(db.read, { at: 1 }),
        /has no value while the statement is built/,
      );
    });

    it('gives null for a left-joined row that is not there, and the row where it is', async (t) => {
      const db = await opened(t);
      const { questions, votes } = db.schema;
      await db.tx(async (tx) => {
        await tx.insert(questions).values([{ needed: 1 }, { needed: 2 }]);
        const [first] = await tx.select().from(questions).orderBy(questions.id);
        await tx.insert(votes).values({ question: first?.id ?? 0, person: 'ada' });
      });
      const rows = await db.read
        .select({ needed: questions.needed, vote: votes })
        .from(questions)
        .leftJoin(votes, eq(votes.question, questions.id))
        .orderBy(questions.id);
      assert.deepEqual(
        rows.map(({ needed, vote }) => [needed, vote?.person]),
        [
          [1, 'ada'],
          [2, undefined],
        ],
      );
      assert.equal(rows[1]?.vote, null);
    });

    it('never gives an id twice', async (t) => {
      const db = await opened(t);
      const { items } = db.schema;
      const first = await db.tx((tx) => insertItem(tx, ITEM));
      await db.tx(async (tx) => await tx.delete(items));
      const second = await db.tx((tx) => insertItem(tx, ITEM));
      assert.notDeepEqual(first, second);
    });
  });
}
