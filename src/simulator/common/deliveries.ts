import type { SimClock } from './clock.ts';
import { commonOf } from './fault-queue.ts';
import { createHooks, type Hook } from './hooks.ts';
import { remember } from './records.ts';

/** What became of one attempt to push something to the app. */
export type Delivery<Response> = {
  sentAt: number;
  /** The connection that got it, or `http`; absent when there was none. */
  connection?: string;
  ackedAt?: number;
  latencyMs?: number;
  /** What the acknowledgement carried; absent when it carried nothing. */
  response?: Response;
  /** `no_connection`: nobody listened. `refused`: acknowledged as failed. */
  missed?: 'no_connection' | 'timeout' | 'refused';
};

/** `response` is undefined when the acknowledgement carried nothing. */
export type Ack<Response> = { ok: boolean; response?: Response };

type DeliveryStage = 'sending' | 'sent' | 'acked' | 'missed';
/** Called at each stage and awaited before the next: a crash test kills the server here. */
export type DeliveryHook<Entry> = Hook<[entry: Entry, stage: DeliveryStage]>;

type Parcel = {
  /** What the acknowledgement will name. */
  id: string;
  /** What faults may be meant for, the narrowest first. */
  targets: string[];
  ackMs: number;
  /** Without a connection a click fails at once; an event waits for its next attempt like any other that was missed. */
  isClick: boolean;
  /** Gives the connection's name, or undefined when nobody listens. `again`: the same is sent a second time. */
  send: (again: boolean) => string | undefined;
};

export type Deliveries<Entry, Response> = {
  /** One attempt. Resolves when it was acknowledged or missed. */
  deliver(entry: Entry, parcel: Parcel): Promise<Entry>;
  acked(id: string, ack: Ack<Response>): void;
  /** Does something after a while, unless everything was stopped before. */
  later(ms: number, fire: () => void): void;
  stopped(): boolean;
  records: Entry[];
  hook(hook: DeliveryHook<Entry>): () => void;
  stop(): void;
};

type DeliveriesOptions<Entry> = {
  clock: SimClock;
  faults: { take(...targets: string[]): { kind: string } | undefined };
  recordsKept: number;
  /** Told of each attempt that is over. */
  settled: (entry: Entry) => void;
};

export function createDeliveries<Entry extends Delivery<Response>, Response>(
  options: DeliveriesOptions<Entry>,
): Deliveries<Entry, Response> {
  const { clock, faults, recordsKept, settled } = options;
  const records: Entry[] = [];
  const waiting = new Map<string, (ack: Ack<Response> | undefined) => void>();
  const hooks = createHooks<Parameters<DeliveryHook<Entry>>>();
  const timers = new Set<() => void>();
  let stopped = false;

  function after(ms: number, fire: () => void): () => void {
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

  const pause = (ms: number): Promise<void> => new Promise((resolve) => after(ms, resolve));

  function answer(id: string, ackMs: number): Promise<Ack<Response> | undefined> {
    return new Promise((resolve) => {
      const finish = (ack: Ack<Response> | undefined): void => {
        cancel();
        waiting.delete(id);
        resolve(ack);
      };
      const cancel = after(ackMs, () => finish(undefined));
      waiting.set(id, finish);
    });
  }

  function settle(entry: Entry, ack: Ack<Response> | undefined): void {
    if (ack?.ok) {
      entry.ackedAt = clock.now();
      entry.latencyMs = entry.ackedAt - entry.sentAt;
      if (ack.response !== undefined) entry.response = ack.response;
    } else if (ack) entry.missed = 'refused';
    else entry.missed = entry.connection ? 'timeout' : 'no_connection';
    settled(entry);
  }

  return {
    async deliver(entry, { id, targets, ackMs, isClick, send }) {
      remember(records, entry, recordsKept);
      if (hooks.any()) await hooks.reach(entry, 'sending');
      const fault = commonOf(faults.take(...targets));
      if (fault?.kind === 'delay') await pause(fault.ms);
      const answered = answer(id, ackMs);
      const connection = fault?.kind === 'drop' ? 'lost on the way' : send(false);
      if (connection) entry.connection = connection;
      if (fault?.kind === 'duplicate') send(true);
      if (hooks.any()) await hooks.reach(entry, 'sent');
      if (!entry.connection && isClick) waiting.get(id)?.(undefined);
      const ack = await answered;
      settle(entry, fault?.kind === 'apply_then_fail' ? undefined : ack);
      if (hooks.any()) await hooks.reach(entry, entry.missed ? 'missed' : 'acked');
      return entry;
    },
    acked: (id, ack) => waiting.get(id)?.(ack),
    later(ms, fire) {
      if (!stopped) after(ms, fire);
    },
    stopped: () => stopped,
    records,
    hook: (hook) => hooks.add(hook),
    stop() {
      stopped = true;
      for (const cancel of timers) cancel();
      timers.clear();
      for (const finish of waiting.values()) finish(undefined);
    },
  };
}
