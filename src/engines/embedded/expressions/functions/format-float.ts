/** How Go writes a double: strconv.FormatFloat of its standard library, for the decimal formats. */
import { lengthOf } from '../decimal.ts';
import { parseDecimal } from '../decimal-text.ts';

type Digits = { readonly digits: bigint; readonly exponent: number };
export type FloatFormat = 'e' | 'E' | 'f' | 'g' | 'G';

/** From this exponent on, and below -4, `g` writes an exponent where it may choose how many digits there are. */
const SHORTEST_PLAIN = 6;

/** `precision` is how many digits follow the point, for `g` how many there are; below 0 as many as tell the double from its neighbours. */
export function formatFloat(value: number, format: FloatFormat, precision: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  const shortest = precision < 0 ? trimmed(parseDecimal(String(size))) : undefined;
  if (format === 'f') return sign + fixed(shortest ?? exactly(size), shortest ? undefined : precision);
  if (format === 'e' || format === 'E')
    return (
      sign +
      cased(
        scientific(shortest ?? rounded(exactly(size), precision + 1), Math.max(precision, 0)),
        format === 'E',
      )
    );
  const general = shortest ?? trimmed(rounded(exactly(size), Math.max(precision, 1)));
  const exponent = general.digits === 0n ? 0 : general.exponent + lengthOf(general.digits) - 1;
  const limit = shortest ? SHORTEST_PLAIN : Math.max(precision, 1);
  // With more precision than digits, a number without zeros at its end stays plain up to its own length.
  const most =
    !shortest && limit > lengthOf(general.digits) && general.exponent <= 0 ? lengthOf(general.digits) : limit;
  const isPlain = exponent >= -4 && exponent < most;
  return sign + (isPlain ? fixed(general, undefined) : cased(scientific(general, 0), format === 'G'));
}

function cased(text: string, isUpper: boolean): string {
  return isUpper ? text.toUpperCase() : text;
}

function fixed({ digits, exponent }: Digits, places: number | undefined): string {
  const after = places ?? Math.max(-exponent, 0);
  const text = String(shifted(digits, exponent + after)).padStart(after + 1, '0');
  return after === 0 ? text : `${text.slice(0, -after)}.${text.slice(-after)}`;
}

/** `places` after the point are written for 0, which has none of its own. */
function scientific({ digits, exponent }: Digits, places: number): string {
  const text = digits === 0n ? '0'.repeat(places + 1) : String(digits);
  const power = digits === 0n ? 0 : exponent + text.length - 1;
  const fraction = text.length > 1 ? `.${text.slice(1)}` : '';
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${text.slice(0, 1)}${fraction}e${power < 0 ? '-' : '+'}${size}`;
}

/** So many digits. */
function rounded({ digits, exponent }: Digits, wanted: number): Digits {
  const by = wanted - lengthOf(digits);
  const kept = shifted(digits, by);
  // 9.99 becomes 10.0: one digit too many.
  return lengthOf(kept) > wanted
    ? { digits: kept / 10n, exponent: exponent - by + 1 }
    : { digits: kept, exponent: exponent - by };
}

/** digits × 10^by, halves to the even neighbour. */
function shifted(digits: bigint, by: number): bigint {
  if (by >= 0) return digits * 10n ** BigInt(by);
  const unit = 10n ** BigInt(-by);
  const down = digits / unit;
  const twice = (digits % unit) * 2n;
  return twice > unit || (twice === unit && down % 2n === 1n) ? down + 1n : down;
}

function trimmed({ digits, exponent }: Digits): Digits {
  let kept = digits;
  let power = exponent;
  while (kept !== 0n && kept % 10n === 0n) {
    kept /= 10n;
    power += 1;
  }
  return { digits: kept, exponent: kept === 0n ? 0 : power };
}

/** The double's whole value: a fraction of 2 has as many decimal places as binary ones. */
function exactly(value: number): Digits {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const fraction = raw & 0xfffffffffffffn;
  const biased = Number((raw >> 52n) & 0x7ffn);
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const power = (biased === 0 ? 1 : biased) - 1075;
  if (power >= 0) return { digits: mantissa << BigInt(power), exponent: 0 };
  return { digits: mantissa * 5n ** BigInt(-power), exponent: power };
}
