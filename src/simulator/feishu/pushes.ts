import { randomUUID } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import { type Ack as AckOf, createDeliveries } from '../common/deliveries.ts';
import type { Json } from '../common/json.ts';
import type { Changes } from './changes.ts';
import type { Faults } from './faults.ts';
import type { FeishuLimits } from './options.ts';
import type { PushHook, PushRecord } from './push-record.ts';

/** `response` is the decoded data of the acknowledgement. */
export type Ack = AckOf<unknown>;

/** Takes a payload to the app. Gives the connection's name, or undefined when nobody listens. */
export type Transport = {
  send(deliveryId: string, kind: PushRecord['kind'], payload: Json): string | undefined;
};

export type Pushes = {
  /** Pushed again until it is acknowledged or given up. */
  event(eventType: string, payload: Json): void;
  /** Pushed once. */
  ask(payload: Json): Promise<PushRecord>;
  acked(deliveryId: string, ack: Ack): void;
  records: PushRecord[];
  hook(hook: PushHook): () => void;
  stop(): void;
};

type PushesOptions = {
  clock: SimClock;
  limits: FeishuLimits;
  retryDelaysMs: number[];
  faults: Faults;
  changes: Changes;
  transport: Transport;
};

export const CARD_ACTION = 'card.action.trigger';
export const MESSAGE_RECEIVED = 'im.message.receive_v1';

export function createPushes(options: PushesOptions): Pushes {
  const { clock, limits, retryDelaysMs, faults, changes, transport } = options;
  const deliveries = createDeliveries<PushRecord, unknown>({
    clock,
    faults,
    recordsKept: limits.recordsKept,
    settled: (push) => changes.emit({ type: 'push', push }),
  });

  function deliver(eventType: string, payload: Json, attempt: number): Promise<PushRecord> {
    const record = newRecord(eventType, payload, attempt, clock.now());
    const { kind } = record;
    const id = randomUUID();
    return deliveries.deliver(record, {
      id,
      targets: [`push:${kind}`, 'push'],
      ackMs: limits.ackMs,
      isClick: kind === 'card',
      send: () => transport.send(id, kind, payload),
    });
  }

  async function deliverEvent(eventType: string, payload: Json, attempt: number): Promise<void> {
    const record = await deliver(eventType, payload, attempt);
    const delay = retryDelaysMs[attempt];
    if (!record.missed || delay === undefined) return;
    deliveries.later(delay, () => void deliverEvent(eventType, payload, attempt + 1));
  }

  return {
    event: (eventType, payload) => void deliverEvent(eventType, payload, 0),
    ask: (payload) => deliver(CARD_ACTION, payload, 0),
    acked: (deliveryId, ack) => deliveries.acked(deliveryId, ack),
    records: deliveries.records,
    hook: (hook) => deliveries.hook(hook),
    stop: () => deliveries.stop(),
  };
}

function newRecord(eventType: string, payload: Json, attempt: number, sentAt: number): PushRecord {
  const header = typeof payload.header === 'object' && payload.header !== null ? payload.header : {};
  const eventId = 'event_id' in header ? String(header.event_id) : '';
  const kind = eventType === CARD_ACTION ? 'card' : eventType === MESSAGE_RECEIVED ? 'message' : 'other';
  return { eventId, kind, eventType, payload, attempt, sentAt };
}
