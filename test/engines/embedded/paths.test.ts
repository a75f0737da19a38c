import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../../src/domain/run.ts';
import { parsePath, valueAt, withValueAt } from '../../../src/engines/embedded/expressions/path.ts';
import { parseDuration } from '../../../src/engines/embedded/load/duration.ts';

test('paths are read', () => {
  assert.deepEqual(parsePath('a.b[0]["c.d"].e-f'), ['a', 'b', 0, 'c.d', 'e-f']);
  for (const wrong of [
    '',
    '.a',
    'a..b',
    'a[',
    'a[x]',
    'a[-1]',
    'a.',
    'a b',
    'a.__proto__.b',
    '["__proto__"]',
  ]) {
    const path = parsePath(wrong);
    assert.ok('problem' in path, wrong);
  }
});

test('a value is set without changing what was there', () => {
  const before: Json = { list: [{ x: 1 }], keep: true };
  const frozen = structuredClone(before);
  assert.deepEqual(withValueAt(before, ['list', 0, 'y', 'z'], 2), {
    root: { list: [{ x: 1, y: { z: 2 } }], keep: true },
  });
  assert.deepEqual(withValueAt(before, ['list', 1], 2), { root: { list: [{ x: 1 }, 2], keep: true } });
  assert.deepEqual(withValueAt(undefined, ['a', 0, 'b'], 1), { root: { a: [{ b: 1 }] } });
  assert.deepEqual(before, frozen);
});

test('what stands in the way is said, and no prototype can be reached', () => {
  const cases: [Json, (string | number)[], RegExp][] = [
    [{ a: 'text' }, ['a', 'b'], /no object/],
    [{ a: {} }, ['a', 0], /no list/],
    [{ a: [] }, ['a', 2], /past the end/],
    [{}, ['__proto__', 'polluted'], /__proto__/],
  ];
  for (const [root, path, message] of cases) {
    const set = withValueAt(root, path, 1);
    assert.ok('problem' in set);
    assert.match(set.problem.message, message);
  }
  const set = withValueAt({}, ['constructor', 'prototype', 'polluted'], true);
  assert.deepEqual(set, { root: { constructor: { prototype: { polluted: true } } } });
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});

test('what was set is found again', () => {
  const part = fc.oneof(fc.string(), fc.constant('constructor'), fc.constant('toString'));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), fc.jsonValue(), (path, json) => {
      const value = json as Json;
      const set = withValueAt({}, path, value);
      if ('problem' in set) return assert.ok(path.includes('__proto__'));
      assert.deepEqual(valueAt(set.root, path), value);
    }),
  );
});

test('durations are read as Go reads them', () => {
  assert.equal(parseDuration('1h30m'), 5_400_000);
  assert.equal(parseDuration('1.5s'), 1500);
  assert.equal(parseDuration('+.5m'), 30_000);
  assert.equal(parseDuration('300ms'), 300);
  for (const wrong of ['1d', '1min', '5', '', '1h 30m', '-1h', '1H', 'h', '0s', '9999999999h']) {
    const parsed = parseDuration(wrong);
    assert.ok(typeof parsed === 'object', wrong);
    assert.match(parsed.message, /duration|no time/);
  }
});
