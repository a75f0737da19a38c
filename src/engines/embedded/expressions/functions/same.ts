import type { Budget } from '../budget.ts';
import { compare } from '../decimal.ts';
import { isList, isMap, isNumber, type Value } from '../value.ts';

/** Whether two values are one and the same, as list.Contains asks: unlike `==` it knows objects, and 1 is not 1.0. */
export function isSame(a: Value, b: Value, budget: Budget): boolean {
  budget.step();
  if (isNumber(a) && isNumber(b)) return a.kind === b.kind && compare(a, b) === 0;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, i) => isSame(item, b[i] ?? null, budget));
  if (!isMap(a) || !isMap(b)) return a === b;
  return (
    a.size === b.size &&
    Array.from(a).every(([key, item]) => {
      const other = b.get(key);
      return other !== undefined && isSame(item, other, budget);
    })
  );
}
