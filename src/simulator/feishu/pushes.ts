import { randomUUID } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import type { Json } from '../common/json.ts';
import { remember } from '../common/records.ts';
import type { Changes } from './changes.ts';
import type { Faults } from './faults.ts';
import type { FeishuLimits } from './options.ts';
import type { PushHook, PushRecord } from './push-record.ts';

/** `response`: the decoded data of the acknowledgement, undefined when it carried none. */
export type Ack = { ok: boolean; response?: unknown };

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
  const records: PushRecord[] = [];
  const waiting = new Map<string, (ack: Ack | undefined) => void>();
  const hooks = new Set<PushHook>();
  const timers = new Set<() => void>();
  let stopped = false;

  function later(ms: number, fire: () => void): () => void {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      fire();
    });
    timers.add(cancel);
    return () => {
      timers.delete(cancel);
      cancel();
    };
  }

  const pause = (ms: number): Promise<void> => new Promise((resolve) => later(ms, resolve));

  async function reach(record: PushRecord, stage: Parameters<PushHook>[1]): Promise<void> {
    for (const hook of hooks) await hook(record, stage);
  }

  async function deliver(eventType: string, payload: Json, attempt: number): Promise<PushRecord> {
    const record = newRecord(eventType, payload, attempt, clock.now());
    remember(records, record, limits.recordsKept);
    if (hooks.size > 0) await reach(record, 'sending');
    const fault = faults.take(`push:${record.kind}`, 'push');
    if (fault?.kind === 'delay') await pause(fault.ms);
    const deliveryId = randomUUID();
    const answered = answer(deliveryId);
    if (fault?.kind === 'drop') record.connection = 'lost on the way';
    else {
      const connection = transport.send(deliveryId, record.kind, payload);
      if (connection) record.connection = connection;
      if (fault?.kind === 'duplicate') transport.send(deliveryId, record.kind, payload);
    }
    if (hooks.size > 0) await reach(record, 'sent');
    // Without a connection a click fails at once; an event waits for its next attempt like any other that was missed.
    if (!record.connection && record.kind === 'card') waiting.get(deliveryId)?.(undefined);
    const ack = await answered;
    settle(record, fault?.kind === 'apply_then_fail' ? undefined : ack);
    if (hooks.size > 0) await reach(record, record.missed ? 'missed' : 'acked');
    return record;
  }

  function answer(deliveryId: string): Promise<Ack | undefined> {
    return new Promise((resolve) => {
      const finish = (ack: Ack | undefined): void => {
        cancel();
        waiting.delete(deliveryId);
        resolve(ack);
      };
      const cancel = later(limits.ackMs, () => finish(undefined));
      waiting.set(deliveryId, finish);
    });
  }

  function settle(record: PushRecord, ack: Ack | undefined): void {
    if (ack?.ok) {
      record.ackedAt = clock.now();
      record.latencyMs = record.ackedAt - record.sentAt;
      if (ack.response !== undefined) record.response = ack.response;
    } else if (ack) record.missed = 'refused';
    else record.missed = record.connection ? 'timeout' : 'no_connection';
    changes.emit({ type: 'push', push: record });
  }

  async function deliverEvent(eventType: string, payload: Json, attempt: number): Promise<void> {
    const record = await deliver(eventType, payload, attempt);
    const delay = retryDelaysMs[attempt];
    if (stopped || !record.missed || delay === undefined) return;
    later(delay, () => void deliverEvent(eventType, payload, attempt + 1));
  }

  return {
    event: (eventType, payload) => void deliverEvent(eventType, payload, 0),
    ask: (payload) => deliver(CARD_ACTION, payload, 0),
    acked: (deliveryId, ack) => waiting.get(deliveryId)?.(ack),
    records,
    hook(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    stop() {
      stopped = true;
      for (const cancel of timers) cancel();
      timers.clear();
      for (const finish of waiting.values()) finish(undefined);
    },
  };
}

function newRecord(eventType: string, payload: Json, attempt: number, sentAt: number): PushRecord {
  const header = typeof payload.header === 'object' && payload.header !== null ? payload.header : {};
  const eventId = 'event_id' in header ? String(header.event_id) : '';
  const kind = eventType === CARD_ACTION ? 'card' : eventType === MESSAGE_RECEIVED ? 'message' : 'other';
  return { eventId, kind, eventType, payload, attempt, sentAt };
}
