import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { close, listen } from '../../../src/simulator/common/listen.ts';
import { keptPort } from '../../../src/simulator/playground/kept-port.ts';

test('links that were sent lead somewhere after a restart: the port is the same, unless somebody else has it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-port-'));
  const file = join(folder, 'port');
  const other = createServer();
  try {
    const port = await keptPort(file);
    assert.equal(await keptPort(file), port);
    await listen(other, port);
    const next = await keptPort(file);
    assert.notEqual(next, port);
    assert.equal(await keptPort(file), next);
    await writeFile(file, 'no port');
    assert.ok((await keptPort(file)) > 1023);
  } finally {
    if (other.listening) await close(other);
    await rm(folder, { recursive: true });
  }
});
