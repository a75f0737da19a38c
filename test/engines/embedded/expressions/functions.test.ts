/** Every function, with what CUE gives. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ExpressionTrouble } from '../../../../src/engines/embedded/expressions/trouble.ts';
import { cue, evaluate, problemOf, type Table } from './evaluate.ts';

/** By package; '' are those without import. */
const CASES: Readonly<Record<string, Table>> = {
  '': [
    ['len("héé")', 5],
    ['len([1, 2])', 2],
    ['len({a: 1})', 1],
    ['len(output.l)', 3],
    ['div(-7, 2)', -4],
    ['mod(-7, 2)', 1],
    ['quo(-7, 2)', -3],
    ['rem(-7, 2)', -1],
  ],
  strings: [
    ['strings.Compare("a", "b")', -1],
    ['strings.Contains("seafood", "foo")', true],
    ['strings.ContainsAny("abc", "xb")', true],
    ['strings.ContainsAny("abc", "")', false],
    ['strings.Count("cheese", "e")', 3],
    ['strings.Count("é", "")', 2],
    [cue`strings.Fields(" a  b\u00a0c ")`, ['a', 'b', 'c']],
    ['strings.HasPrefix("v1", "v")', true],
    ['strings.HasSuffix("v1", "v")', false],
    ['strings.Index("éa", "a")', 2],
    ['strings.Index("a", "b")', -1],
    ['strings.Index("a", "")', 0],
    ['strings.IndexAny("golang", "ny")', 4],
    ['strings.LastIndex("aéa", "a")', 3],
    ['strings.LastIndexAny("golang", "go")', 5],
    ['strings.Join(["1", "2"], ",")', '1,2'],
    ['strings.Join([], ",")', ''],
    ['strings.Repeat("ab", 2)', 'abab'],
    ['strings.Replace("aaa", "a", "b", 2)', 'bba'],
    ['strings.Replace("aaa", "a", "b", -1)', 'bbb'],
    ['strings.Replace("aéb", "", "-", -1)', '-a-é-b-'],
    ['strings.Replace("ab", "", "-", 2)', '-a-b'],
    ['strings.Replace("ab", "b", "", 0)', 'ab'],
    ['strings.Runes("é")', [233]],
    ['strings.SliceRunes("héllo", 1, 3)', 'él'],
    ['strings.Split("a,b", ",")', ['a', 'b']],
    ['strings.Split("", ",")', ['']],
    ['strings.Split("aé", "")', ['a', 'é']],
    ['strings.SplitAfter("a,b,c", ",")', ['a,', 'b,', 'c']],
    ['strings.SplitN("a,b,c", ",", 2)', ['a', 'b,c']],
    ['strings.SplitN("a,b", ",", 0)', []],
    ['strings.SplitAfterN("a,b,c", ",", 2)', ['a,', 'b,c']],
    ['strings.ToCamel("Hello World")', 'hello world'],
    ['strings.ToLower("ΑΣ İ É")', 'ασ i é'],
    ['strings.ToTitle("hello wörld")', 'Hello Wörld'],
    ['strings.ToUpper("straße é")', 'STRAßE É'],
    ['strings.Trim("xxhixx", "x")', 'hi'],
    ['strings.TrimLeft("xyhix", "xy")', 'hix'],
    ['strings.TrimRight("hixy", "xy")', 'hi'],
    ['strings.TrimPrefix("abc", "ab")', 'c'],
    ['strings.TrimSuffix("abc", "bc")', 'a'],
    [cue`strings.TrimSpace("\t hi \u0085\n")`, 'hi'],
  ],
  strconv: [
    ['strconv.Atoi("+12")', 12],
    ['strconv.Atoi("-012")', -12],
    ['strconv.FormatBool(true)', 'true'],
    ['strconv.FormatFloat(3.14159, 102, 2, 64)', '3.14'],
    ['strconv.FormatFloat(3, 102, 2, 64)', '3.00'],
    ['strconv.FormatFloat(10 / 3, 102, 2, 64)', '3.33'],
    ['strconv.FormatFloat(2.5, 102, 0, 64)', '2'],
    ['strconv.FormatFloat(3.5, 102, 0, 64)', '4'],
    ['strconv.FormatFloat(9.995, 102, 2, 64)', '9.99'],
    ['strconv.FormatFloat(0.1, 102, 20, 64)', '0.10000000000000000555'],
    ['strconv.FormatFloat(-0.001, 102, 2, 64)', '-0.00'],
    ['strconv.FormatFloat(1e21, 102, -1, 64)', '1000000000000000000000'],
    ['strconv.FormatFloat(1234567.891, 101, 3, 64)', '1.235e+06'],
    ['strconv.FormatFloat(0, 69, 3, 64)', '0.000E+00'],
    ['strconv.FormatFloat(999.9, 101, 2, 64)', '1.00e+03'],
    ['strconv.FormatFloat(1234567.891, 103, 3, 64)', '1.23e+06'],
    ['strconv.FormatFloat(1234567.891, 103, -1, 64)', '1.234567891e+06'],
    ['strconv.FormatFloat(100, 103, -1, 64)', '100'],
    ['strconv.FormatFloat(1000000, 103, 8, 64)', '1000000'],
    ['strconv.FormatFloat(0.000012345, 71, 3, 64)', '1.23E-05'],
    ['strconv.FormatFloat(0.0001, 103, -1, 64)', '0.0001'],
    ['strconv.FormatInt(6543, 10)', '6543'],
    ['strconv.FormatInt(-255, 16)', '-ff'],
    ['strconv.FormatInt(61, 62)', 'Z'],
    ['strconv.FormatUint(8, 2)', '1000'],
    ['strconv.ParseBool("T")', true],
    [
      cue`"\(strconv.ParseFloat("1.50", 64)) \(strconv.ParseFloat("1e3", 64)) \(strconv.ParseFloat("-.5", 64))"`,
      '1.5 1E+3 -0.5',
    ],
    ['strconv.ParseInt("ff", 16, 64)', 255],
    ['strconv.ParseInt("0xff", 0, 64)', 255],
    ['strconv.ParseInt("077", 0, 64)', 63],
    ['strconv.ParseInt("1_000", 0, 64)', 1000],
    ['strconv.ParseInt("-128", 10, 8)', -128],
    ['strconv.ParseUint("255", 10, 8)', 255],
  ],
  'encoding/json': [
    [
      'json.Marshal({a: 1, b: [1.0, 4 / 2, null, "<&>é"], "c-d": true})',
      '{"a":1,"b":[1.0,2.0,null,"<&>é"],"c-d":true}',
    ],
    ['json.Marshal(output.o)', '{"a":1,"b-c":null}'],
    [cue`json.Marshal("a\u0001\n\"")`, '"a\\u0001\\n\\""'],
    [cue`json.Unmarshal("{\"a\": [1, 2.5, null]}")`, { a: [1, 2.5, null] }],
    [cue`json.Unmarshal("{\"a\": [1, 2.5, null]}").a[1]`, 2.5],
    [
      cue`"\(json.Unmarshal("[1.50, 1e3, 12345678901234567890]")[0]) \(json.Unmarshal("12345678901234567890"))"`,
      '1.50 12345678901234567890',
    ],
  ],
  'encoding/base64': [
    ['base64.Decode(null, "aGk=")', 'hi'],
    [cue`"\(base64.Decode(null, "aGk="))!"`, 'hi!'],
    ['base64.Encode(null, "hé")', 'aMOp'],
    ['base64.Encode(null, base64.Decode(null, "//79"))', '//79'],
  ],
  list: [
    ['list.Avg([1, 2])', 1.5],
    ['list.Concat([[1], [2, 3]])', [1, 2, 3]],
    ['list.Contains([1, "a"], "a")', true],
    ['list.Contains([{a: 1}], {a: 1})', true],
    ['list.Contains([1], 1.0)', false],
    ['list.Drop([1, 2, 3], 2)', [3]],
    ['list.Drop([1], 5)', []],
    ['list.FlattenN([1, [[2]]], 1)', [1, [2]]],
    ['list.FlattenN([1, [[2]]], -1)', [1, 2]],
    [
      cue`"\(list.Max([1, 3, 2.0])) \(list.Min([1.50, 2])) \(list.Sum([1.5, 1.5])) \(list.Product([10, 10]))"`,
      '3 1.50 3 100',
    ],
    ['list.Sum([])', 0],
    ['list.Range(0, 5, 2)', [0, 2, 4]],
    ['list.Range(5, 0, -2)', [5, 3, 1]],
    ['list.Range(0, 1, 0.25)', [0, 0.25, 0.5, 0.75]],
    ['list.Repeat([1], 2)', [1, 1]],
    ['list.Slice([1, 2, 3], 1, 2)', [2]],
    ['list.SortStrings(["b", "a", "B"])', ['B', 'a', 'b']],
    ['list.Take([1, 2, 3], 2)', [1, 2]],
  ],
  math: [
    [cue`"\(math.Abs(-2.50)) \(math.Abs(-3.0))"`, '2.50 3'],
    ['math.Ceil(2.1)', 3],
    ['math.Ceil(-2.9)', -2],
    ['math.Floor(-2.5)', -3],
    ['math.Floor(1e3)', 1000],
    ['math.MultipleOf(6, 3)', true],
    ['math.MultipleOf(0.7, 0.2)', false],
    ['math.Round(2.5)', 3],
    ['math.Round(-2.5)', -3],
    ['math.Round(1 / 3 * 100)', 33],
    ['math.Trunc(-2.9)', -2],
  ],
  regexp: [
    ['regexp.Find("b+", "abbc")', 'bb'],
    ['regexp.FindSubmatch("(a)(x)?(b)", "ab")', ['ab', 'a', '', 'b']],
    ['regexp.Match("^a", "ba")', false],
    [cue`regexp.FindSubmatch(#"v(\d+)\.(\d+)"#, "app v1.42")[2]`, '42'],
  ],
};

