import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ConfigError } from '../../src/errors.ts';
import { ITEM, insertItem, namesOf } from '../contracts/store/items.ts';
import { createTestFile, openTestFile, temporaryFolder } from './sqlite.ts';

async function testFile(t: TestContext): Promise<string> {
  const { folder, remove } = await temporaryFolder();
  t.after(remove);
  const file = join(folder, 'test.db');
  await createTestFile(file);
  return file;
}

async function holdElsewhere(t: TestContext, file: string): Promise<ChildProcess> {
  const holder = spawn(process.execPath, [join(import.meta.dirname, 'hold-database.ts'), file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  return holder;
}

function isHeld(error: unknown): boolean {
  assert.ok(error instanceof ConfigError);
  assert.match(error.message, /another greenlight works on this database: stop it first/);
  return true;
}

describe('SQLite: one server for each file', () => {
  it('refuses a second server, and lets it in when the first was killed', async (t) => {
    const file = await testFile(t);
    const holder = await holdElsewhere(t, file);
    assert.throws(() => openTestFile(file), isHeld);
    const exited = once(holder, 'exit');
    holder.kill('SIGKILL');
    await exited;
    await openTestFile(file).close();
  });

  it('refuses a second server in the same process, and by another name of the file', async (t) => {
    const file = await testFile(t);
    const alias = `${file}-alias`;
    await symlink(file, alias);
    const first = openTestFile(file);
    assert.throws(() => openTestFile(file), isHeld);
    assert.throws(() => openTestFile(alias), isHeld);
    await first.close();
    await openTestFile(alias).close();
  });

  it('lets a command read beside the server, what it has just committed included', async (t) => {
    const file = await testFile(t);
    const server = openTestFile(file);
    const reader = openTestFile(file, { readOnly: true });
    await server.tx((tx) => insertItem(tx, ITEM));
    assert.deepEqual(await namesOf(reader), ['a']);
    await assert.rejects(
      reader.tx(async () => {}),
      /opened for reading only/,
    );
    await assert.rejects(reader.migrate(), /opened for reading only/);
    await reader.close();
    await server.close();
  });

  it('lets a command read when no server runs', async (t) => {
    const file = await testFile(t);
    const server = openTestFile(file);
    await server.tx((tx) => insertItem(tx, ITEM));
    await server.close();
    const reader = openTestFile(file, { readOnly: true });
    assert.deepEqual(await namesOf(reader), ['a']);
    await reader.close();
  });

  it('gives the lock back when the file turns out to be no database', async (t) => {
    const { folder, remove } = await temporaryFolder();
    t.after(remove);
    const file = join(folder, 'notes.txt');
    await writeFile(
      file,
      'these are the notes of somebody, not a database, and they stay as they are '.repeat(100),
    );
    for (let i = 0; i < 2; i += 1) {
      assert.throws(
        () => openTestFile(file),
        (error) =>
          error instanceof ConfigError &&
          /notes\.txt: cannot be used as a database: file is not/.test(error.message),
      );
    }
  });

  it('says that there is nothing to read, and creates nothing', async (t) => {
    const { folder, remove } = await temporaryFolder();
    t.after(remove);
    const file = join(folder, 'none.db');
    assert.throws(() => openTestFile(file, { readOnly: true }), ConfigError);
    await assert.rejects(stat(file));
  });

  it('creates the file and its folder for its owner only', async (t) => {
    const { folder, remove } = await temporaryFolder();
    t.after(remove);
    const file = join(folder, 'a', 'b', 'new.db');
    const server = openTestFile(file);
    await server.migrate();
    for (const path of [file, `${file}-wal`, `${file}-shm`])
      assert.equal((await stat(path)).mode & 0o077, 0, path);
    assert.equal((await stat(join(folder, 'a', 'b'))).mode & 0o077, 0);
    await server.close();
  });
});
