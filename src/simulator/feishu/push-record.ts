import type { Json } from '../common/json.ts';

/** `message`: `im.message.receive_v1`. `card`: `card.action.trigger`. `other`: whatever was sent by `sendEvent`. */
type PushKind = 'message' | 'card' | 'other';

/** One delivery of one thing. An event that is pushed again has a record for each attempt, with the same `eventId`. */
export type PushRecord = {
  eventId: string;
  kind: PushKind;
  eventType: string;
  payload: Json;
  attempt: number;
  sentAt: number;
  /** The connection that got it, or `http`; absent when there was none. */
  connection?: string;
  ackedAt?: number;
  latencyMs?: number;
  /** The decoded data of the acknowledgement; absent when it carried none. */
  response?: unknown;
  /** `refused`: acknowledged as failed. */
  missed?: 'no_connection' | 'timeout' | 'refused';
};

type PushStage = 'sending' | 'sent' | 'acked' | 'missed';
/** Called at each stage and awaited before the next: a crash test kills the server here. */
export type PushHook = (push: PushRecord, stage: PushStage) => void | Promise<void>;
