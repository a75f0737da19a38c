/** Letters one by one, as Go's package "unicode" knows them: no letter becomes two, and none minds its neighbours. */

/** unicode.IsSpace of Go; JavaScript's own \s has U+FEFF too and lacks U+0085. */
const SPACE = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

export function isSpace(c: string): boolean {
  return SPACE.test(c);
}

export function upper(c: string): string {
  return single(c, c.toUpperCase());
}

export function lower(c: string): string {
  // The one letter whose small form is two characters in Unicode's full mapping, and one in its simple mapping.
  return c === 'İ' ? 'i' : single(c, c.toLowerCase());
}

/** `ß` stays, because its capital is two letters. */
function single(c: string, changed: string): string {
  return Array.from(changed).length === 1 ? changed : c;
}
