import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { silentLog } from '../../src/log.ts';
import { createDingTalkPlatform } from '../../src/platforms/dingtalk/dingtalk-platform.ts';
import { createFeishuPlatform } from '../../src/platforms/feishu/feishu-platform.ts';
import { createSlackPlatform } from '../../src/platforms/slack/slack-platform.ts';
import { createRing, type Ring } from '../../src/ring.ts';
import { createDingTalkSimulator, type DingTalkSimulator } from '../../src/simulator/dingtalk/simulator.ts';
import { createFeishuSimulator, type FeishuSimulator } from '../../src/simulator/feishu/simulator.ts';
import { createSlackSimulator, type SlackSimulator } from '../../src/simulator/slack/simulator.ts';
import type { Database } from '../../src/store/database.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import type { HostileEngine } from '../fakes/hostile-engine.ts';
import { until } from '../until.ts';
import { openHostile } from './harness.ts';
import { oneShop } from './one-shop.ts';

/** Three vendors' own SDKs, three simulated vendors with their limits on, and fifty people. */

const CHATS = ['slack', 'feishu', 'dingtalk'] as const;
type Chat = (typeof CHATS)[number];
const PEOPLE = Array.from({ length: 50 }, (_, i) => `p${i + 1}`);
const ALL = ['ada', ...PEOPLE];
const ROOMS: Readonly<Record<Chat, string>> = { slack: 'C0ROOM', feishu: 'oc_room', dingtalk: 'cidROOM==' };
const accountOf: Readonly<Record<Chat, (person: string) => string>> = {
  slack: (person) => `U0${person.toUpperCase()}`,
  feishu: (person) => `ou_${person}`,
  dingtalk: (person) => person,
};
const chatOf = (person: string): Chat => CHATS[PEOPLE.indexOf(person) % 3] ?? 'slack';
const ROUNDS = 3;

const surroundings = { clock: systemClock, log: silentLog };
let slack: SlackSimulator;
let feishu: FeishuSimulator;
let dingtalk: DingTalkSimulator;
let hostile: HostileEngine;
let db: Database;
let ring: Ring;
const folder = mkdtempSync(join(tmpdir(), 'greenlight-crowd-'));

before(async () => {
  slack = createSlackSimulator({
    ...surroundings,
    team: { id: 'T0TEAM', name: 'Team' },
    app: { id: 'A0APP', botUserId: 'U0BOT', botId: 'B0BOT', botName: 'greenlight' },
    botToken: 'xoxb-crowd',
    appToken: 'xapp-crowd',
    signingSecret: 'not used',
    users: ALL.map((one) => ({ id: accountOf.slack(one), name: one, realName: one })),
    channels: [{ id: ROOMS.slack, name: 'room', memberIds: ALL.map(accountOf.slack), botIn: true }],
  });
  const appId = 'cli_a1b2c3d4e5f60718';
  feishu = createFeishuSimulator({
    ...surroundings,
    app: { appId, appSecret: 'hush', botOpenId: 'ou_bot', botName: 'greenlight' },
    tenantKey: 'tenant',
    users: ALL.map((one) => ({
      openId: accountOf.feishu(one),
      userId: one,
      unionId: `on_${one}`,
      name: one,
    })),
    chats: [{ id: ROOMS.feishu, name: 'room', memberIds: ALL.map(accountOf.feishu), botIn: true }],
  });
  dingtalk = createDingTalkSimulator({
    ...surroundings,
    corpId: 'dingcorp',
    app: { clientId: 'dingapp', clientSecret: 'hush', robotCode: 'dingapp', botName: 'greenlight' },
    users: ALL.map((one) => ({ userId: one, dingtalkId: `$:LWCP_v1:$${one}`, name: one })),
    groups: [{ id: ROOMS.dingtalk, name: 'room', memberIds: ALL, botIn: true }],
    templates: [{ id: 'crowd.schema', kind: 'shipped' }],
  });
  const [{ apiUrl }, { base: feishuUrl }, { base: dingtalkUrl }] = await Promise.all([
    slack.start(),
    feishu.start(),
    dingtalk.start(),
  ]);
  const platforms = [
    createSlackPlatform(
      { id: 'slack', botToken: 'xoxb-crowd', transport: { kind: 'socket', appToken: 'xapp-crowd' }, apiUrl },
      surroundings,
    ),
    createFeishuPlatform(
      {
        id: 'feishu',
        appId,
        appSecret: 'hush',
        apiUrl: feishuUrl,
        transport: { kind: 'websocket' },
        accounts: ALL.map(accountOf.feishu),
      },
      surroundings,
    ),
    createDingTalkPlatform(
      {
        id: 'dingtalk',
        clientId: 'dingapp',
        clientSecret: 'hush',
        cards: { kind: 'template', templateId: 'crowd.schema' },
        apiUrl: dingtalkUrl,
        oapiUrl: dingtalkUrl,
        accounts: ALL,
      },
      surroundings,
    ),
  ].map(({ platform }) => platform);
  const directory = createDirectory({
    language: 'en',
    platforms: CHATS.map((id) => ({ id, kind: id, language: 'en' })),
    people: ALL.map((id) => ({
      id,
      name: `Name of ${id}`,
      language: 'en',
      accounts: Object.fromEntries(CHATS.map((chat) => [chat, accountOf[chat](id)])),
    })),
    apps: oneShop({
      approvers: PEOPLE,
      rooms: CHATS.map((platform) => ({ room: { platform, id: ROOMS[platform] }, language: 'en' })),
    }),
  });
  hostile = openHostile();
  db = openSqlite(defineSchema, { file: join(folder, 'test.db'), ...surroundings });
  await db.migrate();
  ring = createRing({
    db,
    ...surroundings,
    directory,
    platforms,
    engines: [hostile.engine],
    auditKeys: AUDIT_KEYS,
  });
  await ring.start();
  await until(
    'the connections',
    () => slack.connections() === 2 && feishu.connections() === 1 && dingtalk.connections() === 1,
  );
});

