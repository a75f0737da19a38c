/** CUE's package "encoding/json" (pkg/encoding/json of cue-lang/cue). */
import type { Budget } from '../budget.ts';
import { formatNumber, parseDecimal } from '../decimal-text.ts';
import { ExpressionTrouble, TooMuch } from '../trouble.ts';
import { isList, isMap, textOfBytes, type Value } from '../value.ts';
import { type Fn, fn } from './signature.ts';

const MAX_DEPTH = 500;

export const JSON_PACKAGE: Readonly<Record<string, Fn>> = {
  Marshal: fn(['any'], ([value], budget) => written(value, budget, 0)),
  Unmarshal: fn(['bytes'], ([bytes], budget) => {
    budget.spend(bytes.length);
    return parsed(textOfBytes(bytes));
  }),
};

/** Numbers keep how they were written: 2.0 stays 2.0. */
function written(value: Value, budget: Budget, depth: number): string {
  budget.step();
  if (depth > MAX_DEPTH) throw new TooMuch('the value has too many lists and objects in each other');
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value, budget);
  if (value instanceof Uint8Array) return text(Buffer.from(value).toString('base64'), budget);
  if (isList(value)) return `[${value.map((item) => written(item, budget, depth + 1)).join(',')}]`;
  if (!isMap(value)) return formatNumber(value);
  const fields = Array.from(
    value,
    ([key, item]) => `${text(key, budget)}:${written(item, budget, depth + 1)}`,
  );
  return `{${fields.join(',')}}`;
}

function text(value: string, budget: Budget): string {
  budget.spend(value.length);
  // As Go writes it: these two end a line in JavaScript.
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Reads numbers by how they are written, so that none loses digits. */
function parsed(source: string): Value {
  try {
    return JSON.parse(source, revived as Parameters<typeof JSON.parse>[1]);
  } catch (error) {
    if (error instanceof RangeError) throw new TooMuch('it has too many lists and objects in each other');
    if (error instanceof SyntaxError) throw new ExpressionTrouble('it is not JSON');
    throw error;
  }
}

/** The third argument is in every Node that we run on, but not yet in TypeScript's types. */
function revived(_key: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value === 'number') return parseDecimal(source ?? String(value));
  return isPlainObject(value) ? new Map(Object.entries(value)) : value;
}

function isPlainObject(value: unknown): value is { [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}
