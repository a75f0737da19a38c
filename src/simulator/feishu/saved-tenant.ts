import { isObject } from '../common/json.ts';
import { addMessage, type Message, openDirectChat, type Toast, type World } from './world.ts';

/** What outlives a restart of the playground: what was said. Tokens and open callbacks do not. */
export type SavedTenant = {
  version: 1;
  directChats: { user: string; createdAt: number }[];
  messages: Message[];
  toasts: Toast[];
};

/** Only the newest are kept, so that a file that is written after each change stays small. */
const MESSAGES_KEPT = 500;
const TOASTS_KEPT = 50;

export function saveTenant(world: World): SavedTenant {
  return {
    version: 1,
    directChats: [...world.chats.values()].flatMap(({ p2pUser, createdAt }) =>
      p2pUser ? [{ user: p2pUser, createdAt }] : [],
    ),
    messages: world.messages.slice(-MESSAGES_KEPT),
    toasts: world.toasts.slice(-TOASTS_KEPT),
  };
}

/** Puts a saved tenant back. Messages of chats that are not there any more are left out. */
export function restoreTenant(world: World, saved: SavedTenant): void {
  for (const { user, createdAt } of saved.directChats) {
    if (world.users.has(user)) openDirectChat(world, user, createdAt);
  }
  for (const message of saved.messages) {
    if (world.chats.has(message.chat)) addMessage(world, structuredClone(message));
  }
  world.toasts.push(...saved.toasts.filter((one) => world.users.has(one.user)));
}

/** Whether a parsed file is a saved tenant; a file of another version is not. */
export function isSavedTenant(value: unknown): value is SavedTenant {
  return (
    isObject(value) &&
    value.version === 1 &&
    Array.isArray(value.directChats) &&
    Array.isArray(value.messages) &&
    Array.isArray(value.toasts)
  );
}
