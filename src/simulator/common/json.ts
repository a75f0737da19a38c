/** Anything that came from or goes to JSON. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text of JSON holds; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object that a text of JSON holds; any other value is as wrong as no JSON at all. */
export function parseObject(text: string): Json | undefined {
  const parsed = parseJson(text);
  return isObject(parsed) ? parsed : undefined;
}

/** A text, or nothing: what is no text was not given. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
