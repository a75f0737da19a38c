import pg from 'pg';
import type { StatementHook } from '../database.ts';
import { StatementError, UniqueViolation } from '../failures.ts';
import type { Compiled } from '../prepared.ts';
import { assertUsable, type Core, type Unit } from '../unit.ts';

export type Client = Pick<pg.ClientBase, 'query'>;

/** Type numbers of PostgreSQL's catalogue, `pg_type.dat`. */
const INT8 = 20;
const NUMERIC = 1700;
const JSON_TYPES: ReadonlySet<number> = new Set([114, 3802]);

/** Values as SQLite gives them: counts and sums as numbers; JSON as text, which its column parses. */
const types = {
  getTypeParser(type: number, format?: 'text' | 'binary'): (value: string) => unknown {
    if (type === INT8 || type === NUMERIC) return Number;
    if (JSON_TYPES.has(type)) return String;
    return pg.types.getTypeParser(type, format as 'text');
  },
};

/** Runs one query on `client`. Rejects with `StatementError`. */
async function execute(
  client: Client,
  query: Compiled,
  params: unknown[],
  name: string | undefined,
): Promise<unknown> {
  const { sql, toObject } = query;
  try {
    const result = await client.query({
      ...(name && { name }),
      text: sql,
      values: params,
      rowMode: 'array',
      types,
    });
    return toObject ? (result.rows as unknown[][]).map(toObject) : { changes: result.rowCount ?? 0 };
  } catch (error) {
    const { code, constraint } = error as { code?: unknown; constraint?: unknown };
    if (code === '23505' && typeof constraint === 'string') throw new UniqueViolation(constraint, sql, error);
    throw new StatementError(sql, error);
  }
}

/** For reads: each query on whichever connection is free. `guard` throws when the caller must not read here. */
export function createReadCore(
  pool: Client,
  schema: unknown,
  options: { guard: () => void; onStatement: StatementHook | undefined },
): Core {
  const name = createNames('read');
  return {
    dialect: 'postgres',
    schema,
    prepare(query, hot) {
      const named = hot ? name() : undefined;
      return async (_unit, args) => {
        options.guard();
        const params = query.bind(args);
        options.onStatement?.(query.sql, params, 'read');
        return await execute(pool, query, params, named);
      };
    },
  };
}

/** For units: every query on the connection of its unit, one after another. */
export function createUnitCore(
  clients: ReadonlyMap<Unit, Client>,
  schema: unknown,
  onStatement: StatementHook | undefined,
): Core {
  const name = createNames('unit');
  return {
    dialect: 'postgres',
    schema,
    prepare(query, hot) {
      const named = hot ? name() : undefined;
      return async (unit, args) => {
        assertUsable(unit);
        const client = clients.get(unit);
        if (client === undefined) throw new Error('a unit of work has lost its connection');
        unit.busy = true;
        try {
          const params = query.bind(args);
          onStatement?.(query.sql, params, 'unit');
          return await execute(client, query, params, named);
        } catch (error) {
          unit.failure ??= error instanceof Error ? error : new Error(String(error));
          throw error;
        } finally {
          unit.busy = false;
        }
      };
    },
  };
}

/** Names for server-side prepared statements: each connection parses and plans one of a name only once. */
function createNames(prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}_${count}`;
  };
}
