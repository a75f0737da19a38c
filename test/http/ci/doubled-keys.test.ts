import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubledKeys } from '../../../src/http/ci/doubled-keys.ts';

test('a key counts once in each object, however it is written; texts that look like keys do not', () => {
  const cases: [string, string[]][] = [
    ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', []],
    ['{"a":"a\\":{\\"a\\":1","b":"{\\"b\\":","c":["a","a"]}', []],
    ['{"a":1,"\\u0061" : 2}', ['a']],
    ['{"b":{"a":1,"a":2},"c":[[{"a":1}],{"d":1,"d":2,"d":3}]}', ['b.a', 'c.d']],
    ['{"a":{"x":1},"b":1,"a":[]}', ['a']],
    ['"a"', []],
    ['[]', []],
  ];
  for (const [text, paths] of cases) {
    JSON.parse(text);
    assert.deepEqual(doubledKeys(text), paths, text);
  }
});
