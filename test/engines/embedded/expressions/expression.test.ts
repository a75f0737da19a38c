import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../../../src/domain/run.ts';
import { compileExpression } from '../../../../src/engines/embedded/expressions/expression.ts';
import { ExpressionTrouble } from '../../../../src/engines/embedded/expressions/trouble.ts';
import { cue, evaluate, problemOf } from './evaluate.ts';

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
    ['output.status.replicas * "x" - 1', /a text and a number cannot be subtracted/],
    ['output.status.replicas * 1.5 * "x"', /a number and a text cannot be multiplied/],
    ['-1 * "x"', /less than 0 times/],
    ['1 / 0', /division by zero/],
    ['-"x"', /"-" needs a number, but has a text/],
    ['[1] < [2]', /have no order/],
    ['1 =~ "x"', /a pattern matches a text, not a number/],
    [cue`"\(output.status)"`, /an object cannot stand in a text; json\.Marshal/],
    [cue`"\(null)"`, /null cannot stand in a text/],
    ['[1, 2][2]', /\[…\] is not there/],
    ['output.status["no" + "thing"]', /^output\.status\[…\] is not there/],
    ['[{a: 1}][0].b', /^\.b is not there/],
    ['output.status.conditions[0 - 1]', /a whole number from 0 on or a text, not another number/],
    ['output[output.status.ok]', /not true or false/],
    ['{a: 1}.b', /\.b is not there/],
    ['output.status.conditions[0:9]', /\[0:9\] is no part of a list of 2/],
    ['output.status[0:1]', /an object has no parts \[a:b\]/],
    ['[for x in 1 {x}]', /"for" goes through a list or an object, not a number/],
    ['[if 1 {2}]', /"if" needs true or false/],
    [cue`{("a" + "b"): 1, "\("ab")": 2}`, /a field is there twice/],
    ['{(1): 2}', /the name of a field is a text/],
    ['let x = output.status.nothing\nx', /status\.nothing is not there/],
    ['*output.x | output.y', /output\.y is not there/],
  ];
  for (const [source, message] of cases) {
    assert.throws(
      () => evaluate(source, { output }),
      (error) => error instanceof ExpressionTrouble && message.test(error.message),
      source,
    );
  }
});

test('what is not taken is refused with a sentence that says what to do', () => {
  const cases: [string, RegExp][] = [
    ['', /empty/],
    ['// nothing', /empty/],
    ["'x'", /single quotes are bytes/],
    ['r"x"', /prefix r/],
    ['b"x"', /prefix b/],
    [cue`"\x41"`, /escape \\x is not supported; use/],
    [cue`"\101"`, /escape \\1/],
    [cue`"\?"`, /escape \\\?/],
    [cue`"\ud83d"`, /half of a surrogate pair/],
    ['"open', /not closed/],
    ['"line\nbreak"', /not closed/],
    [cue`"\(output.a"`, /not closed/],
    [cue`"\(output.a`, /bracket is missing/],
    [cue`"\()"`, /a value is missing/],
    [cue`"\(1, 2)"`, /one value stands in/],
    ['"""x"""', /begins on the next line/],
    ['"""\nx"""', /line of their own/],
    ['"""\n  x\n y\n  """', /begins with the blanks/],
    ['import strings', /"import" needs a package/],
    ['output.a\nimport "strings"', /imports stand before everything else/],
    ['output.a\n+ output.b', /operator stands at the end of a line/],
    ['(output.a\n+ output.b)', /needs "\)".*operator stands at the end of a line/],
    ['output.a output.b', /an operator or the end is meant/],
    ['[1\n2]', /"," is missing at the end of a line/],
    ['[1 2]', /between the elements of a list stands ","/],
    ['div(1\n2)', /"," is missing/],
    ['{a: 1,,b: 2}', /a value is missing before ","/],
    ['output.a ? 1 : 2', /no conditional operator.*\[if a \{b\}, if !a \{c\}\]\[0\]/],
    ['if output.a {1}', /stands in a list only/],
    ['{if output.a {b: 1}}', /stands in a list only/],
    ['[for x in output.a let y = x {y}]', /"let" between/],
    ['[for output.a {1}]', /for x in list/],
    ['"a" in output.b', /list\.Contains/],
    ['output.a % 2', /mod\(a, b\)/],
    ['output.a div 2', /div\(a, b\)/],
    ['output.a = 1', /"==" does/],
    ['output.a & "x"', /"&" is not supported.*"&&"/],
    ['output.a | "x"', /a default is written \*a \| b/],
    ['*output.a', /needs "\|"/],
    ['*output.a | *"x"', /one alternative has a "\*"/],
    ['*output.a | "x" | "y"', /two alternatives/],
    ['status.my-step.failed', /"step" is not known here.*\["my-step"\], as in status\["my-step"\]/],
    [
      'status.d-2.failed',
      /a number has no parts; a name with "-" is written in brackets, as in status\["my-step"\]/,
    ],
    ['1u == 1', /not a number/],
    ['010', /begins with a zero/],
    ['1__0', /between two digits/],
    ['1.2345K', /no whole number/],
    ['9007199254740993', /too large/],
    ['0.1234567890123456', /digits/],
    ['1e999', /too large/],
    ['output._hidden', /hidden/],
    ['output.#x', /hidden/],
    ['output[1.5]', /whole number from 0 on/],
    ['output.?a', /conditional path/],
    ['response.x + answers.y', /"answers" is not known here.*output, context/],
    ['testString', /a text stands in double quotes within the YAML text: '"testString"'/],
    ['otput.a', /did you mean "output"/],
    ['_', /"_" is no value/],
    ['_|_', /x == _\|_/],
    ['[...]', /a list has an end/],
    ['{a: 1, ...}', /an object has an end/],
    ['{a?: 1}', /give it a value/],
    ['{[1]: 1}', /before ":" stands a name/],
    ['{a: 1, 2}', /fields only, or one value/],
    ['{a: 1, a: 2}', /"a" is defined twice/],
    ['{"a": 1, "a": 2}', /"a" is there twice/],
    ['{b: a, a: 1}', /"a" is used before it is defined.*define it above/],
    ['{output: output.s}', /in quotes \("output": …\)/],
    ['let x = x\nx', /used before it is defined/],
    ['let x = 1\nlet x = 2\nx', /defined twice/],
    ['"a" =~ output.s', /written text/],
    ['"a" =~ "("', /no pattern of RE2/],
    ['"a" =~ "(?=b)"', /no pattern of RE2/],
    [cue`"a" =~ "\\pL{1,900}\\pL{1,900}"`, /repeats too much/],
    ['output..a', /behind "\." stands a name/],
    ['output.a ||', /a value is missing before the end/],
    ['`x`', /backquotes/],
    ['$foo', /not known/],
    ['@x(1)', /attributes/],
    ['1; 2', /new line/],
    ['\u0007', /means nothing here/],
  ];
  for (const [source, message] of cases) assert.match(problemOf(source), message, source);
});

