import { closeSync, openSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { ConfigError } from '../../errors.ts';

/**
 * Copies the database to the new file `target`, also while a server writes: the copy is as one moment was. Rejects with a `ConfigError` when
 * there is nothing to copy, when `target` exists, or when the copy is not whole. The copy is one file.
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
    checkWhole(target);
  } finally {
    source.close();
  }
}

/** What a disk or a file system broke is found now, and not on the day when the copy is needed. */
function checkWhole(target: string): void {
  const copy = new Sqlite(target, { fileMustExist: true });
  try {
    // Without it the copy would need files beside it.
    copy.pragma('journal_mode = DELETE');
    const found = copy.pragma('quick_check', { simple: true });
    if (found !== 'ok') throw new ConfigError([{ path: target, message: `is not whole: ${String(found)}` }]);
  } finally {
    copy.close();
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
