/**
 * Tells the observer of every state. What was told is written down in batches, so a state is told again after a crash, never lost.
 * For one run, one telling at a time; while it goes on only the newest state waits.
 */
import type { RunSnapshot } from '../../../domain/run.ts';
import type { Log } from '../../../log.ts';
import type { Database } from '../../../store/database.ts';
import { markTold, untoldExecutions } from '../../../store/executions.ts';
import type { Clock } from '../../../time.ts';
import type { Observer } from '../../engine.ts';
import type { Row } from './snapshot.ts';
import { toRow } from './transitions.ts';

/** Writing "told" for many runs at once costs little more than for one. */
const MARK_AFTER_MS = 100;
const MARKS_PER_UNIT = 256;

/** A state this old that is still not told was left by a server that died, or its observer failed. */
const OVERDUE_MS = 10_000;
const OVERDUE_AT_A_TIME = 200;

export type Teller = {
  tell(snapshot: RunSnapshot): void;
  /** Tells what waits since longer than it should; everything at the first call. */
  sweep(): Promise<void>;
  /** Resolves when nothing is being told any more and all that was told is written down. */
  stop(): Promise<void>;
};

export function createTeller(
  engine: string,
  observer: Observer,
  shown: (row: Row) => RunSnapshot,
  { db, clock, log }: { db: Database; clock: Clock; log: Log },
): Teller {
  const waiting = new Map<string, RunSnapshot | undefined>();
  const busy = new Set<Promise<void>>();
  let told: { id: number; order: number }[] = [];
  let cancelMark: (() => void) | undefined;
  let swept = false;
  let stopped = false;

  function tell(snapshot: RunSnapshot): void {
    if (waiting.has(snapshot.ref)) {
      const other = waiting.get(snapshot.ref);
      if (other === undefined || other.order < snapshot.order) waiting.set(snapshot.ref, snapshot);
      return;
    }
    waiting.set(snapshot.ref, undefined);
    const telling = tellAll(snapshot);
    busy.add(telling);
    void telling.finally(() => busy.delete(telling));
  }

  async function tellAll(first: RunSnapshot): Promise<void> {
    let snapshot: RunSnapshot | undefined = first;
    while (snapshot !== undefined) {
      try {
        await observer(snapshot);
        told.push({ id: Number(snapshot.ref), order: snapshot.order });
        cancelMark ??= clock.after(MARK_AFTER_MS, () => keep(mark()));
      } catch (error) {
        log.warn(
          { err: error, execution: snapshot.ref },
          'the observer did not take a state; it is told again',
        );
      }
      snapshot = waiting.get(first.ref);
      waiting.set(first.ref, undefined);
    }
    waiting.delete(first.ref);
  }

  function keep(work: Promise<void>): void {
    const safe = work.catch((error: unknown) => log.warn({ err: error }, 'told states could not be marked'));
    busy.add(safe);
    void safe.finally(() => busy.delete(safe));
  }

  async function mark(): Promise<void> {
    cancelMark = undefined;
    while (told.length > 0) {
      const batch = told.slice(0, MARKS_PER_UNIT);
      told = told.slice(MARKS_PER_UNIT);
      await db.tx(async (tx) => {
        for (const { id, order } of batch) await markTold(tx, id, order);
      });
    }
  }

  async function sweep(): Promise<void> {
    const since = clock.now() - (swept ? OVERDUE_MS : 0);
    swept = true;
    for (;;) {
      const rows = await untoldExecutions(db.read, engine, since, OVERDUE_AT_A_TIME);
      const fresh = rows.filter((row) => !waiting.has(String(row.id)));
      for (const row of fresh) tell(shown(toRow(row)));
      await Promise.all(busy);
      if (stopped || rows.length < OVERDUE_AT_A_TIME || fresh.length === 0) return;
      cancelMark?.();
      await mark();
    }
  }

  return {
    tell,
    sweep,
    async stop() {
      stopped = true;
      while (busy.size > 0) await Promise.all(busy);
      cancelMark?.();
      await mark();
    },
  };
}
