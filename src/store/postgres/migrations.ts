import pg from 'pg';
import { type Applied, type Migration, pendingOf, readMigrations } from '../migrations.ts';

/** Several servers may start at once: one migrates, the others wait for it. The letters "schema". */
const MIGRATION_LOCK = 0x73_63_68_65_6d_61;

/** Names of the migrations that the database has not seen. */
export async function pendingIn(pool: pg.Pool): Promise<string[]> {
  return pendingOf(await readMigrations('postgres'), await applied(pool)).map(({ name }) => name);
}

/**
 * Applies what is missing; resolves with the names. On a connection of its own, without the time limits of the pool: copying a large
 * table may take long, and so may waiting for another server that does it.
 */
export async function apply(url: string, now: number): Promise<string[]> {
  const migrations = await readMigrations('postgres');
  const client = new pg.Client({ connectionString: url, application_name: 'greenlight-migrate' });
  // A lost connection rejects the query that runs; the event of the same name would end the process if nobody listened.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, hash text NOT NULL, applied_at bigint NOT NULL)',
    );
    const pending = pendingOf(migrations, await applied(client));
    for (const migration of pending) await applyOne(client, migration, now);
    return pending.map(({ name }) => name);
  } finally {
    // Ends what was begun and gives the lock back.
    await client.end();
  }
}

async function applyOne(
  client: pg.Client,
  { name, hash, statements }: Migration,
  now: number,
): Promise<void> {
  await client.query('BEGIN');
  for (const statement of statements) await client.query(statement);
  await client.query('INSERT INTO schema_migrations (name, hash, applied_at) VALUES ($1, $2, $3)', [
    name,
    hash,
    now,
  ]);
  await client.query('COMMIT');
}

async function applied(client: Pick<pg.ClientBase, 'query'>): Promise<Applied[]> {
  const { rows } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('schema_migrations') IS NOT NULL AS found",
  );
  if (!rows[0]?.found) return [];
  return (await client.query<Applied>('SELECT name, hash FROM schema_migrations ORDER BY name')).rows;
}
