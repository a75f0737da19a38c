import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../../src/log.ts';
import { CAST } from '../../../src/simulator/playground/cast.ts';
import type { Chat } from '../../../src/simulator/playground/chat.ts';
import { createDingTalkChat } from '../../../src/simulator/playground/dingtalk-chat.ts';
import { createFeishuChat } from '../../../src/simulator/playground/feishu-chat.ts';
import { createSlackChat } from '../../../src/simulator/playground/slack-chat.ts';
import { systemClock } from '../../../src/time.ts';

type View = {
  chats: { id: string; direct: boolean }[];
  messages: { id: string; chat: string; text: string; mention?: boolean; mentions?: { name: string }[] }[];
  connections: number;
};
type Told = { type: string; message?: View['messages'][number] };

const [ada, ben] = CAST;

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-chats-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function withChat(
  create: typeof createFeishuChat,
  folder: string,
  work: (chat: Chat) => Promise<void>,
): Promise<void> {
  const chat = await create({ folder, clock: systemClock, log: silentLog });
  await chat.start();
  try {
    await work(chat);
  } finally {
    await chat.stop();
  }
}

function view(chat: Chat, account: string): View {
  return chat.room.view(account) as View;
}

function place(chat: Chat, account: string, direct: boolean): string {
  const found = view(chat, account).chats.find((one) => one.direct === direct);
  assert.ok(found);
  return found.id;
}

function say(chat: Chat, account: string, body: Record<string, unknown>): void {
  const deed = chat.room.deeds.say;
  assert.ok(deed);
  deed(account, body);
}

const SIDES = [
  { kind: 'feishu', create: createFeishuChat },
  { kind: 'dingtalk', create: createDingTalkChat },
] as const;

for (const { kind, create } of SIDES) {
  const [me, other] = [ada.accounts[kind], ben.accounts[kind]];

  test(`${kind}: what is said in the group everybody is told; what is said to the bot, only the one who said it`, async () => {
    await inFolder(async (folder) => {
      await withChat(create, folder, async (chat) => {
        const told: { mine: Told[]; others: Told[] } = { mine: [], others: [] };
        chat.room.follow(me, (change) => told.mine.push(change as Told));
        chat.room.follow(other, (change) => told.others.push(change as Told));
        say(chat, me, { chat: place(chat, me, false), text: '/deploy shop prod', mention: true });
        say(chat, me, { chat: place(chat, me, true), text: 'between us' });
        const texts = (all: Told[]): (string | undefined)[] =>
          all.flatMap(({ type, message }) => (type === 'message' ? [message?.text] : []));
        assert.equal(texts(told.mine).length, 2);
        assert.equal(texts(told.others).length, 1);
        assert.equal(view(chat, me).messages.length, 2);
        assert.deepEqual(
          view(chat, other).messages.map((one) => one.text.includes('between us')),
          [false],
        );
        assert.throws(
          () => say(chat, other, { chat: place(chat, me, true), text: 'listening in' }),
          'Ben cannot speak in the conversation between Ada and the bot',
        );
      });
    });
  });

  test(`${kind}: a message mentions the bot only when the page says so, and outlives a restart`, async () => {
    await inFolder(async (folder) => {
      const mentioned = (chat: Chat): boolean[] =>
        view(chat, other).messages.map(({ mention, mentions = [] }) => mention ?? mentions.length > 0);
      await withChat(create, folder, async (chat) => {
        const group = place(chat, me, false);
        say(chat, me, { chat: group, text: '/flow list', mention: true });
        say(chat, me, { chat: group, text: 'among us', mention: false });
        assert.deepEqual(mentioned(chat), [true, false]);
      });
      await withChat(create, folder, async (chat) => assert.deepEqual(mentioned(chat), [true, false]));
    });
  });
}

test('the same people are in all three chats', async () => {
  await inFolder(async (folder) => {
    const options = { folder, clock: systemClock, log: silentLog };
    for (const create of [createSlackChat, createFeishuChat, createDingTalkChat]) {
      const chat = await create(options);
      const { room } = chat;
      await chat.start();
      const { users } = room.view(ada.accounts[room.kind]) as { users: { id: string; name: string }[] };
      for (const person of CAST)
        assert.ok(
          users.some(({ id }) => id === person.accounts[room.kind]),
          `${person.id} on ${room.kind}`,
        );
      await chat.stop();
    }
  });
});
