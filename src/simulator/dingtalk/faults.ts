import { type CommonFault, createFaultQueue, type FaultQueue } from '../common/fault-queue.ts';

/** `not_delivered` is the HTTP 200 of `createAndDeliver` that carries a refusal. */
export type Fault =
  | CommonFault
  | { kind: 'ratelimited' }
  | { kind: 'error'; status: number; code: string; message?: string }
  | { kind: 'errcode'; errcode: number; errmsg: string }
  | { kind: 'not_delivered'; errorMsg: string }
  | { kind: 'flow_controlled'; userIds: string[] };

/**
 * A target is a call as its record names it (`PUT /v1.0/card/instances`, `POST /robot/sendBySession`), `push`, `push:message` or
 * `push:card`.
 */
export type Faults = FaultQueue<Fault>;

export function createFaults(): Faults {
  return createFaultQueue<Fault>({
    ratelimited: { kind: 'ratelimited' },
    spared: (target) => target.includes('/gateway/'),
  });
}
