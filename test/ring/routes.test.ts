import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { PlatformAbility } from '../../src/domain/platform-ability.ts';
import type { Route } from '../../src/domain/route.ts';
import { systemClock } from '../../src/time.ts';
import type { MemoryChannel } from '../fakes/memory-channel.ts';
import { until } from '../until.ts';
import { CHAT, cardsOf, command, type House, noticesOf } from './harness.ts';
import { IMPATIENT, LINKS, openRoutes, type RouteHouse, told } from './routes-house.ts';

let routes: RouteHouse;
let house: House;
let robot: MemoryChannel;
let mail: MemoryChannel;

async function open(...all: Partial<Route>[]): Promise<void> {
  await openWith({}, ...all);
}

async function openWith(can: Partial<PlatformAbility>, ...all: Partial<Route>[]): Promise<void> {
  routes = await openRoutes(all, can);
  ({ house, robot, mail } = routes);
}

const deploy = (environment?: string): Promise<void> => routes.deploy(environment);
const approve = (): Promise<void> => routes.approve();
const states = (): Promise<string[]> => routes.states();

afterEach(async () => {
  await house.close();
});

test('a channel hears of a run from its beginning to its end, in its own language, each event once', async () => {
  await open({ to: [{ outlet: 'robot' }] });
  await deploy();
  await until('the question', () => told(robot).includes('waiting'));
  await approve();
  await until('the end', () => told(robot).includes('succeeded'));
  assert.deepEqual(told(robot), ['created', 'started', 'waiting', 'succeeded']);
  assert.ok(robot.sent.every(({ message }) => message.language === 'zh'));
  assert.equal(new Set(robot.sent.map(({ key }) => key)).size, robot.sent.length);
  assert.equal(new Set(robot.sent.map(({ message }) => message.thread?.id)).size, 1);
});

test('two routes that lead to one place tell it once, and call whom either calls', async () => {
  await open(
    { events: ['succeeded'], to: [{ outlet: 'robot' }], mention: [{ kind: 'initiator' }] },
    {
      events: ['succeeded'],
      to: [{ outlet: 'robot' }],
      mention: [{ kind: 'named', name: 'ben' }, { kind: 'everyone' }],
    },
  );
  await deploy();
  await approve();
  await until('the end', () => robot.sent.length > 0);
  assert.equal(robot.sent.length, 1);
  const { mentions } = robot.sent[0]?.message ?? assert.fail();
  assert.deepEqual(
    mentions.people.map(({ name }) => name),
    ['Ada', 'Ben'],
  );
  assert.equal(mentions.everyone, true);
  assert.deepEqual(
    mentions.people.map(({ accounts }) => accounts['wecom']),
    ['ada.w', 'ben.w'],
  );
});

test('letters go to each approver alone with a link that is theirs, and an approver without an address is written down', async () => {
  await open({
    events: ['waiting'],
    where: { environments: ['asking'] },
    to: [{ outlet: 'mail', people: [{ kind: 'approvers' }, { kind: 'named', name: 'dana' }] }],
  });
  await deploy('asking');
  await until('a letter', () => mail.sent.length > 0);
  assert.deepEqual(
    mail.sent.map(({ message }) => message.mentions.people.map(({ email }) => email)),
    [['ben@example.com']],
  );
  const page = JSON.stringify(mail.sent[0]?.message.card).match(
    /https:\/\/greenlight\.example\/decide\/([\w.-]+)/,
  )?.[1];
  const target = LINKS.read(page ?? '', systemClock.now());
  assert.deepEqual(target, { kind: 'decide', approval: 1, platform: 'mail', account: 'ben@example.com' });
  const rows = await house.db.read.select().from(house.db.schema.notices);
  assert.deepEqual(
    rows.flatMap(({ unreached, note }) => (unreached === null ? [] : [{ unreached, note }])),
    [{ unreached: ['Dana'], note: 'no-account' }],
  );
});

test('a room without a card gets one message at its top, all others in its thread', async () => {
  await open({ events: ['created', 'started', 'succeeded'], to: [{ outlet: CHAT, room: 'R2' }] });
  await deploy();
  await approve();
  const there = () => house.chat.messages.filter(({ room }) => room.id === 'R2');
  await until('three messages', () => there().length === 3);
  assert.deepEqual(
    there().map(({ room }) => room.thread),
    [undefined, there()[0]?.ref.message, there()[0]?.ref.message],
  );
});

