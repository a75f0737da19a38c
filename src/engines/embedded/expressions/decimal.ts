/**
 * Numbers as CUE has them: whole or with a fraction, in decimal (0.1 + 0.2 is 0.3), with 34 digits, rounded half up, and with the zeros at the end
 * that their origin gave them (internal/core/adt/decimal.go of cue-lang/cue, and cockroachdb/apd below it).
 */
import { ExpressionTrouble } from './trouble.ts';

/** digits × 10^exponent. */
export type Num = {
  readonly kind: 'int' | 'float';
  readonly digits: bigint;
  /** 0 for `int`. */
  readonly exponent: number;
  /** It came from JSON past 2^53: what its last digits were is not known. */
  readonly isVague?: true;
};

/** internal.BaseContext of cue-lang/cue */
const PRECISION = 34;
const MAX_WHOLE = 10n ** BigInt(PRECISION);
/** Doubles, which data arrives and leaves as, end at 1e308: what goes far beyond is a mistake, and would be costly. */
const MAX_EXPONENT = 1000;

export function whole(digits: bigint | number): Num {
  return number('int', BigInt(digits), 0);
}

/** Rounds to what a number may have. Throws `ExpressionTrouble` for a whole number that cannot be exact. */
export function number(kind: Num['kind'], digits: bigint, exponent: number): Num {
  if (kind === 'int') {
    if (digits >= MAX_WHOLE || digits <= -MAX_WHOLE)
      throw new ExpressionTrouble(`the number is too large: whole numbers have ${PRECISION} digits`);
    return { kind, digits, exponent: 0 };
  }
  let kept = digits;
  let power = exponent;
  for (let extra = lengthOf(kept) - PRECISION; extra > 0; extra = lengthOf(kept) - PRECISION) {
    kept = roundedHalfUp(kept, extra);
    power += extra;
  }
  if (Math.abs(power + lengthOf(kept)) > MAX_EXPONENT)
    throw new ExpressionTrouble('the number is too large or too small');
  return { kind, digits: kept, exponent: power };
}

export function add(a: Num, b: Num): Num {
  const { x, y, exponent } = aligned(exact(a), exact(b));
  return number(kindOfBoth(a, b), x + y, exponent);
}

export function negated(a: Num): Num {
  return { ...exact(a), digits: -a.digits };
}

export function subtract(a: Num, b: Num): Num {
  return add(a, negated(b));
}

export function multiply(a: Num, b: Num): Num {
  return number(kindOfBoth(a, b), exact(a).digits * exact(b).digits, a.exponent + b.exponent);
}

/** Always with a fraction: 4 / 2 is 2.0. */
export function divide(a: Num, b: Num): Num {
  const x = exact(a).digits;
  const y = exact(b).digits;
  if (y === 0n) throw new ExpressionTrouble('division by zero');
  if (x === 0n) return { kind: 'float', digits: 0n, exponent: a.exponent < b.exponent ? -1 : 0 };
  // One digit more than is kept decides how the last is rounded.
  const shift = PRECISION + 1 + lengthOf(y) - lengthOf(x);
  const { digits, exponent } = number(
    'float',
    (x * 10n ** BigInt(shift)) / y,
    a.exponent - b.exponent - shift,
  );
  return reduced(digits, exponent);
}

/** Without zeros at the end, but for the one that shows that it is no whole number (reduceKeepingFloats of cue-lang/cue). */
function reduced(digits: bigint, exponent: number): Num {
  let kept = digits;
  let power = exponent;
  while (kept % 10n === 0n) {
    kept /= 10n;
    power += 1;
  }
  return exponent < 0 && power >= 0
    ? { kind: 'float', digits: kept * 10n, exponent: power - 1 }
    : { kind: 'float', digits: kept, exponent: power };
}

/** What functions of packages give: there a number is whole by its value, 3.0 too. */
export function settled(value: Num): Num {
  const { digits, exponent } = value;
  if (exponent >= 0) return whole(digits * 10n ** BigInt(exponent));
  const unit = 10n ** BigInt(-exponent);
  return digits % unit === 0n ? whole(digits / unit) : value;
}

/** Negative, 0 or positive. */
export function compare(a: Num, b: Num): number {
  const { x, y } = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Drops so many digits at the end; from 5 on the one before them grows, away from zero. */
export function roundedHalfUp(digits: bigint, drop: number): bigint {
  const unit = 10n ** BigInt(drop);
  const half = digits < 0n ? -unit / 2n : unit / 2n;
  return (digits + half) / unit;
}

export function lengthOf(digits: bigint): number {
  return String(digits < 0n ? -digits : digits).length;
}

/** Throws when digits are wanted that JSON has lost: a text with wrong ones would look right. */
export function exact(value: Num): Num {
  if (value.isVague)
    throw new ExpressionTrouble(
      'a whole number of the data is too large to be exact here (whole numbers go up to 2^53); let it come as a text',
    );
  return value;
}

function kindOfBoth(a: Num, b: Num): Num['kind'] {
  return a.kind === 'int' && b.kind === 'int' ? 'int' : 'float';
}

function aligned(a: Num, b: Num): { x: bigint; y: bigint; exponent: number } {
  const exponent = Math.min(a.exponent, b.exponent);
  return {
    x: a.digits * 10n ** BigInt(a.exponent - exponent),
    y: b.digits * 10n ** BigInt(b.exponent - exponent),
    exponent,
  };
}
