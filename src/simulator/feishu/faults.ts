import { type CommonFault, createFaultQueue, type FaultQueue } from '../common/fault-queue.ts';

export type Fault =
  | CommonFault
  /** HTTP 429 with code 99991400. */
  | { kind: 'ratelimited'; resetSeconds: number }
  /** A body with this code; HTTP 400 unless `status` says otherwise. */
  | { kind: 'error'; code: number; msg?: string; status?: number };

/** A target is a method (`im.message.patch`), `push`, or one kind of push (`push:message`, `push:card`). */
export type Faults = FaultQueue<Fault>;

export function createFaults(): Faults {
  return createFaultQueue<Fault>({
    ratelimited: { kind: 'ratelimited', resetSeconds: 1 },
    spared: (target) => target === 'auth.token' || target === 'ws.endpoint',
  });
}
