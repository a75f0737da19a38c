import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import { remedies } from '../../../src/platforms/feishu/remedies.ts';
import {
  neededCallbacks,
  neededEvents,
  neededScopes,
  rosterScopes,
} from '../../../src/platforms/feishu/scopes.ts';

/** What the console's batch import takes, and nothing else. */
const manifestSchema = z.strictObject({
  scopes: z.strictObject({ tenant: z.array(z.string()), user: z.array(z.string()) }),
});

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

const page = read('docs/platforms/feishu.md');
const allScopes = [...neededScopes.keys(), ...rosterScopes.keys()];

void test('the manifest asks for exactly the scopes that the code needs, and for nothing in a person’s name', () => {
  const { scopes } = manifestSchema.parse(JSON.parse(read('manifests/feishu.json')));
  assert.deepEqual(scopes.tenant.toSorted(), allScopes.toSorted());
  assert.deepEqual(scopes.user, []);
});

void test('the page names every scope, event and callback', () => {
  for (const name of [...allScopes, ...neededEvents, ...neededCallbacks]) {
    assert.ok(page.includes(`\`${name}\``), name);
  }
});

void test('the codes that operators meet most stand on the page too', () => {
  for (const code of [
    '10003',
    '10014',
    '514',
    '99991672',
    '230002',
    '230013',
    '232011',
    '41050',
    '40004',
    '42009',
    '1000040350',
  ]) {
    assert.ok(remedies[code], code);
    assert.match(page, new RegExp(`\\b${code}\\b`));
  }
});
