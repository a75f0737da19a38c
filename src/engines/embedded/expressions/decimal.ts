import { ExpressionTrouble } from './trouble.ts';

/** Past this many places the sum would be a number of hundreds of digits. */
const MAX_PLACES = 40;

/** Adds as CUE does, in decimal: 0.1 + 0.2 is 0.3. Throws `ExpressionTrouble` when a whole number leaves the range that JSON carries safely. */
export function addNumbers(a: number, b: number): number {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
    throw new ExpressionTrouble('the sum is too large: whole numbers go up to 2^53');
  }
  const x = scaled(a);
  const y = scaled(b);
  const places = Math.max(x.places, y.places);
  if (Math.max(places, -x.places, -y.places) > MAX_PLACES)
    throw new ExpressionTrouble('the numbers are too far apart to be added');
  const sum = x.digits * 10n ** BigInt(places - x.places) + y.digits * 10n ** BigInt(places - y.places);
  return Number(`${sum}e${-places}`);
}

/** The number is digits / 10^places. */
function scaled(value: number): { digits: bigint; places: number } {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), places: fraction.length - Number(exponent) };
}
