import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { type Columns, columnsOf } from '../columns.ts';
import type { Database, StatementHook } from '../database.ts';
import { pendingOf, readMigrations } from '../migrations.ts';
import { type Connection, openConnection } from './connection.ts';
import { createReader, createUnitCore } from './core.ts';
import { lockFile } from './lock-file.ts';
import { applied, apply } from './migrations.ts';
import { createWriter } from './writer.ts';
import { configureWriter } from './writer-settings.ts';

export type SqliteOptions = {
  /** Made when it is not there, with its folder, readable by its owner only. */
  file: string;
  clock: Clock;
  log: Log;
  /** For command-line verbs beside a running server: no lock, no units. */
  readOnly?: boolean;
  onStatement?: StatementHook;
};

type Tables = Readonly<Record<string, unknown>>;

/** Opens the SQLite database. Throws a `ConfigError` when the file cannot be used or another server works on it. */
export function openSqlite<S extends Tables>(
  defineSchema: (columns: Columns) => S,
  options: SqliteOptions,
): Database<S> {
  const tables = defineSchema(columnsOf('sqlite'));
  try {
    return options.readOnly ? openReadOnly(tables, options) : openWritable(tables, options);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const message = `cannot be used as a database: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new ConfigError([{ path: options.file, message }], { cause });
  }
}

function openWritable<S extends Tables>(schema: S, options: SqliteOptions): Database<S> {
  const { clock, onStatement } = options;
  const file = ownFile(options.file);
  const lock = lockFile(file);
  const opened: Connection[] = [];
  try {
    const connection = openConnection(file, { readOnly: false, tables: schema, onStatement });
    opened.push(connection);
    configureWriter(connection.native);
    const reading = openConnection(file, { readOnly: true, tables: schema, onStatement });
    opened.push(reading);
    const writer = createWriter(connection, createUnitCore(schema, connection), options);
    return {
      dialect: 'sqlite',
      schema,
      read: createReader(schema, reading, () => {
        if (writer.inUnit()) throw new Error('read inside of tx: read through the handle of the unit');
      }),
      tx: (work) => writer.tx(work),
      migrate: async () => apply(connection.native, await readMigrations('sqlite'), clock.now()),
      pending: () => pendingIn(connection),
      settings: async () => settingsOf(connection),
      async close() {
        await writer.stop();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }

  function close(): void {
    for (const connection of opened) connection.close();
    lock.release();
  }
}

function openReadOnly<S extends Tables>(schema: S, options: SqliteOptions): Database<S> {
  const { file, onStatement } = options;
  if (!existsSync(file)) {
    throw new ConfigError([
      { path: file, message: 'there is no such file: start the server once to create it' },
    ]);
  }
  const connection = openConnection(file, { readOnly: true, tables: schema, onStatement });
  const refuse = async (): Promise<never> => {
    throw new Error('the database was opened for reading only');
  };
  return {
    dialect: 'sqlite',
    schema,
    read: createReader(schema, connection, () => {}),
    tx: refuse,
    migrate: refuse,
    pending: () => pendingIn(connection),
    settings: async () => settingsOf(connection),
    close: async () => connection.close(),
  };
}

/** Creates the file if need be: its rows are what people said and decided, so only its owner may read it. */
function ownFile(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  }
  // Two links to one file must meet at one lock.
  return realpathSync(file);
}

async function pendingIn({ native }: Connection): Promise<string[]> {
  return pendingOf(await readMigrations('sqlite'), applied(native)).map(({ name }) => name);
}

function settingsOf({ native }: Connection): Record<string, string | number> {
  const names = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'page_size', 'page_count'];
  return Object.fromEntries(
    names.map((name) => [name, native.pragma(name, { simple: true }) as string | number]),
  );
}
