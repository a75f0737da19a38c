/**
 * KubeVela's workflow YAML on one machine.
 * Guarantees: every state is a committed row before anybody hears of it; a command runs once per attempt through any crash; what only waits
 * costs neither memory nor queries.
 */
import { randomUUID } from 'node:crypto';
import type { RunSnapshot } from '../../domain/run.ts';
import { UpstreamError, UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { executionById, executionIdByKey, freeExecution, heldExecutions } from '../../store/executions.ts';
import { type Clock, createLoop, type Loop } from '../../time.ts';
import { refused } from '../common/refused.ts';
import type { Engine, Observer, RunRequest } from '../engine.ts';
import { checkEmbedded } from './check.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { loadWorkflows, type Workflows } from './load/loader.ts';
import { logsOf } from './logs/logs-of.ts';
import { sweep } from './logs/sweep.ts';
import type { EmbeddedOptions } from './options.ts';
import { outlineOf } from './outline.ts';
import { withParameters } from './parameters.ts';
import type { RunDocument } from './plan.ts';
import { type Acted, act } from './run/act.ts';
import { decideGate } from './run/decide.ts';
import { createFlights, type Flights } from './run/flights.ts';
import { graphOf } from './run/graph.ts';
import type { Changed, World } from './run/lease.ts';
import { createShown } from './run/shown.ts';
import type { Row } from './run/snapshot.ts';
import { hasEffectAt, holderOf } from './run/stored.ts';
import { createTeller, type Teller } from './run/teller.ts';
import { changeRun, joinRun, startRun, toRow } from './run/transitions.ts';
import { createWaker, type Waker } from './run/waker.ts';

/** What lives from `start` to `stop`. */
type Life = {
  workflows: Workflows;
  folder: DataFolder;
  world: World;
  teller: Teller;
  flights: Flights;
  waker: Waker;
  sweeper: Loop;
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
  const shown = createShown(options);
  let life: Life | undefined;

  function living(): Life {
    if (life !== undefined) return life;
    throw new UpstreamError('unreachable', 'engine-stopped', `the engine ${options.id} is not running`);
  }

  function onChange({ teller, flights, waker }: Life, changed: Changed): void {
    if (changed.news) teller.tell(shown(changed.row));
    flights.follow(changed);
    if (changed.wakeAt !== undefined) waker.at(changed.wakeAt);
  }

  async function find(key: string): Promise<{ ref: string } | undefined> {
    const id = await executionIdByKey(db.read, options.id, key);
    return id === undefined ? undefined : { ref: String(id) };
  }

  /** Of the workflow's file as it is now, or of an earlier run as it was then. */
  async function documentOf({ workflows }: Life, request: RunRequest): Promise<RunDocument> {
    if (request.again === undefined) return toDocument(workflows, request, options);
    const id = toId(request.again);
    const row = id === undefined ? undefined : await executionById(db.read, options.id, id);
    if (row === undefined) throw new UserError('engine.run-gone', {});
    const { plan } = toRow(row).document;
    const { app, environment, initiator } = request;
    return { plan, app, environment, initiator };
  }

  const engine: Engine = {
    id: options.id,
    kind: 'embedded',
    can: {
      keys: true,
      cancel: true,
      retry: true,
      restart: true,
      suspend: true,
      rejectsGate: true,
      logs: true,
    },

    async run(request, key) {
      const now = living();
      let document: RunDocument;
      try {
        document = await documentOf(now, request);
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
      if (decided === undefined) return refused('unknown-run', `there is no run ${ref}`);
      if (decided.changed !== undefined) onChange(now, decided.changed);
      return decided.result;
    },

    async act(ref, verb, by, key, step) {
      const now = living();
      const id = toId(ref);
      const acted =
        id === undefined
          ? undefined
          : await db.tx((tx) =>
              changeRun<Acted>(tx, now.world, id, (row, time) => {
                const result = act(
                  row.document,
                  row.state,
                  { verb, by, key, ...(step === undefined ? {} : { step }) },
                  time,
                );
                return { result, changed: result.changed };
              }),
            );
      if (acted === undefined) return refused('unknown-run', `there is no run ${ref}`);
      if (acted.changed !== undefined) onChange(now, acted.changed);
      return acted.result.outcome;
    },

    async look(ref) {
      const id = toId(ref);
      const row = id === undefined ? undefined : await executionById(db.read, options.id, id);
      return row === undefined ? undefined : shown(toRow(row));
    },

    find,

    async logs(ref, step) {
      const id = toId(ref);
      const row = id === undefined ? undefined : await executionById(db.read, options.id, id);
      return row === undefined ? [] : await logsOf(options, toRow(row), step);
    },

    async offers() {
      const workflows = life?.workflows ?? (await loadWorkflows(options));
      return [...workflows.values()].map((plan) => ({
        workflow: plan.workflow,
        title: plan.workflow,
        steps: [...graphOf(plan).nodes.values()].map(({ plan: step }) => ({
          title: step.title ?? step.name,
          type: step.type,
        })),
      }));
    },

    outline: (request) => outlineOf(toDocument(living().workflows, request, options), options),

    async start(observer) {
      if (life !== undefined) throw new Error(`the engine ${options.id} was started twice`);
      life = await begin(options, observer, shown, surroundings, onChange);
    },

    async stop() {
      const now = life;
      if (now === undefined) return;
      life = undefined;
      await now.sweeper.stop();
      await now.waker.stop();
      await now.flights.stop();
      await now.teller.stop();
      await now.folder.release();
    },

    check: () => checkEmbedded(options),
  };
  return { engine, wake: () => life?.waker.at(surroundings.clock.now()) };
}

/** How often files are looked for whose time is over. */
const SWEEP_EVERY_MS = 3_600_000;

type Surroundings = { db: Database; clock: Clock; log: Log };

async function begin(
  options: EmbeddedOptions,
  observer: Observer,
  shown: (row: Row) => RunSnapshot,
  surroundings: Surroundings,
  onChange: (life: Life, changed: Changed) => void,
): Promise<Life> {
  const { db, clock, log } = surroundings;
  const workflows = await loadWorkflows(options);
  const folder = await openDataFolder(options.dataDir);
  const world: World = {
    options,
    place: folder.place,
    alone: db.dialect === 'sqlite',
    now: () => clock.now(),
    attempt: () => randomUUID(),
  };
  const sweeper = createLoop(clock, sweepOnce, (cause) =>
    log.error({ cause }, 'old logs could not be removed'),
  );
  const elsewhere = await freeOwn(options.id, folder.place, surroundings);
  const teller = createTeller(options.id, observer, shown, surroundings);
  const flights = createFlights(world, changed, surroundings);
  const waker = createWaker(world, changed, () => teller.sweep(), surroundings);
  const life: Life = { workflows, folder, world, teller, flights, waker, sweeper };
  sweeper.start();
  for (const id of elsewhere) {
    const joined = await db.tx((tx) => joinRun(tx, world, id));
    if (joined !== undefined) flights.follow(joined);
  }
  return life;

  function changed(one: Changed): void {
    onChange(life, one);
  }

  async function sweepOnce(): Promise<number> {
    const runs = await sweep(options, db, clock.now());
    if (runs > 0) log.info({ runs }, 'logs of commands were removed');
    return SWEEP_EVERY_MS;
  }
}

/**
 * The process that held these runs is gone: its data folder is ours now. Resolves with the runs that another server has taken over
 * while a command of this folder is not over.
 */
async function freeOwn(engine: string, place: string, { db, clock }: Surroundings): Promise<number[]> {
  const elsewhere: number[] = [];
  for (const one of await heldExecutions(db, engine, clock.now())) {
    if (holderOf(one.state) === place) await db.tx((tx) => freeExecution(tx, one, clock.now()));
    else if (hasEffectAt(one.state, place)) elsewhere.push(one.id);
  }
  return elsewhere;
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
