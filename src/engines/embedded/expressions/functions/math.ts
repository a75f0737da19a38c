/** Of CUE's package "math", what rounds and measures (pkg/math of cue-lang/cue). */
import { divide, type Num, roundedHalfUp, settled, whole } from '../decimal.ts';
import { ExpressionTrouble } from '../trouble.ts';
import { type Fn, fn } from './signature.ts';

export const MATH: Readonly<Record<string, Fn>> = {
  Abs: fn(['number'], ([x]) => settled({ ...x, digits: x.digits < 0n ? -x.digits : x.digits })),
  Ceil: fn(['number'], ([x]) => whole(-floor({ ...x, digits: -x.digits }))),
  Floor: fn(['number'], ([x]) => whole(floor(x))),
  MultipleOf: fn(['number', 'number'], ([x, y]) => {
    if (y.digits === 0n) throw new ExpressionTrouble('division by zero');
    const { digits, exponent } = divide(x, y);
    return exponent >= 0 || digits % 10n ** BigInt(-exponent) === 0n;
  }),
  /** Halves go away from zero. */
  Round: fn(['number'], ([x]) => whole(x.exponent >= 0 ? upscaled(x) : roundedHalfUp(x.digits, -x.exponent))),
  Trunc: fn(['number'], ([x]) =>
    whole(x.exponent >= 0 ? upscaled(x) : x.digits / 10n ** BigInt(-x.exponent)),
  ),
};

function floor(x: Num): bigint {
  if (x.exponent >= 0) return upscaled(x);
  const unit = 10n ** BigInt(-x.exponent);
  const down = x.digits / unit;
  return x.digits < 0n && x.digits % unit !== 0n ? down - 1n : down;
}

/** Without exponent; `whole` refuses what has too many digits. */
function upscaled(x: Num): bigint {
  return x.digits * 10n ** BigInt(x.exponent);
}
