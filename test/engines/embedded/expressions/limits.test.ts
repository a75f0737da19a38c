/** No expression takes long, grows large or uses up the stack, whoever wrote it and whatever the data is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../../src/domain/run.ts';
import { ExpressionTrouble, TooMuch } from '../../../../src/engines/embedded/expressions/trouble.ts';
import { cue, evaluate, problemOf } from './evaluate.ts';

const LONG = 'a'.repeat(500_000);
const data = { output: { t: LONG, l: Array.from({ length: 20_000 }, (_, n) => ({ n })) } };

test('what would be too much ends with a trouble', () => {
  const cases: string[] = [
    'import "strings"\nstrings.Repeat("ab", 9000000000000)',
    'import "strings"\nstrings.Repeat(output.t, 9)',
    'import "strings"\nstrings.Replace(output.t, "a", "bbbbbbbbbb", -1)',
    'import "strings"\nstrings.Join([output.t] * 10, ",")',
    'import "strings"\nstrings.Index(output.t, "b" * 3000)',
    'import "strings"\nstrings.LastIndex(output.t, "b" * 3000)',
    '"x" * 100000000',
    '[1] * 100000000',
    'let a = "x" * 1000\nlet b = a * 1000\nlet c = b * 1000\nc',
    'let a = [1, 1] * 100\nlet b = [a, a, a, a] * 100\nlet c = [b, b, b, b] * 100\n[c, c]',
    'let a = [1, 1] * 100\nlet b = [a, a, a, a] * 100\nlet c = [b, b, b, b] * 100\n[c] == [c]',
    'import "encoding/json"\nlet a = [1, 1] * 1000\nlet b = [a, a, a, a] * 1000\njson.Marshal(b)',
    'import "list"\nlist.Range(0, 100000000, 1)',
    'import "list"\nlist.FlattenN([[1] * 1000] * 100000, 1)',
    '[for a in output.l for b in output.l {1}]',
    `"${cue`\(output.t)`.repeat(9)}"`,
    'output.t =~ "(?:a?){300}a{300}"',
    'import "encoding/json"\njson.Unmarshal("[" * 100000 + "]" * 100000)',
    'import "math"\nmath.Round(1e300)',
    '1e300 * 1e300 * 1e300 * 1e300',
    'import "strconv"\nstrconv.FormatFloat(1.5, 102, 1000000000, 64)',
  ];
  for (const source of cases) assert.throws(() => evaluate(source, data), ExpressionTrouble, source);
});

test('what is large and no more than that is calculated', () => {
  assert.equal(evaluate('len(output.l)', data), 20_000);
  assert.equal(evaluate('output.t =~ "^(a|aa)+$"', data), true);
  assert.equal(evaluate('import "strings"\nlen(strings.Split(output.t, ""))', data), LONG.length);
  assert.equal(evaluate('import "list"\nlist.Sum([for x in output.l {x.n}])', data), (20_000 * 19_999) / 2);
  assert.equal(evaluate('import "strings"\nstrings.TrimLeft(output.t, output.t)', data), '');
  assert.equal(evaluate('import "strings"\nstrings.IndexAny(output.t, output.t)', data), 0);
});

test('no default stands in for what is too much', () => {
  assert.throws(() => evaluate('*("x" * 100000000) | "d"'), TooMuch);
  assert.throws(() => evaluate('("x" * 100000000) == _|_'), TooMuch);
  assert.throws(() => evaluate('let x = "x" * 100000000\n*x | "d"'), TooMuch);
});

test('brackets in brackets, long chains and long texts are refused before they are read', () => {
  const cases: [string, RegExp][] = [
    ['('.repeat(5000), /too many brackets/],
    ['['.repeat(5000), /too many brackets/],
    ['{a:'.repeat(3000), /too many brackets/],
    ['a:'.repeat(3000), /too many brackets/],
    [cue`"\(`.repeat(3000), /too many texts/],
    ['-'.repeat(5000), /too many parts/],
    [`1${'+1'.repeat(4000)}`, /too many parts/],
    [`[1]${'[0]'.repeat(3000)}`, /too many parts/],
    [`"${'x'.repeat(20_000)}"`, /longer than 10000/],
  ];
  for (const [source, message] of cases) assert.match(problemOf(source), message);
  assert.equal(evaluate(`1${'+1'.repeat(900)}`), 901);
  assert.equal(evaluate(`${'!'.repeat(900)}true`), true);
});

test('data with too many lists in each other is a trouble where it is looked at, and passed on where not', () => {
  let deep: Json = [];
  for (let i = 0; i < 2000; i += 1) deep = [deep];
  assert.throws(() => evaluate('len(output)', { output: deep }), /too many lists and objects in each other/);
  assert.equal(evaluate('output', { output: deep }), deep);
});

test('a whole number past 2^53 is compared, but never written with digits that may be wrong', () => {
  // What JSON.parse makes of an identifier of 19 digits.
  const scope = { output: { id: 1_234_567_890_123_456_800, small: 5 } };
  assert.equal(evaluate('output.id > output.small', scope), true);
  assert.equal(evaluate('output.id', scope), scope.output.id);
  assert.deepEqual(evaluate('[output.id]', scope), [scope.output.id]);
  for (const source of [
    cue`"\(output.id)"`,
    'output.id + 1',
    'import "strconv"\nstrconv.FormatInt(output.id, 10)',
    'import "encoding/json"\njson.Marshal(output)',
  ])
    assert.throws(() => evaluate(source, scope), /exact/, source);
  const text = { output: { text: '{"id": 1234567890123456789}' } };
  const source = `import "encoding/json"\n${cue`"\(json.Unmarshal(output.text).id)"`}`;
  assert.equal(evaluate(source, text), '1234567890123456789');
});
