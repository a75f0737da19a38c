/** Whole numbers in bases from 2 on, as Go writes and reads them. */
import { ExpressionTrouble } from '../trouble.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const PREFIXES: Readonly<Record<string, number>> = { '0x': 16, '0b': 2, '0o': 8 };
/** Characters; no whole number of 64 bits is longer, in any base. */
const MAX_LENGTH = 100;

export function formatInBase(value: bigint, base: number): string {
  if (base < 2 || base > DIGITS.length)
    throw new ExpressionTrouble(`${base} is no base (2 to ${DIGITS.length})`);
  const by = BigInt(base);
  let text = '';
  let rest = value < 0n ? -value : value;
  do {
    text = DIGITS.charAt(Number(rest % by)) + text;
    rest /= by;
  } while (rest > 0n);
  return value < 0n ? `-${text}` : text;
}

/** Base 0 goes by the prefix: 0x, 0b, 0o or 0; only there an underscore may stand between digits. */
export function parseInBase(text: string, base: number): bigint {
  if (base !== 0 && (base < 2 || base > 36))
    throw new ExpressionTrouble(`${base} is no base (0, or 2 to 36)`);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const body = text.slice(sign.length).toLowerCase();
  const { digits, by } = base === 0 ? prefixed(body) : { digits: body, by: base };
  let value = 0n;
  for (const c of digits) {
    const digit = DIGITS.indexOf(c);
    if (digit < 0 || digit >= by) return refuse();
    value = value * BigInt(by) + BigInt(digit);
  }
  if (digits === '' || text.length > MAX_LENGTH) return refuse();
  return sign === '-' ? -value : value;
}

function prefixed(body: string): { digits: string; by: number } {
  const prefix = body.slice(0, 2);
  const by = PREFIXES[prefix] ?? (/^0./.test(body) ? 8 : 10);
  const digits = PREFIXES[prefix] === undefined ? body : body.slice(2);
  const isJoined = /^_|__|_$/.test(PREFIXES[prefix] === undefined ? digits : digits.replace(/^_/, ''));
  return { digits: isJoined ? '' : digits.replaceAll('_', ''), by };
}

/** The text itself is not shown: it may be somebody's secret. */
function refuse(): never {
  throw new ExpressionTrouble('the text is no whole number in that base');
}
