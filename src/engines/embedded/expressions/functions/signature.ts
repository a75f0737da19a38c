/** What a function takes, checked before it is called. */
import type { Budget } from '../budget.ts';
import type { Num } from '../decimal.ts';
import type { Pattern } from '../pattern.ts';
import { ExpressionTrouble } from '../trouble.ts';
import { isList, isNumber, kindOfValue, type Value } from '../value.ts';

type Kinds = {
  any: Value;
  null: null;
  text: string;
  /** A text, or bytes. */
  bytes: Uint8Array;
  boolean: boolean;
  number: Num;
  whole: bigint;
  /** A whole number that JavaScript calculates with. */
  count: number;
  list: readonly Value[];
  texts: readonly string[];
  numbers: readonly Num[];
  /** A text that is written where it stands: the pattern is compiled when the file is loaded. */
  pattern: Pattern;
};

type Kind = keyof Kinds;

export type Fn = {
  readonly params: readonly Kind[];
  /** `args` are as many as `params`; a pattern comes compiled. Throws `ExpressionTrouble` that begins with `name`. */
  call(name: string, args: readonly (Value | Pattern)[], budget: Budget): Value;
};

type Taken<P extends readonly Kind[]> = { [I in keyof P]: Kinds[P[I]] };

export function fn<const P extends readonly Kind[]>(
  params: P,
  body: (args: Taken<P>, budget: Budget) => Value,
): Fn {
  return {
    params,
    call(name, args, budget) {
      const taken = params.map((kind, i) => take(kind, args[i] ?? null, i, name));
      try {
        // The compiler cannot follow that each was taken by its own kind.
        return spent(body(taken as unknown as Taken<P>, budget), budget);
      } catch (error) {
        if (error instanceof ExpressionTrouble && !error.message.startsWith(name))
          error.message = `${name}: ${error.message}`;
        throw error;
      }
    },
  };
}

function spent(value: Value, budget: Budget): Value {
  if (typeof value === 'string' || isList(value) || value instanceof Uint8Array) budget.spend(value.length);
  return value;
}

const WANTED: Readonly<Record<Kind, string>> = {
  any: 'a value',
  null: 'null',
  text: 'a text',
  bytes: 'a text or bytes',
  boolean: 'true or false',
  number: 'a number',
  whole: 'a whole number',
  count: 'a whole number',
  list: 'a list',
  texts: 'a list of texts',
  numbers: 'a list of numbers',
  pattern: 'a pattern',
};

function take(kind: Kind, value: Value | Pattern, i: number, name: string): Kinds[Kind] {
  const taken = isPattern(value) ? (kind === 'pattern' ? value : undefined) : tryTake(kind, value);
  if (taken !== undefined) return taken;
  throw new ExpressionTrouble(
    `${name}: argument ${i + 1} must be ${WANTED[kind]}, but is ${described(kind, value)}`,
  );
}

function isPattern(value: Value | Pattern): value is Pattern {
  return typeof value === 'object' && value !== null && 're' in value;
}

function tryTake(kind: Kind, value: Value): Kinds[Kind] | undefined {
  switch (kind) {
    case 'any':
      return value;
    case 'null':
      return value === null ? null : undefined;
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'bytes':
      if (typeof value === 'string') return Buffer.from(value);
      return value instanceof Uint8Array ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'number':
      return isNumber(value) && !value.isVague ? value : undefined;
    case 'whole':
      return isNumber(value) && value.kind === 'int' && !value.isVague ? value.digits : undefined;
    case 'count':
      if (!isNumber(value) || value.kind !== 'int') return undefined;
      return Number.isSafeInteger(Number(value.digits)) ? Number(value.digits) : undefined;
    case 'list':
      return isList(value) ? value : undefined;
    case 'texts':
      return isList(value) && value.every((item) => typeof item === 'string') ? value : undefined;
    case 'numbers':
      return isList(value) && value.every((item) => isNumber(item) && !item.isVague)
        ? value.filter(isNumber)
        : undefined;
    case 'pattern':
      return undefined;
  }
}

/** What kind of value it is, never the value: it may be somebody's secret. */
function described(kind: Kind, value: Value | Pattern): string {
  if (isPattern(value)) return 'a pattern';
  if (isNumber(value) && value.isVague) return 'too large to be exact here (past 2^53)';
  if (isNumber(value) && kind === 'count')
    return value.kind === 'int' ? 'too large' : 'a number with a fraction';
  if (isNumber(value) && kind === 'whole') return 'a number with a fraction';
  const is = kindOfValue(value);
  return isList(value) && (kind === 'texts' || kind === 'numbers') ? `${is} of other things` : is;
}
