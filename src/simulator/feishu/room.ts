import type { Changes } from './changes.ts';
import type { Content } from './content.ts';
import { randomId } from './ids.ts';
import type { FeishuLimits } from './options.ts';
import {
  addMessage,
  type Chat,
  type Message,
  type MessageVersion,
  openDirectChat,
  type World,
} from './world.ts';

type Draft = {
  from: string;
  byBot: boolean;
  content: Content;
  replyTo?: Message;
  /** Opens a thread below the message that is answered. */
  inThread?: boolean;
  uuid?: string;
};

export type Room = {
  /** The chat between a person and the bot, made on first use. */
  direct(user: string): Chat;
  post(chat: Chat, draft: Draft): Message;
  change(message: Message, content: Content, by: MessageVersion['by']): void;
  remove(message: Message, how: 'withdrawn' | 'deleted'): void;
};

type RoomOptions = { world: World; changes: Changes; nextTime: () => number; limits: FeishuLimits };

/** What can happen to messages, whoever does it. */
export function createRoom({ world, changes, nextTime, limits }: RoomOptions): Room {
  return {
    direct(user) {
      const before = world.chats.size;
      const chat = openDirectChat(world, user, nextTime());
      if (world.chats.size > before) changes.emit({ type: 'chat', chatId: chat.id });
      return chat;
    },
    post(chat, { from, byBot, content, replyTo, inThread, uuid }) {
      const at = nextTime();
      const { msgType, card, text, mentions, notified } = content;
      const message: Message = {
        messageId: randomId('om_'),
        chat: chat.id,
        chatType: chat.p2pUser ? 'p2p' : 'group',
        from,
        byBot,
        msgType,
        content: content.content,
        text,
        mentions,
        notified,
        createdAt: at,
        updatedAt: at,
        updated: false,
        history: [{ at, content: content.content, by: 'post' }],
      };
      if (card) setCard(message, card);
      if (uuid !== undefined) message.uuid = uuid;
      if (replyTo) placeReply(message, replyTo, inThread === true);
      addMessage(world, message);
      if (world.messages.length > limits.messagesKept) forgetOldest(world);
      changes.emit({ type: 'message', message });
      return message;
    },
    change(message, content, by) {
      const at = nextTime();
      message.content = content.content;
      message.text = content.text;
      message.mentions = content.mentions;
      message.updatedAt = at;
      message.updated = true;
      message.history.push({ at, content: content.content, by });
      if (content.card) setCard(message, content.card);
      changes.emit({ type: 'message_changed', message });
    },
    remove(message, how) {
      if (message.gone) return;
      message.gone = how;
      message.history.push({ at: nextTime(), content: message.content, by: 'delete' });
      changes.emit({ type: 'message_deleted', message });
    },
  };
}

function setCard(message: Message, card: NonNullable<Message['card']>): void {
  message.card = card;
  const latest = message.history.at(-1);
  if (latest) latest.card = card;
}

/** A reply belongs to the first message of its chain, and to that one's thread when there is one. */
function placeReply(message: Message, replyTo: Message, inThread: boolean): void {
  message.parentId = replyTo.messageId;
  message.rootId = replyTo.rootId ?? replyTo.messageId;
  if (inThread && replyTo.threadId === undefined) replyTo.threadId = randomId('omt_');
  if (replyTo.threadId !== undefined) message.threadId = replyTo.threadId;
}

function forgetOldest(world: World): void {
  const forgotten = world.messages.splice(0, Math.ceil(world.messages.length / 2));
  for (const one of forgotten) world.byId.delete(one.messageId);
}
