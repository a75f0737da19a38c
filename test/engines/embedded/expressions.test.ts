import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../../src/domain/run.ts';
import { addNumbers } from '../../../src/engines/embedded/expressions/decimal.ts';
import { compileExpression } from '../../../src/engines/embedded/expressions/expression.ts';
import { ExpressionTrouble } from '../../../src/engines/embedded/expressions/trouble.ts';

const ROOTS = ['output', 'context', 'status'];

function evaluate(source: string, scope: Record<string, Json> = {}): Json {
  const expression = compileExpression(source, ROOTS);
  if ('problem' in expression) throw new Error(expression.problem);
  return expression.evaluate(scope);
}

function problemOf(source: string): string {
  const expression = compileExpression(source, ROOTS);
  if (!('problem' in expression)) throw new Error(`${source} was taken`);
  return expression.problem;
}

const output: Json = {
  status: { conditions: [{ message: 'ready ' }, { message: null }], replicas: 3, ratio: 0.1, ok: true },
  'na-me': 'dash',
  $returns: { value: 'returned', deep: { x: 1 } },
};

test('what it gives', () => {
  const cases: [string, Json][] = [
    ['output.status.conditions[0].message + "工作流运行完成"', 'ready 工作流运行完成'],
    ['output["na-me"]', 'dash'],
    ['output.status.replicas + 1', 4],
    ['output.status.ratio + 0.2', 0.3],
    ['output.status.ratio + 0.2 == 0.3', true],
    ['1 == 1.0', true],
    ['output.status.replicas >= 3 && output.status.ok', true],
    ['!(output.status.replicas != 3) || false', true],
    ['-1 < 0', true],
    ['0x10 == 16', true],
    ['1e3 == 1000', true],
    ['"a" < "b"', true],
    ['"\\u00e9\\n\\t\\\\\\"" == "é\n\t\\\\\\""'.replace('\n', '\\n').replace('\t', '\\t'), true],
    ['"\\U0001F600"', '😀'],
    ['null == null', true],
    ['output.status.conditions[1].message == null', true],
    ['output.status.replicas == null', false],
    ['output.status.replicas != null', true],
    ['output.status.conditions[1].message', null],
    ['output.$returns.value', 'returned'],
    ['output.value', 'returned'],
    ['output.status.$returns.replicas', 3],
    ['output.$returns.deep.x + 1', 2],
    ['output.status', (output.status ?? null) as Json],
    ['  true  ', true],
    ['"//" + "?{" + "\'"', "//?{'"],
    ['"return00" + output.$returns.value', 'return00returned'],
  ];
  for (const [source, value] of cases) assert.deepEqual(evaluate(source, { output }), value, source);
});

test('a missing path is null', () => {
  const cases: [string, boolean][] = [
    ['output.status.nothing == null', true],
    ['null == output.nothing.at.all', true],
    ['output.status.nothing != null', false],
    ['output.status.replicas != null', true],
    ['output.status.replicas == null', false],
  ];
  for (const [source, value] of cases) assert.equal(evaluate(source, { output }), value, source);
});

test('where KubeVela has an error, the value is missing, and says why', () => {
  const cases: [string, RegExp][] = [
    ['output.status.nothing', /output\.status\.nothing is not there/],
    ['output.status.conditions[7].message', /output\.status\.conditions\[7\] is not there/],
    ['output["x-y"].z', /output\["x-y"\] is not there/],
    ['context.x', /context is not there/],
    ['output.status.conditions[1].message + "x"', /null and a text cannot be added/],
    ['output.status.replicas + "x"', /a number and a text cannot be added/],
    ['output.status.ok + 1', /cannot be added/],
    ['"1" == 1', /a text and a number cannot be compared/],
    ['output.status == output.status', /an object and an object cannot be compared/],
    ['true < false', /have no order/],
    ['1 && true', /"&&" needs true or false/],
    ['!"x"', /"!" needs true or false/],
    // Both sides are evaluated: CUE's && and || do not stop early.
    ['true || output.status.nothing', /is not there/],
    ['false && output.status.nothing', /is not there/],
    ['output.status.replicas[0]', /is not there/],
    ['output.status.conditions.length', /is not there/],
    ['output.constructor', /is not there/],
    ['output["__proto__"]', /is not there/],
    ['9007199254740991 + 1', /too large/],
  ];
  for (const [source, message] of cases) {
    assert.throws(
      () => evaluate(source, { output }),
      (error) => error instanceof ExpressionTrouble && message.test(error.message),
      source,
    );
  }
});

