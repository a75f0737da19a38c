/**
 * Two vocabularies with the same names, one for each database. `schema.ts` is written in them once; its types are SQLite's, and the
 * PostgreSQL vocabulary is cast to them here, once. That is sound because both give the same JavaScript values:
 * numbers (also for 64-bit integers), strings, booleans and parsed JSON.
 */
import { pgCore, sql, sqliteCore } from './drizzle.ts';
import { encodeJson } from './json-text.ts';

const sqliteJson = sqliteCore.customType<{ data: unknown; driverData: string }>({
  dataType: () => 'text',
  toDriver: encodeJson,
  fromDriver: (value) => JSON.parse(value),
});

const sqliteColumns = {
  table: sqliteCore.sqliteTable,
  /** The primary key that the database counts up. A number is never given twice, also after its row was deleted. */
  id: (name: string) => sqliteCore.integer(name).primaryKey({ autoIncrement: true }),
  text: (name: string) => sqliteCore.text(name),
  /** A whole number up to 2^53. */
  integer: (name: string) => sqliteCore.integer(name),
  bool: (name: string) => sqliteCore.integer(name, { mode: 'boolean' }),
  /** Milliseconds since the Unix epoch, as a number. */
  instant: (name: string) => sqliteCore.integer(name),
  /** Any JSON value. PostgreSQL does not keep the order of keys; `null` is stored as SQL's NULL. */
  json: <T>(name: string) => sqliteJson(name).$type<T>(),
  index: sqliteCore.index,
  uniqueIndex: sqliteCore.uniqueIndex,
  primaryKey: sqliteCore.primaryKey,
  check: sqliteCore.check,
  sql,
};

/** Texts sort and compare by their bytes, as in SQLite, whatever the locale of the server. */
const pgText = pgCore.customType<{ data: string; driverData: string }>({
  dataType: () => 'text COLLATE "C"',
});

/** Written and read as text: the driver's own parsing would take a stored JSON string for JSON once more. */
const pgJson = pgCore.customType<{ data: unknown; driverData: string }>({
  dataType: () => 'jsonb',
  toDriver: encodeJson,
  fromDriver: (value) => JSON.parse(value),
});

const pgInteger = (name: string) => pgCore.bigint(name, { mode: 'number' });

const pgColumns = {
  table: pgCore.pgTable,
  id: (name: string) => pgInteger(name).primaryKey().generatedAlwaysAsIdentity(),
  text: (name: string) => pgText(name),
  integer: pgInteger,
  bool: (name: string) => pgCore.boolean(name),
  instant: pgInteger,
  json: <T>(name: string) => pgJson(name).$type<T>(),
  index: pgCore.index,
  uniqueIndex: pgCore.uniqueIndex,
  primaryKey: pgCore.primaryKey,
  check: pgCore.check,
  sql,
} satisfies Record<keyof Columns, unknown>;

export type Columns = typeof sqliteColumns;

export type Dialect = 'sqlite' | 'postgres';

/** The vocabulary of one database, in the types of SQLite. */
export function columnsOf(dialect: Dialect): Columns {
  return dialect === 'sqlite' ? sqliteColumns : (pgColumns as unknown as Columns);
}
