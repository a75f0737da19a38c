import { isObject } from '../common/json.ts';

/** A message as those see it who get it, read by the vendor's own rules. */
export type Taken<Raw = unknown> = {
  /** What can be read: markup taken away, references and invisible characters resolved. */
  text: string;
  /** Accounts, numbers or addresses that are notified. */
  calls: string[];
  everyone: boolean;
  /** Where links lead. */
  links: string[];
  /** In the unit of the vendor's ceiling. */
  size: number;
  /** By which a copy is known, where there is such a thing. */
  key?: string;
  /** The vendor's own object. */
  raw: Raw;
};

/** Is told of each message when it was taken. */
export type Onlooker<Raw = unknown> = (taken: Taken<Raw>) => void;

/** Keeps what was taken, oldest first, and tells of each. */
export function createTray<T extends Taken = Taken>(
  told?: (one: T) => void,
): { taken: T[]; put: (one: T) => void } {
  const taken: T[] = [];
  return {
    taken,
    put(one) {
      taken.push(one);
      told?.(one);
    },
  };
}

/** Every string below `value` whose key is among `keys`. */
export function stringsAt(value: unknown, keys: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => stringsAt(one, keys));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && keys.includes(key) ? [inner] : stringsAt(inner, keys),
  );
}

export function matches(text: string, form: RegExp): string[] {
  return [...text.matchAll(form)].map((match) => match[1] ?? '');
}
