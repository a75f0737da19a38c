/** What operators do with values: internal/core/adt/binop.go of cue-lang/cue. */
import type { Budget } from './budget.ts';
import { add, compare, divide, multiply, negated, subtract } from './decimal.ts';
import type { BinarySign } from './syntax.ts';
import { ExpressionTrouble } from './trouble.ts';
import { isList, isMap, isNumber, kindOfValue, type Value } from './value.ts';

type Arithmetic = Extract<BinarySign, '+' | '-' | '*' | '/'>;
type Order = Extract<BinarySign, '<' | '<=' | '>' | '>='>;

const VERBS: Readonly<Record<Arithmetic, string>> = {
  '+': 'added',
  '-': 'subtracted',
  '*': 'multiplied',
  '/': 'divided',
};

export function calculate(sign: Arithmetic, a: Value, b: Value, budget: Budget): Value {
  if (isNumber(a) && isNumber(b)) return { '+': add, '-': subtract, '*': multiply, '/': divide }[sign](a, b);
  const made = sign === '+' ? joined(a, b, budget) : sign === '*' ? repeated(a, b, budget) : undefined;
  if (made === undefined)
    throw new ExpressionTrouble(`${kindOfValue(a)} and ${kindOfValue(b)} cannot be ${VERBS[sign]}`);
  return made;
}

function joined(a: Value, b: Value, budget: Budget): Value | undefined {
  if (typeof a === 'string' && typeof b === 'string') {
    budget.spend(a.length + b.length);
    return a + b;
  }
  if (isList(a) && isList(b)) {
    budget.spend(a.length + b.length);
    return [...a, ...b];
  }
  if (!(a instanceof Uint8Array && b instanceof Uint8Array)) return undefined;
  budget.spend(a.length + b.length);
  return Buffer.concat([a, b]);
}

/** A whole number times a text or list, on either side. */
function repeated(a: Value, b: Value, budget: Budget): Value | undefined {
  const [times, of] = isNumber(a) ? [a, b] : [b, a];
  if (!isNumber(times) || times.kind !== 'int') return undefined;
  if (typeof of !== 'string' && !isList(of)) return undefined;
  if (times.digits < 0n)
    throw new ExpressionTrouble(`${kindOfValue(of)} cannot be repeated less than 0 times`);
  return repeat(of, Number(times.digits), budget);
}

export function repeat(of: string | readonly Value[], times: number, budget: Budget): Value {
  budget.spend(of.length * times);
  if (typeof of === 'string') return of.repeat(of === '' ? 0 : times);
  return of.length === 0 ? [] : Array.from({ length: times }, () => of).flat();
}

/** `+x` and `-x` */
export function signed(sign: '+' | '-', value: Value): Value {
  if (!isNumber(value))
    throw new ExpressionTrouble(`"${sign}" needs a number, but has ${kindOfValue(value)}`);
  return sign === '-' ? negated(value) : value;
}

export function booleanOf(value: Value, operator: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionTrouble(`"${operator}" needs true or false, but has ${kindOfValue(value)}`);
}

export function equals(a: Value, b: Value, budget: Budget): boolean {
  const are = tryEquals(a, b, budget);
  if (are === undefined)
    throw new ExpressionTrouble(`${kindOfValue(a)} and ${kindOfValue(b)} cannot be compared`);
  return are;
}

/** Nothing where CUE has an error; within lists that counts as different. */
function tryEquals(a: Value, b: Value, budget: Budget): boolean | undefined {
  budget.step();
  if (a === null || b === null) return a === b;
  if (isMap(a) || isMap(b)) return undefined;
  if (isNumber(a) && isNumber(b)) return compare(a, b) === 0;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, i) => tryEquals(item, b[i] ?? null, budget) === true);
  return typeof a === typeof b && typeof a !== 'object' ? a === b : undefined;
}

export function isOrdered(sign: Order, a: Value, b: Value): boolean {
  const difference = order(a, b);
  if (difference === undefined)
    throw new ExpressionTrouble(`${kindOfValue(a)} and ${kindOfValue(b)} have no order`);
  switch (sign) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
  }
}

function order(a: Value, b: Value): number | undefined {
  if (isNumber(a) && isNumber(b)) return compare(a, b);
  // Bytes of UTF-8 are ordered as code points are; JavaScript's own order differs past U+FFFF.
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) : undefined;
}
