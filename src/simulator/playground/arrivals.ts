import { randomUUID } from 'node:crypto';
import type { Taken } from '../channels/taken.ts';
import { createChanges } from '../common/changes.ts';
import type { SimClock } from '../common/clock.ts';
import { isObject } from '../common/json.ts';

/** Of each receiver: programs get so much more than people that letters would soon be gone otherwise. */
const KEPT = 30;

/** Something that a mailbox, a group robot or a program got. */
export type Arrival = {
  id: string;
  /** The receiver's. */
  receiver: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Accounts that are called. */
  calls: string[];
  everyone: boolean;
} & ({ kind: 'letter'; letter: Letter } | { kind: 'body'; body: unknown });

export type Letter = { subject: string; from: string; to: string; text: string; html: string };

export type SavedArrivals = { version: 1; arrivals: Arrival[] };

export type Arrivals = {
  /** Oldest first. */
  all(): readonly Arrival[];
  put(receiver: string, taken: Taken, letter?: Letter): void;
  save(): SavedArrivals;
  subscribe(listener: (change: { type: 'message'; arrival: Arrival }) => void): () => void;
};

/** What arrived, in the order in which it did; of each receiver the oldest is forgotten when there is more than anyone looks at. */
export function createArrivals(clock: SimClock, saved?: SavedArrivals): Arrivals {
  let arrivals = saved?.arrivals ?? [];
  const changes = createChanges<{ type: 'message'; arrival: Arrival }>();
  return {
    all: () => arrivals,
    put(receiver, { calls, everyone, raw }, letter) {
      const shared = { id: randomUUID(), receiver, at: clock.now(), calls, everyone };
      const arrival: Arrival = letter
        ? { ...shared, kind: 'letter', letter }
        : { ...shared, kind: 'body', body: raw };
      const [oldest, ...others] = arrivals.filter((one) => one.receiver === receiver);
      const forgotten = others.length + 1 < KEPT ? undefined : oldest;
      arrivals = [...arrivals.filter((one) => one !== forgotten), arrival];
      changes.emit({ type: 'message', arrival });
    },
    save: () => ({ version: 1, arrivals }),
    subscribe: (listener) => changes.subscribe(listener),
  };
}

/** Whether a parsed file is a saved one; a file of another version is not. */
export function isSavedArrivals(value: unknown): value is SavedArrivals {
  return isObject(value) && value.version === 1 && Array.isArray(value.arrivals);
}