const withImport = (path: string, source: string): string =>
  path === '' ? source : `import "${path}"\n${source}`;

for (const [path, table] of Object.entries(CASES)) {
  test(`${path === '' ? 'functions without import' : path}: what CUE gives`, () => {
    for (const [source, value] of table) assert.deepEqual(evaluate(withImport(path, source)), value, source);
  });
}

/** As the refusal of another one lists them. */
function functionsOf(path: string): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const list = /(?:it has|there are) ([\w, ]+)$/.exec(
    problemOf(withImport(path, path === '' ? 'None()' : `${name}.None()`)),
  );
  return list?.[1]?.split(', ') ?? [];
}

test('every function is shown here and named in the page on the engine', async () => {
  const page = await readFile(new URL('../../../../docs/engines/embedded.md', import.meta.url), 'utf8');
  for (const [path, table] of Object.entries(CASES)) {
    const names = functionsOf(path);
    assert.ok(names.length > 1, path);
    const row =
      page.split('\n').find((line) => line.startsWith(path === '' ? '| none |' : `| \`${path}\` |`)) ?? '';
    for (const name of names) {
      const called = path === '' ? `${name}(` : `${path.slice(path.lastIndexOf('/') + 1)}.${name}(`;
      assert.ok(
        table.some(([source]) => source.includes(called)),
        called,
      );
      assert.match(row, new RegExp(`\`${name}[\`(]`), called);
    }
  }
});

