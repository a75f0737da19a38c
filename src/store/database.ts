import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import type { Dialect } from './columns.ts';
import type { Schema } from './schema.ts';

type Queries = BaseSQLiteDatabase<'async', Changes>;

/** What an insert, update or delete without `returning` resolves with: the number of rows it touched. */
type Changes = { changes: number };

/** Reads. Each statement sees what was committed before it began. */
export type Reader<S = Schema> = Pick<Queries, 'select' | 'selectDistinct'> & {
  readonly dialect: Dialect;
  /** The tables, in the vocabulary of this database. */
  readonly schema: S;
};

/**
 * The handle of one unit of work; it dies when the unit settles. Its queries are awaited one after another: a second one beside
 * the first throws, and so does one after the end. After a query that failed only the end is left, also when the error was caught:
 * PostgreSQL knows nothing else, so SQLite is held to the same.
 */
export type Tx<S = Schema> = Reader<S> & Pick<Queries, 'insert' | 'update' | 'delete'>;

export type Database<S = Schema> = {
  readonly dialect: Dialect;
  readonly schema: S;
  /** Reads outside of any unit; throws inside one, where it would not see what the unit has written. */
  readonly read: Reader<S>;
  /**
   * Runs `work` as one unit: all of its rows or none. Resolves when they are durable. The work awaits nothing but queries and has no other
   * effect, because PostgreSQL runs it again after a serialization failure or a deadlock. Rejects with what the work threw, with
   * `StatementError` or `UniqueViolation` when a query failed, or with `TransactionError` when the rows could not be made durable.
   */
  tx<T>(work: (tx: Tx<S>) => Promise<T>): Promise<T>;
  /** Applies the migrations that are missing, each in a transaction of its own; resolves with their names. */
  migrate(): Promise<readonly string[]>;
  /** The names of the migrations that `migrate` would apply. */
  pending(): Promise<readonly string[]>;
  /** What the running connection says of itself, such as `synchronous` (2 = FULL) of SQLite's writer. */
  settings(): Promise<Readonly<Record<string, string | number>>>;
  /** Lets the units that were handed in finish, then closes every connection. Later units are refused. */
  close(): Promise<void>;
};

/**
 * Sees every statement before it runs, BEGIN, SAVEPOINT and COMMIT included, and whether it is a unit's or a read outside of any.
 * For measuring: it sees the parameters, which may be private.
 */
export type StatementHook = (sql: string, params: readonly unknown[], via: 'unit' | 'read') => void;
