/** The ring as the server has it, on a SQLite file of its own, with people who start runs and approve every gate at once. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditKeys } from '../src/domain/audit-key.ts';
import type { Event } from '../src/domain/event.ts';
import { createEmbeddedEngine } from '../src/engines/embedded/embedded-engine.ts';
import type { Engine } from '../src/engines/engine.ts';
import { silentLog } from '../src/log.ts';
import { createRing } from '../src/ring.ts';
import { verifyAudit } from '../src/store/audit.ts';
import type { Database, StatementHook } from '../src/store/database.ts';
import { defineSchema } from '../src/store/schema.ts';
import { openSqlite } from '../src/store/sqlite/open.ts';
import { systemClock } from '../src/time.ts';
import { alarmLog } from './alarm.ts';
import { benchDirectory, click, command, ENGINE, WORKFLOW } from './people.ts';
import { createBenchRoom, type Seen } from './room.ts';

/** For configurations of benchmarks. */
export const AUDIT_SECRET = 'audit-key-of-the-benchmark-0123456789';

const AUDIT_KEYS = createAuditKeys(AUDIT_SECRET);

export const WORKFLOW_TEXT = `apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: ${WORKFLOW} }
steps:
  - name: build
    type: print-message-in-status
    properties: { message: built }
  - name: approve
    meta: { alias: Release to production }
    type: suspend
    properties: { message: Is staging healthy? }
  - name: release
    type: print-message-in-status
    properties: { message: released }
`;

/** Moments of a run, by the key of its card. */
export type Moments = {
  /** `accept` is called with the click. */
  clicked?: (key: string) => void;
  /** The engine tells a committed state in which the step after the gate has begun. */
  stepped?: (key: string) => void;
  /** The card shows the end of the run. */
  shown?: (key: string) => void;
};

export type World = {
  db: Database;
  /** Starts `count` runs, `together` at a time, and approves each; resolves when all their final cards are shown. */
  run(count: number, together: number): Promise<void>;
  /** Starts `count` runs and leaves them at their gate; resolves when all cards show it. */
  suspend(count: number, together: number): Promise<void>;
  /** Stops everything, verifies the audit and resolves with its newest hash. Throws when it is broken, or when not every started run has ended as it should. */
  close(): Promise<string>;
};

