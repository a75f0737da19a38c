import type { Json } from '../common/json.ts';
import { fixedId } from './ids.ts';
import type {
  FeishuDepartmentOption,
  FeishuSimulatorOptions,
  FeishuUserGroupOption,
  FeishuUserOption,
} from './options.ts';

export type Chat = {
  id: string;
  name: string;
  /** Open ids, the bot's own among them. */
  members: Set<string>;
  /** The person at the other end of a chat with the bot. */
  p2pUser?: string;
  createdAt: number;
};

export type Mention = {
  /** `@_user_1` */
  key: string;
  openId: string;
  name: string;
};

/** One state of a message; the last one is what people see now. */
export type MessageVersion = {
  /** Milliseconds since the epoch. */
  at: number;
  content: string;
  card?: Json;
  by: 'post' | 'patch' | 'update' | 'card_update' | 'callback' | 'delete';
};

export type Message = {
  /** `om_…` */
  messageId: string;
  /** `oc_…` */
  chat: string;
  chatType: 'group' | 'p2p';
  /** The app id when the bot sent it, else the person's open id. */
  from: string;
  byBot: boolean;
  msgType: string;
  /** As on the wire: a JSON text. */
  content: string;
  /** Set when `msgType` is `interactive`. */
  card?: Json;
  /** What a person reads of a text or a post, with names in place of mentions; empty for a card. */
  text: string;
  mentions: Mention[];
  /** Who was notified when it was sent: open ids, or `all`. A later change notifies nobody. */
  notified: string[];
  rootId?: string;
  parentId?: string;
  threadId?: string;
  uuid?: string;
  createdAt: number;
  updatedAt: number;
  updated: boolean;
  /** `withdrawn` by a person or the bot, `deleted` for good; such a message is not shown any more. */
  gone?: 'withdrawn' | 'deleted';
  history: MessageVersion[];
};

/** What a person saw for a moment after a click. */
export type Toast = {
  user: string;
  messageId: string;
  at: number;
  type: 'info' | 'success' | 'error' | 'warning';
  /** In the person's language, when the app sent one. */
  content: string;
  /** Set when Feishu's client itself complains, for example `200340`. */
  error?: string;
};

export type World = {
  tenantKey: string;
  app: { appId: string; botOpenId: string; botName: string };
  /** By open id. */
  users: Map<string, FeishuUserOption>;
  chats: Map<string, Chat>;
  departments: Map<string, FeishuDepartmentOption>;
  userGroups: Map<string, FeishuUserGroupOption>;
  /** Oldest first. */
  messages: Message[];
  byId: Map<string, Message>;
  toasts: Toast[];
};

export function createWorld(options: FeishuSimulatorOptions): World {
  const { appId, botOpenId, botName } = options.app;
  const createdAt = options.clock.now();
  const chats = options.chats.map(({ id, name, memberIds, botIn }): [string, Chat] => [
    id,
    { id, name, members: new Set(botIn ? [...memberIds, botOpenId] : memberIds), createdAt },
  ]);
  return {
    tenantKey: options.tenantKey,
    app: { appId, botOpenId, botName },
    users: new Map(options.users.map((user) => [user.openId, user])),
    chats: new Map(chats),
    departments: new Map(options.departments?.map((one) => [one.id, one])),
    userGroups: new Map(options.userGroups?.map((one) => [one.id, one])),
    messages: [],
    byId: new Map(),
    toasts: [],
  };
}

export function addMessage(world: World, message: Message): void {
  world.messages.push(message);
  world.byId.set(message.messageId, message);
}

/** The chat between a person and the bot; made on first use, with the same id at every start. */
export function openDirectChat(world: World, user: string, now: number): Chat {
  const id = fixedId('oc_', `${world.app.appId} ${user}`);
  const known = world.chats.get(id);
  if (known) return known;
  const members = new Set([user, world.app.botOpenId]);
  const chat: Chat = { id, name: '', members, p2pUser: user, createdAt: now };
  world.chats.set(id, chat);
  return chat;
}

/** The tenant of a person; an outsider has another one. */
export function tenantOf(world: World, user: FeishuUserOption): string {
  return user.outside ? `${world.tenantKey}x` : world.tenantKey;
}

/** The three ids of a person, as events carry them: an outsider has none in this tenant. */
export function idsOf(user: FeishuUserOption): Json {
  const ids = { open_id: user.openId, union_id: user.unionId };
  return user.outside ? ids : { ...ids, user_id: user.userId };
}
