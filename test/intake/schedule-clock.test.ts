import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createScheduleClock } from '../../src/intake/schedule-clock.ts';
import { type Log, silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { insertSchedule } from '../../src/store/schedules.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { ENGINES, shopDirectory } from '../flows/hold-arena.ts';
import { openProduct } from '../store/product.ts';
import { until } from '../until.ts';

const MINUTE = 60_000;
const directory = shopDirectory(['prod']);

async function open(t: TestContext) {
  const db = await openProduct();
  const clock = createHandClock();
  const failed: unknown[] = [];
  let woken = 0;
  const log: Log = { ...silentLog, error: ({ schedule }) => void failed.push(schedule) };
  const begin = () => {
    const parts = {
      db,
      clock,
      log,
      directory,
      engines: ENGINES,
      platforms: new Map(),
      outline: () => undefined,
      auditKeys: AUDIT_KEYS,
    };
    const loop = createScheduleClock(parts, () => {
      woken += 1;
    });
    loop.start();
    t.after(() => loop.stop());
    return loop;
  };
  t.after(() => db.close());
  return { db, clock, failed, begin, woken: () => woken };
}

const plan = (db: Database, at: number, more: object = {}) =>
  db.tx((tx) =>
    insertSchedule(tx, {
      app: 'shop',
      environment: 'prod',
      parameters: [],
      person: 'ada',
      room: { platform: 'chat', id: 'R1' },
      at,
      createdAt: 0,
      ...more,
    }),
  );

const statesOf = async (db: Database) =>
  (await db.read.select().from(db.schema.schedules)).map(({ state }) => state);

test('two servers start what is due once, what comes later at its time, and wake the ring', async (t) => {
  const { db, clock, begin, woken } = await open(t);
  await plan(db, clock.now() + MINUTE);
  await plan(db, clock.now() + 3 * MINUTE);
  begin();
  begin();
  await clock.turn(MINUTE - 1000);
  assert.deepEqual(await statesOf(db), ['planned', 'planned']);
  await until('the first to start', async () => {
    await clock.turn(500);
    return (await statesOf(db))[0] === 'started';
  });
  assert.deepEqual(await statesOf(db), ['started', 'planned']);
  await until('the second to start', async () => {
    await clock.turn(1000);
    return (await statesOf(db))[1] === 'started';
  });
  assert.equal((await db.read.select().from(db.schema.runs)).length, 2);
  assert.ok(woken() >= 2);
});

test('what was due while no server was there starts late with the next one', async (t) => {
  const { db, clock, begin } = await open(t);
  await plan(db, clock.now() + MINUTE);
  await begin().stop();
  await clock.turn(30 * MINUTE);
  assert.deepEqual(await statesOf(db), ['planned']);
  begin();
  await until('it to start', async () => {
    await clock.turn(100);
    return (await statesOf(db))[0] === 'started';
  });
});

test('one that fails goes behind the others, and is tried again', async (t) => {
  const { db, clock, failed, begin } = await open(t);
  // A row that an older version could have written.
  const bad = await plan(db, clock.now(), { parameters: 'no list' });
  await plan(db, clock.now());
  begin();
  await until('the good one to start, and the bad one to fail twice', async () => {
    await clock.turn(500);
    return (await statesOf(db))[1] === 'started' && failed.length >= 2;
  });
  assert.ok(failed.every((id) => id === bad));
  assert.equal((await statesOf(db))[0], 'planned');
});
