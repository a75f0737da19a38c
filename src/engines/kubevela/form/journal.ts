/**
 * What we decided and did, written into the object's conditions by the same patch that does it: the API server keeps no keys, and a step that
 * goes on forgets who let it. So a repeated call finds its own mark, also after a crash, and somebody else's resume has none.
 */
import { createHash } from 'node:crypto';
import { oneLine } from '../../common/one-line.ts';
import type { Condition } from '../document/documents.ts';

const PREFIX = 'greenlight/';
const HELD = `${PREFIX}held`;
const ACT = `${PREFIX}act-`;

export type Entry = {
  /** See `keyHash`; '-' for what we only saw closed. */
  hash: string;
  by: string;
};

export type Reason = 'Approved' | 'Rejected' | 'Cancelled' | 'Retried' | 'Suspended' | 'Resumed' | 'Dropped';

/** Condition of an object: `lastTransitionTime`, `reason`, `status` and `type` are required by its CRD. */
export type NewCondition = {
  type: string;
  status: 'True';
  reason: Reason;
  message: string;
  lastTransitionTime: string;
};

/** Keys are ours and not for everybody who may read the object. */
export function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/** How one waiting of a step ended, as far as we wrote it down. */
export function endOfWait(conditions: readonly Condition[], wait: string): Entry | undefined {
  return entryOf(conditions.find(({ type }) => type === typeOfWait(wait)));
}

/** Whether what goes by this key was done. */
export function isDone(conditions: readonly Condition[], key: string): boolean {
  return conditions.some(({ type }) => type === typeOfAct(key));
}

/** What people did by us, as far as it is written down. */
export function deedsOf(conditions: readonly Condition[]): { reason: string; by: string }[] {
  return conditions.flatMap((one) => {
    const entry = one.type.startsWith(PREFIX) ? entryOf(one) : undefined;
    return entry === undefined ? [] : [{ reason: one.reason, by: entry.by }];
  });
}

/** Who cancelled the run by us, when nobody has retried it since. */
export function cancelledBy(conditions: readonly Condition[]): string | undefined {
  const last = conditions.findLast(
    ({ type, reason }) => type.startsWith(ACT) && (reason === 'Cancelled' || reason === 'Retried'),
  );
  return last?.reason === 'Cancelled' ? entryOf(last)?.by : undefined;
}

/** Who suspended the run by us, and where that is written. */
export function heldBy(conditions: readonly Condition[]): (Entry & { index: number }) | undefined {
  const index = conditions.findIndex(({ type }) => type === HELD);
  const entry = entryOf(conditions[index]);
  return entry && { ...entry, index };
}

export const typeOfHold = HELD;

export function typeOfWait(wait: string): string {
  return `${PREFIX}${wait}`;
}

export function typeOfAct(key: string): string {
  return `${ACT}${keyHash(key)}`;
}

/** `at`: milliseconds since the epoch. */
export function condition(type: string, reason: Reason, entry: Entry, at: number): NewCondition {
  return {
    type,
    status: 'True',
    reason,
    message: `${entry.hash} by ${oneLine(entry.by)}`,
    lastTransitionTime: rfc3339(at),
  };
}

/** As Kubernetes writes times. `at`: milliseconds since the epoch. */
export function rfc3339(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

function entryOf(found: Condition | undefined): Entry | undefined {
  const [, hash, by] = /^([0-9a-f]{16}|-) by (.*)$/s.exec(found?.message ?? '') ?? [];
  return hash === undefined || by === undefined ? undefined : { hash, by };
}
