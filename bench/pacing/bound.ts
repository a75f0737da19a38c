/**
 * What an ideal bot would reach with the same changes. It asks by a message in the thread, shows decisions by the click's own address, and three more
 * changes and the end of the run by the same while it lives; its answers take the least time. All edits of the limit are left for progress: always that
 * card whose oldest change has waited longest.
 */
import { createPlaces } from './places.ts';
import { QUICKEST_MS } from './vendor.ts';
import type { Change } from './watch.ts';

/** How long an address lives, and how often it is of use beside the decision and the end. */
const ADDRESS_MS = 30 * 60_000;
const MORE_USES = 3;

type Run = {
  /** Progress that its card does not show, the oldest first. */
  hidden: Change[];
  uses: number;
  usableUntil: number;
};

export function boundOf(changes: readonly Change[]): Change[] {
  const places = createPlaces();
  const runs = new Map<string, Run>();
  const shown: Change[] = [];
  const coming = changes.toSorted((a, b) => a.at - b.at);

  function show(change: Change, at: number): void {
    shown.push({ ...change, shownAt: at + QUICKEST_MS / 2 });
  }

  function showAll(run: Run, at: number): void {
    for (const change of run.hidden) show(change, at);
    run.hidden = [];
  }

  function happen(change: Change): void {
    const { at, kind } = change;
    const run = runs.get(change.run) ?? { hidden: [], uses: 0, usableUntil: 0 };
    runs.set(change.run, run);
    switch (kind) {
      case 'waiting':
        return show(change, at);
      case 'decided':
        Object.assign(run, { uses: MORE_USES, usableUntil: at + ADDRESS_MS });
        showAll(run, at);
        return show(change, at);
      case 'final': {
        // An edit, for which an ideal bot has kept a place.
        if (at >= run.usableUntil) places.take(at);
        showAll(run, at);
        return show(change, at);
      }
      case 'progress':
        run.hidden.push(change);
        if (run.uses === 0 || at >= run.usableUntil) return;
        run.uses -= 1;
        return showAll(run, at);
    }
  }

  let now = 0;
  for (let next = 0; ; ) {
    const change = coming[next];
    const oldest = oldestOf(runs);
    if (change === undefined && oldest === undefined) return shown;
    const place = oldest === undefined ? Number.POSITIVE_INFINITY : places.firstFree(now);
    if (change !== undefined && change.at <= place) {
      now = Math.max(now, change.at);
      happen(change);
      next += 1;
    } else if (oldest !== undefined) {
      now = place;
      places.take(now);
      showAll(oldest, now);
    }
  }
}

function oldestOf(runs: ReadonlyMap<string, Run>): Run | undefined {
  let oldest: Run | undefined;
  for (const run of runs.values()) {
    const [first] = run.hidden;
    if (first !== undefined && first.at < (oldest?.hidden[0]?.at ?? Number.POSITIVE_INFINITY)) oldest = run;
  }
  return oldest;
}
