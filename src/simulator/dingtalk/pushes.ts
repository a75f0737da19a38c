import { randomUUID } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import { createDeliveries, type Delivery, type DeliveryHook } from '../common/deliveries.ts';
import type { Json } from '../common/json.ts';
import type { Changes } from './changes.ts';
import type { Faults } from './faults.ts';
import type { Limits } from './options.ts';
import type { Ack, Sockets } from './sockets.ts';

export const MESSAGE_TOPIC = '/v1.0/im/bot/messages/get';
export const CARD_TOPIC = '/v1.0/card/instances/callback';

/**
 * One delivery of one thing. A robot message that is pushed again has a record for each attempt, with the same `msgId` inside.
 * `no_connection`: nobody was connected who had subscribed to the topic.
 */
export type PushRecord = Delivery<unknown> & {
  kind: 'message' | 'card';
  /** The frame's `headers.messageId`: new at each attempt. */
  messageId: string;
  topic: string;
  data: Json;
  /** From 1. */
  attempt: number;
};

export type PushHook = DeliveryHook<PushRecord>;

export type Pushes = {
  /** A robot message: pushed again until it is acknowledged or given up. */
  message(data: Json): void;
  /** A click: pushed once and judged when the time for the answer is over. */
  card(data: Json): Promise<PushRecord>;
  acked(messageId: string, ack: Ack): void;
  records: PushRecord[];
  hook(hook: PushHook): () => void;
  stop(): void;
};

type PushesOptions = {
  clock: SimClock;
  limits: Limits;
  faults: Faults;
  changes: Changes;
  sockets: () => Pick<Sockets, 'push'>;
};

export function createPushes({ clock, limits, faults, changes, sockets }: PushesOptions): Pushes {
  const deliveries = createDeliveries<PushRecord, unknown>({
    clock,
    faults,
    recordsKept: limits.recordsKept,
    settled: (push) => changes.emit({ type: 'push', push }),
  });

  function deliver(kind: PushRecord['kind'], data: Json, attempt: number): Promise<PushRecord> {
    const topic = kind === 'message' ? MESSAGE_TOPIC : CARD_TOPIC;
    const record = { kind, messageId: randomUUID(), topic, data, attempt, sentAt: clock.now() };
    return deliveries.deliver(record, {
      id: record.messageId,
      targets: [`push:${kind}`, 'push'],
      ackMs: kind === 'message' ? limits.repushMs : limits.cardAckMs,
      isClick: kind === 'card',
      send(again) {
        // A message that comes twice has another frame around it; a click has the same.
        const messageId = again && kind === 'message' ? randomUUID() : record.messageId;
        return sockets().push({ type: 'CALLBACK', topic, messageId, data });
      },
    });
  }

  async function deliverMessage(data: Json, attempt: number): Promise<void> {
    const record = await deliver('message', data, attempt);
    if (!record.missed || attempt >= limits.messageAttempts || deliveries.stopped()) return;
    // The time counts from the push before, which a refusal may have answered early.
    const wait = Math.max(0, record.sentAt + limits.repushMs - clock.now());
    if (wait === 0) return void deliverMessage(data, attempt + 1);
    deliveries.later(wait, () => void deliverMessage(data, attempt + 1));
  }

  return {
    message: (data) => void deliverMessage(data, 1),
    card: (data) => deliver('card', data, 1),
    acked: (messageId, { code, data }) =>
      deliveries.acked(messageId, { ok: code === 200, response: data.response }),
    records: deliveries.records,
    hook: (hook) => deliveries.hook(hook),
    stop: () => deliveries.stop(),
  };
}
