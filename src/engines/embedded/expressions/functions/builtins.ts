/** Functions that need no import (https://cuelang.org/docs/reference/spec/#builtin-functions). */
import { whole } from '../decimal.ts';
import { ExpressionTrouble } from '../trouble.ts';
import { isList, isMap, kindOfValue } from '../value.ts';
import { type Fn, fn } from './signature.ts';

export const BUILTINS: Readonly<Record<string, Fn>> = {
  /** Bytes of a text in UTF-8, elements of a list, fields of an object. */
  len: fn(['any'], ([value]) => {
    if (typeof value === 'string') return whole(Buffer.byteLength(value));
    if (isList(value) || value instanceof Uint8Array) return whole(value.length);
    if (isMap(value)) return whole(value.size);
    throw new ExpressionTrouble(`${kindOfValue(value)} has no length`);
  }),
  /** Euclid's: the remainder is never negative. */
  div: fn(['whole', 'whole'], ([a, b]) => whole((a - modulo(a, b)) / b)),
  mod: fn(['whole', 'whole'], ([a, b]) => whole(modulo(a, b))),
  /** Towards zero, as Go and C. */
  quo: fn(['whole', 'whole'], ([a, b]) => whole(a / nonZero(b))),
  rem: fn(['whole', 'whole'], ([a, b]) => whole(a % nonZero(b))),
};

function modulo(a: bigint, b: bigint): bigint {
  const rest = a % nonZero(b);
  return rest < 0n ? rest + (b < 0n ? -b : b) : rest;
}

function nonZero(value: bigint): bigint {
  if (value === 0n) throw new ExpressionTrouble('division by zero');
  return value;
}
