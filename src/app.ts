/** The composition root: the only file that names every platform and engine. */
import type { Config, EngineConfig, PlatformConfig, TargetConfig } from './config/config.ts';
import { createDirectory, type Directory } from './domain/directory.ts';
import type { Finding } from './domain/finding.ts';
import type { EmbeddedOptions, Target } from './engines/embedded/options.ts';
import type { Engine } from './engines/engine.ts';
import { ConfigError, type Problem } from './errors.ts';
import { createHttpServer } from './http/server.ts';
import { inOrder } from './in-order.ts';
import type { Log } from './log.ts';
import type { Platform } from './platforms/platform.ts';
import { createRing } from './ring.ts';
import type { Database } from './store/database.ts';
import { isStorageFailure } from './store/failures.ts';
import { openPostgres } from './store/postgres/open.ts';
import { defineSchema } from './store/schema.ts';
import { openSqlite } from './store/sqlite/open.ts';
import type { Clock } from './time.ts';

type Surroundings = { clock: Clock; log: Log };

export type App = {
  /** Resolves with the address of /healthz, /readyz and /metrics when everything runs. */
  start(): Promise<{ url: string }>;
  /** Lets what is on its way end, then closes everything. Final; a second call waits for the first. */
  stop(): Promise<void>;
};

/** Opens the database that the configuration names. Throws a ConfigError when it cannot be used. */
export async function openDatabase(
  config: Config,
  { clock, log }: Surroundings,
  readOnly = false,
): Promise<Database> {
  const { database } = config;
  if (database.kind === 'sqlite')
    return openSqlite(defineSchema, { file: database.file, clock, log, readOnly });
  return await openPostgres(defineSchema, { url: database.url.reveal(), clock, log });
}

