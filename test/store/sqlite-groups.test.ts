import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ITEM, insertItem, namesOf, type TestDatabase } from '../contracts/store/items.ts';
import { openTestSqlite } from './sqlite.ts';

/** A database that counts the commands which it runs around units. */
async function openCounted(t: TestContext) {
  const counts = new Map<string, number>();
  const db = await openTestSqlite({
    onStatement: (text) => counts.set(text, (counts.get(text) ?? 0) + 1),
  });
  t.after(() => db.close());
  return { db, counts };
}

function insertMany(db: TestDatabase, amount: number): Promise<unknown>[] {
  return Array.from({ length: amount }, (_, i) => db.tx((tx) => insertItem(tx, { ...ITEM, name: `n${i}` })));
}

describe('SQLite: group commit', () => {
  it('syncs the log at every COMMIT of the running writer', async (t) => {
    const { db } = await openCounted(t);
    const settings = await db.settings();
    assert.equal(settings.synchronous, 2);
    assert.equal(settings.journal_mode, 'wal');
    assert.equal(settings.foreign_keys, 1);
    assert.ok(Number(settings.busy_timeout) > 0);
  });

  it('shares one COMMIT among units of the same turn, each in a savepoint of its own', async (t) => {
    const { db, counts } = await openCounted(t);
    await Promise.all(insertMany(db, 50));
    assert.equal(counts.get('COMMIT'), 1);
    assert.equal(counts.get('SAVEPOINT unit'), 50);
  });

  it('takes in units that come while the group runs, 128 at the most', async (t) => {
    const { db, counts } = await openCounted(t);
    const late = Promise.withResolvers<unknown>();
    const first = db.tx(async (tx) => {
      await insertItem(tx, ITEM);
      late.resolve(undefined);
      await insertItem(tx, { ...ITEM, name: 'b' });
    });
    await late.promise;
    await Promise.all([first, ...insertMany(db, 199)]);
    assert.equal(counts.get('COMMIT'), 2);
    assert.equal((await namesOf(db)).length, 201);
  });

  it('lets callers hear of their unit only after the COMMIT', async (t) => {
    const order: string[] = [];
    const db = await openTestSqlite({
      onStatement: (text) => {
        if (text === 'COMMIT' || text.startsWith('ROLLBACK TO')) order.push(text);
      },
    });
    t.after(() => db.close());
    const kept = db.tx((tx) => insertItem(tx, ITEM)).then(() => order.push('kept'));
    const failing = db.tx(async () => {
      throw new Error('no');
    });
    await Promise.all([kept, failing.catch(() => order.push('failed'))]);
    assert.deepEqual(order, ['ROLLBACK TO unit', 'COMMIT', 'kept', 'failed']);
  });
});
