import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDingTalkRobot } from '../../src/channels/dingtalk-robot/dingtalk-robot.ts';
import { createEmail } from '../../src/channels/email/email.ts';
import { createFeishuRobot } from '../../src/channels/feishu-robot/feishu-robot.ts';
import { createSlackWebhook } from '../../src/channels/slack-webhook/slack-webhook.ts';
import { createWebhook } from '../../src/channels/webhook/webhook.ts';
import { createWeCom } from '../../src/channels/wecom/wecom.ts';
import { createDirectory } from '../../src/domain/directory.ts';
import { createLinks } from '../../src/domain/link.ts';
import type { Who } from '../../src/domain/route.ts';
import { openDingTalkHook } from '../../src/simulator/channels/dingtalk-hook.ts';
import { openEventReceiver } from '../../src/simulator/channels/event-receiver.ts';
import { openFeishuHook } from '../../src/simulator/channels/feishu-hook.ts';
import { openMailServer } from '../../src/simulator/channels/mail-server.ts';
import { openSlackHook } from '../../src/simulator/channels/slack-hook.ts';
import type { Taken } from '../../src/simulator/channels/taken.ts';
import { openWeComHook } from '../../src/simulator/channels/wecom-hook.ts';
import { openZadigReceiver } from '../../src/simulator/channels/zadig-receiver.ts';
import { isObject } from '../../src/simulator/common/json.ts';
import { systemClock } from '../../src/time.ts';
import { until } from '../until.ts';
import {
  approveOf,
  CHAT,
  cardsOf,
  click,
  command,
  directory,
  type House,
  openHostile,
  openHouse,
} from './harness.ts';

const SECRET = 'secret-of-the-test';
const ROBOTS = ['slack-webhook', 'feishu-robot', 'dingtalk-robot', 'wecom', 'webhook', 'zadig'] as const;
const SOURCE = 'https://greenlight.example';
const MENTION: readonly Who[] = [{ kind: 'initiator' }, { kind: 'named', name: 'dana' }];

/** Ada is known everywhere, Dana nowhere but in the chat. */
const known = createDirectory({
  language: 'en',
  apps: directory.apps,
  platforms: [
    { id: CHAT, kind: 'memory', language: 'en' },
    ...['slack', 'feishu', 'dingtalk', 'wecom'].map((kind) => ({ id: kind, kind, language: 'en' }) as const),
  ],
  people: directory.people.map((person) =>
    person.id === 'ada'
      ? {
          ...person,
          email: 'ada@example.com',
          mobile: '+8613800138000',
          accounts: { ...person.accounts, slack: 'U0ADA', feishu: 'ou_ada', dingtalk: 'ada', wecom: 'ada' },
        }
      : person,
  ),
  channels: [
    ...ROBOTS.map((id) => ({ id, kind: id, language: 'zh', audience: 'room' }) as const),
    { id: 'mail', kind: 'email', language: 'en', audience: 'person' },
  ],
  routes: [
    {
      id: 'everywhere',
      events: ['waiting', 'succeeded'],
      where: { apps: ['shop'] },
      to: [...ROBOTS.map((outlet) => ({ outlet })), { outlet: 'mail', people: MENTION }],
      mention: MENTION,
      mode: 'message',
    },
  ],
});

const taken = new Map<string, readonly Taken[]>();
const closing: AsyncDisposable[] = [];
let house: House;

