import type { CallRecord } from '../common/call-record.ts';
import type { ChangesOf } from '../common/changes.ts';
import type { PushRecord } from './push-record.ts';
import type { Message, Toast } from './world.ts';

/** Something that an onlooker can see: what the page shows live, and what a test's judge believes. */
export type Change =
  | { type: 'message'; message: Message }
  | { type: 'message_changed'; message: Message }
  | { type: 'message_deleted'; message: Message }
  | { type: 'toast'; toast: Toast }
  | { type: 'chat'; chatId: string }
  | { type: 'connections'; open: number }
  | { type: 'push'; push: PushRecord }
  | { type: 'call'; call: CallRecord };

export type Changes = ChangesOf<Change>;
