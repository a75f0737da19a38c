import type { Delivery, DeliveryHook } from '../common/deliveries.ts';
import type { Json } from '../common/json.ts';

/** `message`: `im.message.receive_v1`. `card`: `card.action.trigger`. `other`: whatever was sent by `sendEvent`. */
type PushKind = 'message' | 'card' | 'other';

/** One delivery of one thing. An event that is pushed again has a record for each attempt, with the same `eventId`. */
export type PushRecord = Delivery<unknown> & {
  eventId: string;
  kind: PushKind;
  eventType: string;
  payload: Json;
  attempt: number;
};

export type PushHook = DeliveryHook<PushRecord>;
