import { type Json, textOf } from '../../common/json.ts';
import { ApiError, badParameter } from '../api-error.ts';
import { isShared } from '../card/card.ts';
import { readContent } from '../content.ts';
import { messageWire } from '../message-wire.ts';
import { type Chat, type Message } from '../world.ts';
import type { Desk, Method } from './method.ts';
import { idOf } from './people.ts';

const SEND = ['im:message', 'im:message:send_as_bot', 'im:message:send'];
const UUID_LENGTH = 50;
/** https://open.feishu.cn/document/server-docs/im-v1/message/update */
const TEXT_EDITS = 20;

/** https://open.feishu.cn/document/server-docs/im-v1/message */
export const messageMethods: Record<string, Method> = {
  'im.message.create': {
    verb: 'POST',
    path: '/open-apis/im/v1/messages',
    scopes: SEND,
    run(args, desk) {
      const known = sentBefore(args, desk);
      if (known) return { data: messageWire(desk.world, known) };
      const chat = receiver(args, desk);
      const content = readContent(desk.world, desk.limits, args.msg_type, args.content);
      pacePosts(chat, desk);
      const message = desk.room.post(chat, {
        from: desk.world.app.appId,
        byBot: true,
        content,
        ...uuidOf(args),
      });
      return { data: messageWire(desk.world, message) };
    },
  },
  'im.message.reply': {
    verb: 'POST',
    path: '/open-apis/im/v1/messages/:message_id/reply',
    scopes: SEND,
    run(args, desk) {
      const known = sentBefore(args, desk);
      if (known) return { data: messageWire(desk.world, known) };
      const replyTo = messageOf(args, desk);
      const chat = desk.world.chats.get(replyTo.chat);
      if (!chat) throw badParameter('the chat of the message is gone');
      mustBeIn(chat, desk);
      const content = readContent(desk.world, desk.limits, args.msg_type, args.content);
      pacePosts(chat, desk);
      const inThread = args.reply_in_thread === true;
      const draft = { from: desk.world.app.appId, byBot: true, content, replyTo, inThread, ...uuidOf(args) };
      return { data: messageWire(desk.world, desk.room.post(chat, draft)) };
    },
  },
  'im.message.patch': {
    verb: 'PATCH',
    path: '/open-apis/im/v1/messages/:message_id',
    scopes: ['im:message', 'im:message:send_as_bot', 'im:message:update'],
    run(args, desk) {
      const message = ownMessage(args, desk);
      if (message.msgType !== 'interactive') throw badParameter('This message is NOT a card.');
      mustBeYoung(message, desk);
      const content = readContent(desk.world, desk.limits, 'interactive', args.content);
      if (!isShared(message.card) || !isShared(content.card)) {
        throw badParameter('update_multi has to be true in the card before and after');
      }
      pace([{ key: `patch ${message.messageId}`, rate: desk.limits.patchPerMessage }], desk);
      desk.room.change(message, content, 'patch');
      return { data: {} };
    },
  },
  'im.message.update': {
    verb: 'PUT',
    path: '/open-apis/im/v1/messages/:message_id',
    scopes: ['im:message', 'im:message:send_as_bot', 'im:message:update'],
    run(args, desk) {
      const message = ownMessage(args, desk);
      if (message.msgType === 'interactive' || message.msgType !== args.msg_type) {
        throw new ApiError(230054, 'This operation is not supported for this message type.');
      }
      mustBeYoung(message, desk);
      if (message.history.filter((one) => one.by === 'update').length >= TEXT_EDITS) {
        throw new ApiError(230072, 'The message has reached the number of times it can be edited.');
      }
      const content = readContent(desk.world, desk.limits, args.msg_type, args.content);
      pace([{ key: `patch ${message.messageId}`, rate: desk.limits.patchPerMessage }], desk);
      desk.room.change(message, content, 'update');
      return { data: messageWire(desk.world, message) };
    },
  },
  'im.message.get': {
    verb: 'GET',
    path: '/open-apis/im/v1/messages/:message_id',
    scopes: ['im:message', 'im:message:readonly'],
    run(args, desk) {
      const message = messageOf(args, desk, true);
      const chat = desk.world.chats.get(message.chat);
      if (chat) mustBeIn(chat, desk);
      return { data: { items: [messageWire(desk.world, message)] } };
    },
  },
  'im.message.delete': {
    verb: 'DELETE',
    path: '/open-apis/im/v1/messages/:message_id',
    scopes: ['im:message', 'im:message:send_as_bot', 'im:message:recall'],
    run(args, desk) {
      const message = messageOf(args, desk);
      if (!message.byBot) throw new ApiError(230026, 'No permission to recall this message.');
      desk.room.remove(message, 'withdrawn');
      return { data: {} };
    },
  },
  'card.update': {
    verb: 'POST',
    path: '/open-apis/interactive/v1/card/update',
    scopes: SEND,
    run(args, desk) {
      desk.callbacks.update(args.token, args.card);
      return { data: {} };
    },
  },
};

