/** What CUE reads otherwise than CEL is found in the text itself, before the CEL parser can give it CEL's meaning. */

/** `text` is what the CEL parser gets: `$returns`, which is no CEL name, stands there as `returns`, of equal length. */
export type Scanned = { text: string; returns: string } | { problem: string };

/** Escapes that mean the same in both: CEL spec "String and bytes values", https://cuelang.org/docs/reference/spec/#string-and-byte-sequence-literals */
const ESCAPE = /^\\(?:[abfnrtv\\"]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/;
const NUMBER = /^(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/;
const NAME = /^[\p{L}_$#][\p{L}\p{N}_$#]*/u;
/** A double keeps 15 decimal digits; CUE calculates with 34. */
const MAX_DIGITS = 15;

const RETURNS = '$returns';

export function scan(source: string): Scanned {
  const returns = standIn(source);
  let text = '';
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const token = tokenAt(rest);
    if ('problem' in token) return token;
    const raw = rest.slice(0, token.length);
    text += raw === RETURNS ? returns : raw;
    at += token.length;
  }
  return { text, returns };
}

function tokenAt(rest: string): { length: number } | { problem: string } {
  const [first = ''] = rest;
  if (first === '"') return stringAt(rest);
  if (first === "'") return { problem: 'single quotes are bytes in CUE; write text in double quotes' };
  if (first === '`')
    return { problem: 'backquotes mean nothing in CUE; write names with signs as ["na-me"]' };
  if (first === '\n' || first === '\r') {
    return { problem: 'scripts of several lines are not supported; write one expression on one line' };
  }
  if (rest.startsWith('//')) return { problem: 'comments are not supported in expressions' };
  if (first === '{') return { problem: 'objects cannot be built in expressions' };
  if (first === '?') return { problem: 'CUE has no conditional operator "? :"' };
  const digits = NUMBER.exec(rest)?.[0];
  if (digits !== undefined) return numberAt(rest, digits);
  const name = NAME.exec(rest)?.[0];
  return name === undefined ? { length: 1 } : nameAt(rest, name);
}

function stringAt(rest: string): { length: number } | { problem: string } {
  if (rest.startsWith('"""'))
    return { problem: 'text in triple quotes is not supported; write it in double quotes' };
  let at = 1;
  while (at < rest.length) {
    const ch = rest[at];
    if (ch === '"') return { length: at + 1 };
    if (ch === '\n' || ch === '\r') break;
    if (ch !== '\\') {
      at += 1;
      continue;
    }
    if (rest[at + 1] === '(')
      return { problem: 'CUE\'s interpolation "\\(…)" is not supported; join texts with +' };
    const escape = ESCAPE.exec(rest.slice(at))?.[0];
    if (escape === undefined) {
      return {
        problem: `the escape ${rest.slice(at, at + 2)} is not supported; use \\n, \\t, \\", \\\\ or \\u0000`,
      };
    }
    at += escape.length;
  }
  return { problem: 'a text is not closed: its second double quote is missing' };
}

function numberAt(rest: string, digits: string): { length: number } | { problem: string } {
  const next = rest[digits.length] ?? '';
  if (/[\p{L}\p{N}_]/u.test(next))
    return { problem: `"${digits}${next}" is not a number that CUE and CEL read alike` };
  if (/^0\d/.test(digits)) return { problem: `${digits} begins with a zero, which CUE refuses` };
  const isHex = /^0[xX]/.test(digits);
  if (/^\d+$/.test(digits) || isHex) {
    if (!Number.isSafeInteger(Number(digits)))
      return { problem: `${digits} is too large: whole numbers go up to 2^53` };
  } else if (digits.replace(/[eE].*$/, '').replace('.', '').length > MAX_DIGITS) {
    return { problem: `${digits} has more than ${MAX_DIGITS} digits` };
  }
  return { length: digits.length };
}

function nameAt(rest: string, name: string): { length: number } | { problem: string } {
  if (name === RETURNS) return { length: name.length };
  const next = rest[name.length];
  if (/^[rRbB]$/.test(name) && (next === '"' || next === "'")) {
    return { problem: `text with the prefix ${name} is not CUE; write it in double quotes` };
  }
  if (name === 'import') return { problem: 'CUE imports are not supported' };
  if (name.includes('#')) return { problem: `"${name}": CUE definitions and raw texts are not supported` };
  if (name.startsWith('_'))
    return { problem: `"${name}": names that begin with _ are hidden in CUE; write ["${name}"]` };
  if (/[^\w]/.test(name))
    return { problem: `"${name}": names beyond a–z, 0–9 and _ are written ["${name}"]` };
  return { length: name.length };
}

/** A name of the length of `$returns` that the source does not use. */
function standIn(source: string): string {
  for (let i = 0; ; i += 1) {
    const name = `return${String(i).padStart(2, '0')}`;
    if (!source.includes(name)) return name;
  }
}
