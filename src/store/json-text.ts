/**
 * JSON as both databases keep it. PostgreSQL refuses `\u0000` and half a surrogate pair inside jsonb, SQLite takes them; what people
 * paste into a chat must never make a row unstorable, so both get U+FFFD in their place.
 */
export function encodeJson(value: unknown): string {
  const text = JSON.stringify(value);
  // JSON.stringify escapes NUL and lone surrogates only as \uXXXX; whole pairs stay characters.
  return text.includes('\\u') ? text.replace(ESCAPE, replaceUnstorable) : text;
}

/** The value that reads back when this one was stored. */
export function storableJson<T>(value: T): T {
  const text = JSON.stringify(value);
  return text.includes('\\u') ? JSON.parse(encodeJson(value)) : value;
}

/** One JSON escape at a time, so that an escaped backslash before `u0000` is not taken for a NUL. */
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/gs;
const UNSTORABLE = /^\\u(?:0000|d[89a-f])/;

function replaceUnstorable(escape: string): string {
  return UNSTORABLE.test(escape) ? '\ufffd' : escape;
}
