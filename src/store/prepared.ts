/**
 * A query of drizzle made ready to run: its text, how arguments become parameters and how rows become objects. Compiled once for a hot
 * statement; drizzle's own way looks every field up again for each row.
 */
import type { Column, Placeholder, SQL } from 'drizzle-orm';
import { drizzle } from './drizzle.ts';

/** What drizzle hands to a session for one query. */
export type Built = {
  sql: string;
  params: readonly unknown[];
  /** Absent for a query without rows. */
  fields: readonly Field[] | undefined;
  /** For each joined table whether its row is always there; absent without joins. */
  joins: Readonly<Record<string, boolean>> | undefined;
};

export type Field = { path: readonly string[]; field: unknown };

export type Compiled = {
  sql: string;
  /** The values to bind, checked: both databases get nothing but null, text, whole numbers, booleans and bytes. */
  bind: (args: Arguments) => unknown[];
  /** Absent for a query without rows. */
  toObject: ((row: readonly unknown[]) => unknown) | undefined;
};

export type Arguments = Readonly<Record<string, unknown>>;

export const NO_ARGUMENTS: Arguments = Object.freeze({});

/** `numericBooleans` is for SQLite, which binds no booleans. */
export function compile(built: Built, numericBooleans: boolean): Compiled {
  const sources = built.params.map(toSource);
  return {
    sql: built.sql,
    bind(args) {
      const params: unknown[] = [];
      for (let i = 0; i < sources.length; i += 1) {
        const value = checked(sources[i]?.(args));
        params.push(numericBooleans && typeof value === 'boolean' ? Number(value) : value);
      }
      return params;
    },
    toObject: built.fields && objectMaker(built.fields, built.joins),
  };
}

type Source = (args: Arguments) => unknown;

function toSource(param: unknown): Source {
  if (drizzle.is(param, drizzle.Placeholder)) return argument(param.name);
  if (drizzle.is(param, drizzle.Param) && drizzle.is(param.value, drizzle.Placeholder)) {
    const take = argument(param.value.name);
    const { encoder } = param;
    return (args) => {
      const value = take(args);
      // drizzle encodes null as well, which would store the JSON text 'null' where SQL's NULL is meant.
      return value === null ? null : encoder.mapToDriverValue(value);
    };
  }
  return () => param;
}

function argument(name: Placeholder['name']): Source {
  return (args) => {
    const value = args[name];
    if (value === undefined) throw new TypeError(`statement argument "${name}" is missing`);
    return value;
  };
}

/**
 * Refuses what the two databases would take differently: a Date (SQLite throws, PostgreSQL writes it in the server's format), fractions and
 * numbers past 2^53 (there is no column for them), objects (pg makes JSON or an array of them). A NUL, which PostgreSQL cannot store, becomes U+FFFD.
 */
function checked(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
  if (Number.isSafeInteger(value) || value === null || typeof value === 'boolean' || Buffer.isBuffer(value))
    return value;
  if (typeof value === 'number')
    throw new TypeError(`${value} is not a whole number that both databases can keep`);
  const kind = value instanceof Date ? 'a Date (give its milliseconds)' : `a value of type ${typeof value}`;
  throw new TypeError(`${kind} cannot be a parameter of a query`);
}

type Decode = (value: unknown) => unknown;

/** As drizzle does it: a left-joined table of which nothing but NULL came is null as a whole. */
function objectMaker(fields: readonly Field[], joins: Built['joins']): (row: readonly unknown[]) => unknown {
  const keys = fields.map(({ path }) => path[path.length - 1] ?? '');
  const decoders = fields.map(({ field }) => decoderOf(field));
  if (fields.every(({ path }) => path.length === 1)) return (row) => flatObject(keys, decoders, row);

  const owners = fields.map(({ path }) => path.slice(0, -1));
  const tables = fields.map(({ field, path }) =>
    drizzle.is(field, drizzle.Column) && path.length === 2 ? drizzle.getTableName(field.table) : undefined,
  );
  return (row) => {
    const result: Record<string, unknown> = {};
    const missing = new Map<string, boolean>();
    for (const [i, owner] of owners.entries()) {
      let node = result;
      for (const part of owner) node = (node[part] ??= {}) as Record<string, unknown>;
      const value = decoded(decoders[i], row[i]);
      node[keys[i] ?? ''] = value;
      const [first] = owner;
      const table = tables[i];
      if (joins === undefined || first === undefined || table === undefined) continue;
      missing.set(first, (missing.get(first) ?? true) && value === null && joins[table] === false);
    }
    for (const [name, isMissing] of missing) if (isMissing) result[name] = null;
    return result;
  };
}

function flatObject(
  keys: readonly string[],
  decoders: readonly (Decode | undefined)[],
  row: readonly unknown[],
): unknown {
  const result: Record<string, unknown> = {};
  for (let i = 0; i < keys.length; i += 1) result[keys[i] ?? ''] = decoded(decoders[i], row[i]);
  return result;
}

function decoded(decode: Decode | undefined, value: unknown): unknown {
  return decode === undefined || value === null ? value : decode(value);
}

/** Absent where the driver's value is already the wanted one, as for text and whole numbers. */
function decoderOf(field: unknown): Decode | undefined {
  const decoder = decoderObject(field);
  const map = decoder.mapFromDriverValue;
  if (map === drizzle.Column.prototype.mapFromDriverValue || map === drizzle.noopDecoder.mapFromDriverValue)
    return undefined;
  return (value) => map.call(decoder, value);
}

function decoderObject(field: unknown): Pick<Column, 'mapFromDriverValue'> {
  if (drizzle.is(field, drizzle.Column)) return field;
  // A raw expression, an aliased one or a subquery carry their decoder inside, which drizzle keeps out of its types.
  if (drizzle.is(field, drizzle.SQL)) return decoderInside(field);
  if (drizzle.is(field, drizzle.SQL.Aliased)) return decoderInside(field.sql);
  if (drizzle.is(field, drizzle.Subquery)) return decoderInside(field._.sql);
  throw new TypeError('a selected field is neither a column nor an expression');
}

function decoderInside(sql: SQL): Pick<Column, 'mapFromDriverValue'> {
  return (sql as unknown as { decoder: Pick<Column, 'mapFromDriverValue'> }).decoder;
}