test('a route may bring a card to a room when something happens; messages go into its thread', async () => {
  await open({
    events: ['waiting', 'succeeded'],
    to: [{ outlet: CHAT, room: 'R2' }],
    mode: 'card-and-notice',
    mention: [{ kind: 'named', name: 'chen' }],
  });
  await deploy();
  const card = await until('the card', () => cardsOf(house.chat).find(({ room }) => room.id === 'R2'));
  const there = () => noticesOf(house.chat).filter(({ room }) => room.id === 'R2');
  await until('the question', () => there().length === 1);
  await approve();
  await until('two messages', () => there().length === 2);
  assert.ok(there().every(({ room }) => room.thread === card.ref.message));
  await until('the end', () => card.card.summary.includes('succeeded'));
});

test('quiet hours hold a message back, and those who are awake hear it', async () => {
  const from = new Date(systemClock.now() - 3_600_000);
  const minute = from.getUTCHours() * 60 + from.getUTCMinutes();
  const quiet = { from: minute, until: (minute + 180) % 1440, zone: 'UTC', except: ['failed'] } as const;
  await open(
    { events: ['created', 'waiting'], to: [{ outlet: 'robot' }], quiet },
    { events: ['waiting'], to: [{ outlet: 'mail', people: [{ kind: 'named', name: 'ben' }] }] },
  );
  await deploy();
  await until('a letter', () => mail.sent.length > 0);
  assert.deepEqual(told(robot), []);
  const held = (await house.db.read.select().from(house.db.schema.notices)).filter(
    ({ platform }) => platform === 'robot',
  );
  assert.ok(held.length > 0 && held.every(({ nextAt, createdAt }) => nextAt > createdAt + 3_600_000));
});

test('what nobody knows to have arrived is sent again when it is urgent, and never when it is not', async () => {
  routes = await openRoutes([{ events: ['created', 'succeeded'], to: [{ outlet: 'robot' }] }], {}, IMPATIENT);
  ({ house, robot } = routes);
  robot.faults.push({ outcome: 'unknown', applied: true });
  await deploy();
  await until('the first one dropped', async () => (await states()).includes('dropped unknown'));
  robot.faults.push({ outcome: 'unknown', applied: true });
  await approve();
  await until('the end twice', () => told(robot).filter((type) => type === 'succeeded').length === 2);
  assert.equal(told(robot).filter((type) => type === 'created').length, 1);
});

test('a refused message is given up, and the card says so', async () => {
  await open({ events: ['created'], to: [{ outlet: 'robot' }] });
  robot.faults.push({ outcome: 'rejected', code: 'card-refused' });
  await deploy();
  await until('the card says it', () =>
    cardsOf(house.chat).some(({ card }) => JSON.stringify(card).includes('robot (card-refused)')),
  );
  assert.deepEqual(
    (await states()).filter((state) => state.startsWith('buried')),
    ['buried card-refused'],
  );
});

test('a waiting message whose question is decided meanwhile is not sent', async () => {
  await open({ events: ['waiting'], to: [{ outlet: 'robot' }] });
  robot.faults.push({ outcome: 'throttled', retryAfterMs: 300 });
  await deploy();
  await approve();
  await until('dropped', async () => (await states()).includes('dropped settled-meanwhile'));
  assert.deepEqual(told(robot), []);
});

test('an end that is another one than before is a change', async () => {
  await open({ events: ['changed'], to: [{ outlet: 'robot' }] });
  await deploy();
  await approve();
  await until('the end', () => cardsOf(house.chat)[0]?.card.summary.includes('succeeded') === true);
  await deploy();
  await until('the second question', async () =>
    (await routes.rows()).some(({ run, subject }) => run === 2 && subject.kind === 'gate-opened'),
  );
  await command(house, 'ben', '/flow reject 2 because not today');
  const { message } = await until('the change', () => robot.sent[0]);
  assert.equal(message.fact.type, 'run.changed');
  assert.equal(robot.sent.length, 1);
});

test('where a room calls nobody, those who are to be called are told directly', async () => {
  const mention = [{ kind: 'named', name: 'dana' }, { kind: 'approvers' }] as const;
  await openWith(
    { mentions: false },
    { events: ['waiting'], to: [{ outlet: CHAT, room: 'R2' }], mode: 'card', mention },
  );
  await deploy();
  const direct = () =>
    house.chat.messages.filter(({ room }) => room.id.startsWith('@')).map(({ room }) => room.id);
  await until('three messages', () => direct().length === 3);
  assert.deepEqual(direct().sort(), ['@U-ben', '@U-chen', '@U-dana']);
});
