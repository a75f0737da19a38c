import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../src/log.ts';
import { openDatabase } from '../../src/open-database.ts';
import { systemClock } from '../../src/time.ts';
import { readConfig } from '../../src/verbs/configuration.ts';
import { openWorld } from './world.ts';

void test('the writer of the crash test syncs every commit to the disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-durability-'));
  const world = await openWorld(folder);
  // The same two steps as `greenlight start` takes; a process that was killed proves nothing about a machine that lost its power.
  const config = readConfig({ file: world.configFile });
  const db = await openDatabase(config, { clock: systemClock, log: silentLog });
  try {
    await db.migrate();
    await db.tx(async (tx) => void (await tx.select().from(tx.schema.runs)));
    const { synchronous, journal_mode: journal } = await db.settings();
    assert.deepEqual({ synchronous, journal }, { synchronous: 2, journal: 'wal' });
  } finally {
    await db.close();
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
