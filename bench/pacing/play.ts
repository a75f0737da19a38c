import type { Plan } from './traffic.ts';
import type { Vendor } from './vendor.ts';
import type { Change } from './watch.ts';

/** What is played: the same runs for every scheme. Times in milliseconds since the epoch. */
export type Scene = { plans: readonly Plan[]; startsAt: number; endsAt: number; seed: number };

export type Played = {
  changes: readonly Change[];
  counts: Vendor['counts'];
  /** Runs that ended. */
  finished: number;
};
