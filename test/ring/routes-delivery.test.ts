import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Route } from '../../src/domain/route.ts';
import { systemClock } from '../../src/time.ts';
import { until } from '../until.ts';
import { CHAT, cardsOf, noticesOf } from './harness.ts';
import { IMPATIENT, openRoutes, type RouteHouse, told } from './routes-house.ts';

let routes: RouteHouse;

afterEach(async () => {
  await routes.house.close();
});

const toRobot = [{ outlet: 'robot' }];

/** Quiet for an hour from now on. */
function quietNow(except: Route['events'] = []): NonNullable<Route['quiet']> {
  const at = new Date(systemClock.now());
  const from = at.getUTCHours() * 60 + at.getUTCMinutes();
  return { from, until: (from + 60) % 1440, zone: 'UTC', except };
}

test('what nobody knows to have arrived is sent once more, and not a third time', async () => {
  routes = await openRoutes([{ events: ['waiting'], to: toRobot }], {}, IMPATIENT);
  routes.robot.faults.push(
    ...Array.from({ length: 5 }, () => ({ outcome: 'unknown', applied: true }) as const),
  );
  await routes.deploy();
  await until('given up', async () => (await routes.states()).includes('buried unknown'));
  assert.deepEqual(told(routes.robot), ['waiting', 'waiting']);
});

test('a program knows copies by their key: it is told until it has answered', async () => {
  routes = await openRoutes([{ events: ['waiting'], to: toRobot }], {}, { keyed: true, ...IMPATIENT });
  routes.robot.faults.push(
    ...Array.from({ length: 3 }, () => ({ outcome: 'unknown', applied: false }) as const),
  );
  await routes.deploy();
  await until('sent', () => routes.robot.sent.length > 0);
  assert.equal(routes.robot.sent.length, 1);
});

test('an event that must be heard now does not wait for one that is held back', async () => {
  routes = await openRoutes([
    {
      events: ['created', 'waiting'],
      to: [{ outlet: CHAT, room: 'R2' }, ...toRobot],
      quiet: quietNow(['waiting']),
    },
  ]);
  await routes.deploy();
  await until('the question', () => told(routes.robot).includes('waiting'));
  await until('the question in the room', () =>
    routes.house.chat.messages.some(({ room }) => room.id === 'R2'),
  );
  assert.deepEqual(told(routes.robot), ['waiting']);
});

test('what a run tells one place comes in its order, also when places are few', async () => {
  routes = await openRoutes(
    [{ events: ['created', 'started', 'waiting', 'succeeded'], to: toRobot }],
    {},
    { limits: { send: [{ count: 1, perMs: 40 }], requestMs: 1000 } },
  );
  await routes.deploy();
  await until('the question', () => told(routes.robot).includes('waiting'));
  await routes.approve();
  await until('the end', () => told(routes.robot).includes('succeeded'));
  assert.deepEqual(told(routes.robot), ['created', 'started', 'waiting', 'succeeded']);
});

test('a route that is gone tells of nothing more', async () => {
  routes = await openRoutes([{ events: ['created'], to: toRobot, quiet: quietNow() }]);
  await routes.deploy();
  await until('owed', async () => (await routes.rows()).some(({ platform }) => platform === 'robot'));
  await routes.restart();
  const { db } = routes.house;
  await db.tx(async (tx) => void (await tx.update(db.schema.notices).set({ nextAt: 0 })));
  await until('dropped', async () => (await routes.states()).includes('dropped route-gone'));
  assert.deepEqual(told(routes.robot), []);
});

test('what should have been told the day before yesterday is no news', async () => {
  const route = { events: ['created'], to: toRobot, quiet: quietNow() } as const;
  routes = await openRoutes([route]);
  await routes.deploy();
  await until('owed', async () => (await routes.rows()).some(({ platform }) => platform === 'robot'));
  const { db } = routes.house;
  const long = systemClock.now() - 48 * 3_600_000;
  await db.tx(async (tx) => void (await tx.update(db.schema.notices).set({ createdAt: long, nextAt: long })));
  await routes.restart(route);
  await until('buried', async () => (await routes.states()).includes('buried too-late'));
  assert.deepEqual(told(routes.robot), []);
});

test('when the card is lost, who is asked and how it ended is told in the room', async () => {
  routes = await openRoutes([
    { events: ['succeeded'], to: [{ outlet: CHAT, room: 'R2' }], mode: 'card-and-notice' },
    { events: ['created'], to: [{ outlet: CHAT, room: 'R2' }], mode: 'card' },
  ]);
  await routes.deploy();
  const card = await until('the card', () => cardsOf(routes.house.chat).find(({ room }) => room.id === 'R2'));
  await until('the question', () => noticesOf(routes.house.chat).some(({ room }) => room.id === 'R2'));
  const { db } = routes.house;
  await db.tx(
    async (tx) => void (await tx.update(db.schema.posts).set({ state: 'lost', ref: null, message: null })),
  );
  await routes.approve();
  await until('the end in the room', () =>
    cardsOf(routes.house.chat).some(({ room, ref }) => room.id === 'R2' && ref.message !== card.ref.message),
  );
});

test('a mailbox that is not there is given up at once, a robot that is not there is waited for', async () => {
  const people = [{ kind: 'initiator' }] as const;
  routes = await openRoutes([{ events: ['created'], to: [...toRobot, { outlet: 'mail', people }] }]);
  routes.robot.faults.push({ outcome: 'rejected', code: 'hook-gone' });
  routes.mail.faults.push({ outcome: 'rejected', code: 'hook-gone' });
  await routes.deploy();
  await until('the mailbox', async () => (await routes.states()).includes('buried hook-gone'));
  await until('the robot', async () => (await routes.states()).includes('owed hook-gone'));
});
