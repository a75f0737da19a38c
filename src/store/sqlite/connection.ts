import Sqlite from 'better-sqlite3';
import type { StatementHook } from '../database.ts';
import { StatementError, UniqueViolation } from '../failures.ts';
import type { Arguments, Compiled } from '../prepared.ts';
import { createIndexFinder } from './unique-index.ts';

/** How long a statement waits for another process that writes the file, such as a shell; the event loop stands still meanwhile. */
const BUSY_TIMEOUT_MS = 2_000;

/** Texts with a changing number of parameters (`in (?, ?, …)`) must not pile up. */
const CACHED_STATEMENTS = 500;

/** One connection to the file, with its prepared statements. Everything on it happens at once: nothing waits, nothing is left running. */
export type Connection = {
  readonly native: Sqlite.Database;
  /** Makes a query ready to run: rows as objects, or the number of changed rows. Throws `StatementError`. */
  prepare(query: Compiled): (args: Arguments) => unknown;
  /** Makes a statement without parameters and rows ready to run, such as COMMIT. It throws the driver's own error. */
  command(sql: string): () => void;
  close(): void;
};

export function openConnection(
  file: string,
  options: {
    readOnly: boolean;
    tables: Readonly<Record<string, unknown>>;
    onStatement: StatementHook | undefined;
  },
): Connection {
  const { onStatement } = options;
  const via = options.readOnly ? 'read' : 'unit';
  const native = new Sqlite(file, { readonly: options.readOnly, timeout: BUSY_TIMEOUT_MS });
  const statements = new Map<string, Sqlite.Statement>();
  const brokenIndex = createIndexFinder(options.tables);

  function cached(sql: string): Sqlite.Statement {
    const known = statements.get(sql);
    if (known) return known;
    let statement: Sqlite.Statement;
    try {
      statement = native.prepare(sql);
    } catch (error) {
      throw failure(sql, error);
    }
    if (statements.size >= CACHED_STATEMENTS) {
      const [oldest] = statements.keys();
      if (oldest !== undefined) statements.delete(oldest);
    }
    statements.set(sql, statement);
    return statement;
  }

  function failure(sql: string, error: unknown): StatementError {
    const constraint = brokenIndex(error);
    return constraint === undefined
      ? new StatementError(sql, error)
      : new UniqueViolation(constraint, sql, error);
  }

  return {
    native,
    prepare({ sql, bind, toObject }) {
      const statement = cached(sql);
      if (toObject) statement.raw(true);

      return (args) => {
        const params = bind(args);
        onStatement?.(sql, params, via);
        try {
          if (!toObject) return statement.run(...params);
          const rows = statement.all(...params) as unknown[];
          for (let i = 0; i < rows.length; i += 1) rows[i] = toObject(rows[i] as unknown[]);
          return rows;
        } catch (error) {
          throw failure(sql, error);
        }
      };
    },
    command(sql) {
      const statement = native.prepare(sql);
      return () => {
        onStatement?.(sql, [], via);
        statement.run();
      };
    },
    close: () => native.close(),
  };
}
