import { isObject, type Json } from '../common/json.ts';
import type { Change } from '../feishu/changes.ts';
import type { ElementMatch } from '../feishu/people.ts';
import type { FeishuSimulator } from '../feishu/simulator.ts';
import type { Chat, Message } from '../feishu/world.ts';
import { field, optional, texts } from './body.ts';
import { MESSAGES_SHOWN, type Room } from './room.ts';

export function createFeishuRoom(feishu: FeishuSimulator): Room {
  const { people } = feishu;
  return {
    kind: 'feishu',
    view: (account) => viewOf(feishu, account),
    deeds: {
      say(account, body) {
        const replyTo = optional(body, 'replyTo');
        const options = { mention: body.mention === true, ...(replyTo === undefined ? {} : { replyTo }) };
        return { id: people.say(account, field(body, 'chat'), field(body, 'text'), options).messageId };
      },
      click: (account, body) =>
        people.click(account, field(body, 'message'), matchOf(body), texts(body, 'values')),
    },
    follow: (account, tell) =>
      feishu.subscribe((change) => {
        const told = toldTo(feishu, account, change);
        if (told) tell(told);
      }),
  };
}

function matchOf(body: Json): ElementMatch {
  const { name, elementId } = texts(body, 'element');
  const value = isObject(body.element) && isObject(body.element.value) ? { value: body.element.value } : {};
  return {
    ...(name === undefined ? {} : { name }),
    ...(elementId === undefined ? {} : { elementId }),
    ...value,
  };
}

/** The tenant as one person sees it. */
function viewOf(feishu: FeishuSimulator, account: string): Json {
  const { world } = feishu;
  // The chat with the bot is there from the beginning, as after a first look at the bot's profile.
  feishu.people.directChat(account);
  const chats = [...world.chats.values()].filter((chat) => chat.members.has(account));
  const messages = chats.flatMap((chat) => feishu.messages(chat.id));
  return {
    me: account,
    bot: { id: world.app.botOpenId, name: world.app.botName },
    users: [...world.users.values()].map(({ openId: id, name }) => ({ id, name })),
    chats: chats.map((chat) => chatView(feishu, chat)),
    connections: feishu.connections(),
    messages: messages
      .toSorted((a, b) => a.createdAt - b.createdAt)
      .slice(-MESSAGES_SHOWN)
      .map(messageView),
  };
}

function chatView({ world }: FeishuSimulator, chat: Chat): Json {
  const direct = chat.p2pUser !== undefined;
  return { id: chat.id, name: direct ? world.app.botName : chat.name, direct, members: chat.members.size };
}

function toldTo(feishu: FeishuSimulator, account: string, change: Change): Json | undefined {
  switch (change.type) {
    case 'message':
    case 'message_changed':
    case 'message_deleted': {
      const seen = feishu.world.chats.get(change.message.chat)?.members.has(account);
      return seen ? { type: 'message', message: messageView(change.message) } : undefined;
    }
    case 'toast': {
      const { user, type: tone, content, error } = change.toast;
      return user === account ? { type: 'toast', tone, content, error } : undefined;
    }
    case 'connections':
      return { type: 'connections', open: change.open };
    case 'chat':
      return { type: 'all', view: viewOf(feishu, account) };
    case 'push':
    case 'call':
      return undefined;
  }
}

function messageView(message: Message): Json {
  const { messageId, chat, from, byBot, msgType, text, card, parentId, createdAt, updated, gone } = message;
  return {
    id: messageId,
    chat,
    from,
    bot: byBot,
    msgType,
    text,
    card,
    parent: parentId,
    mentions: message.mentions.map(({ openId, name }) => ({ id: openId, name })),
    postedAt: createdAt,
    updated,
    deleted: gone !== undefined,
  };
}
