import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { ConfigError } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { eq, sql } from '../../src/store/drizzle.ts';
import { StatementError } from '../../src/store/failures.ts';
import { lock } from '../../src/store/lock.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { systemClock } from '../../src/time.ts';
import {
  ITEM,
  insertItem,
  itemsNamed,
  namesOf,
  type TestDatabase,
  type TestTx,
} from '../contracts/store/items.ts';
import { createTestDatabases, type TestDatabases } from './postgres.ts';
import { query } from './postgres-server.ts';
import { defineTestSchema } from './tables.ts';

describe('PostgreSQL: what can go wrong', () => {
  let databases: TestDatabases;
  before(async () => {
    databases = await createTestDatabases();
  });
  after(() => databases.stop());

  async function opened(t: TestContext) {
    const database = await databases.open();
    t.after(() => database.close());
    return database;
  }

  async function twoQuestions(db: TestDatabase): Promise<[number, number]> {
    const { questions } = db.schema;
    const rows = await db.tx(
      async (tx) =>
        await tx
          .insert(questions)
          .values([{ needed: 0 }, { needed: 0 }])
          .returning({ id: questions.id }),
    );
    return [rows[0]?.id ?? 0, rows[1]?.id ?? 0];
  }

  it('runs a unit again when the server ended it for a deadlock', async (t) => {
    const db = await opened(t);
    const { questions } = db.schema;
    const [a, b] = await twoQuestions(db);
    const bothHoldOne = Promise.withResolvers<void>();
    let runs = 0;
    let held = 0;

    /** Raises `needed` of both; each unit has its first row before either goes for its second. */
    const raise = (first: number, second: number): Promise<void> =>
      db.tx(async (tx) => {
        runs += 1;
        await raiseOne(tx, first);
        held += 1;
        if (held === 2) bothHoldOne.resolve();
        await bothHoldOne.promise;
        await raiseOne(tx, second);
      });
    await Promise.all([raise(a, b), raise(b, a)]);

    const rows = await db.read.select({ needed: questions.needed }).from(questions);
    assert.deepEqual(rows, [{ needed: 2 }, { needed: 2 }]);
    assert.ok(runs > 2, `no deadlock happened: ${runs} runs`);
  });

  it('gives a unit up after three more runs', async (t) => {
    const db = await opened(t);
    let runs = 0;
    await query(
      db.url,
      `CREATE FUNCTION raise_serialization_failure() RETURNS integer LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$`,
    );
    const unit = db.tx(async (tx) => {
      runs += 1;
      await tx.select({ no: sql`1` }).from(sql`raise_serialization_failure()`);
    });
    await assert.rejects(unit, StatementError);
    assert.equal(runs, 4);
  });

  it('rejects a unit whose connection is cut, and works on with another one', async (t) => {
    const db = await opened(t);
    const unit = db.tx(async (tx) => {
      await insertItem(tx, ITEM);
      await cutConnections(db.url);
      await insertItem(tx, { ...ITEM, name: 'b' });
    });
    await assert.rejects(unit);
    await db.tx((tx) => insertItem(tx, { ...ITEM, name: 'later' }));
    assert.deepEqual(await namesOf(db), ['later']);
  });

  it('rejects a unit whose connection is cut right before COMMIT', async (t) => {
    const db = await opened(t);
    const unit = db.tx(async (tx) => {
      await insertItem(tx, ITEM);
      await cutConnections(db.url);
    });
    await assert.rejects(unit);
    assert.deepEqual(await namesOf(db), []);
  });

  it('survives that its idle connections are cut', async (t) => {
    const db = await opened(t);
    await Promise.all(
      Array.from({ length: 4 }, (_, i) => db.tx((tx) => insertItem(tx, { ...ITEM, name: `n${i}` }))),
    );
    await cutConnections(db.url);
    await retryUntilAnswered(() => namesOf(db));
    assert.equal((await itemsNamed(db.read, { name: 'n1' })).length, 1);
  });

  it('refuses a unit that ended in the middle of a query', async (t) => {
    const db = await opened(t);
    const unit = db.tx(async (tx) => {
      void insertItem(tx, ITEM).catch(() => {});
    });
    await assert.rejects(unit, /ended before its last query/);
    assert.deepEqual(await namesOf(db), []);
  });

  it('says at the start that the server does not let it in, without the password', async () => {
    const url = (await databases.empty())
      .replace(/\/test_\d+/, '/missing')
      .replace('postgres@', 'postgres:hunter2@');
    await assert.rejects(
      openPostgres(defineTestSchema, { url, clock: systemClock, log: silentLog }),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, /database "missing" does not exist/);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
  });
});

async function raiseOne(tx: TestTx, id: number): Promise<void> {
  const { questions } = tx.schema;
  const row = await lock(tx, questions, id);
  await tx
    .update(questions)
    .set({ needed: (row?.needed ?? 0) + 1 })
    .where(eq(questions.id, id));
}

async function cutConnections(url: string): Promise<void> {
  await query(
    url,
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
}

/** A connection that was cut may be lent once before its end is noticed. */
async function retryUntilAnswered(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const answered = await work().then(
      () => true,
      () => false,
    );
    if (answered) return;
  }
  assert.fail('no connection of the pool works');
}
