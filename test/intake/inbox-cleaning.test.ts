import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCleaning } from '../../src/intake/inbox-cleaning.ts';
import { silentLog } from '../../src/log.ts';
import { putLinkRequest } from '../../src/store/identities.ts';
import { finishEvent, storeEvent } from '../../src/store/inbox.ts';
import { insertNotice, insertUnreached } from '../../src/store/notices.ts';
import { insertSchedule, settleSchedule } from '../../src/store/schedules.ts';
import { eventOf } from '../ring/harness.ts';
import { openProduct } from '../store/product.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;

test('once an hour what was handled a week ago goes, and requests for an account that are over', async (t) => {
  const db = await openProduct();
  t.after(() => db.close());
  const { linkRequests, inbox } = db.schema;
  const now = 2 * WEEK;
  const ask = (account: string, until: number) =>
    db.tx((tx) =>
      putLinkRequest(tx, { code: `of ${account} ${until}`, platform: 'chat', account, name: null, until }),
    );
  const asked = async () =>
    (await db.read.select().from(linkRequests)).map(({ account, until }) => `${account} ${until - now}`);
  const store = async (doneAt: number) => {
    const event = eventOf('ada', { kind: 'command', name: 'flow', text: 'help' });
    const id = await db.tx((tx) => storeEvent(tx, event, doneAt, doneAt));
    assert.ok(id);
    const end = { state: 'done', reply: { kind: 'none' }, doneAt, answerAt: undefined } as const;
    await db.tx((tx) => finishEvent(tx, { id, leaseEpoch: 1 }, end));
    return id;
  };
  const clean = createCleaning(db, silentLog);

  await store(now - WEEK - 1);
  const kept = await store(now - WEEK);
  await ask('over', now);
  await ask('open', now + 1);
  await ask('again', now + 1);
  await ask('again', now + MINUTE);
  assert.deepEqual(await asked(), ['over 0', 'open 1', `again ${MINUTE}`], 'one for each account');

  await clean(now);
  assert.deepEqual(await asked(), ['open 1', `again ${MINUTE}`]);
  assert.deepEqual(
    (await db.read.select().from(inbox)).map(({ id }) => id),
    [kept],
  );
  await clean(now + HOUR - 1);
  assert.equal((await asked()).length, 2);
  await clean(now + HOUR);
  assert.deepEqual(await asked(), []);
  assert.deepEqual(await db.read.select().from(inbox), []);
});

test('planned starts that are over, and messages about no run, go after a week; what is planned or of a run stays', async (t) => {
  const db = await openProduct();
  t.after(() => db.close());
  const now = 2 * WEEK;
  const room = { platform: 'chat', id: 'R' };
  const planned = {
    app: 'shop',
    environment: 'prod',
    parameters: [],
    person: 'ada',
    room,
    at: 1,
    createdAt: 0,
  };
  const subject = { kind: 'told', person: 'ada', says: [] } as const;
  await db.tx(async (tx) => {
    for (const at of [now - WEEK - 1, now - WEEK, undefined]) {
      const id = await insertSchedule(tx, planned);
      if (at !== undefined) await settleSchedule(tx, id, { state: 'missed', at });
    }
    for (const [key, run] of [
      ['told', 0],
      ['of a run', 1],
    ] as const) {
      const notice = { run, post: null, platform: 'chat', room: '@U', key, subject, createdAt: 0 };
      await insertUnreached(tx, { ...notice, unreached: [] });
    }
    await insertNotice(tx, {
      run: 0,
      post: null,
      platform: 'chat',
      room: '@U',
      key: 'owed',
      subject,
      createdAt: 0,
    });
  });
  await createCleaning(db, silentLog)(now);
  const { schedules, notices } = db.schema;
  assert.deepEqual(
    (await db.read.select().from(schedules)).map(({ id }) => id),
    [2, 3],
  );
  assert.deepEqual(
    (await db.read.select().from(notices)).map(({ key }) => key),
    ['of a run', 'owed'],
  );
});
