/** The values that expressions calculate with: those of JSON, with CUE's numbers, and bytes. */
import type { Json } from '../../../domain/run.ts';
import type { Budget } from './budget.ts';
import { type Num, whole } from './decimal.ts';
import { formatNumber, parseDecimal } from './decimal-text.ts';
import { ExpressionTrouble, TooMuch } from './trouble.ts';

export type Value =
  | null
  | boolean
  | string
  | Num
  | Uint8Array
  | readonly Value[]
  | ReadonlyMap<string, Value>;

/** Characters of texts and keys, and elements, in what an expression gives. As much as the answer to a request may have. */
const MAX_RESULT = 1_000_000;
/** Lists and objects in each other: more than anybody writes, less than the stack. */
const MAX_DEPTH = 500;

export function isNumber(value: Value): value is Num {
  return typeof value === 'object' && value !== null && 'digits' in value;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

export function fromJson(json: Json, budget: Budget, depth = 0): Value {
  budget.step();
  if (depth > MAX_DEPTH) throw new TooMuch('the data has too many lists and objects in each other');
  if (typeof json === 'number') return fromDouble(json);
  if (Array.isArray(json)) return json.map((item) => fromJson(item, budget, depth + 1));
  if (typeof json !== 'object' || json === null) return json;
  return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value, budget, depth + 1)]));
}

function fromDouble(value: number): Num {
  if (Number.isSafeInteger(value)) return whole(value);
  if (Number.isInteger(value)) return { kind: 'int', digits: BigInt(value), exponent: 0, isVague: true };
  return parseDecimal(String(value));
}

export function toJson(value: Value): Json {
  let size = 0;
  const grow = (by: number): void => {
    size += by;
    if (size > MAX_RESULT)
      throw new TooMuch(`the value is too large: an expression gives ${MAX_RESULT} characters at most`);
  };
  const convert = (one: Value, depth: number): Json => {
    if (depth > MAX_DEPTH) throw new TooMuch('the value has too many lists and objects in each other');
    grow(1);
    if (one === null || typeof one === 'boolean') return one;
    if (one instanceof Uint8Array) return convert(textOfBytes(one), depth);
    if (typeof one === 'string') {
      grow(one.length);
      return one;
    }
    if (isList(one)) return one.map((item) => convert(item, depth + 1));
    if (isMap(one)) {
      return Object.fromEntries(
        Array.from(one, ([key, item]) => {
          grow(key.length);
          return [key, convert(item, depth + 1)];
        }),
      );
    }
    return toDouble(one);
  };
  return convert(value, 0);
}

function toDouble(value: Num): number {
  const { kind, digits, exponent } = value;
  const double = value.isVague ? Number(digits) : Number(`${digits}e${exponent}`);
  if (kind === 'int' && !value.isVague && !Number.isSafeInteger(double))
    throw new ExpressionTrouble('the number is too large: whole numbers go up to 2^53');
  if (!Number.isFinite(double)) throw new ExpressionTrouble('the number is too large');
  return double;
}

/** What is no UTF-8 becomes U+FFFD, as in CUE's interpolation. */
export function textOfBytes(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** The text of a text, number, boolean or bytes, as interpolation writes it. */
export function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array) return textOfBytes(value);
  return isNumber(value) ? formatNumber(value) : undefined;
}

export function kindOfValue(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return 'true or false';
  if (value instanceof Uint8Array) return 'bytes';
  if (isList(value)) return 'a list';
  return isMap(value) ? 'an object' : 'a number';
}
