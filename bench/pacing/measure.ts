/** How old what the rooms show is: for a bot that calls at once, for ours, and at best. */

import { percentile } from '../statistics.ts';
import { boundOf } from './bound.ts';
import { playNaive } from './naive.ts';
import { playOurs } from './ours.ts';
import type { Played, Scene } from './play.ts';
import { type Load, planTraffic } from './traffic.ts';
import type { Change, ChangeKind } from './watch.ts';

const STARTS_AT = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
/** All cards have to be posted first, a second apart in each room. */
const WARM_UP_MS = 4 * MINUTE_MS;
/** How long each load is watched, in virtual minutes. */
export const WATCHED_MINUTES = 8;
export const QUICK_MINUTES = 3;

const SEED = 7;

/** In seconds. `atLeast`: some were not shown before the end. */
export type Staleness = { p50: number; p99: number; atLeast: boolean };

export type Paced = {
  open: number;
  /** Runs that were to end in a minute, and those that did. */
  perMinute: number;
  scheme: 'naive' | 'ours' | 'bound';
  finished?: number;
  calls?: { edits: number; posts: number; byHandle: number; throttled: number };
  staleness: Readonly<Record<ChangeKind, Staleness>>;
};

const LOADS: readonly Load[] = [
  { open: 1, perMinute: 0.1 },
  { open: 10, perMinute: 1 },
  { open: 100, perMinute: 10 },
  { open: 500, perMinute: 15 },
  { open: 500, perMinute: 25 },
  { open: 500, perMinute: 40 },
];

/** `minutes`: how long each load is watched. A load of few runs is watched for longer, so that enough of them end. */
export async function measurePacing(minutes: number): Promise<Paced[]> {
  const rows: Paced[] = [];
  for (const load of LOADS) rows.push(...(await measureLoad(load, minutes * (load.perMinute < 10 ? 4 : 1))));
  return rows;
}

async function measureLoad(load: Load, minutes: number): Promise<Paced[]> {
  const endsAt = STARTS_AT + WARM_UP_MS + minutes * MINUTE_MS;
  const plans = planTraffic(load, endsAt - STARTS_AT, SEED);
  const scene: Scene = { plans, startsAt: STARTS_AT, endsAt, seed: SEED };
  const naive = await playNaive(scene);
  const ours = await playOurs(scene);
  return [
    rowOf('naive', load, naive, endsAt),
    rowOf('ours', load, ours, endsAt),
    { ...load, scheme: 'bound', staleness: stalenessOf(boundOf(ours.changes), endsAt) },
  ];
}

function rowOf(
  scheme: 'naive' | 'ours',
  load: Load,
  { changes, counts, finished }: Played,
  endsAt: number,
): Paced {
  return {
    ...load,
    scheme,
    finished: finished / ((endsAt - STARTS_AT) / MINUTE_MS),
    calls: { edits: counts.edit, posts: counts.post, byHandle: counts.handle, throttled: counts.throttled },
    staleness: stalenessOf(changes, endsAt),
  };
}

function stalenessOf(changes: readonly Change[], endsAt: number): Paced['staleness'] {
  const watched = changes.filter(({ at }) => at >= STARTS_AT + WARM_UP_MS);
  const of = (kind: ChangeKind): Staleness => {
    const mine = watched.filter((change) => change.kind === kind);
    const seconds = mine.map(({ at, shownAt = endsAt }) => (Math.min(shownAt, endsAt) - at) / 1000);
    // The few that happened in the last second are on their way.
    const lost = mine.filter(({ at, shownAt }) => (shownAt ?? endsAt) >= endsAt && at < endsAt - 1000).length;
    return { p50: percentile(seconds, 50), p99: percentile(seconds, 99), atLeast: lost * 100 > mine.length };
  };
  return { waiting: of('waiting'), decided: of('decided'), final: of('final'), progress: of('progress') };
}
