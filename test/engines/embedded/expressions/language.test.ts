/** What the language gives, with CUE as the judge. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cue, evaluate, type Table } from './evaluate.ts';

const NUMBERS: Table = [
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['7 - 2 - 1', 4],
  ['2 - -3', 5],
  ['-output.n * 2', -6],
  ['- -1', 1],
  ['+1', 1],
  ['0.1 + 0.2', 0.3],
  ['0.1 + 0.2 == 0.3', true],
  ['1 == 1.0', true],
  ['1 < 1.5', true],
  ['100 / 10 / 2', 5],
  ['4 / 2', 2],
  ['10 / 4', 2.5],
  ['1 / 8', 0.125],
  ['0x1F + 0b11 + 0o7', 41],
  ['1_000 + 1K + 1Ki', 3024],
  ['1.5Ki', 1536],
  ['.5 + 1', 1.5],
  ['1e3 + 1', 1001],
  ['div(7, 2)', 3],
  ['div(-7, 2)', -4],
  ['div(7, -2)', -3],
  ['div(-7, -2)', 4],
  ['mod(-7, 2)', 1],
  ['mod(7, -2)', 1],
  ['quo(-7, 2)', -3],
  ['rem(-7, 2)', -1],
  ['output.n-1', 2],
];

const WRITTEN_NUMBERS: Table = [
  [cue`"\(1) \(1.0) \(2.50) \(1e3) \(1e-7) \(0.000001)"`, '1 1.0 2.50 1E+3 1E-7 0.000001'],
  [cue`"\(4 / 2) \(10 / 4) \(1000 / 10) \(12345 / 1) \(0 / 5) \(-7 / 2)"`, '2.0 2.5 1.0E+2 12345.0 0 -3.5'],
  [
    cue`"\(10 / 3) \(2 / 3) \(-1 / 3) \(1 / 7 * 7)"`,
    '3.333333333333333333333333333333333 0.6666666666666666666666666666666667 -0.3333333333333333333333333333333333 1.000000000000000000000000000000000',
  ],
  [cue`"\(1.10 + 2.20) \(2.50 * 2) \(1 - 1.0) \(1.0 * 100) \(1e2 + 1)"`, '3.30 5.00 0.0 100.0 101'],
  [cue`"\(9007199254740991 * 1000)"`, '9007199254740991000'],
  [cue`"\(1 / 3 * 3)"`, '0.9999999999999999999999999999999999'],
];

const TEXTS: Table = [
  ['"a" + "b"', 'ab'],
  ['"ab" * 3', 'ababab'],
  ['3 * "ab"', 'ababab'],
  ['0 * "a"', ''],
  [cue`"a \(output.n + 1) b \("x" + "\(1)")"`, 'a 4 b x1'],
  [cue`"\(true) \(output.b && false)"`, 'true false'],
  [cue`"\("\("\(1)")")"`, '1'],
  [cue`"a\/b\u00e9\U0001F600\t\\\""`, 'a/bé😀\t\\"'],
  [cue`"\ud83d\ude00"`, '😀'],
  [cue`#"a"b\n\(1)\#(1)\#n"#`, 'a"b\\n\\(1)1\n'],
  ['##"a"#b"##', 'a"#b'],
  [
    cue`"""
  hello \(output.n)
    two

  """`,
    'hello 3\n  two\n',
  ],
  [
    `"""
	a "quoted" ""
	"""`,
    'a "quoted" ""',
  ],
  [
    `"""
"""`,
    '',
  ],
  [
    cue`#"""
  a \(1) \#(1)
  """#`,
    'a \\(1) 1',
  ],
  [cue`"v1.2.3" =~ #"^v\d+\.\d+"#`, true],
  ['"abc" !~ "^b"', true],
  [cue`"ab\ncd" =~ "^cd"`, false],
  [cue`"ab\ncd" =~ "(?m)^cd"`, true],
  [cue`"😀" < "\uffff"`, false],
  ['output.s < "b"', true],
  ['"" < "a"', true],
];

const LISTS: Table = [
  ['[1, "a", [true], {}]', [1, 'a', [true], {}]],
  ['[]', []],
  ['[1] + [2]', [1, 2]],
  ['[1, 2] * 2', [1, 2, 1, 2]],
  ['2 * [output.n]', [3, 3]],
  ['[1] * 0', []],
  [
    `[
  1,
  2
]`,
    [1, 2],
  ],
  ['[1, 2,]', [1, 2]],
  ['[1, 2, 3][1]', 2],
  ['output.l[0 + 1]', 2],
  ['output["a" + "-b"]', 1],
  ['output.l[1:]', [2, 'x']],
  ['output.l[:2]', [1, 2]],
  ['output.l[0:1]', [1]],
  ['[1, [2, "x"]] == [1.0, [2, "x"]]', true],
  ['[1] == ["a"]', false],
  ['[1] != [1, 2]', true],
  ['[for x in output.l {x}]', [1, 2, 'x']],
  ['[for x in [1, 2, 3] if x > 1 {x * 2}]', [4, 6]],
  [cue`[for i, x in ["a", "b"] {"\(i)\(x)"}]`, ['0a', '1b']],
  [cue`[for k, v in {a: 1, b: 2} {"\(k)=\(v)"}]`, ['a=1', 'b=2']],
  ['[for x in [1, 2] for y in [3, 4] {x * y}]', [3, 4, 6, 8]],
  ['[if output.b {"yes"}, if !output.b {"no"}][0]', 'yes'],
  ['[for x in [1, 2] {y: x}]', [{ y: 1 }, { y: 2 }]],
  ['[for x in [1, 2] {let y = x, y}]', [1, 2]],
];

const OBJECTS: Table = [
  ['{a: output.n, b: "x"}', { a: 3, b: 'x' }],
  [
    `a: output.n
b: "x"`,
    { a: 3, b: 'x' },
  ],
  ['{}', {}],
  [cue`{"a b": 1, "\(output.s)": 2, ("c" + "d"): 3}`, { 'a b': 1, abc: 2, cd: 3 }],
  ['{a: b: c: 1, d: 2}', { a: { b: { c: 1 } }, d: 2 }],
  ['{a: 1, b: a + 1, c: {d: b}}', { a: 1, b: 2, c: { d: 2 } }],
  ['{_a: 1, b: _a}', { b: 1 }],
  ['{a: 1}.a', 1],
  ['{a: {b: 2}}["a"].b', 2],
  ['len({a: 1, b: 2})', 2],
  ['{"output": output.n}', { output: 3 }],
  [
    `{
  // said
  a: 1 // so
  b: 2,
}`,
    { a: 1, b: 2 },
  ],
];

const NAMES: Table = [
  [
    `let x = output.n
x + 1`,
    4,
  ],
  [
    `let x = output.n
let y = x * 2
[x, y]`,
    [3, 6],
  ],
  [
    `_x: output.n
_x + 1`,
    4,
  ],
  [
    `#x: {y: output.n}
#x.y`,
    3,
  ],
  [
    `let o = output
o.l[0]`,
    1,
  ],
  [
    `let x = output.n
a: x`,
    { a: 3 },
  ],
  [
    `let f = output.missing
*f | "d"`,
    'd',
  ],
  [
    `let f = output.missing
f == _|_`,
    true,
  ],
  [
    `let strings = "own"
strings`,
    'own',
  ],
  ['[for output in [1] {output}]', [1]],
  ['{let x = 1, a: x}', { a: 1 }],
];

const DEFAULTS: Table = [
  ['*output.missing | "d"', 'd'],
  ['*output.s | "d"', 'abc'],
  ['(*output.missing.x | "d") + "!"', 'd!'],
  [cue`"\(*output.missing | 1)"`, '1'],
  ['*(output.s + 1) | "d"', 'd'],
  ['output.missing == _|_', true],
  ['output.missing != _|_', false],
  ['output.n != _|_', true],
  ['_|_ == output.missing', true],
  ['output.nil == _|_', false],
  ['(output.n + "x") == _|_', true],
  ['output.nil == null', true],
  ['output.n != null', true],
  ['null == null', true],
];

const LOGIC: Table = [
  ['true || false && false', true],
  ['!output.b == false', true],
  ['!!output.b', true],
  ['!(output.n > 1) || output.s == "abc"', true],
  ['1 == 1 == true', true],
  ['1 < 2 && 2 < 3', true],
];

for (const [what, table] of Object.entries({
  NUMBERS,
  WRITTEN_NUMBERS,
  TEXTS,
  LISTS,
  OBJECTS,
  NAMES,
  DEFAULTS,
  LOGIC,
})) {
  test(`${what.toLowerCase().replace('_', ' ')}: what CUE gives`, () => {
    for (const [source, value] of table) assert.deepEqual(evaluate(source), value, source);
  });
}
