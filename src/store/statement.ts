import type { Reader, Tx } from './database.ts';
import { drizzle } from './drizzle.ts';
import type { Arguments } from './prepared.ts';
import type { Schema } from './schema.ts';
import { type Core, innerOf, type Prepared, type Run } from './unit.ts';

type Query = PromiseLike<unknown> & { prepare(...name: never): unknown };

/** Selects also run on `database.read`; what writes wants a unit. */
type HandleFor<Q> = Q extends { _: { selectMode: unknown } } ? Reader<unknown> : Tx<unknown>;

/**
 * `p('name')` is the place of the argument `name`. To drizzle it has the type of the value; it is only a placeholder, so hand it to
 * drizzle and never compute with it. A parameter of a statement that is written `p: Params<{ name: string }>` has its arguments
 * checked; without the annotation any name goes.
 */
export type Params<Args> = <Name extends keyof Args & string>(
  name: Name,
) => string extends keyof Args ? never : Args[Name];

/**
 * A hot statement: `build` runs once for each connection instead of once for each use, and each use then costs little more than the
 * database itself.
 *
 *     const insertRun = statement((db, s, p: Params<{ key: string }>) =>
 *       db.insert(s.runs).values({ key: p('key') }).returning({ id: s.runs.id }));
 *     const [row] = await insertRun(tx, { key: 'k' });
 *
 * Throws a `TypeError` when an argument is missing; null is SQL's NULL.
 */
export function statement<Q extends Query, Args extends Arguments = Arguments, S = Schema>(
  build: (db: Tx<unknown>, schema: S, p: Params<Args>) => Q,
): (handle: HandleFor<Q>, args: Args) => Promise<Awaited<Q>> {
  const runs = new WeakMap<Core, Run>();

  function prepare(handle: HandleFor<Q>, core: Core): Run {
    const query = build(handle as Tx<unknown>, core.schema as S, placeholder as Params<Args>);
    const prepared = (query.prepare as () => Prepared).call(query);
    const run = core.prepare(prepared.compiled(), true);
    runs.set(core, run);
    return run;
  }

  return (handle, args) => {
    const { core, unit } = innerOf(handle);
    const run = runs.get(core) ?? prepare(handle, core);
    return run(unit, args) as Promise<Awaited<Q>>;
  };
}

function placeholder(name: string): unknown {
  return Object.assign(drizzle.sql.placeholder(name), {
    [Symbol.toPrimitive]() {
      throw new TypeError(`statement argument "${name}" has no value while the statement is built`);
    },
  });
}
