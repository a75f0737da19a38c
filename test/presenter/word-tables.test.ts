import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../src/presenter/', import.meta.url));

/** A text of the source in quotation marks of any kind. */
const TEXT = String.raw`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|` + '`[^`]*`';

/** The pairs of a file, and how many times it begins a text of either language: tables are not exported, so they are read as they are written. */
function tablesOf(source: string): { pairs: { en: string; zh: string }[]; en: number; zh: number } {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '');
  const pairs = [...code.matchAll(new RegExp(`\\ben:\\s*(${TEXT}),\\s*zh:\\s*(${TEXT})`, 'g'))];
  const count = (language: string): number =>
    [...code.matchAll(new RegExp(`\\b${language}:\\s*['"\`]`, 'g'))].length;
  const inner = (text = ''): string => text.slice(1, -1);
  return {
    pairs: pairs.map(([, en, zh]) => ({ en: inner(en), zh: inner(zh) })),
    en: count('en'),
    zh: count('zh'),
  };
}

/** What is wrong with the tables of a source; nothing when every entry says the same in both languages. */
function faultsOf(source: string): string[] {
  const { pairs, en, zh } = tablesOf(source);
  const faults =
    en === pairs.length && zh === pairs.length ? [] : [`${en} en, ${zh} zh, ${pairs.length} pairs`];
  for (const pair of pairs) {
    if (pair.en.trim() === '' || pair.zh.trim() === '') faults.push(`empty: ${pair.en}${pair.zh}`);
    const names = (text: string): string => [...text.matchAll(/\{(\w+)\}/g)].map(String).sort().join();
    if (names(pair.en) !== names(pair.zh)) faults.push(`other data: ${pair.en}`);
  }
  return faults;
}

const files = globSync('**/*.ts', { cwd: FOLDER }).filter(
  (file) => tablesOf(readFileSync(FOLDER + file, 'utf8')).en > 0,
);

for (const file of files) {
  test(`${file}: both languages say something everywhere, and use the same data`, () => {
    assert.deepEqual(faultsOf(readFileSync(FOLDER + file, 'utf8')), []);
  });
}

test('all tables are found, and every kind of gap in one', () => {
  assert.ok(files.length >= 11, `only ${files.length} tables`);
  assert.deepEqual(faultsOf(`{ a: { en: 'x {b}', zh: '某 {b}' } }`), []);
  assert.equal(faultsOf(`{ a: { en: 'x' } }`).length, 1);
  assert.equal(faultsOf(`{ a: { zh: '某' } }`).length, 1);
  assert.equal(faultsOf(`{ a: { en: 'x', zh: '' } }`).length, 1);
  assert.equal(faultsOf(`{ a: { en: 'x {b}', zh: '某' } }`).length, 1);
});
