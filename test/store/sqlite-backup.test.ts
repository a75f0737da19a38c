import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/errors.ts';
import { backupSqlite } from '../../src/store/sqlite/backup.ts';
import { ITEM, insertItem, namesOf } from '../contracts/store/items.ts';
import { createTestFile, openTestFile, temporaryFolder } from './sqlite.ts';

describe('SQLite: backup', () => {
  it('copies what is committed while the server runs, for its owner only, and never over a file', async (t) => {
    const { folder, remove } = await temporaryFolder();
    t.after(remove);
    const file = join(folder, 'test.db');
    const target = join(folder, 'copy.db');
    await createTestFile(file);
    const server = openTestFile(file);
    t.after(() => server.close());
    await server.tx((tx) => insertItem(tx, ITEM));

    await backupSqlite(file, target);
    await server.tx((tx) => insertItem(tx, { ...ITEM, name: 'later' }));

    assert.equal((await stat(target)).mode & 0o077, 0);
    const copy = openTestFile(target);
    t.after(() => copy.close());
    assert.deepEqual(await namesOf(copy), ['a']);
    await assert.rejects(backupSqlite(file, target), ConfigError);
    await assert.rejects(backupSqlite(join(folder, 'none.db'), join(folder, 'other.db')), ConfigError);
    await assert.rejects(stat(join(folder, 'other.db')));
  });
});
