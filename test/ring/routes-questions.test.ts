import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { until } from '../until.ts';
import { CHAT, cardsOf, command } from './harness.ts';
import { openRoutes, type RouteHouse, told } from './routes-house.ts';

let routes: RouteHouse;

afterEach(async () => {
  await routes.house.close();
});

const approvers = [{ kind: 'approvers' }] as const;
const letters = (): string[] =>
  routes.mail.sent.map(({ message }) => message.mentions.people[0]?.email ?? '');

test('when one level has decided, those of the next one get their letter', async () => {
  routes = await openRoutes([
    { events: ['waiting'], to: [{ outlet: 'mail', people: approvers }, { outlet: 'robot' }] },
  ]);
  await routes.deploy('asking');
  await until('a letter to Ben', () => letters().includes('ben@example.com'));
  assert.deepEqual(letters(), ['ben@example.com']);
  await routes.approve();
  await until('a letter to Chen', () => letters().includes('chen@example.com'));
  assert.deepEqual(letters(), ['ben@example.com', 'chen@example.com']);
  await until('the robot', () => told(routes.robot).length === 2);
});

test('where routes tell people directly, they are not called a second time', async () => {
  routes = await openRoutes([{ events: ['waiting'], to: [{ outlet: CHAT, people: approvers }] }], {
    mentions: false,
  });
  await routes.deploy();
  const direct = () => routes.house.chat.messages.filter(({ room }) => room.id.startsWith('@'));
  await until('both', () => direct().length === 2);
  await until('all said', async () => (await routes.rows()).every(({ state }) => state !== 'owed'));
  assert.deepEqual(
    direct()
      .map(({ room }) => room.id)
      .sort(),
    ['@U-ben', '@U-chen'],
  );
});

test('a room has one message at its top, whichever route comes first', async () => {
  const to = [{ outlet: CHAT, room: 'R2' }];
  routes = await openRoutes([
    { events: ['created'], to, mode: 'message' },
    { events: ['waiting', 'succeeded'], to, mode: 'card-and-notice' },
  ]);
  await routes.deploy();
  await until('the question', async () =>
    (await routes.rows()).some(
      ({ subject, state, room }) => room === 'R2' && subject.kind === 'gate-opened' && state === 'sent',
    ),
  );
  await routes.approve();
  await until('all said', async () => {
    const rows = await routes.rows();
    return (
      rows.some(({ subject }) => subject.kind === 'event' && subject.event.type === 'succeeded') &&
      rows.every(({ state }) => state !== 'owed')
    );
  });
  assert.equal(cardsOf(routes.house.chat).filter(({ room }) => room.id === 'R2').length, 1);
});

test('an end that is a change is one message', async () => {
  routes = await openRoutes([{ events: ['succeeded', 'rejected', 'changed'], to: [{ outlet: 'robot' }] }]);
  await routes.deploy();
  await routes.approve();
  await until('the first end', () => told(routes.robot).length === 1);
  await routes.deploy();
  await until('the second question', async () =>
    (await routes.rows()).some(({ run, subject }) => run === 2 && subject.kind === 'gate-opened'),
  );
  await command(routes.house, 'ben', '/flow reject 2 because not today');
  await until('the second end', () => told(routes.robot).length === 2);
  await until('all said', async () => (await routes.rows()).every(({ state }) => state !== 'owed'));
  assert.deepEqual(told(routes.robot), ['succeeded', 'rejected']);
  const { event } = routes.robot.sent[1]?.message.fact ?? assert.fail();
  assert.deepEqual([event?.from, event?.to], ['succeeded', 'rejected']);
});

test('a room without threads has the live card, whatever the mode', async () => {
  routes = await openRoutes(
    [
      {
        events: ['created', 'started', 'succeeded'],
        to: [{ outlet: CHAT, room: 'R2' }],
        mode: 'message',
        mention: [{ kind: 'initiator' }],
      },
    ],
    { mentions: false, threads: false },
  );
  await routes.deploy();
  await routes.approve();
  const there = () => routes.house.chat.messages.filter(({ room }) => room.id === 'R2');
  await until('the end', () => there().some(({ card }) => card.summary.includes('succeeded')));
  await until('all said', async () => (await routes.rows()).every(({ state }) => state !== 'owed'));
  assert.equal(there().length, 1);
  assert.ok(routes.house.chat.messages.some(({ room }) => room.id === '@U-ada'));
});
