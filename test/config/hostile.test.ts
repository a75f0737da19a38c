import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import fc from 'fast-check';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { ConfigError } from '../../src/errors.ts';
import { load } from './load.ts';

const EXAMPLE = readFileSync(new URL('../../greenlight.example.yaml', import.meta.url), 'utf8');
const HUSH = 'tr0ub4dor';
const ENV = { SLACK_BOT_TOKEN: `xoxb-${HUSH}`, SLACK_APP_TOKEN: `xapp-${HUSH}`, X: HUSH };

/** Loads or is refused with a ConfigError whose problems have a path, a sentence and no secret. */
function holds(yaml: string): void {
  try {
    load(yaml, ENV);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    assert.ok(error.problems.length > 0);
    for (const { path, message } of error.problems) {
      assert.ok(path !== '' && message !== '', JSON.stringify({ path, message }));
      assert.ok(!`${path}${message}`.includes(HUSH), message);
    }
  }
}

it('text that was cut, doubled or spoilt anywhere is refused with sentences, never with a fault', () => {
  const edit = fc.record({
    at: fc.nat(EXAMPLE.length),
    cut: fc.nat(40),
    put: fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        '{',
        '[',
        ']',
        '}',
        ':',
        '- ',
        '&a ',
        '*a',
        '<<: ',
        '!!x ',
        '? ',
        '---\n',
        '\t',
        '"',
        '|\n',
        '${X}',
        '${',
        '\0',
        '__proto__: ',
      ),
    ),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let text = EXAMPLE;
      for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
      holds(text);
    }),
    { numRuns: 250 },
  );
});

it('any value in any place is refused with sentences, never with a fault', () => {
  const places: (readonly unknown[])[] = [];
  const collect = (node: unknown, path: readonly unknown[]): void => {
    if (path.length > 0) places.push(path);
    if (isMap(node))
      for (const pair of node.items) collect(pair.value, [...path, isScalar(pair.key) ? pair.key.value : 0]);
    if (isSeq(node)) for (const [index, item] of node.items.entries()) collect(item, [...path, index]);
  };
  collect(parseDocument(EXAMPLE).contents, []);
  assert.ok(places.length > 50);
  const value = fc.oneof(
    fc.constantFrom(
      null,
      '',
      '${X}',
      '${GONE}',
      'ada',
      'slack-main/C1',
      '(',
      '10m',
      0,
      -1,
      1e9,
      true,
      [],
      {},
      ['ada', 'ada'],
    ),
    fc.string(),
    fc.object({
      maxDepth: 3,
      key: fc.constantFrom('ada', 'shop', 'kind', 'constructor', 'toString', 'environments'),
    }),
    fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null))),
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), value, (path, put) => {
      const document = parseDocument(EXAMPLE);
      document.setIn(path, put);
      holds(document.toString());
    }),
    { numRuns: 400 },
  );
});

it('what a variable holds changes nothing but the texts that name it', () => {
  const yaml = EXAMPLE.replace('shop-prod', "'${X}'");
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() !== ''),
      (text) => {
        const config = load(yaml, { ...ENV, X: text });
        const plain = load(EXAMPLE.replace('shop-prod', 'PLACE'), ENV);
        const [staging, prod] = config.apps[0]?.environments ?? [];
        assert.equal(prod?.workflow, text);
        assert.equal(staging?.workflow, 'shop-staging');
        assert.equal(
          JSON.stringify(config),
          JSON.stringify(plain).replace('"PLACE"', () => JSON.stringify(text)),
        );
      },
    ),
    { numRuns: 100 },
  );
});
