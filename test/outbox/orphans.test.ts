import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepOutlet } from '../../src/domain/notice.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { createOrphans } from '../../src/outbox/orphans.ts';
import { insertNotice, noticeByKey } from '../../src/store/notices.ts';
import { insertPost, postsOfRun } from '../../src/store/posts.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { openProduct } from '../store/product.ts';
import { until } from '../until.ts';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
const SUBJECT = { kind: 'event', event: { type: 'failed', at: 0 }, routes: ['r'] } as const;

test('what is owed to an outlet that nobody has configured for two days is given up, and its card says so', async (t) => {
  const db = await openProduct();
  t.after(() => db.close());
  const clock = createHandClock();
  const owe = (key: string, platform: string, nextAt = 0) =>
    db.tx((tx) => {
      const place = { run: 1, post: null, platform, room: '' };
      return insertNotice(tx, { ...place, key, subject: SUBJECT, createdAt: clock.now(), nextAt });
    });
  await db.tx((tx) =>
    insertPost(tx, { run: 1, platform: 'slack', room: 'C1', key: 'card', createdAt: clock.now() }),
  );
  await owe('gone', 'old-robot');
  await owe('known', 'robot');
  await owe('step', stepOutlet('lark'));
  await owe('quiet', 'old-robot', clock.now() + 3 * DAY_MS);
  const { notices } = db.schema;
  await db.tx(async (tx) => {
    // Another server that has the outlet is about to send it.
    const place = { run: 1, platform: 'old-robot', room: '', key: 'held', subject: SUBJECT, ref: null };
    const leaseUntil = clock.now() + 3 * DAY_MS;
    await tx.insert(notices).values({ ...place, state: 'owed', createdAt: clock.now(), leaseUntil });
  });
  const lines: unknown[] = [];
  const log: Log = { ...silentLog, warn: (fields, message) => void lines.push({ ...fields, message }) };
  let woken = 0;
  const orphans = createOrphans({ db, clock, log, outlets: ['slack', 'robot'] }, () => {
    woken += 1;
  });
  orphans.start();
  t.after(() => orphans.stop());
  const stateOf = async (key: string) => {
    const row = await noticeByKey(db.read, key);
    return [row?.state, row?.note];
  };

  await clock.turn(2 * DAY_MS);
  assert.deepEqual(await stateOf('gone'), ['owed', null], 'others may be at it');
  await clock.turn(HOUR_MS);
  await until('its end', async () => (await stateOf('gone'))[0] === 'buried');
  assert.deepEqual(await stateOf('gone'), ['buried', 'outlet-gone']);
  for (const key of ['known', 'step', 'quiet', 'held'])
    assert.deepEqual(await stateOf(key), ['owed', null], key);
  await until('the news', () => woken === 1);
  assert.equal((await postsOfRun(db.read, 1))[0]?.wanted, 2);
  assert.deepEqual(lines, [
    { notice: 1, run: 1, to: 'old-robot', because: 'outlet-gone', message: 'a notice was buried' },
  ]);
});

test('more than one batch of them goes at one look', async (t) => {
  const db = await openProduct();
  t.after(() => db.close());
  const clock = createHandClock();
  await db.tx(async (tx) => {
    const place = { run: 1, post: null, platform: 'old-robot', room: '', subject: SUBJECT };
    for (let i = 0; i < 450; i += 1)
      await insertNotice(tx, { ...place, key: `k${i}`, createdAt: clock.now() - 3 * DAY_MS });
  });
  const orphans = createOrphans({ db, clock, log: silentLog, outlets: [] }, () => {});
  orphans.start();
  t.after(() => orphans.stop());
  await until('the last', async () => {
    await clock.turn(1);
    return (await noticeByKey(db.read, 'k449'))?.state === 'buried';
  });
});
