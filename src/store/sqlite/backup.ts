import { closeSync, openSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { ConfigError } from '../../errors.ts';

/**
 * Copies the database to the new file `target`, also while a server writes: the copy is as one moment was. Rejects with a `ConfigError` when
 * there is nothing to copy or when `target` exists.
 */
export async function backupSqlite(file: string, target: string): Promise<void> {
  const source = attempt(
    file,
    'cannot be read',
    () => new Sqlite(file, { readonly: true, fileMustExist: true }),
  );
  try {
    // Made here, because SQLite would let everybody read it.
    attempt(target, 'cannot be created', () => closeSync(openSync(target, 'wx', 0o600)));
    await source.backup(target);
  } finally {
    source.close();
  }
}

function attempt<T>(path: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const message = `${what}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new ConfigError([{ path, message }], { cause });
  }
}