before(async () => {
  const surroundings = { clock: systemClock };
  const slack = await openSlackHook(systemClock);
  const feishu = await openFeishuHook(systemClock, { secret: SECRET });
  const dingtalk = await openDingTalkHook(systemClock, { secret: SECRET });
  const wecom = await openWeComHook(systemClock);
  const events = await openEventReceiver(systemClock, SECRET);
  const zadig = await openZadigReceiver(SECRET);
  const mail = await openMailServer({ tls: 'none', clock: systemClock });
  const hooks = {
    'slack-webhook': slack,
    'feishu-robot': feishu,
    'dingtalk-robot': dingtalk,
    wecom,
    webhook: events,
    zadig,
  };
  for (const [id, hook] of Object.entries(hooks)) {
    taken.set(id, hook.taken);
    closing.push(hook.server);
  }
  taken.set('mail', mail.taken);
  closing.push(mail);
  const from = { name: 'Greenlight', address: 'greenlight@example.com' };
  const smtp = { host: '127.0.0.1', port: mail.port, tls: 'none' } as const;
  const of = (id: (typeof ROBOTS)[number]) => ({ id, url: hooks[id].url });
  const channels = [
    createSlackWebhook(of('slack-webhook'), surroundings),
    createFeishuRobot({ ...of('feishu-robot'), secret: SECRET }, surroundings),
    createDingTalkRobot({ ...of('dingtalk-robot'), secret: SECRET }, surroundings),
    createWeCom(of('wecom'), surroundings),
    createWebhook({ ...of('webhook'), format: 'cloudevents', secret: SECRET, source: SOURCE }, surroundings),
    createWebhook({ ...of('zadig'), format: 'zadig', token: SECRET, source: SOURCE }, surroundings),
    createEmail({ id: 'mail', from, server: smtp }, surroundings),
  ];
  const links = createLinks({ publicUrl: SOURCE, secret: 'x'.repeat(32) });
  house = await openHouse([openHostile().engine], {}, undefined, () => known, { channels, links });
});

after(async () => {
  await house.close();
  for (const server of closing) await server[Symbol.asyncDispose]();
});

test('every channel tells of a question and of the end, once each, calls whom it can and names whom it cannot', async () => {
  await command(house, 'ada', '/deploy shop prod tag=v1');
  const waiting = await until('buttons', () => cardsOf(house.chat).find(({ card }) => approveOf(card)));
  const action = approveOf(waiting.card);
  assert.ok(action);
  await until('the question everywhere', () =>
    [...taken.values()].every((messages) => messages.length === 1),
  );
  await click(house, 'ben', action);
  await until('the end everywhere', () => [...taken.values()].every((messages) => messages.length === 2));

  for (const [id, called] of [
    ['slack-webhook', 'U0ADA'],
    ['feishu-robot', 'ou_ada'],
    ['dingtalk-robot', 'ada'],
    ['wecom', 'ada'],
    ['mail', 'ada@example.com'],
  ] as const)
    assert.deepEqual(
      taken.get(id)?.map(({ calls }) => calls),
      [[called], [called]],
      id,
    );
  for (const id of ['slack-webhook', 'feishu-robot', 'dingtalk-robot', 'wecom'])
    for (const { text } of taken.get(id) ?? []) assert.match(text, /@Dana/, id);

  const told = await until('all written down', async () => {
    const rows = await house.db.read.select().from(house.db.schema.notices);
    const events = rows.filter(({ subject }) => subject.kind === 'event');
    return events.every(({ state }) => state !== 'owed') ? events : undefined;
  });
  assert.deepEqual([...new Set(told.map(({ state }) => state))].sort(), ['dropped', 'sent']);
  for (const { platform, unreached } of told.filter(({ state }) => state === 'sent'))
    assert.deepEqual(unreached, ['webhook', 'zadig', 'mail'].includes(platform) ? null : ['Dana'], platform);
  assert.deepEqual(
    told
      .filter(({ state }) => state === 'dropped')
      .map(({ platform, note, unreached }) => [platform, note, unreached]),
    [
      ['mail', 'no-account', ['Dana']],
      ['mail', 'no-account', ['Dana']],
    ],
  );
});

test('programs are told the whole run, in CloudEvents and as Zadig tells it', () => {
  const [, succeeded] = taken.get('webhook') ?? [];
  assert.ok(isObject(succeeded?.raw) && isObject(succeeded.raw.data));
  assert.equal(succeeded.raw.type, 'greenlight.run.succeeded');
  assert.ok(isObject(succeeded.raw.data.run));
  assert.equal(succeeded.raw.data.run.number, 1);
  const statuses = (taken.get('zadig') ?? []).map(
    ({ raw }) => isObject(raw) && isObject(raw.workflow) && raw.workflow.status,
  );
  assert.deepEqual(statuses, ['running', 'passed']);
});
