import { randomUUID } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import type { Json } from '../common/json.ts';
import { remember } from '../common/records.ts';
import type { Changes } from './changes.ts';
import type { Faults } from './faults.ts';
import type { Limits } from './options.ts';

type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

/** One delivery of one thing. An event that is sent again has a record for each attempt, with the same `event_id` inside. */
export type EnvelopeRecord = {
  envelopeId: string;
  type: EnvelopeType;
  payload: Json;
  attempt: number;
  retryReason: string;
  sentAt: number;
  /** The connection that got it; absent when there was none. */
  connection?: string;
  ackedAt?: number;
  latencyMs?: number;
  response?: Json;
  missed?: 'no_connection' | 'timeout';
};

/** What became of a click or a command, as the person sees it. */
export type Outcome =
  | { acked: true; envelopeId: string; response: Json; latencyMs: number }
  | { acked: false; envelopeId: string; error: 'dispatch_failed' | 'operation_timeout' };

type Stage = 'sending' | 'sent' | 'acked' | 'missed';
/** Called at each stage and awaited before the next: a crash test kills the server here. */
export type EnvelopeHook = (envelope: EnvelopeRecord, stage: Stage) => void | Promise<void>;

/** Takes a frame to the app. Resolves with the connection's name, or undefined when nobody listens. */
export type Transport = { send(frame: Json): string | undefined };

export type Envelopes = {
  /** Redelivered until acknowledged or given up. */
  event(payload: Json): void;
  /** Never redelivered. */
  ask(type: 'slash_commands' | 'interactive', payload: Json, acceptsResponse: boolean): Promise<Outcome>;
  acked(envelopeId: string, response: Json): void;
  records: EnvelopeRecord[];
  hook(hook: EnvelopeHook): () => void;
  stop(): void;
};

type EnvelopesOptions = {
  clock: SimClock;
  limits: Limits;
  faults: Faults;
  changes: Changes;
  transport: Transport;
};

export function createEnvelopes({ clock, limits, faults, changes, transport }: EnvelopesOptions): Envelopes {
  const records: EnvelopeRecord[] = [];
  const waiting = new Map<string, (response: Json | undefined) => void>();
  const hooks = new Set<EnvelopeHook>();
  const timers = new Set<() => void>();

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

  async function reach(record: EnvelopeRecord, stage: Stage): Promise<void> {
    for (const hook of hooks) await hook(record, stage);
  }

  async function deliver(
    type: EnvelopeType,
    payload: Json,
    attempt: number,
    acceptsResponse: boolean,
  ): Promise<EnvelopeRecord> {
    const record: EnvelopeRecord = {
      envelopeId: randomUUID(),
      type,
      payload,
      attempt,
      retryReason: attempt === 0 ? '' : 'timeout',
      sentAt: clock.now(),
    };
    remember(records, record, limits.recordsKept);
    if (hooks.size > 0) await reach(record, 'sending');
    const fault = faults.take(`envelope:${type}`, 'envelope');
    if (fault?.kind === 'delay') await pause(fault.ms);
    const frame = frameOf(record, acceptsResponse);
    const answered = answer(record);
    if (fault?.kind === 'drop') record.connection = 'lost on the way';
    else {
      const connection = transport.send(frame);
      if (connection) record.connection = connection;
      if (fault?.kind === 'duplicate') transport.send(frame);
    }
    if (hooks.size > 0) await reach(record, 'sent');
    // Without a connection a click fails at once; an event waits for its next attempt like any other that was missed.
    if (!record.connection && type !== 'events_api') waiting.get(record.envelopeId)?.(undefined);
    let response = await answered;
    if (fault?.kind === 'apply_then_fail') response = undefined;
    settle(record, response);
    if (hooks.size > 0) await reach(record, response ? 'acked' : 'missed');
    return record;
  }

  function answer(record: EnvelopeRecord): Promise<Json | undefined> {
    return new Promise((resolve) => {
      const finish = (response: Json | undefined): void => {
        cancel();
        waiting.delete(record.envelopeId);
        resolve(response);
      };
      const cancel = later(limits.ackMs, () => finish(undefined));
      waiting.set(record.envelopeId, finish);
    });
  }

  function settle(record: EnvelopeRecord, response: Json | undefined): void {
    if (response) {
      record.ackedAt = clock.now();
      record.latencyMs = record.ackedAt - record.sentAt;
      record.response = response;
    } else {
      record.missed = record.connection ? 'timeout' : 'no_connection';
    }
    changes.emit({ type: 'envelope', envelope: record });
  }

  async function deliverEvent(payload: Json, attempt: number): Promise<void> {
    const record = await deliver('events_api', payload, attempt, false);
    const delay = limits.eventRetryDelaysMs[attempt];
    if (record.ackedAt !== undefined || delay === undefined) return;
    later(delay, () => void deliverEvent(payload, attempt + 1));
  }

  return {
    event: (payload) => void deliverEvent(payload, 0),
    async ask(type, payload, acceptsResponse) {
      const record = await deliver(type, payload, 0, acceptsResponse);
      const { envelopeId } = record;
      if (record.ackedAt !== undefined) {
        return { acked: true, envelopeId, response: record.response ?? {}, latencyMs: record.latencyMs ?? 0 };
      }
      const error = record.missed === 'no_connection' ? 'dispatch_failed' : 'operation_timeout';
      return { acked: false, envelopeId, error };
    },
    acked: (envelopeId, response) => waiting.get(envelopeId)?.(response),
    records,
    hook(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    stop() {
      for (const cancel of timers) cancel();
      timers.clear();
      for (const finish of waiting.values()) finish(undefined);
    },
  };
}

/** https://docs.slack.dev/apis/events-api/using-socket-mode: only events carry a retry counter. */
function frameOf(record: EnvelopeRecord, acceptsResponse: boolean): Json {
  const frame: Json = {
    envelope_id: record.envelopeId,
    type: record.type,
    accepts_response_payload: acceptsResponse,
    payload: record.payload,
  };
  if (record.type !== 'events_api') return frame;
  return { ...frame, retry_attempt: record.attempt, retry_reason: record.retryReason };
}
