import type Sqlite from 'better-sqlite3';
import { type Applied, type Migration, pendingOf } from '../migrations.ts';

/** The migrations that the file has seen. */
export function applied(native: Sqlite.Database): Applied[] {
  const table = native.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'").get();
  if (table === undefined) return [];
  return native.prepare<[], Applied>('SELECT name, hash FROM schema_migrations ORDER BY name').all();
}

/** Applies what is missing; resolves with the names. */
export function apply(native: Sqlite.Database, migrations: readonly Migration[], now: number): string[] {
  if (native.inTransaction) throw new Error('migrate was called while units of work run');
  const pending = pendingOf(migrations, applied(native));
  if (pending.length === 0) return [];
  native.exec(
    'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, hash text NOT NULL, applied_at integer NOT NULL)',
  );
  // A change of a table is a copy of it under another name, which rows of other tables must survive. The switch has no effect within
  // a transaction; what it leaves unchecked is checked before COMMIT: https://www.sqlite.org/lang_altertable.html#otheralter
  native.pragma('foreign_keys = OFF');
  try {
    for (const migration of pending) native.transaction(() => applyOne(native, migration, now)).immediate();
  } finally {
    native.pragma('foreign_keys = ON');
  }
  return pending.map(({ name }) => name);
}

function applyOne(native: Sqlite.Database, { name, hash, statements }: Migration, now: number): void {
  for (const statement of statements) native.exec(statement);
  const broken = native.pragma('foreign_key_check') as unknown[];
  if (broken.length > 0)
    throw new Error(`migration ${name} leaves ${broken.length} rows without the row they refer to`);
  native
    .prepare('INSERT INTO schema_migrations (name, hash, applied_at) VALUES (?, ?, ?)')
    .run(name, hash, now);
}
