import type { Json } from '../common/json.ts';
import { idsOf, type Mention, type Message, tenantOf, type World } from './world.ts';

/** What Feishu gives back in place of a card of schema 2.0: nobody can read a card by the API. */
const CARD_STAND_IN = '请升级至最新版本客户端，以查看内容';

/** A message as the API answers it: https://open.feishu.cn/document/server-docs/im-v1/message/get */
export function messageWire(world: World, message: Message): Json {
  return {
    message_id: message.messageId,
    ...placeWire(message),
    msg_type: message.msgType,
    create_time: String(message.createdAt),
    update_time: String(message.updatedAt),
    deleted: message.gone !== undefined,
    updated: message.updated,
    chat_id: message.chat,
    sender: senderWire(world, message),
    body: { content: bodyContent(message) },
    ...(message.mentions.length > 0
      ? { mentions: message.mentions.map((one) => apiMention(world, one)) }
      : {}),
  };
}

function placeWire(message: Message): Json {
  return {
    ...(message.rootId ? { root_id: message.rootId } : {}),
    ...(message.parentId ? { parent_id: message.parentId } : {}),
    ...(message.threadId ? { thread_id: message.threadId } : {}),
  };
}

function senderWire(world: World, { byBot, from }: Message): Json {
  const tenant_key = world.tenantKey;
  if (byBot) return { id: from, id_type: 'app_id', sender_type: 'app', tenant_key };
  const user = world.users.get(from);
  return {
    id: from,
    id_type: 'open_id',
    sender_type: 'user',
    tenant_key: user ? tenantOf(world, user) : tenant_key,
  };
}

function bodyContent(message: Message): string {
  if (message.gone) return 'This message was recalled';
  if (!message.card) return message.content;
  return JSON.stringify({ title: null, elements: [[{ tag: 'text', text: CARD_STAND_IN }]] });
}

function apiMention(world: World, { key, openId, name }: Mention): Json {
  return { key, id: openId, id_type: 'open_id', name, tenant_key: world.tenantKey };
}

/** The `event` of `im.message.receive_v1`: https://open.feishu.cn/document/server-docs/im-v1/message/events/receive */
export function messageEvent(world: World, message: Message): Json {
  const user = world.users.get(message.from);
  return {
    sender: {
      sender_id: user ? idsOf(user) : {},
      sender_type: 'user',
      tenant_key: user ? tenantOf(world, user) : world.tenantKey,
    },
    message: {
      message_id: message.messageId,
      ...placeWire(message),
      create_time: String(message.createdAt),
      update_time: String(message.updatedAt),
      chat_id: message.chat,
      chat_type: message.chatType,
      message_type: message.msgType,
      content: message.content,
      ...(message.mentions.length > 0
        ? { mentions: message.mentions.map((one) => eventMention(world, one)) }
        : {}),
    },
  };
}

function eventMention(world: World, { key, openId, name }: Mention): Json {
  const user = world.users.get(openId);
  const isBot = openId === world.app.botOpenId;
  return {
    key,
    id: user ? idsOf(user) : { open_id: openId, union_id: isBot ? 'on_bot' : '', user_id: '' },
    name,
    mentioned_type: isBot ? 'bot' : 'user',
    tenant_key: user ? tenantOf(world, user) : world.tenantKey,
  };
}
