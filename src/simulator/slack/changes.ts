import type { CallRecord } from '../common/call-record.ts';
import type { ChangesOf } from '../common/changes.ts';
import type { EnvelopeRecord } from './envelopes.ts';
import type { OpenView } from './views.ts';
import type { Ephemeral, Message } from './world.ts';

/** Something that an onlooker can see: what the page shows live, and what a test's judge believes. */
export type Change =
  | { type: 'message'; message: Message }
  | { type: 'message_changed'; message: Message }
  | { type: 'message_deleted'; message: Message }
  | { type: 'ephemeral'; ephemeral: Ephemeral }
  | { type: 'ephemeral_changed'; ephemeral: Ephemeral }
  | { type: 'ephemeral_deleted'; ephemeral: Ephemeral }
  | { type: 'view'; view: OpenView }
  | { type: 'channel'; channelId: string }
  | { type: 'connections'; open: number }
  | { type: 'envelope'; envelope: EnvelopeRecord }
  | { type: 'call'; call: CallRecord };

export type Changes = ChangesOf<Change>;