after(async () => {
  await ring?.stop();
  await db?.close();
  await Promise.all([slack?.stop(), feishu?.stop(), dingtalk?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** What each chat shows of a run, as a person can read it, with what a click on it needs. */
function cardsOf(run: number): Readonly<Record<Chat, { ref: string; text: string } | undefined>> {
  const title = `#${run}"`;
  const shown = {
    slack: slack
      .messages(ROOMS.slack)
      .map(({ ts, threadTs, blocks }) => ({ ref: ts, thread: threadTs, text: JSON.stringify(blocks) })),
    feishu: feishu.messages(ROOMS.feishu).map(({ messageId, rootId, card }) => ({
      ref: messageId,
      thread: rootId,
      text: JSON.stringify(card ?? {}),
    })),
    dingtalk: dingtalk
      .messages(ROOMS.dingtalk)
      .flatMap((message) =>
        message.kind === 'card'
          ? [{ ref: message.outTrackId, thread: undefined, text: JSON.stringify(message.cardParamMap) }]
          : [],
      ),
  };
  const cardIn = (chat: Chat) =>
    shown[chat].find(({ thread, text }) => thread === undefined && text.includes(title));
  return { slack: cardIn('slack'), feishu: cardIn('feishu'), dingtalk: cardIn('dingtalk') };
}

async function clickAs(person: string, cards: ReturnType<typeof cardsOf>): Promise<boolean> {
  const chat = chatOf(person);
  const account = accountOf[chat](person);
  const ref = cards[chat]?.ref ?? '';
  if (chat === 'slack') {
    const approve = (element: Record<string, unknown>) =>
      String(element.action_id).startsWith('decide:approve');
    return (await slack.people.click(account, ROOMS.slack, ref, approve)).acked;
  }
  if (chat === 'feishu') {
    const approve = (element: Record<string, unknown>) =>
      JSON.stringify(element).includes('"verdict":"approve"');
    return (await feishu.people.click(account, ref, approve)).acked;
  }
  return (await dingtalk.people.click(account, ref, { verdict: 'approve' })).acked;
}

/** Everything that this person alone was told. */
function toldTo(person: string): string[] {
  const chat = chatOf(person);
  const account = accountOf[chat](person);
  if (chat === 'slack') return slack.ephemerals(account).map(({ text }) => text);
  if (chat === 'feishu') return feishu.toasts(account).map(({ content }) => content);
  return dingtalk.people.directMessages(account).map(({ msgParam }) => JSON.stringify(msgParam));
}

test(`fifty people click within 100 ms over three vendors' SDKs: one resume, 49 are told who was first, three cards settle (${ROUNDS} times)`, async () => {
  for (let run = 1; run <= ROUNDS; run += 1) {
    await slack.people.command(accountOf.slack('ada'), ROOMS.slack, '/deploy', 'shop prod');
    const cards = await until('the question in three rooms', () => {
      const now = cardsOf(run);
      return CHATS.every((chat) => now[chat]?.text.includes('Waiting for')) && now;
    });
    const before = new Map(PEOPLE.map((person) => [person, toldTo(person).length]));
    const begun = performance.now();
    const clicks = PEOPLE.map((person) => clickAs(person, cards));
    assert.ok(performance.now() - begun < 100, 'the clicks are made within 100 ms');
    assert.deepEqual(new Set(await Promise.all(clicks)), new Set([true]), 'every click is acknowledged');

    await until('the settlement', () => hostile.truth.settled.length === run);
    const settled = await until('three settled cards', () => {
      const now = cardsOf(run);
      return CHATS.every((chat) => /Approved by/.test(now[chat]?.text ?? '')) && now;
    });
    const winner = /Approved by Name of (p\d+)/.exec(settled.slack?.text ?? '')?.[1] ?? '';
    const where = { slack: 'Slack', feishu: 'Feishu', dingtalk: 'DingTalk' }[chatOf(winner)];
    for (const chat of CHATS)
      assert.match(settled[chat]?.text ?? '', new RegExp(`Approved by Name of ${winner} · ${where}`));

    const first = new RegExp(`approved already, by Name of ${winner}`);
    const late = (person: string) =>
      toldTo(person)
        .slice(before.get(person))
        .filter((text) => first.test(text));
    await until('49 answers', () => PEOPLE.filter((person) => late(person).length > 0).length === 49, 30_000);
    assert.deepEqual(late(winner), []);
    for (const person of PEOPLE) assert.ok(late(person).length <= 1, `${person} is told once`);
    assert.equal(hostile.truth.settled.length, run);
  }
  assert.deepEqual([slack.throttled(), feishu.throttled(), dingtalk.throttled()], [0, 0, 0]);
});
