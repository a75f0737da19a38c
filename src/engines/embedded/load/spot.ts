/** A place in a document with its value: reads fields strictly and collects what is wrong, each with its place. */
import type { Json } from '../../../domain/run.ts';
import type { Problem } from '../../../errors.ts';
import { isObject, type Path } from '../expressions/path.ts';
import { kindOf } from '../expressions/trouble.ts';
import type { Fields } from '../plan.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Source } from './document.ts';

export type Spot = {
  readonly value: Json | undefined;
  /** What people call this place: "step 'deploy'", for sentences. */
  readonly what: string;
  complain(message: string): void;
  complainAtKey(key: string, message: string): void;
  at(key: string | number, what?: string): Spot;
};

export function createSpot(source: Source, problems: Problem[], what: string): Spot {
  const make = (value: Json | undefined, path: Path, name: string): Spot => ({
    value,
    what: name,
    complain: (message) => problems.push({ path: source.place(path), message }),
    complainAtKey: (key, message) => problems.push({ path: source.keyPlace([...path, key]), message }),
    at: (key, inner = name) => make(childOf(value, key), [...path, key], inner),
  });
  return make(source.value, [], what);
}

function childOf(value: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined;
}

/**
 * The object at this spot; complains about what is no object and about every field that is not `known`. `refused` gives the sentence
 * for fields that KubeVela knows and this engine does not run.
 */
export function fieldsOf(
  spot: Spot,
  known: readonly string[],
  refused: Readonly<Record<string, string>> = {},
): Fields | undefined {
  const { value, what } = spot;
  if (value === undefined || value === null) return {};
  if (!isObject(value)) {
    spot.complain(
      `${what} is ${kindOf(value)}; an object with ${known.join(', ') || 'no fields'} belongs here`,
    );
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const sentence = Object.hasOwn(refused, key) ? refused[key] : undefined;
    spot.complainAtKey(
      key,
      sentence === undefined
        ? `${what} has no field "${key}"${didYouMean(key, known)} (it has ${known.join(', ') || 'no fields'})`
        : `"${key}" of ${what}: ${sentence}`,
    );
  }
  return value;
}

export function textOf(spot: Spot, key: string): string | undefined {
  return typed(spot, key, 'string', 'a text');
}

export function booleanOf(spot: Spot, key: string): boolean | undefined {
  return typed(spot, key, 'boolean', 'true or false');
}

export function numberOf(spot: Spot, key: string): number | undefined {
  return typed(spot, key, 'number', 'a number');
}

function typed<T extends 'string' | 'boolean' | 'number'>(
  spot: Spot,
  key: string,
  type: T,
  called: string,
): { string: string; boolean: boolean; number: number }[T] | undefined {
  const inner = spot.at(key);
  if (inner.value === undefined) return undefined;
  if (typeof inner.value !== type) {
    inner.complain(`"${key}" of ${spot.what} is ${kindOf(inner.value)}; it must be ${called}`);
    return undefined;
  }
  return inner.value as { string: string; boolean: boolean; number: number }[T];
}

/** The items of a list, each as a spot; nothing when the field is absent. */
export function itemsOf(spot: Spot, key: string, what: (index: number) => string): Spot[] {
  const inner = spot.at(key);
  if (inner.value === undefined || inner.value === null) return [];
  if (!Array.isArray(inner.value)) {
    inner.complain(`"${key}" of ${spot.what} is ${kindOf(inner.value)}; it must be a list`);
    return [];
  }
  return inner.value.map((_, i) => inner.at(i, what(i)));
}