test('what CEL and CUE do not mean alike is refused with a sentence', () => {
  const cases: [string, RegExp][] = [
    ['', /empty/],
    ["'x'", /single quotes are bytes/],
    ['"""x"""', /triple quotes/],
    ['r"x"', /prefix r/],
    ['b"x"', /prefix b/],
    ['#"x"#', /not supported/],
    ['"\\(output.x)"', /interpolation/],
    ['"\\x41"', /escape \\x/],
    ['"\\101"', /escape \\1/],
    ['"\\?"', /escape \\\?/],
    ['"\\/"', /escape \\\//],
    ['"open', /not closed/],
    ['import "strconv"\nstrconv.Atoi(output.x)', /imports/],
    ['output.a\n+ output.b', /several lines/],
    ['output.a // note', /comments/],
    ['output.a ? 1 : 2', /conditional/],
    ['{a: 1}', /objects/],
    ['[1, 2]', /lists/],
    ['size(output.a)', /functions .*size/],
    ['output.a.startsWith("x")', /functions .*startsWith/],
    ['has(output.a)', /functions .*has/],
    ['"a" in output.b', /"in" is not supported/],
    ['output.a * 2', /"\*" is not supported/],
    ['output.a / 2', /"\/" is not supported/],
    ['output.a % 2', /"%" is not supported/],
    ['output.a - 1', /"-" is not supported.*\["na-me"\]/],
    ['status.my-step.failed', /"-" is not supported.*\["na-me"\]/],
    ['-output.a', /before a number only/],
    ['1u == 1', /not a number/],
    ['1K', /not a number/],
    ['1_000', /not a number/],
    ['010', /begins with a zero/],
    ['9007199254740993', /too large/],
    ['0.1234567890123456', /digits/],
    ['output._hidden', /hidden/],
    ['output.größe', /\["größe"\]/],
    ['#Definition', /definitions/],
    ['output[output.a]', /whole number or a text/],
    ['output[-1]', /whole number or a text/],
    ['("a").b', /begins with a name/],
    ['response.x', /"response" is not known here.*output, context, status/],
    ['output.a =~ "x"', /cannot be read/],
    ['output.a = 1', /cannot be read/],
    ['output..a', /cannot be read/],
    ['output.a ||', /cannot be read/],
    ['`x`', /backquotes/],
    ['$foo', /not known|cannot be read|names/],
    ['output.?a', /conditional|cannot be read/],
  ];
  for (const [source, message] of cases) assert.match(problemOf(source), message, source);
});

test('a text literal is the text that JSON makes of it, or is refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(evaluate(`${JSON.stringify(text)} + ""`), text);
    }),
  );
});

test('any source is taken or refused, never thrown at, and evaluates to a value or a trouble', () => {
  const bit = fc.constantFrom(
    'output',
    '.',
    'a',
    '["',
    '"]',
    '[',
    ']',
    '0',
    '1',
    '+',
    '==',
    '!',
    '&&',
    '(',
    ')',
    '"',
    '\\',
    '$returns',
    ' ',
    '-',
    "'",
    '?',
    '#',
  );
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 12 }), (bits) => {
      const expression = compileExpression(bits.join(''), ROOTS);
      if ('problem' in expression) return assert.ok(expression.problem.length > 0);
      try {
        expression.evaluate({ output });
      } catch (error) {
        assert.ok(error instanceof ExpressionTrouble, String(error));
      }
    }),
    { numRuns: 3000 },
  );
});

test('numbers are added in decimal: the sum of two with few digits is exact', () => {
  const hundredth = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(hundredth, hundredth, (a, b) => {
      assert.equal(addNumbers(a / 100, b / 100), (a + b) / 100);
    }),
  );
});

test('texts are ordered as CUE orders them: by code point', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const scope = { output: { a, b } };
      const points = (s: string): number[] => Array.from(s, (c) => c.codePointAt(0) ?? 0);
      const [x, y] = [points(a), points(b)];
      const i = x.findIndex((point, at) => point !== y[at]);
      const less = i < 0 ? x.length < y.length : y[i] !== undefined && (x[i] ?? 0) < y[i];
      assert.equal(evaluate('output.a < output.b', scope), less);
    }),
  );
});
