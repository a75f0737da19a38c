import { isObject, type Json, parseObject } from '../common/json.ts';

/** A request that the page should never have made; the message names the field. */
export class BadDeed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadDeed';
  }
}

/** A field that has to be there. */
export function field(body: Json, name: string): string {
  const value = optional(body, name);
  if (value === undefined || value.trim() === '') throw new BadDeed(`${name} is missing`);
  return value;
}

export function optional(body: Json, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
}

/** What somebody filled into a form; what is no text is left out. */
export function texts(body: Json, name: string): Record<string, string> {
  const given = body[name];
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(isObject(given) ? given : {}))
    if (typeof value === 'string') found[key] = value;
  return found;
}

export function parseBody(text: string): Json {
  const parsed = parseObject(text);
  if (!parsed) throw new BadDeed('the body is not a JSON object');
  return parsed;
}
