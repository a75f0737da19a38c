import type { Room } from './event.ts';

/** What a chat platform can do: flows, presenter and outbox decide by this, never by the vendor's name. */
export type PlatformAbility = {
  /** An unknown post can be looked up by its key. */
  find: boolean;
  /** A second post with the same key within this time (ms) is taken for the first one by the vendor. */
  keysMs?: number;
  /** A message in a room can call people by name so that they are notified; without it each of them gets a direct message. */
  mentions: boolean;
  /** A message can stand in the thread of a card; without it a room gets live cards alone, since every other message would stand between them. */
  threads: boolean;
  /** The handle of a click can replace the message that was clicked, and that counts for none of the limits of edits. */
  editByClick?: boolean;
  /** Cards have buttons that come back; without them people decide by a personal link. */
  buttons: boolean;
};

/** What accounts of people who come with a token are said to be on: no chat can have this key, since keys are lower-case words. */
export const API_PLATFORM = '(api)';

/** It came from a program: no chat shows the answer, and there is no room that a card could go to. */
export function isFromApi({ platform }: { platform: string }): boolean {
  return platform === API_PLATFORM;
}

/** Marks a room that is one person's direct conversation with the bot; no vendor's room id begins so. */
const DIRECT = '@';

/** The direct conversation of the bot with an account. Posts into it go to that person alone. */
export function directRoom(platform: string, account: string): Room {
  return { platform, id: `${DIRECT}${account}` };
}

/** Only the person and the bot are there: some vendors name such a room like any other. */
export function isDirect(room: Room): boolean {
  return room.direct === true || directAccount(room.id) !== undefined;
}

/** The account behind a direct room; undefined for any other room. */
export function directAccount(room: string): string | undefined {
  return room.startsWith(DIRECT) ? room.slice(DIRECT.length) : undefined;
}
