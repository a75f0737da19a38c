import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { createEmbeddedEngine } from '../../../src/engines/embedded/embedded-engine.ts';
import type { EmbeddedOptions, Target } from '../../../src/engines/embedded/options.ts';
import type { Engine } from '../../../src/engines/engine.ts';
import { silentLog } from '../../../src/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { defineSchema } from '../../../src/store/schema.ts';
import { openSqlite } from '../../../src/store/sqlite/open.ts';
import { type Clock, systemClock } from '../../../src/time.ts';

/** A folder with workflow files, a data folder and a database, gone at the end. */
export type Place = AsyncDisposable & { folder: string; options: EmbeddedOptions; db: Database };

export type PlaceOptions = {
  /** File name → content. */
  files: Readonly<Record<string, string>>;
  targets?: readonly Target[];
  secrets?: NonNullable<EmbeddedOptions['secrets']>;
  /** Nothing on this machine where absent, as in a configuration that says nothing. */
  http?: EmbeddedOptions['http'];
  /** Programs that `exec` may run, by the name that workflows use; they run in the folder of the place. Nothing where absent. */
  exec?: Readonly<Record<string, string>>;
  clock?: Clock;
  /** A migrated database; a SQLite file in the folder when absent. */
  db?: Database;
};

const SCRIPTS = fileURLToPath(new URL('./targets/', import.meta.url));

/** A target that is one of the scripts in `targets/`; FOLDER is the folder of the place. */
export function script(name: string, extra: Partial<Target> = {}): Target {
  const environment = { PATH: process.env.PATH ?? '', FOLDER: '.' };
  return { name, command: { argv: [process.execPath, join(SCRIPTS, `${name}.mjs`)], environment }, ...extra };
}

export async function openPlace({
  files,
  targets = [],
  secrets,
  http,
  exec,
  clock = systemClock,
  db,
}: PlaceOptions): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-engine-'));
  const workflows = join(folder, 'workflows');
  await mkdir(workflows);
  for (const [name, content] of Object.entries(files)) await writeFile(join(workflows, name), content);
  const database = db ?? (await openDatabase(join(folder, 'greenlight.db'), clock));
  const here = targets.map((target) =>
    target.command === undefined
      ? target
      : {
          ...target,
          command: { ...target.command, environment: { ...target.command.environment, FOLDER: folder } },
        },
  );
  return {
    folder,
    options: {
      id: 'local',
      workflows,
      dataDir: join(folder, 'data'),
      targets: here,
      secrets,
      http,
      exec: exec && execIn(folder, exec),
    },
    db: database,
    async [Symbol.asyncDispose]() {
      await database.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function execIn(folder: string, programs: Readonly<Record<string, string>>): EmbeddedOptions['exec'] {
  const environment = { PATH: process.env.PATH ?? '', HOME: folder };
  return { allow: new Map(Object.entries(programs)), cwd: folder, environment };
}

export async function openDatabase(file: string, clock: Clock = systemClock): Promise<Database> {
  const db = openSqlite(defineSchema, { file, clock, log: silentLog });
  await db.migrate();
  return db;
}

export type Running = AsyncDisposable & {
  readonly engine: Engine;
  readonly told: RunSnapshot[];
  wake(): void;
  restart(): Promise<void>;
};

/** Starts an engine in a place. */
export async function startEngine(place: Place, clock: Clock = systemClock): Promise<Running> {
  const told: RunSnapshot[] = [];
  async function start() {
    const made = createEmbeddedEngine(place.options, { db: place.db, clock, log: silentLog });
    await made.engine.start(async (snapshot) => void told.push(snapshot));
    return made;
  }
  let made = await start();
  return {
    get engine() {
      return made.engine;
    },
    told,
    wake: () => made.wake(),
    async restart() {
      await made.engine.stop();
      made = await start();
    },
    [Symbol.asyncDispose]: () => made.engine.stop(),
  };
}

/** The lines that the scripts in `targets/` wrote down. */
export async function linesOf(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  } catch {
    return [];
  }
}
