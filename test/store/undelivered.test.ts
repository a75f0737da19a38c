import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAILURES_SHOWN, stepOutlet } from '../../src/domain/notice.ts';
import { runView } from '../../src/store/run-view.ts';
import { insertRun } from '../../src/store/runs.ts';
import { readStats } from '../../src/store/stats.ts';
import { newRun } from './new-run.ts';
import { openProduct } from './product.ts';

const SUBJECT = { kind: 'event', event: { type: 'failed', at: 0 }, routes: ['r'] } as const;
const NOTICE = { run: 1, room: '', subject: SUBJECT, ref: null, state: 'owed', createdAt: 1_000 } as const;

test('a run tells of what was given up and of what is tried again after some failures', async (t) => {
  const db = await openProduct();
  t.after(() => db.close());
  const failed = { ...NOTICE, failures: FAILURES_SHOWN };
  await db.tx(async (tx) => {
    await insertRun(tx, newRun('k'));
    await tx.insert(tx.schema.notices).values([
      { ...failed, key: 'a', platform: 'robot', note: 'hook-gone' },
      { ...failed, key: 'b', platform: 'mail', failures: FAILURES_SHOWN - 1, note: 'soon' },
      { ...failed, key: 'c', platform: 'mail', state: 'buried', note: 'no-mailbox' },
      { ...failed, key: 'd', platform: 'mail', state: 'sent' },
      { ...failed, key: 'e', platform: stepOutlet('slack'), note: 'ECONNREFUSED' },
      { ...failed, key: 'f', platform: 'robot', run: 2, note: 'another run' },
    ]);
  });
  assert.deepEqual((await runView(db.read, 1))?.undelivered, [
    { to: 'robot', because: 'hook-gone', still: true },
    { to: 'mail', because: 'no-mailbox' },
  ]);
});

test('messages that wait for the end of quiet hours are no backlog, and count from then on', async (t) => {
  const db = await openProduct();
  t.after(() => db.close());
  const owe = (key: string, more: object) =>
    db.tx(async (tx) => {
      const row = { ...NOTICE, platform: 'robot', key, ...more };
      await tx.insert(tx.schema.notices).values(row);
    });
  const notices = async (now: number) => (await readStats(db.read, now)).notices;
  await owe('quiet', { nextAt: 9_000 });
  assert.deepEqual(await notices(8_999), { waiting: 0, oldestAt: null });
  assert.deepEqual(await notices(9_000), { waiting: 1, oldestAt: 9_000 });
  await owe('plain', { createdAt: 5_000 });
  assert.deepEqual(await notices(9_000), { waiting: 2, oldestAt: 5_000 });
  await owe('failing', { failures: 1, nextAt: 60_000 });
  assert.deepEqual(await notices(9_000), { waiting: 3, oldestAt: 1_000 }, 'a pause between tries is no rest');
});
