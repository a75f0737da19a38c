import pg from 'pg';
import { ConfigError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { type Columns, columnsOf } from '../columns.ts';
import type { Database, StatementHook } from '../database.ts';
import { createHandles, createUnit } from '../unit.ts';
import { createReadCore } from './core.ts';
import { apply, pendingIn } from './migrations.ts';
import { createUnits } from './units.ts';

export type PostgresOptions = {
  /** `postgres://user:password@host:port/database`. Never logged. */
  url: string;
  clock: Clock;
  log: Log;
  /** Connections of this process. */
  poolSize?: number;
  onStatement?: StatementHook;
};

const POOL_SIZE = 10;

/** How long a caller waits for a free connection, or for the server to answer at all. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Every statement of ours takes milliseconds; one that waits this long for a lock hangs on another process. */
const STATEMENT_TIMEOUT_MS = 15_000;

/** A unit awaits nothing but queries. The server ends one that waits for something else, and with it the locks that it holds. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;

/** Ends a query whose connection died without a word. Longer than the server's own limit, so that the server speaks first. */
const QUERY_TIMEOUT_MS = 20_000;

/** Opens the PostgreSQL database. Rejects with a `ConfigError` when the server cannot be reached or refuses. */
export async function openPostgres<S extends Readonly<Record<string, unknown>>>(
  defineSchema: (columns: Columns) => S,
  options: PostgresOptions,
): Promise<Database<S>> {
  const { clock, log, onStatement } = options;
  const schema = defineSchema(columnsOf('postgres'));
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'greenlight',
  });
  // A connection that the server closes while it idles is replaced; without a listener it would end the process.
  pool.on('error', (err) => log.warn({ err }, 'idle database connection lost'));
  await assertReachable(pool);

  const units = createUnits(pool, schema, { clock, log, onStatement });
  const guard = (): void => {
    if (units.inUnit()) throw new Error('read inside of tx: read through the handle of the unit');
  };
  return {
    dialect: 'postgres',
    schema,
    read: createHandles<S>(createReadCore(pool, schema, { guard, onStatement }))(createUnit()),
    tx: (work) => units.tx(work),
    migrate: () => apply(options.url, clock.now()),
    pending: () => pendingIn(pool),
    settings: () => settingsOf(pool),
    async close() {
      await units.stop();
      await pool.end();
    },
  };
}

async function assertReachable(pool: pg.Pool): Promise<void> {
  try {
    await pool.query('SELECT 1');
  } catch (cause) {
    await pool.end();
    // The address is left out: it carries the password.
    const message = `cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new ConfigError([{ path: 'database url', message }], { cause });
  }
}

async function settingsOf(pool: pg.Pool): Promise<Record<string, string>> {
  const names = [
    'server_version',
    'server_encoding',
    'synchronous_commit',
    'statement_timeout',
    'max_connections',
  ];
  const { rows } = await pool.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [names],
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}
