import type { Directory } from '../../src/domain/directory.ts';
import type { Log } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { type House, openHostile, openHouse } from '../ring/harness.ts';
import { openProduct } from '../store/product.ts';

export type BreakableHouse = {
  house: House;
  log: Log;
  /** Everything that came into `log`, as text. */
  logged: string[];
  /** The next units of work fail, as on a full disk. */
  breakStorage(broken: boolean): void;
  close(): Promise<void>;
};

/** The whole ring on a database that can be made to fail. `known` is whom each start of the ring knows. */
export async function openBreakableHouse(known?: () => Directory): Promise<BreakableHouse> {
  let broken = false;
  const openDatabase = async (): Promise<Database> => {
    const db = await openProduct();
    return {
      ...db,
      tx: async (work) => {
        if (broken) throw new Error('no space left');
        return await db.tx(work);
      },
    };
  };
  const { engine } = openHostile();
  const house = await openHouse([engine], {}, openDatabase, known);
  const logged: string[] = [];
  return {
    house,
    log: keepingLog(logged),
    logged,
    breakStorage(next) {
      broken = next;
    },
    async close() {
      broken = false;
      await house.close();
    },
  };
}

function keepingLog(lines: string[]): Log {
  const keep = (fields: Record<string, unknown>, message: string): void => {
    const { cause } = fields;
    const text = cause instanceof Error ? `${cause.message} ${cause.stack}` : '';
    lines.push(`${JSON.stringify(fields)} ${message} ${text}`);
  };
  return { debug: keep, info: keep, warn: keep, error: keep, child: () => keepingLog(lines) };
}
