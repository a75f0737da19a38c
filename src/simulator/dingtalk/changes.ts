import type { CallRecord } from '../common/call-record.ts';
import type { ChangesOf } from '../common/changes.ts';
import type { PushRecord } from './pushes.ts';
import type { RoomMessage } from './world.ts';

/** Something that an onlooker can see: what the page shows live, and what a test's judge believes. */
export type Change =
  | { type: 'message'; message: RoomMessage }
  /** A card has a new version, or a message was recalled. */
  | { type: 'message_changed'; message: RoomMessage }
  | { type: 'connections'; open: number }
  | { type: 'push'; push: PushRecord }
  | { type: 'call'; call: CallRecord };

export type Changes = ChangesOf<Change>;
