/**
 * KubeVela's workflow YAML on one machine.
 * Guarantees: every state is a committed row before anybody hears of it; a command runs once per attempt through any crash; what only waits
 * costs neither memory nor queries.
 */
import { randomUUID } from 'node:crypto';
import type { Json } from '../../domain/run.ts';
import { UpstreamError, UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { executionById, executionIdByKey, freeExecutions } from '../../store/executions.ts';
import type { Clock } from '../../time.ts';
import type { Engine, Observer, RunRequest } from '../engine.ts';
import { checkEmbedded } from './check.ts';
import { type DataFolder, openDataFolder, sweepAttempts } from './data-folder.ts';
import { loadWorkflows, type Workflows } from './load/loader.ts';
import type { EmbeddedOptions } from './options.ts';
import { withParameters } from './parameters.ts';
import type { RunDocument } from './plan.ts';
import { createFlights, type Flights } from './run/flights.ts';
import { type Acted, act, decideGate } from './run/settle.ts';
import { toSnapshot } from './run/snapshot.ts';
import { currentStep, type State } from './run/state.ts';
import { createTeller, type Teller } from './run/teller.ts';
import { type Changed, changeRun, startRun, toRow, type World } from './run/transitions.ts';
import { createWaker, type Waker } from './run/waker.ts';

/** What lives from `start` to `stop`. */
type Life = {
  workflows: Workflows;
  folder: DataFolder;
  world: World;
  teller: Teller;
  flights: Flights;
  waker: Waker;
};

export function createEmbeddedEngine(
  options: EmbeddedOptions,
  surroundings: Surroundings,
): {
  engine: Engine;
  /** Something that a run of it waits for may have happened: it looks at once instead of within a second. */
  wake(): void;
} {
  const { db } = surroundings;
  let life: Life | undefined;

  function living(): Life {
    if (life !== undefined) return life;
    throw new UpstreamError('unreachable', 'engine-stopped', `the engine ${options.id} is not running`);
  }

  function onChange({ teller, flights, waker }: Life, changed: Changed): void {
    teller.tell(toSnapshot(changed.row));
    if (changed.flight !== undefined) flights.launch(changed.row, changed.flight);
    else if (changed.wakeAt !== undefined) waker.at(changed.wakeAt);
  }

  async function find(key: string): Promise<{ ref: string } | undefined> {
    const id = await executionIdByKey(db.read, options.id, key);
    return id === undefined ? undefined : { ref: String(id) };
  }

  const engine: Engine = {
    id: options.id,
    kind: 'embedded',
    can: { keys: true, cancel: true, retry: true },

    async run(request, key) {
      const now = living();
      let document: RunDocument;
      try {
        document = toDocument(now.workflows, request, options);
      } catch (error) {
        // A run of before, whose workflow has changed since, is still the run of this key.
        const before = error instanceof UserError ? await find(key) : undefined;
        if (before !== undefined) return before;
        throw error;
      }
      const changed = await db.tx((tx) => startRun(tx, now.world, key, document));
      if (changed === undefined) {
        const before = await find(key);
        if (before !== undefined) return before;
        throw new UpstreamError(
          'unknown',
          'run-vanished',
          `the run with key ${key} was there and is not any more`,
        );
      }
      onChange(now, changed);
      return { ref: String(changed.row.id) };
    },

    async decide(ref, gate, verdict, by, key) {
      const now = living();
      const id = toId(ref);
      const decided =
        id === undefined
          ? undefined
          : await db.tx((tx) =>
              changeRun(tx, now.world, id, (row, time) => {
                const { outcome, changed } = decideGate(
                  row.document,
                  row.state,
                  { gate, verdict, by, key },
                  time,
                );
                return { result: outcome, changed };
              }),
            );
      if (decided === undefined)
        return { kind: 'refused', code: 'unknown-run', message: `there is no run ${ref}` };
      if (decided.changed !== undefined) onChange(now, decided.changed);
      return decided.result;
    },

    async act(ref, verb, by, key) {
      const now = living();
      const id = toId(ref);
      const acted =
        id === undefined
          ? undefined
          : await db.tx((tx) =>
              changeRun<Acted>(tx, now.world, id, (row, time) => {
                const result = act(row.document, row.state, { verb, by, key }, time);
                return { result, changed: result.changed };
              }),
            );
      if (acted === undefined || id === undefined) {
        return { kind: 'refused', code: 'unknown-run', message: `there is no run ${ref}` };
      }
      if (acted.changed !== undefined) onChange(now, acted.changed);
      if (acted.result.abort) now.flights.cancel(id);
      return acted.result.outcome;
    },

    async look(ref) {
      const id = toId(ref);
      const row = id === undefined ? undefined : await executionById(db.read, options.id, id);
      return row === undefined ? undefined : toSnapshot(toRow(row));
    },

    find,

    async offers() {
      const workflows = life?.workflows ?? (await loadWorkflows(options));
      return [...workflows.values()].map((plan) => ({
        workflow: plan.workflow,
        title: plan.workflow,
        steps: plan.steps.map((step) => ({ title: step.title ?? step.name, type: step.type })),
      }));
    },

    async start(observer) {
      if (life !== undefined) throw new Error(`the engine ${options.id} was started twice`);
      life = await begin(options, observer, surroundings, onChange);
    },

    async stop() {
      const now = life;
      if (now === undefined) return;
      life = undefined;
      await now.waker.stop();
      await now.flights.stop();
      await now.teller.stop();
      await now.folder.release();
    },

    check: () => checkEmbedded(options),
  };
  return { engine, wake: () => life?.waker.at(surroundings.clock.now()) };
}

type Surroundings = { db: Database; clock: Clock; log: Log };

async function begin(
  options: EmbeddedOptions,
  observer: Observer,
  surroundings: Surroundings,
  onChange: (life: Life, changed: Changed) => void,
): Promise<Life> {
  const { db, clock } = surroundings;
  const workflows = await loadWorkflows(options);
  const folder = await openDataFolder(options.dataDir);
  const world: World = {
    options,
    place: folder.place,
    alone: db.dialect === 'sqlite',
    now: () => clock.now(),
    attempt: () => randomUUID(),
  };
  await sweepAttempts(options.dataDir, clock.now());
  await freeExecutions(db, options.id, clock.now(), (state) => isHeldBy(state, folder.place));
  const teller = createTeller(options.id, observer, surroundings);
  const flights = createFlights(world, changed, surroundings);
  const waker = createWaker(world, changed, () => teller.sweep(), surroundings);
  const life: Life = { workflows, folder, world, teller, flights, waker };
  return life;

  function changed(one: Changed): void {
    onChange(life, one);
  }
}

/** The process that held this run is gone: its data folder is ours now. */
function isHeldBy(state: Json, place: string): boolean {
  return currentStep(state as unknown as State)?.effect?.place === place;
}

function toDocument(workflows: Workflows, request: RunRequest, options: EmbeddedOptions): RunDocument {
  const plan = workflows.get(request.workflow);
  if (plan === undefined) {
    throw new UserError('engine.unknown-workflow', {
      workflow: request.workflow,
      known: [...workflows.keys()],
    });
  }
  const { app, environment, initiator, parameters } = request;
  return { plan: withParameters(plan, parameters, options), app, environment, initiator };
}

/** The number of the row; undefined for a text that is none. */
function toId(ref: string): number | undefined {
  return /^[1-9]\d{0,15}$/.test(ref) ? Number(ref) : undefined;
}
