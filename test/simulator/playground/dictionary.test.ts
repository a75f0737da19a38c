import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

const PAGE = new URL('../../../src/simulator/page/', import.meta.url);

type Dictionary = Record<'en' | 'zh', Record<string, string>>;

async function loadDictionary(): Promise<Dictionary> {
  const module = (await import(new URL('dictionary.js', PAGE).href)) as { dictionary: Dictionary };
  return module.dictionary;
}

async function sources(): Promise<[string, string][]> {
  const names = (await readdir(PAGE, { recursive: true })).filter((name) => name.endsWith('.js'));
  return await Promise.all(
    names.map(async (name): Promise<[string, string]> => [name, await readFile(new URL(name, PAGE), 'utf8')]),
  );
}

const gaps = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

void test('every sentence exists in both languages with the same gaps', async () => {
  const { en, zh } = await loadDictionary();
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  for (const [key, sentence] of Object.entries(en)) {
    assert.deepEqual(gaps(zh[key] ?? ''), gaps(sentence), key);
    if (!['language', 'language_label', 'chat_slack'].includes(key))
      assert.notEqual(zh[key], sentence, `${key} is not translated`);
  }
});

void test('every key that the page uses is there, and no sentence is left over', async () => {
  const { en } = await loadDictionary();
  const all = await sources();
  const text = all
    .filter(([name]) => name !== 'dictionary.js')
    .map(([, source]) => source)
    .join('\n');
  const used = new Set(
    [...text.matchAll(/\bt\(\s*(?:\w+(?:\.\w+)*(?: === \w+)? \? '(\w+)' : )?'(\w+)'/g)].flatMap(
      ([, ...keys]) => keys,
    ),
  );
  /** `t(`server_${phase}`)` uses every key that begins so. */
  const prefixes = [...text.matchAll(/\bt\(`(\w+_)\$\{/g)].map(([, prefix]) => prefix ?? '');
  for (const key of used) assert.ok(key === undefined || key in en, `${key} is missing`);
  for (const key of Object.keys(en)) {
    const built = prefixes.some((prefix) => key.startsWith(prefix));
    assert.ok(built || text.includes(`'${key}'`), `${key} is never used`);
  }
});

void test('the page never turns text into markup', async () => {
  for (const [name, source] of await sources()) {
    assert.doesNotMatch(
      source,
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
      name,
    );
  }
});