export async function createApp(config: Config, surroundings: Surroundings): Promise<App> {
  const { clock, log } = surroundings;
  await checkApps(config);
  const opened = await openDatabase(config, surroundings);
  const storage = watchStorage(opened);
  const { db } = storage;
  try {
    const migrations = await db.migrate();
    if (migrations.length > 0) log.info({ migrations }, 'the database was brought up to date');
    const parts = await createParts(config, db, surroundings);
    const ring = createRing({ db, clock, log, ...parts });
    let started = false;
    const ready = async (): Promise<string[]> => (started ? await missing(db, storage.failing()) : ['start']);
    const http = createHttpServer(config.server, { db, clock, log, ready });
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await inOrder([() => http.stop(), () => ring.stop(), () => db.close()]);
    };
    return {
      async start() {
        const url = await http.start();
        await ring.start();
        started = true;
        return { url };
      },
      async stop() {
        stopping ??= stop();
        await stopping;
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** A database that remembers whether it could keep the last unit that it was given: a full disk still reads well. */
function watchStorage(opened: Database): { db: Database; failing(): boolean } {
  let failing = false;
  const db: Database = {
    ...opened,
    async tx(work) {
      try {
        const result = await opened.tx(work);
        failing = false;
        return result;
      } catch (error) {
        failing = isStorageFailure(error);
        throw error;
      }
    },
  };
  return { db, failing: () => failing };
}

/** What keeps this process from doing its work. A chat that cannot be reached is not among it: what is owed there waits. */
async function missing(db: Database, failing: boolean): Promise<string[]> {
  if (failing) return ['storage'];
  try {
    await db.read.select({ id: db.schema.runs.id }).from(db.schema.runs).limit(1);
    return [];
  } catch {
    return ['database'];
  }
}

export type Parts = { directory: Directory; platforms: Platform[]; engines: Engine[] };

/** Everything that the configuration names, made but not started. */
export async function createParts(config: Config, db: Database, surroundings: Surroundings): Promise<Parts> {
  const platforms = [];
  for (const one of config.platforms) platforms.push(await createPlatform(one, surroundings));
  const engines = [];
  for (const one of config.engines) engines.push(await createEngine(one, db, surroundings));
  return { directory: directoryOf(config), platforms, engines };
}

function directoryOf(config: Config): Directory {
  return createDirectory({
    language: config.language,
    people: config.people,
    apps: config.apps,
    platforms: config.platforms,
  });
}

/** Adapters are loaded when they are used: an SDK that nobody needs costs no memory. */
async function createPlatform(config: PlatformConfig, { clock, log }: Surroundings): Promise<Platform> {
  const { createSlackPlatform } = await import('./platforms/slack/slack-platform.ts');
  const { platform } = createSlackPlatform(
    {
      id: config.id,
      botToken: config.botToken.reveal(),
      appToken: config.appToken.reveal(),
      ...(config.apiUrl === undefined ? {} : { apiUrl: config.apiUrl }),
      ...(config.requestMs === undefined ? {} : { requestMs: config.requestMs }),
    },
    { clock, log: log.child({ platform: config.id }) },
  );
  return platform;
}

async function createEngine(
  config: EngineConfig,
  db: Database,
  { clock, log }: Surroundings,
): Promise<Engine> {
  const { createEmbeddedEngine } = await import('./engines/embedded/embedded-engine.ts');
  const { engine } = createEmbeddedEngine(embeddedOptions(config), {
    db,
    clock,
    log: log.child({ engine: config.id }),
  });
  return engine;
}

function embeddedOptions(config: EngineConfig): EmbeddedOptions {
  const secrets: Record<string, Record<string, string>> = {};
  for (const { name, key, value } of config.secrets) {
    secrets[name] ??= {};
    secrets[name][key] = value.reveal();
  }
  const { id, workflows, data: dataDir } = config;
  return { id, workflows, dataDir, targets: targetsOf(config.targets), secrets };
}

/**
 * Whether every app can run: its workflow is there, and each parameter sets a place in it. Throws a ConfigError with every problem, those of the
 * workflow files included.
 */
export async function checkApps(config: Config): Promise<void> {
  const { appProblems } = await import('./engines/embedded/app-problems.ts');
  const problems: Problem[] = [];
  for (const engine of config.engines) {
    const apps = config.apps.filter((app) => app.engine === engine.id);
    problems.push(...(await appProblems(embeddedOptions(engine), apps)));
  }
  if (problems.length > 0) throw new ConfigError(problems);
}

/** The engine takes the first target that fits: one that names its environments goes before one that serves the rest. */
function targetsOf(targets: readonly TargetConfig[]): Target[] {
  const narrow = targets.filter((target) => target.environments !== undefined);
  const wide = targets.filter((target) => target.environments === undefined);
  return [...narrow, ...wide].map((target) => {
    const { id: name, takes, environments } = target;
    const where = { name, takes, ...(environments === undefined ? {} : { environments }) };
    if (target.kind === 'command') {
      const { command: argv, cwd, timeoutMs } = target;
      return { ...where, command: { argv, cwd, environment: revealed(target.environment), timeoutMs } };
    }
    const { timeoutMs } = target;
    return { ...where, http: { url: target.url.reveal(), headers: revealed(target.headers), timeoutMs } };
  });
}

function revealed(pairs: readonly { name: string; value: { reveal(): string } }[]): Record<string, string> {
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value.reveal()]));
}

/** What `doctor` looks at: every platform with the rooms that it should post to, every engine. */
export async function checkParts(parts: Parts): Promise<{ id: string; findings: Finding[] }[]> {
  const results = [];
  for (const platform of parts.platforms) {
    const rooms = new Set<string>();
    for (const target of parts.directory.apps.flatMap((app) => app.environments.flatMap((one) => one.rooms)))
      if (target.room.platform === platform.id) rooms.add(target.room.id);
    results.push({ id: platform.id, findings: await platform.check([...rooms]) });
  }
  for (const engine of parts.engines) results.push({ id: engine.id, findings: await engine.check() });
  return results;
}
