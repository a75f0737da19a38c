import type { Reader } from '../database.ts';
import { assertUsable, type Core, createHandles, createUnit } from '../unit.ts';
import type { Connection } from './connection.ts';

/** Queries happen at once, but end for their caller a moment later, as on PostgreSQL: a second one before that is a mistake there. */
export function createUnitCore(schema: unknown, connection: Connection): Core {
  return {
    dialect: 'sqlite',
    schema,
    prepare(query) {
      let run: ReturnType<Connection['prepare']> | undefined;
      return (unit, args) => {
        try {
          assertUsable(unit);
          run ??= connection.prepare(query);
          const result = Promise.resolve(run(args));
          unit.busy = true;
          void result.then(() => {
            unit.busy = false;
          });
          return result;
        } catch (error) {
          unit.failure ??= error instanceof Error ? error : new Error(String(error));
          return Promise.reject(error);
        }
      };
    },
  };
}

/** Reads on a connection of their own; `guard` throws when the caller must not read here. */
export function createReader<S>(schema: S, connection: Connection, guard: () => void): Reader<S> {
  const core: Core = {
    dialect: 'sqlite',
    schema,
    prepare(query) {
      let run: ReturnType<Connection['prepare']> | undefined;
      return async (_unit, args) => {
        guard();
        run ??= connection.prepare(query);
        return run(args);
      };
    },
  };
  return createHandles<S>(core)(createUnit());
}
