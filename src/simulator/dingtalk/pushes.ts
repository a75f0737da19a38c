import { randomUUID } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import type { Json } from '../common/json.ts';
import { remember } from '../common/records.ts';
import type { Changes } from './changes.ts';
import type { Faults } from './faults.ts';
import type { Limits } from './options.ts';
import type { Ack, Sockets } from './sockets.ts';

export const MESSAGE_TOPIC = '/v1.0/im/bot/messages/get';
export const CARD_TOPIC = '/v1.0/card/instances/callback';

/** One delivery of one thing. A robot message that is pushed again has a record for each attempt, with the same `msgId` inside. */
export type PushRecord = {
  kind: 'message' | 'card';
  /** The frame's `headers.messageId`: new at each attempt. */
  messageId: string;
  topic: string;
  data: Json;
  /** From 1. */
  attempt: number;
  sentAt: number;
  /** The connection that got it; absent when there was none. */
  connection?: string;
  ackedAt?: number;
  latencyMs?: number;
  /** The `response` that the acknowledgement carried. */
  response?: unknown;
  /** `no_connection`: nobody was connected who had subscribed to the topic. `refused`: the acknowledgement's code was not 200. */
  missed?: 'no_connection' | 'timeout' | 'refused';
};

type PushStage = 'sending' | 'sent' | 'acked' | 'missed';
/** Called at each stage and awaited before the next: a crash test kills the server here. */
export type PushHook = (push: PushRecord, stage: PushStage) => void | Promise<void>;

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

  async function reach(record: PushRecord, stage: PushStage): Promise<void> {
    for (const hook of hooks) await hook(record, stage);
  }

  async function deliver(kind: PushRecord['kind'], data: Json, attempt: number): Promise<PushRecord> {
    const topic = kind === 'message' ? MESSAGE_TOPIC : CARD_TOPIC;
    const messageId = randomUUID();
    const record: PushRecord = { kind, messageId, topic, data, attempt, sentAt: clock.now() };
    remember(records, record, limits.recordsKept);
    if (hooks.size > 0) await reach(record, 'sending');
    const fault = faults.take(`push:${kind}`, 'push');
    if (fault?.kind === 'delay') await new Promise<void>((resolve) => later(fault.ms, resolve));
    const answered = answer(record);
    if (fault?.kind === 'drop') record.connection = 'lost on the way';
    else send(record, fault?.kind === 'duplicate');
    if (hooks.size > 0) await reach(record, 'sent');
    // Without a connection a click fails at once; a message waits for its next attempt like any other that was missed.
    if (!record.connection && kind === 'card') waiting.get(messageId)?.(undefined);
    let ack = await answered;
    if (fault?.kind === 'apply_then_fail') ack = undefined;
    settle(record, ack);
    if (hooks.size > 0) await reach(record, record.missed ? 'missed' : 'acked');
    return record;
  }

  function send(record: PushRecord, twice: boolean): void {
    const { topic, data, messageId, kind } = record;
    const connection = sockets().push({ type: 'CALLBACK', topic, messageId, data });
    if (connection) record.connection = connection;
    // A message that comes twice has another frame around it; a click has the same.
    if (twice)
      sockets().push({
        type: 'CALLBACK',
        topic,
        messageId: kind === 'message' ? randomUUID() : messageId,
        data,
      });
  }

  function answer(record: PushRecord): Promise<Ack | undefined> {
    const ms = record.kind === 'message' ? limits.repushMs : limits.cardAckMs;
    return new Promise((resolve) => {
      const finish = (ack: Ack | undefined): void => {
        cancel();
        waiting.delete(record.messageId);
        resolve(ack);
      };
      const cancel = later(ms, () => finish(undefined));
      waiting.set(record.messageId, finish);
    });
  }

  function settle(record: PushRecord, ack: Ack | undefined): void {
    if (ack?.code === 200) {
      record.ackedAt = clock.now();
      record.latencyMs = record.ackedAt - record.sentAt;
      record.response = ack.data.response;
    } else if (ack) record.missed = 'refused';
    else record.missed = record.connection ? 'timeout' : 'no_connection';
    changes.emit({ type: 'push', push: record });
  }

  async function deliverMessage(data: Json, attempt: number): Promise<void> {
    const record = await deliver('message', data, attempt);
    if (!record.missed || attempt >= limits.messageAttempts || stopped) return;
    // The time counts from the push before, which a refusal may have answered early.
    const wait = Math.max(0, record.sentAt + limits.repushMs - clock.now());
    if (wait === 0) return void deliverMessage(data, attempt + 1);
    later(wait, () => void deliverMessage(data, attempt + 1));
  }

  return {
    message: (data) => void deliverMessage(data, 1),
    card: (data) => deliver('card', data, 1),
    acked: (messageId, ack) => waiting.get(messageId)?.(ack),
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
