/** What holds for any values, beside the tables that CUE has filled. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../../../src/domain/run.ts';
import { add, compare, divide, multiply } from '../../../../src/engines/embedded/expressions/decimal.ts';
import { formatNumber, parseDecimal } from '../../../../src/engines/embedded/expressions/decimal-text.ts';
import { formatFloat } from '../../../../src/engines/embedded/expressions/functions/format-float.ts';
import { cue, evaluate } from './evaluate.ts';

/** An expression of whole numbers, and its value by JavaScript's own. */
type Sum = { source: string; value: bigint };

const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
  sum: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer({ min: 0, max: 99 }).map((n) => ({ source: String(n), value: BigInt(n) })),
    tie('sum').map(({ source, value }) => ({ source: `-(${source})`, value: -value })),
    fc.tuple(tie('sum'), fc.constantFrom('+', '-', '*'), tie('sum')).map(([a, sign, b]) => ({
      source: `(${a.source}) ${sign} (${b.source})`,
      value: sign === '+' ? a.value + b.value : sign === '-' ? a.value - b.value : a.value * b.value,
    })),
  ),
}));

test('whole numbers are calculated exactly, or refused when they have more than 34 digits', () => {
  fc.assert(
    fc.property(sum, ({ source, value }) => {
      try {
        assert.equal(evaluate(`"\\(${source})"`), String(value));
      } catch (error) {
        assert.match(String(error), /too large|too many/);
      }
    }),
    { numRuns: 300 },
  );
});

test('what binds stronger is calculated first, and what binds alike from the left', () => {
  const step = fc.tuple(fc.constantFrom('+', '-', '*'), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9 }), fc.array(step), (first, rest) => {
      const { done, product } = rest.reduce(
        (so, [sign, n]) =>
          sign === '*'
            ? { done: so.done, product: so.product * n }
            : { done: so.done + so.product, product: sign === '+' ? n : -n },
        { done: 0, product: first },
      );
      // 0 and -0 are one.
      assert.equal(evaluate([first, ...rest.flat()].join(' ')), done + product + 0);
    }),
  );
});

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: -20, max: 20 }))
  .map(([digits, exponent]) => ({ kind: 'float' as const, digits, exponent }));

test('numbers are decimal: those of few digits are added and multiplied in any order, and compared', () => {
  const near = decimal.map((value) => ({ ...value, exponent: value.exponent % 8 }));
  fc.assert(
    fc.property(near, near, (a, b) => {
      assert.equal(compare(add(a, b), add(b, a)), 0);
      assert.equal(compare(multiply(a, b), multiply(b, a)), 0);
      assert.equal(compare(add(add(a, b), { ...b, digits: -b.digits }), a), 0);
      assert.equal(compare(a, b) + compare(b, a), 0);
    }),
  );
  const hundredth = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(hundredth, hundredth, (a, b) => {
      const output = { a: a / 100, b: b / 100 };
      assert.equal(evaluate('output.a + output.b', { output }), (a + b) / 100);
    }),
  );
});

test('a quotient is right to its 34th digit', () => {
  const SHIFT = 200;
  const scaled = (digits: bigint, exponent: number): bigint => digits * 10n ** BigInt(exponent + SHIFT);
  const size = (value: bigint): bigint => (value < 0n ? -value : value);
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      fc.pre(b.digits !== 0n);
      const { digits, exponent } = divide(a, b);
      const kept = Math.max(34 - String(size(digits)).length, 0);
      // Off by at most half a unit of the last place that 34 digits have, times what was divided by.
      const error = scaled(digits * b.digits, exponent + b.exponent) - scaled(a.digits, a.exponent);
      assert.ok(size(error) * 2n <= size(scaled(b.digits, exponent + b.exponent - kept)));
    }),
  );
});

test('a number is read as it was written', () => {
  fc.assert(
    fc.property(decimal, (value) => {
      const text = formatNumber(value);
      assert.equal(formatNumber(parseDecimal(text)), text);
      assert.equal(compare(parseDecimal(text), value), 0);
    }),
  );
});

test('a double is written so that it is read back, and with fewer digits so that it is near', () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(double, fc.integer({ min: 0, max: 20 }), (value, places) => {
      for (const format of ['e', 'f', 'g'] as const) {
        assert.equal(Number(formatFloat(value, format, -1)), value);
        if (format !== 'f') assert.equal(Number(formatFloat(value, format, 17)), value);
      }
      const text = formatFloat(value, 'f', places);
      assert.match(text, places === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${places}}$`));
      // toFixed differs only where two neighbours are equally near, and writes an exponent from 1e21 on.
      const fixed = value.toFixed(places);
      if (Math.abs(value) < 1e21 && Number(text) !== Number(fixed))
        assert.equal(Math.abs(Number(text) - value), Math.abs(Number(fixed) - value));
    }),
  );
});

test('what is taken apart is put together again', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  const run = (path: string, source: string, output: Json): Json =>
    evaluate(`import "${path}"\n${source}`, { output });
  fc.assert(
    fc.property(text, text, (s, at) => {
      const data = { s, at };
      assert.equal(run('strings', 'strings.Join(strings.Split(output.s, output.at), output.at)', data), s);
      assert.equal(run('strings', 'strings.Join(strings.SplitAfter(output.s, output.at), "")', data), s);
      assert.equal(
        run('strings', 'strings.Join(strings.SplitN(output.s, output.at, 2), output.at)', data),
        s,
      );
      assert.equal(run('strings', 'strings.Replace(output.s, output.at, output.at, -1)', data), s);
      assert.equal(run('encoding/base64', 'base64.Decode(null, base64.Encode(null, output.s))', data), s);
    }),
  );
});

test('data that is written as JSON and read again is the same, and so is a text within texts', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const x = JSON.parse(JSON.stringify(json)) as Json;
      const source = 'import "encoding/json"\njson.Unmarshal(json.Marshal(output.x))';
      try {
        assert.deepEqual(evaluate(source, { output: { x } }), x);
      } catch (error) {
        assert.match(String(error), /too large to be exact/);
      }
      if (typeof x === 'string') assert.equal(evaluate(cue`"\("\(output.x)")"`, { output: { x } }), x);
    }),
  );
});

test('whole numbers are written in every base and read again', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 2, max: 36 }), (n, base) => {
      const written = `strconv.FormatInt(output.n, ${base})`;
      const run = (source: string): Json => evaluate(`import "strconv"\n${source}`, { output: { n } });
      assert.equal(run(written), n.toString(base));
      assert.equal(run(`strconv.ParseInt(${written}, ${base}, 64)`), n);
    }),
  );
});
