import { type CommonFault, createFaultQueue, type FaultQueue } from '../common/fault-queue.ts';
import type { Json } from '../common/json.ts';

export { createRandom } from '../common/random.ts';

export type Fault =
  | CommonFault
  | { kind: 'ratelimited'; retryAfterSeconds: number }
  | { kind: 'error'; error: string; extra?: Json };

/**
 * A target is a method (`chat.update`), `response_url`, `envelope`, or one kind of envelope (`envelope:slash_commands`,
 * `envelope:interactive`, `envelope:events_api`).
 */
export type Faults = FaultQueue<Fault>;

export function createFaults(): Faults {
  return createFaultQueue<Fault>({
    ratelimited: { kind: 'ratelimited', retryAfterSeconds: 1 },
    spared: (target) => target === 'apps.connections.open',
  });
}
