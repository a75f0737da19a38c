import { differencesContract } from './store/differences.ts';
import type { Open } from './store/items.ts';
import { racesContract } from './store/races.ts';
import { unitsContract } from './store/units.ts';
import { valuesContract } from './store/values.ts';

/**
 * What every database of the store must do. `open` resolves with a database that has the tables of `defineTestSchema`, empty; the suite
 * closes it.
 */
export function storeContract(name: string, open: Open): void {
  unitsContract(name, open);
  valuesContract(name, open);
  differencesContract(name, open);
  racesContract(name, open);
}
