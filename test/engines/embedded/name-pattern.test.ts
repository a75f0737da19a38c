import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createNameTest } from '../../../src/engines/embedded/name-pattern.ts';

const isMeant = (pattern: string, name: string): boolean | undefined => createNameTest(pattern)?.(name);

test('a name is looked for anywhere, as KubeVela does it; signs before and behind it say where', () => {
  for (const [pattern, meant, others] of [
    ['web', ['web', 'web-cache', 'the-web'], ['we-b', 'cache']],
    ['^web$', ['web'], ['web-cache', 'the-web']],
    ['^web', ['web', 'web-cache'], ['the-web']],
    ['web$', ['web', 'the-web'], ['web-cache']],
    ['*-web', ['the-web', '-web', 'a-web-b'], ['web']],
    ['shop-*-db', ['shop-eu-db', 'shop--db'], ['shop-db', 'shop-eu']],
    ['^s*b$', ['shop-db', 'sb'], ['shop', 'my-sb-x']],
    ['*', ['web', ''], []],
    ['w.b', ['web', 'wab'], ['wb']],
  ] as const) {
    for (const name of meant) assert.equal(isMeant(pattern, name), true, `${pattern} means ${name}`);
    for (const name of others)
      assert.equal(isMeant(pattern, name), false, `${pattern} does not mean ${name}`);
  }
});

test('what is no name and no pattern means nothing', () => {
  for (const pattern of ['', 'a b', 'a+', '(a)', '[a]', 'a$b', '^', 'a^b', 'a\\d', '名'])
    assert.equal(createNameTest(pattern), undefined, pattern);
});

test('it finds what the regular expression would find that KubeVela makes of a name', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', '*'), minLength: 1, maxLength: 6 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 8 });
  fc.assert(
    fc.property(fc.boolean(), piece, fc.boolean(), name, (begin, body, end, text) => {
      const pattern = `${begin ? '^' : ''}${body}${end ? '$' : ''}`;
      assert.equal(isMeant(pattern, text), new RegExp(pattern.replaceAll('*', '.*')).test(text), pattern);
    }),
    { numRuns: 2000 },
  );
});