/** The same `uuid` within an hour is the same message. */
function sentBefore(args: Json, { world, clock, limits }: Desk): Message | undefined {
  const { uuid } = args;
  if (uuid === undefined || uuid === '') return undefined;
  if (typeof uuid !== 'string' || uuid.length > UUID_LENGTH) throw badParameter('uuid');
  return world.messages.findLast((one) => one.uuid === uuid && one.createdAt + limits.uuidMs > clock.now());
}

function uuidOf({ uuid }: Json): { uuid?: string } {
  return typeof uuid === 'string' && uuid !== '' ? { uuid } : {};
}

/** Where a message goes: a chat by its id, or the chat with one person by any of the person's names. */
function receiver(args: Json, desk: Desk): Chat {
  const { world, room } = desk;
  const id = textOf(args.receive_id);
  const type = textOf(args.receive_id_type);
  if (type === 'chat_id') {
    const chat = world.chats.get(id);
    if (!chat) throw badParameter('invalid receive_id');
    mustBeIn(chat, desk);
    if (chat.p2pUser) mustBeAvailable(chat.p2pUser, desk);
    return chat;
  }
  if (!['open_id', 'user_id', 'union_id', 'email'].includes(type)) throw badParameter('receive_id_type');
  const user = [...world.users.values()].find((one) =>
    type === 'email' ? one.email === id : idOf(one, type) === id,
  );
  if (!user) throw badParameter('invalid receive_id');
  mustBeAvailable(user.openId, desk);
  return room.direct(user.openId);
}

function mustBeAvailable(openId: string, { world }: Desk): void {
  const user = world.users.get(openId);
  if (user?.unavailable || user?.outside) throw new ApiError(230013, 'Bot has NO availability to this user.');
}

function mustBeIn(chat: Chat, { world }: Desk): void {
  if (!chat.members.has(world.app.botOpenId))
    throw new ApiError(230002, 'The bot can not be outside the group.');
}

function messageOf(args: Json, { world }: Desk, evenWithdrawn = false): Message {
  const id = String(args.message_id);
  if (!id.startsWith('om_')) throw badParameter('invalid message_id');
  const message = world.byId.get(id);
  if (!message || message.gone === 'deleted')
    throw new ApiError(231003, 'The message is not found or deleted.');
  if (message.gone && !evenWithdrawn) throw new ApiError(230011, 'The message was withdrawn.');
  return message;
}

function ownMessage(args: Json, desk: Desk): Message {
  const message = messageOf(args, desk);
  if (!message.byBot) throw new ApiError(230012, 'Bot is NOT the sender of the message.');
  return message;
}

function mustBeYoung(message: Message, { clock, limits }: Desk): void {
  if (message.createdAt + limits.editWindowMs >= clock.now()) return;
  throw new ApiError(230031, 'Message can only be modified within 14 days after sending.');
}

function pacePosts(chat: Chat, desk: Desk): void {
  pace([{ key: `post ${chat.id}`, rate: desk.limits.perChat }], desk);
}

function pace(uses: Parameters<Desk['rates']['take']>[0], { rates }: Desk): void {
  if (rates.take(uses) > 0) throw new ApiError(230020, 'This operation triggers the frequency limit.');
}
