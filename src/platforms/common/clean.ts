/**
 * Without control characters, broken surrogates, separators of lines that only some clients break at, and the marks that turn the direction of
 * reading (they can hide what is approved).
 */
export function clean(text: string): string {
  return text.toWellFormed().replace(/(?![\n\t])[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '');
}

/** In most markups bold, code and links end at a line's end, and do not begin beside a blank. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