test('a function that cannot give a value says which and why', () => {
  const cases: [path: string, source: string, RegExp][] = [
    [
      'strconv',
      'strconv.FormatInt(output.s, 10)',
      /^strconv\.FormatInt: argument 1 must be a whole number, but is a text$/,
    ],
    [
      'strconv',
      'strconv.FormatInt(4 / 2, 10)',
      /argument 1 must be a whole number, but is a number with a fraction$/,
    ],
    ['strconv', 'strconv.FormatInt(1, 63)', /63 is no base/],
    ['strconv', 'strconv.FormatInt(output.missing, 10)', /^output\.missing is not there$/],
    ['strconv', 'strconv.FormatFloat(1.5, 102, 2, 32)', /64 here/],
    ['strconv', 'strconv.FormatFloat(1.5, 120, 2, 64)', /argument 2 is one of 102 \(f\)/],
    ['strconv', 'strconv.Atoi("1.5")', /^strconv\.Atoi: the text is no whole number/],
    ['strconv', 'strconv.Atoi(" 1")', /no whole number/],
    ['strconv', 'strconv.Atoi("99999999999999999999")', /out of range/],
    ['strconv', 'strconv.ParseInt("300", 10, 8)', /out of range/],
    ['strconv', 'strconv.ParseInt("1", 37, 0)', /37 is no base/],
    ['strconv', 'strconv.ParseInt("1__0", 0, 0)', /no whole number/],
    ['strconv', 'strconv.ParseUint("-1", 10, 64)', /without a sign/],
    ['strconv', 'strconv.ParseBool("yes")', /neither true nor false/],
    ['strconv', 'strconv.ParseFloat("abc", 64)', /the text is no number/],
    ['strconv', 'strconv.ParseFloat("1e400", 64)', /out of range/],
    ['strings', 'strings.Join([1], "")', /must be a list of texts, but is a list of other things/],
    ['strings', 'strings.Join(output.s, "")', /must be a list of texts, but is a text/],
    ['strings', 'strings.Repeat("a", -1)', /less than 0/],
    ['strings', 'strings.SliceRunes("abc", 2, 5)', /no part/],
    ['encoding/base64', 'base64.Decode(null, "aGk")', /not base64/],
    ['encoding/base64', 'base64.Decode(1, "aGk=")', /argument 1 must be null/],
    ['encoding/json', 'json.Unmarshal("nope")', /not JSON/],
    ['encoding/json', 'json.Unmarshal("{\\"a\\": 1}").b', /\.b is not there/],
    ['list', 'list.Max([])', /empty/],
    ['list', 'list.Sum(["a"])', /a list of numbers/],
    ['list', 'list.Range(0, 1, 0)', /step is 0/],
    ['list', 'list.Range(3, 0, 1)', /away from the end/],
    ['list', 'list.Take([1], -1)', /-1 is negative/],
    ['list', 'list.Concat([1])', /list of lists/],
    ['math', 'math.Round("1")', /must be a number/],
    ['math', 'math.MultipleOf(1, 0)', /division by zero/],
    ['regexp', 'regexp.Find("x", "abc")', /nothing matches/],
    ['', 'len(1)', /a number has no length/],
    ['', 'div(1, 0)', /division by zero/],
    ['', 'mod(1.0, 2)', /must be a whole number, but is a number with a fraction/],
  ];
  for (const [path, source, message] of cases) {
    assert.throws(
      () => evaluate(withImport(path, source)),
      (error) => error instanceof ExpressionTrouble && message.test(error.message),
      source,
    );
  }
});

