/** Paths into the data that an expression sees. */
import type { Json } from '../../../domain/run.ts';
import { ExpressionTrouble, MissingPath } from './trouble.ts';
import { isList, isMap, isNumber, kindOfValue, type Value } from './value.ts';

export type Key = string | number;

/**
 * Follows a path. `$returns` is where KubeVela's newer definitions keep what a provider gave back: `output.$returns.x` and `output.x` name
 * the same here, whichever of the two is there. Keys that are not written but calculated are not told: they may be somebody's secret.
 */
export function follow(
  start: Json | undefined,
  root: string,
  keys: readonly Key[],
  isWritten: (i: number) => boolean = () => true,
): Json {
  if (start === undefined) throw new MissingPath(`${root} is not there`);
  let value: Json = start;
  let seen = root;
  for (const [i, key] of keys.entries()) {
    if (key === '$returns') {
      const returned = own(value, key);
      if (returned !== undefined) value = returned;
      continue;
    }
    seen += isWritten(i) ? step(key) : '[…]';
    let next = own(value, key);
    if (next === undefined) next = own(own(value, '$returns') ?? null, key);
    if (next === undefined) throw new MissingPath(`${seen} is not there`);
    value = next;
  }
  return value;
}

function own(value: Json, key: Key): Json | undefined {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  if (value === null || typeof value !== 'object' || typeof key !== 'string') return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** One key of what the expression itself has made. */
export function valueAt(value: Value, key: Key, isWritten: boolean): Value {
  const shown = isWritten ? step(key) : '[…]';
  if (!isList(value) && !isMap(value))
    throw new MissingPath(`${shown} is not there: ${kindOfValue(value)} has no parts`);
  const found = partOf(value, key);
  if (found === undefined) throw new MissingPath(`${shown} is not there`);
  return found;
}

function partOf(value: readonly Value[] | ReadonlyMap<string, Value>, key: Key): Value | undefined {
  if (isList(value)) return typeof key === 'number' ? value[key] : undefined;
  return typeof key === 'string' ? value.get(key) : undefined;
}

/** What stands between [ and ]. */
export function keyOf(value: Value): Key {
  if (typeof value === 'string') return value;
  if (isNumber(value) && value.kind === 'int' && value.digits >= 0n) return Number(value.digits);
  throw new ExpressionTrouble(
    `between [ and ] stands a whole number from 0 on or a text, not ${isNumber(value) ? 'another number' : kindOfValue(value)}`,
  );
}

function step(key: Key): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
