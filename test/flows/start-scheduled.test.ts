import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { createRosterHolder } from '../../src/domain/roster.ts';
import { LATE_LIMIT_MS, startScheduled } from '../../src/flows/start-scheduled.ts';
import type { Database } from '../../src/store/database.ts';
import { insertSchedule } from '../../src/store/schedules.ts';
import { openProduct } from '../store/product.ts';
import { NOW } from './flow-unit.ts';
import { shopDirectory, type as typed, unit } from './hold-arena.ts';

const AT = NOW + 60_000;
const PROD = shopDirectory(['prod']);

async function open(t: TestContext, person = 'ada'): Promise<{ db: Database; id: number }> {
  const db = await openProduct();
  t.after(() => db.close());
  const room = { platform: 'chat', id: 'R1' };
  const planned = { app: 'shop', environment: 'prod', parameters: [['tag', 'v2']] as const };
  const id = await db.tx((tx) => insertSchedule(tx, { ...planned, person, room, at: AT, createdAt: NOW }));
  return { db, id };
}

async function found(db: Database) {
  const s = db.schema;
  const [row] = await db.read.select().from(s.schedules);
  const notices = await db.read.select().from(s.notices);
  return {
    state: row?.state,
    run: row?.run,
    wakeAt: row?.wakeAt,
    runs: (await db.read.select().from(s.runs)).map(({ initiator, parameters }) => [initiator, parameters]),
    calls: (await db.read.select().from(s.engineCalls)).length,
    posts: (await db.read.select().from(s.posts)).map(({ room }) => room),
    told: notices.map(({ room, subject }) => [
      room,
      ...(subject.kind === 'told' ? subject.says.map(({ code }) => code) : []),
    ]),
    audit: (await db.read.select().from(s.audit)).map(({ action, actor }) => `${action} by ${actor}`),
  };
}

const nothing = { runs: [], calls: 0, posts: [] };

test('before its time nothing happens; then one run starts in the name of whoever planned it, with a card where that was', async (t) => {
  const { db, id } = await open(t);
  assert.equal(await unit(db, PROD, (context) => startScheduled(context, id), AT - 1), 'done');
  assert.equal((await found(db)).state, 'planned');
  for (const now of [AT, AT + 1, AT + LATE_LIMIT_MS * 2])
    await unit(db, PROD, (context) => startScheduled(context, id), now);
  assert.deepEqual(await found(db), {
    state: 'started',
    run: 1,
    wakeAt: null,
    runs: [['ada', { tag: 'v2' }]],
    calls: 1,
    posts: ['R1'],
    told: [],
    audit: ['run.requested by ada', 'schedule.started by greenlight'],
  });
  const [entry] = await db.read.select().from(db.schema.audit);
  assert.ok(entry);
  const { surface, schedule } = entry.detail as { surface: string; schedule: number };
  assert.deepEqual([surface, schedule], ['schedule', id]);
});

test('late by up to an hour it starts all the same; later it is missed, and told', async (t) => {
  const late = await open(t);
  await unit(late.db, PROD, (context) => startScheduled(context, late.id), AT + LATE_LIMIT_MS);
  assert.equal((await found(late.db)).state, 'started');
  const missed = await open(t);
  await unit(missed.db, PROD, (context) => startScheduled(context, missed.id), AT + LATE_LIMIT_MS + 1);
  assert.deepEqual(await found(missed.db), {
    ...nothing,
    state: 'missed',
    run: null,
    wakeAt: null,
    told: [['@U-ada', 'schedule.refused', 'schedule.missed']],
    audit: ['schedule.missed by greenlight'],
  });
});

test('what holds it back at that moment refuses it: its planner is told, and it is not tried again', async (t) => {
  const { db, id } = await open(t);
  await typed(db, PROD, 'ben', 'lock shop prod because of a look');
  for (const now of [AT, AT + 5]) await unit(db, PROD, (context) => startScheduled(context, id), now);
  await typed(db, PROD, 'ben', 'unlock shop prod', AT + 10);
  await unit(db, PROD, (context) => startScheduled(context, id), AT + 15);
  const { state, told, runs } = await found(db);
  assert.deepEqual(
    { state, told, runs },
    { state: 'refused', told: [['@U-ada', 'schedule.refused', 'lock.locked']], runs: [] },
  );
});

test('a right that has ended refuses it; whoever has left is told nothing', async (t) => {
  const carls = await open(t, 'carl');
  await unit(carls.db, PROD, (context) => startScheduled(context, carls.id), AT);
  const { state, told, audit } = await found(carls.db);
  assert.deepEqual(
    { state, told, audit },
    {
      state: 'refused',
      told: [['@U-carl', 'schedule.refused', 'place.not-allowed']],
      audit: ['command.refused by carl', 'schedule.refused by greenlight'],
    },
  );
  const adas = await open(t);
  const gone = shopDirectory(['prod'], ['ada']);
  await unit(adas.db, gone, (context) => startScheduled(context, adas.id), AT);
  assert.deepEqual(await found(adas.db), {
    ...nothing,
    state: 'refused',
    run: null,
    wakeAt: null,
    told: [],
    audit: ['schedule.refused by greenlight'],
  });
});

test('while nobody can say who belongs to the group that may, it waits', async (t) => {
  const { db, id } = await open(t);
  const [app] = PROD.apps;
  assert.ok(app);
  const environments = app.environments.map((one) => ({ ...one, operators: ['sre'] }));
  const unread = createDirectory(
    {
      language: 'en',
      people: PROD.people,
      platforms: PROD.platforms,
      groups: [{ id: 'sre', people: [], sources: [{ platform: 'chat', group: 'G' }] }],
      apps: [{ ...app, environments }],
    },
    createRosterHolder(),
  );
  assert.equal(await unit(db, unread, (context) => startScheduled(context, id), AT), 'later');
  assert.equal((await found(db)).state, 'planned');
});
