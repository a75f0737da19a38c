/** Numbers as texts and back, as CUE writes them: to-scientific-string of the General Decimal Arithmetic (https://speleotrove.com/decimal/daconvs.html). */
import { exact, type Num, number } from './decimal.ts';

/** From this place after the point on an exponent is written. */
const MIN_PLAIN_EXPONENT = -6;

export function formatNumber(value: Num): string {
  const { digits, exponent } = exact(value);
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits);
  const leading = exponent + text.length - 1;
  if (exponent <= 0 && leading >= MIN_PLAIN_EXPONENT) return sign + plain(text, exponent);
  const fraction = text.length > 1 ? `.${text.slice(1)}` : '';
  return `${sign}${text.slice(0, 1)}${fraction}E${leading < 0 ? '-' : '+'}${Math.abs(leading)}`;
}

/** `exponent` is not above 0. */
function plain(text: string, exponent: number): string {
  if (exponent === 0) return text;
  const padded = text.padStart(1 - exponent, '0');
  return `${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** Reads `-12.50e+3`: what JSON and JavaScript write. Without point and exponent it is whole. */
export function parseDecimal(text: string): Num {
  const [mantissa = '0', power = '0'] = text.toLowerCase().split('e');
  const [before = '0', after = ''] = mantissa.split('.');
  const isWhole = !/[.eE]/.test(text);
  return number(isWhole ? 'int' : 'float', BigInt(before + after), Number(power) - after.length);
}
