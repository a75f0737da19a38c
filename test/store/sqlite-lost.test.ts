import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import Sqlite from 'better-sqlite3';
import { silentLog } from '../../src/log.ts';
import { columnsOf } from '../../src/store/columns.ts';
import type { Tx } from '../../src/store/database.ts';
import { StatementError, TransactionError } from '../../src/store/failures.ts';
import { openConnection } from '../../src/store/sqlite/connection.ts';
import { createUnitCore } from '../../src/store/sqlite/core.ts';
import { createWriter, type Writer } from '../../src/store/sqlite/writer.ts';
import { type Params, statement } from '../../src/store/statement.ts';
import { type Clock, systemClock } from '../../src/time.ts';
import { ITEM, insertItem } from '../contracts/store/items.ts';
import { createTestFile, temporaryFolder } from './sqlite.ts';
import { defineTestSchema, type TestSchema } from './tables.ts';

/** A writer whose connection the test can disturb. */
async function openWriter(t: TestContext, clock: Clock = systemClock) {
  const { folder, remove } = await temporaryFolder();
  const file = join(folder, 'test.db');
  await createTestFile(file);
  const schema = defineTestSchema(columnsOf('sqlite'));
  const connection = openConnection(file, { readOnly: false, tables: schema, onStatement: undefined });
  const { native } = connection;
  native.pragma('journal_mode = WAL');
  const writer = createWriter(connection, createUnitCore(schema, connection), { clock, log: silentLog });
  t.after(async () => {
    await writer.stop();
    connection.close();
    await remove();
  });
  const stored = (): unknown[] => native.prepare('SELECT name FROM items ORDER BY id').pluck().all();
  return { writer, native, file, stored };
}

const insertPlain = statement((db, s: TestSchema, p: Params<{ name: string; data: unknown }>) =>
  db.insert(s.items).values({ name: p('name'), data: p('data') }),
);

/** Inserts one item; its size decides whether it still fits. */
function insert(writer: Writer, name: string, size = 1): Promise<unknown> {
  return writer.tx((tx: Tx<never>) => insertPlain(tx, { name, data: 'x'.repeat(size) }));
}

/** Leaves room for a few small rows. */
function fillDisk(native: Sqlite.Database): void {
  const pages = Number(native.pragma('page_count', { simple: true }));
  native.pragma(`max_page_count = ${pages + 2}`);
}

function lostBecause(code: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof TransactionError, String(error));
    const cause = error.cause as { code?: unknown; cause?: { code?: unknown } };
    assert.equal(cause.code ?? cause.cause?.code, code);
    return true;
  };
}

describe('SQLite: when the whole transaction is lost', () => {
  it('rejects every unit of the group when the disk is full in the middle of it, and keeps no row', async (t) => {
    const { writer, native, stored } = await openWriter(t);
    await insert(writer, 'before');
    fillDisk(native);
    let ranAfter = false;
    const units = [
      insert(writer, 'fits'),
      insert(writer, 'also fits'),
      insert(writer, 'too large', 100_000),
      writer.tx(async (tx: Tx<never>) => {
        ranAfter = true;
        await insertItem(tx, ITEM);
      }),
    ];
    for (const unit of units.slice(0, 3)) await assert.rejects(unit, lostBecause('SQLITE_FULL'));
    // The last one had not begun: it has a transaction of its own, and there is room for it.
    await units[3];
    assert.ok(ranAfter);
    assert.deepEqual(stored(), ['before', 'a']);
  });

  it('rejects only the unit whose statement did not fit, when SQLite could take back just that', async (t) => {
    const { writer, native, stored } = await openWriter(t);
    fillDisk(native);
    const neighbour = insert(writer, 'fits');
    // With `returning` SQLite keeps a journal of the statement, so that the transaction outlives it.
    const large = writer.tx((tx: Tx<never>) => insertItem(tx, { ...ITEM, data: 'x'.repeat(100_000) }));
    await assert.rejects(large, StatementError);
    await neighbour;
    assert.deepEqual(stored(), ['fits']);
  });

  it('is not deceived by a unit that catches the error of the full disk', async (t) => {
    const { writer, native, stored } = await openWriter(t);
    fillDisk(native);
    const neighbour = insert(writer, 'fits');
    const careless = writer.tx(async (tx: Tx<never>) => {
      await insertPlain(tx, { name: 'a', data: 'x'.repeat(100_000) }).catch(() => {});
      await insertItem(tx, { ...ITEM, name: 'outside of any transaction' }).catch(() => []);
    });
    await assert.rejects(neighbour, lostBecause('SQLITE_FULL'));
    await assert.rejects(careless, lostBecause('SQLITE_FULL'));
    assert.deepEqual(stored(), []);
    await insert(writer, 'later');
    assert.deepEqual(stored(), ['later']);
  });

  it('rejects every unit when COMMIT fails, and works on', async (t) => {
    const { writer, native, stored } = await openWriter(t);
    const neighbour = insert(writer, 'neighbour');
    const orphan = writer.tx(async (tx: Tx<never>) => {
      // Moves the check of the missing row to the COMMIT, which then fails.
      native.pragma('defer_foreign_keys = ON');
      const { votes } = (tx as unknown as Tx<TestSchema>).schema;
      await (tx as unknown as Tx<TestSchema>).insert(votes).values({ question: 99, person: 'ada' });
    });
    await assert.rejects(neighbour, lostBecause('SQLITE_CONSTRAINT_FOREIGNKEY'));
    await assert.rejects(orphan, lostBecause('SQLITE_CONSTRAINT_FOREIGNKEY'));
    await insert(writer, 'later');
    assert.deepEqual(stored(), ['later']);
  });

  it('rejects those who wait when no transaction can begin, and works on', async (t) => {
    const { writer, native, file, stored } = await openWriter(t);
    native.pragma('busy_timeout = 0');
    const shell = new Sqlite(file);
    shell.exec('BEGIN IMMEDIATE');
    const waiting = [insert(writer, 'a'), insert(writer, 'b')];
    for (const unit of waiting) await assert.rejects(unit, lostBecause('SQLITE_BUSY'));
    shell.close();
    await insert(writer, 'later');
    assert.deepEqual(stored(), ['later']);
  });

  it('ends a unit that waits for something else than queries, and lets the others go on', async (t) => {
    const timers: (() => void)[] = [];
    const clock: Clock = {
      now: () => 0,
      after(_ms, fire) {
        timers.push(fire);
        return () => {};
      },
    };
    const { writer, stored } = await openWriter(t, clock);
    const begun = Promise.withResolvers<Tx<never>>();
    const stuck = writer.tx(async (tx: Tx<never>) => {
      await insertItem(tx, ITEM);
      begun.resolve(tx);
      await new Promise(() => {});
    });
    const next = insert(writer, 'next');
    const handle = await begun.promise;
    timers[0]?.();
    await assert.rejects(stuck, /await nothing but queries/);
    await next;
    assert.deepEqual(stored(), ['next']);
    await assert.rejects(insertItem(handle, ITEM), /after its unit of work had ended/);
  });
});
