/**
 * One unit of work and the handle that its queries go through.
 *
 * Guarantees: a query of a settled unit throws instead of landing in the next one; two queries at once throw; after a failed query
 * nothing more of the unit runs.
 */
import type { Dialect } from './columns.ts';
import type { Reader, Tx } from './database.ts';
import { pgCore, sqliteCore } from './drizzle.ts';
import { type Arguments, type Compiled, compile, type Field, NO_ARGUMENTS } from './prepared.ts';

export type Unit = {
  /** False from the moment its work settled. */
  open: boolean;
  /** A query was begun and its end not yet awaited. */
  busy: boolean;
  /** The first query that failed: after it the unit can only end. */
  failure: Error | undefined;
};

/** Runs one query; resolves with its rows, or with `Changes` for one without rows. */
export type Run = (unit: Unit, args: Arguments) => Promise<unknown>;

/** One way to the database: its units, or its reads. */
export type Core = {
  readonly dialect: Dialect;
  readonly schema: unknown;
  /** `hot` says that the query will run often. */
  prepare(query: Compiled, hot: boolean): Run;
};

export function createUnit(): Unit {
  return { open: true, busy: false, failure: undefined };
}

/** Throws when `unit` may not run a query now. */
export function assertUsable(unit: Unit): void {
  if (!unit.open)
    throw new Error('a query came after its unit of work had ended: await every query inside of tx');
  if (unit.busy) throw new Error('two queries at once in one unit of work: await one before the next begins');
  if (unit.failure) {
    throw new Error('an earlier query of this unit of work failed: only its end is left', {
      cause: unit.failure,
    });
  }
}

const INNER = Symbol('store');

/** What stands behind a handle. It is the `session` that drizzle's builders ask for. */
type Inner = {
  readonly core: Core;
  readonly unit: Unit;
  prepareQuery(query: BuiltQuery, fields: readonly Field[] | undefined): Prepared;
  prepareOneTimeQuery(query: BuiltQuery, fields: readonly Field[] | undefined): Prepared;
};

type BuiltQuery = { sql: string; params: unknown[] };

/** What drizzle's builders ask of a prepared query: `all` and `run` for SQLite, `execute` and `setToken` for PostgreSQL. */
export type Prepared = {
  /** Set by a builder of selects after this object was made. */
  joinsNotNullableMap: Record<string, boolean> | undefined;
  compiled(): Compiled;
  all(): Promise<unknown>;
  run(): Promise<unknown>;
  execute(): Promise<unknown>;
  setToken(): Prepared;
};

/** The parts of a handle that the rest of the store needs. */
export function innerOf<S>(handle: Reader<S>): { readonly core: Core; readonly unit: Unit } {
  return (handle as unknown as { [INNER]: Inner })[INNER];
}

/**
 * Returns the maker of handles for `core`. A handle is a small object that shares its methods with all others: a drizzle
 * database for each unit would cost more than the statements of the unit. This is where PostgreSQL's builders get SQLite's types.
 */
export function createHandles<S>(core: Core): (unit: Unit) => Tx<S> {
  const session = {
    core,
    prepareQuery: prepare,
    prepareOneTimeQuery: prepare,
  };
  const methods = core.dialect === 'sqlite' ? sqliteMethods() : pgMethods();
  const shared = Object.assign(methods, { dialect: core.dialect, schema: core.schema });
  return (unit) => {
    const inner = Object.assign(Object.create(session), { unit });
    return Object.assign(Object.create(shared), { [INNER]: inner });
  };
}

function prepare(this: Inner, query: BuiltQuery, fields: readonly Field[] | undefined): Prepared {
  const { core, unit } = this;
  const execute = (): Promise<unknown> => core.prepare(prepared.compiled(), false)(unit, NO_ARGUMENTS);
  const prepared: Prepared = {
    joinsNotNullableMap: undefined,
    compiled: () =>
      compile({ ...query, fields, joins: prepared.joinsNotNullableMap }, core.dialect === 'sqlite'),
    all: execute,
    run: execute,
    execute,
    setToken: () => prepared,
  };
  return prepared;
}

type This = { [INNER]: never };

function sqliteMethods(): object {
  const dialect = new sqliteCore.SQLiteAsyncDialect();
  const { SQLiteSelectBuilder, SQLiteInsertBuilder, SQLiteUpdateBuilder, SQLiteDeleteBase } = sqliteCore;
  return {
    select(this: This, fields?: never) {
      return new SQLiteSelectBuilder({ fields, session: this[INNER], dialect });
    },
    selectDistinct(this: This, fields?: never) {
      return new SQLiteSelectBuilder({ fields, session: this[INNER], dialect, distinct: true });
    },
    insert(this: This, table: never) {
      return new SQLiteInsertBuilder(table, this[INNER], dialect);
    },
    update(this: This, table: never) {
      return new SQLiteUpdateBuilder(table, this[INNER], dialect);
    },
    delete(this: This, table: never) {
      return new SQLiteDeleteBase(table, this[INNER], dialect);
    },
  };
}

function pgMethods(): object {
  const dialect = new pgCore.PgDialect();
  const { PgSelectBuilder, PgInsertBuilder, PgUpdateBuilder, PgDeleteBase } = pgCore;
  return {
    select(this: This, fields?: never) {
      return new PgSelectBuilder({ fields, session: this[INNER], dialect });
    },
    selectDistinct(this: This, fields?: never) {
      return new PgSelectBuilder({ fields, session: this[INNER], dialect, distinct: true });
    },
    insert(this: This, table: never) {
      return new PgInsertBuilder(table, this[INNER], dialect);
    },
    update(this: This, table: never) {
      return new PgUpdateBuilder(table, this[INNER], dialect);
    },
    delete(this: This, table: never) {
      return new PgDeleteBase(table, this[INNER], dialect);
    },
  };
}
