/** CUE's package "strconv": Go's conversions between texts and values (pkg/strconv of cue-lang/cue). */
import { type Num, whole } from '../decimal.ts';
import { formatNumber, parseDecimal } from '../decimal-text.ts';
import { ExpressionTrouble } from '../trouble.ts';
import { type FloatFormat, formatFloat } from './format-float.ts';
import { formatInBase, parseInBase } from './radix.ts';
import { type Fn, fn } from './signature.ts';

/** Digits after the point; a double has none beyond its 1074th. */
const MAX_PRECISION = 1100;
const FORMATS: readonly FloatFormat[] = ['e', 'E', 'f', 'g', 'G'];
const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => [text, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => [text, false])),
};

export const STRCONV: Readonly<Record<string, Fn>> = {
  Atoi: fn(['text'], ([text]) => whole(inBits(parseInBase(text, 10), 64))),
  FormatBool: fn(['boolean'], ([value]) => String(value)),
  FormatFloat: fn(['number', 'count', 'count', 'count'], ([value, format, precision, bits]) => {
    if (precision > MAX_PRECISION) throw new ExpressionTrouble(`argument 3 is ${MAX_PRECISION} at most`);
    return formatFloat(double(formatNumber(value), bits), formatOf(format), precision);
  }),
  FormatInt: fn(['whole', 'count'], ([value, base]) => formatInBase(value, base)),
  FormatUint: fn(['whole', 'count'], ([value, base]) => formatInBase(value, base)),
  ParseBool: fn(['text'], ([text]) => {
    const value = Object.hasOwn(BOOLEANS, text) ? BOOLEANS[text] : undefined;
    return value ?? refused('neither true nor false');
  }),
  ParseFloat: fn(['text', 'count'], ([text, bits]) => {
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/.test(text)) refused('no number');
    return floatOf(double(text, bits));
  }),
  ParseInt: fn(['text', 'count', 'count'], ([text, base, bits]) =>
    whole(inBits(parseInBase(text, base), bits)),
  ),
  ParseUint: fn(['text', 'count', 'count'], ([text, base, bits]) => {
    if (/^[+-]/.test(text)) refused('no whole number without a sign');
    const value = parseInBase(text, base);
    return value < 2n ** BigInt(width(bits)) ? whole(value) : refused('out of range');
  }),
};

/** The text itself is not shown: it may be somebody's secret. */
function refused(what: string): never {
  throw new ExpressionTrouble(`the text is ${what}`);
}

function inBits(value: bigint, bits: number): bigint {
  const half = 2n ** BigInt(width(bits) - 1);
  return value >= -half && value < half ? value : refused('out of range');
}

/** 0 is the width of Go's int. */
function width(bits: number): number {
  if (bits < 0 || bits > 64) throw new ExpressionTrouble(`${bits} is no number of bits (0 to 64)`);
  return bits === 0 ? 64 : bits;
}

function double(text: string, bits: number): number {
  if (bits !== 64) throw new ExpressionTrouble('the bits of a number are 64 here');
  const value = Number(text);
  return Number.isFinite(value) ? value : refused('out of range');
}

/** As CUE takes in a double: with the fewest digits, 1000 as 1E+3. */
function floatOf(value: number): Num {
  const { digits, exponent } = parseDecimal(value.toExponential());
  return { kind: 'float', digits, exponent: digits === 0n ? 0 : exponent };
}

/** KubeVela's CUE takes the code point of the letter only: 102 is f. */
function formatOf(code: number): FloatFormat {
  const letter = String.fromCharCode(code);
  const format = FORMATS.find((one) => one === letter);
  if (format !== undefined) return format;
  throw new ExpressionTrouble('argument 2 is one of 102 (f), 101 (e), 69 (E), 103 (g), 71 (G)');
}
