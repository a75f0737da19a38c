import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../src/log.ts';
import { createReissue } from '../../src/outbox/reissue.ts';
import { claimPosts, insertPost, markShown, postsOfRun, releasePost } from '../../src/store/posts.ts';
import { insertRun } from '../../src/store/runs.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { newRun } from '../store/new-run.ts';
import { openProduct } from '../store/product.ts';

const HOUR_MS = 3600 * 1000;
const WINDOW_MS = 14 * 24 * HOUR_MS;

test('an aged card that is just being shown is posted anew as soon as it is free, not an hour later', async (t) => {
  const db = await openProduct();
  t.after(() => db.close());
  const clock = createHandClock();
  const run = await db.tx((tx) => insertRun(tx, newRun('k', { phase: 'suspended' })));
  assert.ok(run);
  await db.tx((tx) =>
    insertPost(tx, { run, platform: 'feishu', room: 'oc', key: 'card', createdAt: clock.now() }),
  );
  const claim = async () => {
    const [post] = await db.tx((tx) => claimPosts(tx, [1], clock.now(), clock.now() + HOUR_MS));
    assert.ok(post);
    return post;
  };
  const first = await claim();
  const ref = { room: 'oc', message: 'om_1' };
  await db.tx((tx) => markShown(tx, first, { ref, shown: 0, hash: null, at: clock.now(), byHandle: false }));
  const reissue = createReissue(
    { db, clock, log: silentLog },
    { id: 'feishu', limits: { editWindowMs: WINDOW_MS } },
  );
  const message = async () => (await postsOfRun(db.read, run))[0]?.message;

  await clock.turn(WINDOW_MS - 12 * HOUR_MS);
  const held = await claim();
  await reissue();
  assert.equal(await message(), 'om_1', 'whoever shows it has it');
  await db.tx((tx) => releasePost(tx, held, { nextAt: clock.now() }));
  await reissue();
  assert.equal(await message(), null, 'owed anew');
});
