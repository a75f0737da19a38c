/**
 * What engines tell of their runs. Guarantees: `observe` resolves when the state is durable. A state of an unknown run that came before its run
 * call was answered (only engines without keys have such) is kept in memory and told again; after a crash the engine's next state takes its place.
 */
import type { RunSnapshot } from '../domain/run.ts';
import type { Engine } from '../engines/engine.ts';
import type { FlowContext } from '../flows/context.ts';
import { type Observed, observe as observeFlow } from '../flows/observe.ts';
import { appendAudit } from '../store/audit.ts';
import { isUniqueViolation } from '../store/failures.ts';
import { openRunRefs, runByRef } from '../store/runs.ts';
import { createLoop } from '../time.ts';
import type { IntakeParts } from './parts.ts';

/** How often a state that came too early is told again. */
const EARLY_RETRY_MS = 500;
/** With nothing to tell again the loop only waits to be woken. */
const IDLE_MS = 3600 * 1000;
/** How many runs are looked at together after a start. */
const CATCH_UP_RUNS = 32;
/** What makes a run the only one of its name. */
const NEW_RUN = ['runs_key', 'runs_ref'] as const;

export type RunObserver = {
  observe(snapshot: RunSnapshot): Promise<void>;
  /** Looks at every run of the engine that was not over when last seen: what happened while nobody watched. */
  catchUp(engine: Engine): Promise<void>;
  start(): void;
  stop(): Promise<void>;
};

export function createObserver(deps: IntakeParts, changed: () => void): RunObserver {
  const { db, clock, log, directory, engines, platforms, auditKeys } = deps;
  /** The newest early state of each run that is still to be bound. */
  const early = new Map<string, RunSnapshot>();
  let stopped = false;
  const loop = createLoop(clock, tellAgain, (cause) => log.error({ cause }, 'observing a run failed'));

  async function observe(snapshot: RunSnapshot): Promise<void> {
    if ((await take(snapshot)) !== 'later') return;
    const name = `${snapshot.engine}\n${snapshot.ref}`;
    const known = early.get(name);
    if (known === undefined || known.order < snapshot.order) early.set(name, snapshot);
    loop.wake();
  }

  async function take(snapshot: RunSnapshot): Promise<Observed> {
    let observed: Observed;
    try {
      observed = await takeOnce(snapshot);
    } catch (cause) {
      // Another server has taken in a state of the same new run in the meantime: by now it is known.
      if (!NEW_RUN.some((index) => isUniqueViolation(cause, index))) throw cause;
      observed = await takeOnce(snapshot);
    }
    if (observed === 'taken') changed();
    return observed;
  }

  async function takeOnce(snapshot: RunSnapshot): Promise<Observed> {
    return await db.tx(async (tx) => {
      const context: FlowContext = { tx, now: clock.now(), directory, engines, platforms, audit: [] };
      const result = await observeFlow(context, snapshot);
      await appendAudit(tx, context.audit, auditKeys, log);
      return result;
    });
  }

  async function tellAgain(): Promise<number> {
    const told = [...early];
    for (const [name, snapshot] of told) {
      if ((await take(snapshot)) === 'later') continue;
      // A newer state may have come in the meantime.
      if (early.get(name) === snapshot) early.delete(name);
    }
    return early.size > 0 ? EARLY_RETRY_MS : IDLE_MS;
  }

  async function catchUp(engine: Engine): Promise<void> {
    try {
      const refs = await openRunRefs(db.read, engine.id);
      for (let from = 0; from < refs.length && !stopped; from += CATCH_UP_RUNS)
        await Promise.all(refs.slice(from, from + CATCH_UP_RUNS).map((ref) => lookAt(engine, ref)));
    } catch (cause) {
      log.error({ engine: engine.id, cause }, 'the runs of an engine could not be looked at after the start');
    }
  }

  async function lookAt(engine: Engine, ref: string): Promise<void> {
    try {
      const snapshot = await engine.look(ref);
      if (snapshot === undefined) return;
      const run = await runByRef(db.read, engine.id, ref);
      if (run === undefined || run.observed < snapshot.order) await observe(snapshot);
    } catch (cause) {
      log.warn({ engine: engine.id, ref, cause }, 'a run could not be looked at after the start');
    }
  }

  return {
    observe,
    catchUp,
    start: () => loop.start(),
    async stop() {
      stopped = true;
      await loop.stop();
    },
  };
}
