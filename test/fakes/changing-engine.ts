/** An engine whose runs deploy something else all of a sudden, and that can be out of reach. */
import type { RunSnapshot } from '../../src/domain/run.ts';
import type { Engine, Observer } from '../../src/engines/engine.ts';
import { UpstreamError } from '../../src/errors.ts';

/** States that we tell between two of the engine's own keep their order. */
const ORDER_STEP = 100;

export type ChangingEngine = {
  engine: Engine;
  /** From now on all runs deploy this; the observer is told, unless `quietly`. */
  change(content: Pick<RunSnapshot, 'images' | 'commits'>, quietly?: boolean): Promise<void>;
  /** While true no call arrives. */
  unreachable: boolean;
  /** The verdicts that arrived. */
  decided: { verdict: string; by: string; answers: unknown }[];
  /** The cancels and retries that arrived. */
  acted: string[];
};

/** `changes`: what `can.changes` says, so that the run is looked at right before a gate is let through. */
export function createChangingEngine(inner: Engine, changes: boolean): ChangingEngine {
  const newest = new Map<string, RunSnapshot>();
  let content: Pick<RunSnapshot, 'images' | 'commits'> = {};
  let observer: Observer | undefined;
  let told = 0;

  const shown = (snapshot: RunSnapshot): RunSnapshot => ({
    ...snapshot,
    ...content,
    order: snapshot.order * ORDER_STEP + told,
  });
  const arrive = (): void => {
    if (changing.unreachable) throw new UpstreamError('unreachable', 'refused', 'nobody listens');
  };
  const changing: ChangingEngine = {
    unreachable: false,
    decided: [],
    acted: [],
    async change(next, quietly = false) {
      content = next;
      if (quietly) return;
      told += 1;
      for (const snapshot of newest.values()) await observer?.(shown(snapshot));
    },
    engine: {
      ...inner,
      can: { ...inner.can, changes },
      async start(to) {
        observer = to;
        await inner.start(async (snapshot) => {
          newest.set(snapshot.ref, snapshot);
          await to(shown(snapshot));
        });
      },
      async run(request, key) {
        arrive();
        return await inner.run(request, key);
      },
      async look(ref) {
        arrive();
        const snapshot = await inner.look(ref);
        return snapshot && shown(snapshot);
      },
      async decide(ref, gate, verdict, by, key) {
        arrive();
        changing.decided.push({ verdict, by: by.name, answers: by.answers });
        return await inner.decide(ref, gate, verdict, by, key);
      },
      async act(ref, verb, by, key) {
        arrive();
        changing.acted.push(verb);
        return await inner.act(ref, verb, by, key);
      },
    },
  };
  return changing;
}
