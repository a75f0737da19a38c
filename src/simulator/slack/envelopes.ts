import { randomUUID } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import { createDeliveries, type Delivery, type DeliveryHook } from '../common/deliveries.ts';
import type { Json } from '../common/json.ts';
import type { Changes } from './changes.ts';
import type { Faults } from './faults.ts';
import type { Limits } from './options.ts';

type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

/** One delivery of one thing. An event that is sent again has a record for each attempt, with the same `event_id` inside. */
export type EnvelopeRecord = Delivery<Json> & {
  envelopeId: string;
  type: EnvelopeType;
  payload: Json;
  attempt: number;
  retryReason: string;
};

/** What became of a click or a command, as the person sees it. */
export type Outcome =
  | { acked: true; envelopeId: string; response: Json; latencyMs: number }
  | { acked: false; envelopeId: string; error: 'dispatch_failed' | 'operation_timeout' };

export type EnvelopeHook = DeliveryHook<EnvelopeRecord>;

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
  const deliveries = createDeliveries<EnvelopeRecord, Json>({
    clock,
    faults,
    recordsKept: limits.recordsKept,
    settled: (envelope) => changes.emit({ type: 'envelope', envelope }),
  });

  function deliver(
    type: EnvelopeType,
    payload: Json,
    attempt: number,
    acceptsResponse: boolean,
  ): Promise<EnvelopeRecord> {
    const envelopeId = randomUUID();
    const retryReason = attempt === 0 ? '' : 'timeout';
    const record = { envelopeId, type, payload, attempt, retryReason, sentAt: clock.now() };
    const frame = frameOf(record, acceptsResponse);
    return deliveries.deliver(record, {
      id: envelopeId,
      targets: [`envelope:${type}`, 'envelope'],
      ackMs: limits.ackMs,
      isClick: type !== 'events_api',
      send: () => transport.send(frame),
    });
  }

  async function deliverEvent(payload: Json, attempt: number): Promise<void> {
    const record = await deliver('events_api', payload, attempt, false);
    const delay = limits.eventRetryDelaysMs[attempt];
    if (!record.missed || delay === undefined) return;
    deliveries.later(delay, () => void deliverEvent(payload, attempt + 1));
  }

  return {
    event: (payload) => void deliverEvent(payload, 0),
    async ask(type, payload, acceptsResponse) {
      const record = await deliver(type, payload, 0, acceptsResponse);
      const { envelopeId } = record;
      if (!record.missed) {
        return { acked: true, envelopeId, response: record.response ?? {}, latencyMs: record.latencyMs ?? 0 };
      }
      const error = record.missed === 'no_connection' ? 'dispatch_failed' : 'operation_timeout';
      return { acked: false, envelopeId, error };
    },
    acked: (envelopeId, response) => deliveries.acked(envelopeId, { ok: true, response }),
    records: deliveries.records,
    hook: (hook) => deliveries.hook(hook),
    stop: () => deliveries.stop(),
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
