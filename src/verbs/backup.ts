import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '../errors.ts';
import { backupSqlite } from '../store/sqlite/backup.ts';
import { readConfig, type VerbOptions } from './configuration.ts';
import { print } from './print.ts';

/**
 * `greenlight backup FILE`: copies the database as one moment was, beside a running server, and looks whether the copy is whole. Rejects with a `ConfigError`
 * when there is such a file already, or when the database is none of ours to copy.
 */
export async function backup(options: VerbOptions & { target: string }): Promise<void> {
  const { database, engines } = readConfig(options);
  if (database.kind === 'postgres') {
    const message =
      'is PostgreSQL, which is backed up by its own means: pg_dump --format=custom --file=FILE "$DATABASE_URL"';
    throw new ConfigError([{ path: 'database.url', message }]);
  }
  const target = resolve(options.target);
  await backupSqlite(database.file, target);
  const { size } = await stat(target);
  const folders = engines
    .flatMap((engine) => (engine.kind === 'embedded' ? [`  ${engine.data}\n`] : []))
    .join('');
  await print(`The database was copied to ${target} (${size} bytes), and the copy is whole.
It holds runs, decisions, messages and the audit. To be kept beside it, and not in one place with it: the configuration, the
workflow files, and the secrets that it names; without the key of the audit nobody can verify it.
What commands wrote, and those that run right now, are in the data folders of the engines:
${folders}How to restore: docs/operations.md.
`);
}
