import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../time.ts';
import type { Tx } from './database.ts';
import { type Core, createHandles, type Unit } from './unit.ts';

/** A unit awaits nothing but queries, which take it far less. One that takes longer waits for something else, and others wait for it. */
const UNIT_LIMIT_MS = 10_000;

export type Work<T> = (tx: Tx<never>) => Promise<T>;

export type UnitRunner = {
  /**
   * Runs `work` as `unit`, which is dead afterwards. Rejects with what the work threw; with the query's error when one failed, even if the
   * work caught it; and when the unit ended in the middle of a query or took too long.
   */
  run<T>(unit: Unit, work: Work<T>): Promise<T>;
  /** True when the caller runs inside a unit that has not ended. */
  inUnit: () => boolean;
};

/** Runs the work of units, whatever the database does around it. */
export function createUnitRunner(core: Core, clock: Clock): UnitRunner {
  const handleOf = createHandles<never>(core);
  const current = new AsyncLocalStorage<Unit>();

  return {
    async run<T>(unit: Unit, work: Work<T>): Promise<T> {
      let cancelLimit = (): void => {};
      try {
        const value = await new Promise<T>((resolve, reject) => {
          cancelLimit = clock.after(UNIT_LIMIT_MS, () => reject(new Error(TOO_LONG)));
          current.run(unit, work, handleOf(unit)).then(resolve, reject);
        });
        if (unit.failure) throw unit.failure;
        if (unit.busy) throw new Error('a unit of work ended before its last query did: await every query');
        return value;
      } finally {
        cancelLimit();
        unit.open = false;
      }
    },
    inUnit: () => current.getStore()?.open === true,
  };
}

const TOO_LONG = `a unit of work took more than ${UNIT_LIMIT_MS} ms: await nothing but queries inside of tx`;
