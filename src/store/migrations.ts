import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { ConfigError } from '../errors.ts';
import type { Dialect } from './columns.ts';

export type Migration = { name: string; hash: string; statements: readonly string[] };

/** A migration that a database has seen. */
export type Applied = { name: string; hash: string };

const FOLDER = new URL('../../migrations/', import.meta.url);

/** What drizzle-kit writes between two statements. */
const BREAKPOINT = '--> statement-breakpoint';

/** The migrations that this program brings along, oldest first. */
export async function readMigrations(dialect: Dialect): Promise<Migration[]> {
  const folder = new URL(`${dialect}/`, FOLDER);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return await Promise.all(
    files.map(async (file) => {
      const text = (await readFile(new URL(file, folder), 'utf8')).replaceAll('\r\n', '\n');
      return {
        name: file.slice(0, -'.sql'.length),
        hash: createHash('sha256').update(text).digest('hex'),
        statements: text.split(BREAKPOINT).map((statement) => statement.trim()),
      };
    }),
  );
}

/**
 * Those of `migrations` that the database has not seen. Throws a `ConfigError` when it has seen one that is unknown here or different:
 * it was made by another version of the program, and guessing could destroy rows.
 */
export function pendingOf(migrations: readonly Migration[], seen: readonly Applied[]): Migration[] {
  const known = new Map(migrations.map(({ name, hash }) => [name, hash]));
  for (const { name, hash } of seen) {
    if (known.get(name) === hash) continue;
    const message = known.has(name)
      ? 'this migration was applied with another content: restore its file'
      : 'the database has a migration that this version does not know: use the newer version that made it';
    throw new ConfigError([{ path: `migrations/${name}`, message }]);
  }
  const done = new Set(seen.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}
