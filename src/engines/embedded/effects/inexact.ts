/** Numbers whose digits were lost on the way: nothing is sent that only looks like what was meant. */
import type { Json } from '../../../domain/run.ts';
import { type Told, tell } from '../../common/told.ts';
import { isObject } from '../expressions/path.ts';

/** `what` is the name of the property in which the value stands. Undefined where all of it is as it was given. */
export function inexactIn(value: Json | undefined, what: string): Told | undefined {
  const at = value === undefined ? undefined : placeIn(value, what);
  return at === undefined ? undefined : tell('number-inexact', { at });
}

/** Where the first one stands. */
function placeIn(value: Json, at: string): string | undefined {
  if (typeof value === 'number') return isExact(value) ? undefined : at;
  if (Array.isArray(value)) return first(value.map((item, i) => [item, `${at}[${i}]`]));
  return isObject(value)
    ? first(Object.entries(value).map(([key, item]) => [item, `${at}.${key}`]))
    : undefined;
}

function first(parts: readonly [Json, string][]): string | undefined {
  for (const [part, at] of parts) {
    const found = placeIn(part, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whole numbers past 2^53 stand for their neighbours as well. */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}
