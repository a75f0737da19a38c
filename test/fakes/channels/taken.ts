/** A message as those see it who get it, read by the vendor's own rules. */
export type Taken = {
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
  raw: unknown;
};

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
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
