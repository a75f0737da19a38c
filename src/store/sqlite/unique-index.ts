import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { drizzle, sqliteCore } from '../drizzle.ts';

/**
 * Returns a function that tells which unique index of `tables` an error of SQLite is about; undefined for any other error. PostgreSQL
 * names the index, SQLite names the columns: `UNIQUE constraint failed: runs.engine, runs.ref`.
 */
export function createIndexFinder(
  tables: Readonly<Record<string, unknown>>,
): (error: unknown) => string | undefined {
  let names: Map<string, string> | undefined;

  return (error) => {
    const { code, message } = error as { code?: unknown; message?: unknown };
    if (code !== 'SQLITE_CONSTRAINT_UNIQUE' && code !== 'SQLITE_CONSTRAINT_PRIMARYKEY') return undefined;
    names ??= indexNames(tables);
    const what = String(message).replace('UNIQUE constraint failed: ', '');
    return names.get(what) ?? what;
  };
}

function indexNames(tables: Readonly<Record<string, unknown>>): Map<string, string> {
  const names = new Map<string, string>();
  for (const table of Object.values(tables)) {
    if (!drizzle.is(table, sqliteCore.SQLiteTable)) continue;
    for (const [columns, index] of indexesOf(table)) names.set(columns, index);
  }
  return names;
}

/** Each unique index as SQLite describes it, with the name that PostgreSQL gives it. */
function* indexesOf(table: SQLiteTable): Generator<[description: string, name: string]> {
  const { name, columns, indexes, primaryKeys } = sqliteCore.getTableConfig(table);
  const described = (parts: readonly { name: string }[]): string =>
    parts.map((part) => `${name}.${part.name}`).join(', ');

  for (const column of columns) if (column.primary) yield [described([column]), `${name}_pkey`];
  for (const key of primaryKeys) yield [described(key.columns), key.getName()];
  for (const { config } of indexes) {
    if (!config.unique) continue;
    const parts = config.columns.filter((part) => drizzle.is(part, drizzle.Column));
    yield [parts.length === config.columns.length ? described(parts) : `index '${config.name}'`, config.name];
  }
}