export async function openWorld(
  options: {
    moments?: Moments;
    onStatement?: StatementHook;
    thinkMs?: number;
    workflow?: string;
    /** Instead of the embedded one; it is called `ENGINE` and knows `WORKFLOW`. */
    engine?: Engine;
  } = {},
): Promise<World & { file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-bench-'));
  const workflows = join(folder, 'workflows');
  await mkdir(workflows);
  await writeFile(join(workflows, `${WORKFLOW}.yaml`), options.workflow ?? WORKFLOW_TEXT);
  const file = join(folder, 'greenlight.db');
  const { onStatement } = options;
  const db = openSqlite(defineSchema, {
    file,
    clock: systemClock,
    log: silentLog,
    ...(onStatement && { onStatement }),
  });
  await db.migrate();
  const settings = await db.settings();
  if (settings['synchronous'] !== 2) throw new Error('the benchmark wants synchronous = FULL');
  const { moments = {}, thinkMs = 0, engine } = options;
  const world = await startWorld(db, { folder, workflows, moments, thinkMs, engine });
  return { ...world, file, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Longer than any wait of the ring itself: after this nothing will come any more. */
const STALL_MS = 60_000;

/** A new file with all tables and no rows. */
export async function emptyDatabase(file: string): Promise<void> {
  const db = openSqlite(defineSchema, { file, clock: systemClock, log: silentLog });
  await db.migrate();
  await db.close();
}

async function startWorld(
  db: Database,
  options: {
    folder: string;
    workflows: string;
    moments: Moments;
    thinkMs: number;
    engine: Engine | undefined;
  },
): Promise<World> {
  const { folder, workflows, moments, thinkMs } = options;
  let commands = 0;
  let approving = true;
  let open = 0;
  let wanted = 0;
  let ended = 0;
  /** Runs that were to be approved. */
  let finishing = 0;
  let failure: unknown;
  let settle = (): void => {};
  const clicked = new Set<string>();
  /** Cards seen: while work is under way there are more of them all the time. */
  let progress = 0;

  const log = alarmLog(fail);

  function fail(error: unknown): void {
    failure ??= error;
    settle();
  }

  function see(seen: Seen): void {
    progress += 1;
    if (seen.failed) fail(new Error(`the run of ${seen.key} has failed`));
    else if (seen.over) {
      moments.shown?.(seen.key);
      ended += 1;
      next();
    } else if (seen.approve !== undefined && !clicked.has(seen.key)) {
      clicked.add(seen.key);
      if (!approving) return next();
      const event = click(seen.approve, seen.message, systemClock.now());
      const approve = (): void => {
        moments.clicked?.(seen.key);
        void tell(event);
      };
      // In a turn of its own, as it would come from the network.
      if (thinkMs === 0) setImmediate(approve);
      else setTimeout(approve, thinkMs);
    }
  }

  function next(): void {
    open -= 1;
    if (wanted > 0) begin();
    else if (open === 0) settle();
  }

  function begin(): void {
    wanted -= 1;
    open += 1;
    commands += 1;
    const event = command(commands, systemClock.now());
    setImmediate(() => void tell(event));
  }

  /** As an adapter does it: what was stored is acknowledged, then reported as delivered. */
  async function tell(event: Event): Promise<void> {
    try {
      const { stored, reply } = await ring.inbound.accept(event);
      if (reply.kind === 'text' && reply.tone === 'bad') throw new Error(`the bot refuses: ${reply.text}`);
      if (stored !== undefined) await ring.inbound.delivered(stored);
    } catch (error) {
      fail(error);
    }
  }

  async function work(count: number, together: number, approve: boolean): Promise<void> {
    approving = approve;
    wanted = count;
    if (approve) finishing += count;
    if (failure !== undefined) throw failure;
    let before = progress;
    const watch = setInterval(() => {
      if (progress === before) fail(new Error(`no card has changed for ${STALL_MS / 1000} s`));
      before = progress;
    }, STALL_MS);
    await new Promise<void>((resolve) => {
      settle = resolve;
      for (let i = 0; i < Math.min(count, together); i += 1) begin();
    });
    clearInterval(watch);
    if (failure !== undefined) throw failure;
  }

  const engine =
    options.engine ??
    createEmbeddedEngine(
      { id: ENGINE, workflows, dataDir: join(folder, 'data'), targets: [] },
      { db, clock: systemClock, log },
    ).engine;
  const ring = createRing({
    db,
    clock: systemClock,
    log,
    directory: benchDirectory(),
    platforms: [createBenchRoom(see)],
    engines: [watched(engine, moments)],
    auditKeys: AUDIT_KEYS,
  });
  // Timers of the clock do not keep a process alive.
  const alive = setInterval(() => {}, 1_000_000);
  await ring.start();

  return {
    db,
    run: (count, together) => work(count, together, true),
    suspend: (count, together) => work(count, together, false),
    async close() {
      await ring.stop();
      clearInterval(alive);
      if (failure !== undefined) throw failure;
      const audit = await verifyAudit(db, AUDIT_KEYS);
      await db.close();
      if (!audit.intact)
        throw new Error(`the audit is broken at entry ${audit.fault.at}: ${audit.fault.kind}`);
      if (ended !== finishing) throw new Error(`${finishing} runs should have ended, but ${ended} did`);
      return audit.newest?.hash ?? '';
    },
  };
}

/** The engine, overheard when it tells a state. */
function watched(engine: Engine, { stepped }: Moments): Engine {
  if (stepped === undefined) return engine;
  return {
    ...engine,
    start: (observer) =>
      engine.start((snapshot) => {
        if (snapshot.steps.at(-1)?.startedAt !== undefined) stepped(`${snapshot.key}-1`);
        return observer(snapshot);
      }),
  };
}
