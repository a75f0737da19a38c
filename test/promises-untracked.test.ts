import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const UNTRACKED = fileURLToPath(new URL('promises-untracked.ts', import.meta.url));

const LOSES_A_PROMISE = `
import { test } from 'node:test';
test('does not await what fails', async () => {
  void Promise.resolve().then(() => { throw new Error('nobody caught me'); });
  await new Promise((resolve) => setImmediate(resolve));
});
`;

test('an error of a promise that nobody awaits fails its file, also where promises are not followed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-untracked-'));
  const file = join(folder, 'losing.test.mjs');
  writeFileSync(file, LOSES_A_PROMISE);
  const { NODE_TEST_CONTEXT: _ours, ...env } = process.env;
  const ended = spawnSync(process.execPath, ['--import', UNTRACKED, '--test', file], {
    env,
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  assert.match(ended.stdout, /nobody caught me/);
  assert.equal(ended.status, 1);
});