test('what can be known before is refused when the file is loaded', () => {
  const cases: [path: string, source: string, RegExp][] = [
    [
      'strings',
      'strings.Joined([], "")',
      /no function "Joined" here: did you mean "Join"\? it has Compare, /,
    ],
    ['strings', 'strings.Join(["a"])', /strings\.Join takes 2 arguments, not 1/],
    ['strings', 'strings', /"strings" is a package and no value; its functions are called/],
    ['', 'strings.Join(["a"], "")', /"strings" is a package: write import "strings" on a line before/],
    ['', 'json.Marshal(output)', /write import "encoding\/json"/],
    ['time', 'time.Now()', /the package "time" cannot be imported here; strings, strconv, .* can/],
    ['', 'output.s.startsWith("a")', /no functions behind a value \(startsWith\): write import "strings"/],
    ['', 'size(output.s)', /no functions named size here: len\(x\) is the length/],
    ['', 'has(output.s)', /x != _\|_ asks/],
    ['', 'close({})', /without import there are len, div, mod, quo, rem/],
    ['', '(1)(2)', /only functions can be called/],
    ['regexp', 'regexp.Match(output.s, "a")', /pattern that is written there/],
    ['regexp', 'regexp.Match("(", "a")', /no pattern of RE2/],
  ];
  for (const [path, source, message] of cases)
    assert.match(problemOf(withImport(path, source)), message, source);
});

test('packages are imported by any name, one by one or several', () => {
  const cases: Table = [
    ['import s "strings"\ns.ToUpper("a")', 'A'],
    ['import (\n\t"strings"\n\t"strconv"\n)\n\n// twice\nstrings.Repeat(strconv.FormatInt(3, 10), 2)', '33'],
    [
      'import "encoding/json"\nimport "encoding/base64"\njson.Unmarshal(base64.Decode(null, "eyJhIjoxfQ==")).a',
      1,
    ],
    ['import "strings"\n"unused"', 'unused'],
  ];
  for (const [source, value] of cases) assert.deepEqual(evaluate(source), value, source);
});
