import Sqlite from 'better-sqlite3';
import { ConfigError } from '../../errors.ts';

/**
 * One server for each database file: holds `BEGIN EXCLUSIVE` on a small database beside it, `<file>-lock`. The operating system releases the
 * lock with the process, also after SIGKILL, so nothing has to be cleaned up. Throws a `ConfigError` when another process holds it.
 *
 * The lock is not on the file itself because then the command-line verbs could not read beside the server.
 */
export function lockFile(file: string): { release(): void } {
  const lock = new Sqlite(`${file}-lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if ((cause as { code?: unknown }).code !== 'SQLITE_BUSY') throw cause;
    const message =
      'another greenlight works on this database: stop it first, or give this one a database of its own';
    throw new ConfigError([{ path: file, message }], { cause });
  }
  return { release: () => lock.close() };
}
