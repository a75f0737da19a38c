import { isObject } from '../common/json.ts';
import { addMessage, type Channel, type Ephemeral, type Message, type World } from './world.ts';

/** What outlives a restart of the playground: what was said and to whom. Open forms, triggers and response_urls do not. */
export type SavedRoom = {
  version: 1;
  directMessages: { id: string; user: string; createdAt: number }[];
  messages: Message[];
  ephemerals: Ephemeral[];
};

/** Only the newest are kept, so that a file that is written after each change stays small. */
const MESSAGES_KEPT = 500;

export function saveRoom(world: World): SavedRoom {
  const directMessages = [...world.channels.values()].flatMap(({ id, imUser, createdAt }) =>
    imUser ? [{ id, user: imUser, createdAt }] : [],
  );
  return {
    version: 1,
    directMessages,
    messages: world.messages.slice(-MESSAGES_KEPT),
    ephemerals: world.ephemerals.slice(-MESSAGES_KEPT),
  };
}

/** Puts a saved room back. Messages of channels that are not there any more are left out. */
export function restoreRoom(world: World, saved: SavedRoom): void {
  for (const { id, user, createdAt } of saved.directMessages) {
    const members = new Set([user, world.app.botUserId]);
    const channel: Channel = {
      id,
      name: 'directmessage',
      members,
      archived: false,
      private: true,
      imUser: user,
      createdAt,
    };
    if (world.users.has(user)) world.channels.set(id, channel);
  }
  for (const message of saved.messages) {
    if (world.channels.has(message.channel)) addMessage(world, message);
  }
  world.ephemerals.push(...saved.ephemerals.filter((one) => world.channels.has(one.channel)));
}

/** Whether a parsed file is a saved room; a file of another version is not. */
export function isSavedRoom(value: unknown): value is SavedRoom {
  return (
    isObject(value) &&
    value.version === 1 &&
    Array.isArray(value.directMessages) &&
    Array.isArray(value.messages) &&
    Array.isArray(value.ephemerals)
  );
}
