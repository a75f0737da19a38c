import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keptSecretFile } from '../../../src/simulator/playground/kept-secret.ts';

test('a secret is made once, is its owner’s only, and is the same at the next start', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-secret-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = keptSecretFile(join(folder, 'audit-key'));
  const secret = readFileSync(file, 'utf8');
  assert.match(secret, /^[0-9a-f]{64}\n$/);
  assert.equal(statSync(file).mode & 0o077, 0);
  keptSecretFile(file);
  assert.equal(readFileSync(file, 'utf8'), secret);
  assert.deepEqual(readdirSync(folder), ['audit-key']);
});
