/** Numbers as CUE writes them: 12, 1_000, 0x1f, 0b101, 0o17, 1.5e3, .5, 10Mi (https://cuelang.org/docs/reference/spec/#numeric-literals). */
import { type Num, whole } from './decimal.ts';
import { parseDecimal } from './decimal-text.ts';
import { Refusal } from './refusal.ts';

const BASED = /^0(?:[xX][0-9a-fA-F_]+|b[01_]+|o[0-7_]+)/;
const DECIMAL = /^(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+|[KMGTP]i?)?/;
/** A double keeps 15 decimal digits; CUE calculates with 34. */
const MAX_DIGITS = 15;
/** Doubles end there. */
const MAX_EXPONENT = 308;

export function readNumber(rest: string): { value: Num; length: number } | undefined {
  const text = (BASED.exec(rest) ?? DECIMAL.exec(rest))?.[0];
  if (text === undefined) return undefined;
  const next = rest[text.length] ?? '';
  if (/[\p{L}\p{N}_]/u.test(next)) throw new Refusal(`"${text}${next}" is not a number`);
  if (/^0[\d_]/.test(text)) throw new Refusal(`${text} begins with a zero, which CUE refuses`);
  if (/__|_$|_\.|\._/.test(text) || (/_[eEKMGTP]/.test(text) && !BASED.test(text)))
    throw new Refusal(`${text}: "_" stands between two digits of a number`);
  return { value: valueOf(text), length: text.length };
}

function valueOf(text: string): Num {
  const plain = text.replaceAll('_', '');
  const [mantissa = '', unit] = plain.split(/(?<=\d)(?=[KMGTP])/);
  if (BASED.test(text)) return inRange(whole(BigInt(plain)), text);
  if (unit !== undefined) {
    const times = BigInt(unit.endsWith('i') ? 1024 : 1000) ** BigInt('KMGTP'.indexOf(unit.charAt(0)) + 1);
    const { digits, exponent } = parseDecimal(mantissa);
    const places = 10n ** BigInt(-exponent);
    if ((digits * times) % places !== 0n) throw new Refusal(`${text} is no whole number`);
    return inRange(whole((digits * times) / places), text);
  }
  if (/^\d+$/.test(plain)) return inRange(whole(BigInt(plain)), text);
  const [digits = '', power = '0'] = plain.split(/[eE]/);
  if (digits.replace('.', '').length > MAX_DIGITS)
    throw new Refusal(`${text} has more than ${MAX_DIGITS} digits`);
  if (Math.abs(Number(power)) > MAX_EXPONENT) throw new Refusal(`${text} is too large or too small`);
  return { ...parseDecimal(plain), kind: 'float' };
}

function inRange(value: Num, text: string): Num {
  if (!Number.isSafeInteger(Number(value.digits)))
    throw new Refusal(`${text} is too large: whole numbers go up to 2^53`);
  return value;
}
