import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { RunEvent } from '../../src/domain/run-event.ts';
import type { RunView } from '../../src/domain/run-view.ts';
import { silentLog } from '../../src/log.ts';
import { staleBecause } from '../../src/outbox/stale.ts';
import type { Database } from '../../src/store/database.ts';
import { insertNotice, type NoticeRow, noticesIn } from '../../src/store/notices.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';

let folder: string;
let db: Database;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-stale-'));
  db = openSqlite(defineSchema, { file: join(folder, 'test.db'), clock: systemClock, log: silentLog });
  await db.migrate();
});

after(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

const VIEW: RunView = {
  id: 1,
  engine: 'e',
  app: null,
  environment: null,
  workflow: 'w',
  parameters: {},
  initiator: null,
  initiatorName: null,
  phase: 'running',
  snapshot: null,
  trouble: null,
  revision: null,
  rollbackTo: null,
  createdAt: 0,
  endedAt: null,
  approvals: [],
  undelivered: [],
  delegations: [],
};

const LONG = 10_000;
let runs = 0;

/** Owes one room these events of a run of its own at time 0, and resolves with their rows. */
async function owe(...events: RunEvent[]): Promise<NoticeRow[]> {
  runs += 1;
  const run = runs;
  await db.tx(async (tx) => {
    for (const event of events) {
      const subject = { kind: 'event', event, routes: [] } as const;
      const place = { run, post: null, platform: 'robot', room: '' };
      await insertNotice(tx, { ...place, key: `${run}-${event.type}`, subject, createdAt: 0 });
    }
  });
  return (await db.read.select().from(db.schema.notices)).filter((row) => row.run === run);
}

test('progress that has waited for its place gives way to what is newer', async () => {
  const [started, failed] = await owe({ type: 'started', at: 0 }, { type: 'failed', at: 0 });
  assert.ok(started && failed);
  assert.equal((await noticesIn(db.read, started)).length, 2);
  assert.equal(await staleBecause(db.read, started, VIEW, 1, LONG - 1), undefined);
  assert.deepEqual(await staleBecause(db.read, started, VIEW, 1, LONG), {
    end: 'drop',
    because: 'superseded',
  });
  assert.equal(await staleBecause(db.read, failed, VIEW, 1, LONG * 1000), undefined);
});

test('an end gives way to nothing, and progress without anything newer is told however late', async () => {
  const [failed, changed, started] = await owe(
    { type: 'failed', at: 0 },
    { type: 'changed', at: 0 },
    { type: 'started', at: 0 },
  );
  assert.ok(failed && changed && started);
  for (const row of [failed, changed, started])
    assert.equal(await staleBecause(db.read, row, VIEW, 1, LONG * 1000), undefined);
});

test('a question that is not open any more needs nobody', async () => {
  const [waiting] = await owe({ type: 'waiting', approval: 7, at: 0 });
  assert.ok(waiting);
  assert.deepEqual(await staleBecause(db.read, waiting, VIEW, 1, 0), {
    end: 'drop',
    because: 'settled-meanwhile',
  });
});

test('what happened to one step does not make another one’s news old, and a failed step is news for long', async () => {
  const [built, failed, deployed] = await owe(
    { type: 'started', step: 'build', at: 0 },
    { type: 'failed', step: 'lint', at: 0 },
    { type: 'succeeded', step: 'deploy', at: 0 },
  );
  assert.ok(built && failed && deployed);
  for (const row of [built, failed, deployed])
    assert.equal(await staleBecause(db.read, row, VIEW, 1, LONG * 1000), undefined);
});

test('without its routes an event is told to nobody', async () => {
  const [failed] = await owe({ type: 'failed', at: 0 });
  assert.ok(failed);
  assert.deepEqual(await staleBecause(db.read, failed, VIEW, 0, 0), { end: 'drop', because: 'route-gone' });
});