test('a condition is one expression, without imports', () => {
  const scope = { status: { x: { failed: true, message: 'v2' } }, inputs: { list: [] } };
  const cases: [string, boolean][] = [
    ['status.x.failed && len(inputs.list) == 0', true],
    ['status.x.failed &&\n  status["x"].message =~ "^v[0-9]+$" // said', true],
    [cue`status.x.message + "" != "v\("2")"`, false],
    ['status.y == _|_ || status.x.failed', true],
  ];
  for (const [source, value] of cases) assert.equal(evaluate(source, scope, 'condition'), value, source);
  const refused: [string, RegExp][] = [
    ['import "strings"\nstrings.HasPrefix(status.x.message, "v")', /cannot import, nor can it on KubeVela/],
    ['strings.HasPrefix(status.x.message, "v")', /a condition cannot have: calculate the value in an output/],
    ['strings', /a condition cannot import/],
    ['status.x.message.startsWith("v")', /a condition cannot have/],
    ['let x = status.x\nx.failed', /one expression/],
    ['a: true', /one expression/],
    ['status.x.failed\n&& true', /operator stands at the end of a line/],
    ['status.x.failed, true', /one expression/],
    ['suspend.timeout', /what became of a step is status\["suspend"\]/],
  ];
  for (const [source, message] of refused) assert.match(problemOf(source, 'condition'), message, source);
});

test('a text literal is the text that JSON makes of it, or is refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(evaluate(`${JSON.stringify(text)} + ""`), text);
    }),
  );
});

test('any source is taken or refused, never thrown at, and evaluates to a value or a trouble', () => {
  const words = cue`output . a [" "] [ ] 0 1 2.5 + - * / == != < =~ ! && || | ( ) { } : , " \ \( """ # #" $returns _x let = for x in if import "strings" strings.Repeat( len( null _|_ true`;
  const bit = fc.constantFrom(...words.split(' '), ' ', '\n', "'", '?');
  const form = fc.constantFrom('script' as const, 'condition' as const);
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 14 }), form, (bits, of) => {
      const expression = compileExpression(bits.join(''), ['output'], of);
      if ('problem' in expression) return assert.ok(expression.problem.length > 0);
      try {
        assert.notEqual(expression.evaluate({ output }), undefined);
      } catch (error) {
        assert.ok(error instanceof ExpressionTrouble, String(error));
      }
    }),
    { numRuns: 5000 },
  );
});

test('a path gives what is there as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const value = JSON.parse(JSON.stringify(json)) as Json;
      assert.deepEqual(evaluate('output.x', { output: { x: value } }), value);
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
