/**
 * Zadig, through its OpenAPI and its webhooks. Guarantees: a state that was read is told until it is taken in; a gate is decided only as it was shown; a
 * task is started once, however the call went. What a webhook says is shown until the task itself can be read.
 */
import type { RunSnapshot } from '../../domain/run.ts';
import { UpstreamError, UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Clock, sleep } from '../../time.ts';
import type { Engine } from '../engine.ts';
import { act } from './act.ts';
import { checkZadig } from './check.ts';
import { createZadigClient } from './client/zadig-client.ts';
import { type Deciding, decide } from './decide.ts';
import { FIRST_READ_ORDER } from './form/notice-form.ts';
import type { Place } from './form/place.ts';
import { planIn } from './form/plan-form.ts';
import { parseRef, refOf } from './form/ref.ts';
import { createHook, type Life } from './hook.ts';
import { createAccounts } from './observe/accounts.ts';
import { createLister } from './observe/lister.ts';
import { readPlan } from './observe/plans.ts';
import { createReader } from './observe/reader.ts';
import { createTracker, tasksOf } from './observe/tracker.ts';
import { DEFAULT_LIMITS, type ZadigOptions } from './options.ts';
import { outlineOf } from './outline.ts';
import { bodyOf } from './start/inputs.ts';
import { createLibrary } from './start/library.ts';
import { findStarted, NO_START, type Starting, startRun } from './start/start-run.ts';

/** How long a start waits for the definitions of workflows. */
const FIRST_PICTURE_MS = 3000;
/** Calls that are remembered: each is asked again within a day, if at all. */
const MOST_CALLS = 10_000;

type Running = Life & { stop(): Promise<void> };

export function createZadigEngine(
  options: ZadigOptions,
  { clock, log }: { clock: Clock; log: Log },
): { engine: Engine; hooks: ReturnType<typeof createHook>[]; wake(): void } {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { id, memory, starts } = options;
  const place: Place = { engine: id, url: options.url, roomOf: (...of) => options.roomOf(...of) };
  const client = createZadigClient(options, limits.requestMs, clock);
  const accounts = createAccounts(client, options.token, clock);
  const reader = createReader(client, accounts, place, clock);
  const library = createLibrary(options, client, limits, { clock, log });
  const starting: Starting = { client, library, accounts, memory, starts, clock, limits };
  const deciding: Deciding = { client, reader, accounts, limits, made: new Map(), done: new Set() };
  let life: Running | undefined;

  const planOf = (plan: string): Promise<RunSnapshot | undefined> => readPlan(client, reader, place, plan);

  /** What was just asked for shows soon. */
  function touched(ref: string, begins = false): void {
    const task = parseRef(ref);
    if (task !== undefined) life?.tracker.wake(task, begins);
    for (const key of deciding.made.keys()) {
      if (deciding.made.size <= MOST_CALLS) break;
      deciding.made.delete(key);
    }
    for (const key of deciding.done) {
      if (deciding.done.size <= MOST_CALLS) break;
      deciding.done.delete(key);
    }
  }

  const engine: Engine = {
    id,
    kind: 'zadig',
    can: { keys: false, cancel: true, retry: true, changes: true },

    async run(request) {
      if (request.again !== undefined) throw new UserError('engine.run-gone', {});
      const ref = await startRun(starting, request);
      life?.tracker.wake(ref);
      return { ref: refOf(ref), number: ref.task };
    },

    async decide(ref, gate, verdict, by, key) {
      try {
        return await decide(deciding, ref, gate, verdict, by, key);
      } finally {
        touched(ref);
      }
    },

    async act(ref, verb, _by, key, step) {
      try {
        return await act(deciding, ref, verb, key, step);
      } finally {
        touched(ref, verb === 'retry');
      }
    },

    async look(ref) {
      const plan = planIn(ref);
      if (plan !== undefined) return await planOf(plan);
      const task = parseRef(ref);
      if (task === undefined) return undefined;
      life?.tracker.follow(task);
      return (await reader.read(task))?.snapshot;
    },

    async find(key) {
      const found = await findStarted(starting, key);
      return found && { ref: refOf(found) };
    },

    async offers() {
      return library.followed().flatMap((workflow) => {
        const definition = library.known(workflow);
        if (definition === undefined) return [];
        const all = outlineOf(definition, starts.get(workflow)?.skips ?? []);
        const steps = all.filter(({ depth }) => depth > 0);
        return [
          {
            workflow,
            title: definition.workflow_name || workflow,
            steps: steps.map(({ title, type }) => ({ title, type })),
          },
        ];
      });
    },

    outline({ workflow, parameters, again }) {
      if (life === undefined)
        throw new UpstreamError('unreachable', 'engine-stopped', `the engine ${id} is not running`);
      const definition = again === undefined ? library.known(workflow) : undefined;
      if (definition === undefined) {
        if (again === undefined && library.isMissing(workflow)) library.unknown(workflow);
        return undefined;
      }
      const own = starts.get(workflow) ?? NO_START;
      const { inputs } = bodyOf(workflow, definition, own, parameters);
      return outlineOf(definition, own.skips, inputs);
    },

    async start(observer) {
      if (life !== undefined) throw new Error(`the engine ${id} was started twice`);
      const newest = await memory.newest();
      const since = newest === undefined || newest < FIRST_READ_ORDER ? clock.now() : newest;
      reader.startAt(newest ?? 0);
      const tracker = createTracker(observer, reader, limits, { clock, log });
      const lister = createLister({ client, library, tracker, clock, log }, limits, since);
      life = {
        observer,
        tracker,
        async stop() {
          await Promise.all([lister.stop(), library.stop()]);
          await tracker.stop();
        },
      };
      library.start();
      tracker.start();
      lister.start();
      // What only a webhook has told of so far.
      for (const ref of tasksOf(await memory.below(FIRST_READ_ORDER))) tracker.follow(ref);
      const enough = new AbortController();
      await Promise.race([library.readOnce(), sleep(clock, FIRST_PICTURE_MS, enough.signal)]);
      enough.abort();
    },

    async stop() {
      const now = life;
      life = undefined;
      await now?.stop();
    },

    check: () => checkZadig(options, client),
  };

  const hook = (token: string): ReturnType<typeof createHook> =>
    createHook({ id, token, place }, { reader, library, clock, log, life: () => life, readPlan: planOf });
  return {
    engine,
    hooks: options.hookToken === undefined ? [] : [hook(options.hookToken)],
    wake: () => {},
  };
}
