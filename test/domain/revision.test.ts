import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commitsOf, differences, isSameCommit } from '../../src/domain/revision.ts';

const EMPTY = { workflow: 'ship', parameters: {}, images: [], commits: [] };

test('a difference names what changed, came and went', () => {
  const before = {
    workflow: 'ship',
    parameters: { tag: 'v1', note: '', gone: 'x' },
    images: ['shop:v1', 'same:v1'],
    commits: [{ id: 'beef', repository: 'shop' }],
  };
  const after = {
    workflow: 'ship-it',
    parameters: { tag: 'v2', note: '', came: '' },
    images: ['same:v1', 'shop:v2'],
    commits: [{ id: 'beef', repository: 'other' }],
  };
  assert.deepEqual(differences(before, after), [
    { kind: 'workflow', before: 'ship', after: 'ship-it' },
    { kind: 'parameter', name: 'came', after: '' },
    { kind: 'parameter', name: 'gone', before: 'x' },
    { kind: 'parameter', name: 'tag', before: 'v1', after: 'v2' },
    { kind: 'image', change: 'gone', value: 'shop:v1' },
    { kind: 'image', change: 'new', value: 'shop:v2' },
    { kind: 'commit', change: 'gone', value: 'shop@beef' },
    { kind: 'commit', change: 'new', value: 'other@beef' },
  ]);
});

test('parameters that nobody knows are not compared', () => {
  const unknown = { ...EMPTY, parameters: null };
  assert.deepEqual(differences(unknown, { ...EMPTY, parameters: { tag: 'v1' } }), []);
  assert.deepEqual(differences({ ...EMPTY, parameters: { tag: 'v1' } }, unknown), []);
});

test('nothing differs from itself, and what came one way went the other', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c', '__proto__', ''), { maxLength: 3 });
  const content = fc.record({
    workflow: fc.constantFrom('ship', 'other'),
    parameters: fc.dictionary(fc.constantFrom('tag', '__proto__', 'constructor'), fc.constantFrom('a', 'b')),
    images: texts,
    commits: texts.map((ids) => ids.map((id) => ({ id }))),
  });
  fc.assert(
    fc.property(content, content, (one, other) => {
      assert.deepEqual(differences(one, one), []);
      assert.equal(differences(one, other).length, differences(other, one).length);
    }),
  );
});

test('the commit that the command named is there once, in front', () => {
  const told = [{ id: 'c0ffee00', repository: 'shop', message: 'not kept' }, { id: 'beef' }];
  const kept = [{ id: 'c0ffee00', repository: 'shop' }, { id: 'beef' }];
  assert.deepEqual(commitsOf({ commit: 'dead' }, told), [{ id: 'dead' }, ...kept]);
  assert.deepEqual(commitsOf({ commit: 'c0ffee' }, told), kept, 'the engine knows it by its whole hash');
  assert.deepEqual(commitsOf({ commit: '' }, told), kept);
  assert.deepEqual(commitsOf({}, told), kept);
});

test('a short hash names the commit whose hash begins so; what is too short for one, or empty, names no other', () => {
  const same: readonly (readonly [string, string])[] = [
    ['c0ffee00', 'c0ff'],
    ['c0ff', 'c0ff'],
    ['c', 'c'],
    ['', ''],
  ];
  const others: readonly (readonly [string, string])[] = [
    ['c0ffee00', 'c0f'],
    ['c0ffee00', 'c0fe'],
    ['c0ffee00', 'ffee'],
    ['c0ffee00', ''],
  ];
  for (const [one, other] of same)
    assert.ok(isSameCommit(one, other) && isSameCommit(other, one), `${one} ${other}`);
  for (const [one, other] of others)
    assert.ok(!isSameCommit(one, other) && !isSameCommit(other, one), `${one} ${other}`);
});
