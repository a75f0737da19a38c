import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDirectory, type Directory } from '../../../src/domain/directory.ts';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import type { Engine } from '../../../src/engines/engine.ts';
import type { Memory, ZadigOptions } from '../../../src/engines/zadig/options.ts';
import { createZadigEngine } from '../../../src/engines/zadig/zadig-engine.ts';
import { createHttpServer } from '../../../src/http/server.ts';
import { type Log, silentLog } from '../../../src/log.ts';
import type { Hook } from '../../../src/platforms/platform.ts';
import type { Database } from '../../../src/store/database.ts';
import { newestObserved, refsObservedBelow, startByKey } from '../../../src/store/engine-memory.ts';
import { runByRef } from '../../../src/store/runs.ts';
import { defineSchema } from '../../../src/store/schema.ts';
import { openSqlite } from '../../../src/store/sqlite/open.ts';
import { systemClock } from '../../../src/time.ts';
import { CHAT, type House, openHouse } from '../../ring/harness.ts';

export const HOOK_TOKEN = '5f0c3a1e-7a52-4c55-9a70-token-of-hooks';
export const PATH = '/hooks/zadig/zadig';
/** Where nobody listens. */
export const NOWHERE = 'http://127.0.0.1:1';

const QUICK = {
  requestMs: 5000,
  listMs: 100,
  taskMs: 20,
  longestTaskMs: 100,
  longestRetryMs: 100,
  definitionsMs: 200,
  appearMs: 300,
};

export function memoryOf(db: () => Database): Memory {
  return {
    newest: () => newestObserved(db().read, 'zadig'),
    below: (order) => refsObservedBelow(db().read, 'zadig', order),
    startOf: (key) => startByKey(db().read, 'zadig', key),
    isBound: async (ref) => (await runByRef(db().read, 'zadig', ref)) !== undefined,
  };
}

export function optionsFor(url: string, token: string, memory: Memory): ZadigOptions {
  return {
    id: 'zadig',
    url,
    token,
    hookToken: HOOK_TOKEN,
    projects: [],
    workflows: [],
    roomOf: () => ({ platform: CHAT, id: 'R-zadig' }),
    starts: new Map(),
    memory,
    limits: QUICK,
  };
}

/** Ada may deploy and Ben and Chen may approve what `workflow` does. */
export function directoryOf(workflow: string): Directory {
  return createDirectory({
    language: 'en',
    platforms: [{ id: CHAT, kind: 'memory', language: 'en' }],
    people: ['ada', 'ben', 'chen'].map((id) => ({
      id,
      name: id[0]?.toUpperCase() + id.slice(1),
      language: 'en',
      email: `${id}@example.com`,
      accounts: { [CHAT]: `U-${id}` },
    })),
    apps: [
      {
        id: 'shop',
        title: 'Shop',
        engine: 'zadig',
        environments: [
          {
            id: 'prod',
            workflow,
            operators: ['ada'],
            approvers: ['ben', 'chen'],
            rooms: [{ room: { platform: CHAT, id: 'R-shop' }, language: 'en' }],
            parameters: [{ name: 'version', sets: 'parameters.version', required: false, type: 'string' }],
          },
        ],
      },
    ],
  });
}

export type ZadigHouse = AsyncDisposable & {
  house: House;
  engine: Engine;
  /** What the engine told, in its order. */
  told: readonly RunSnapshot[];
  /** Of our HTTP server. */
  url: string;
  restart(): Promise<void>;
  /** Sends a webhook's body with the token of the hook. */
  send(body: unknown, token?: string): Promise<{ status: number; text: string }>;
};

/** The whole ring with one Zadig engine, a chat in memory and the hook behind real HTTP. */
export async function openZadigHouse(
  { url, token = 'token', ...more }: { url: string; token?: string; log?: Log } & Partial<ZadigOptions>,
  directory: Directory = directoryOf('team/other'),
): Promise<ZadigHouse> {
  const { log = silentLog, ...rest } = more;
  let house: House | undefined;
  let opened: Database | undefined;
  const told: RunSnapshot[] = [];
  const db = (): Database => {
    const known = opened ?? house?.db;
    if (known === undefined) throw new Error('there is no database yet');
    return known;
  };
  const plain = optionsFor(url, token, memoryOf(db));
  const options = { ...plain, ...rest, limits: { ...plain.limits, ...rest.limits } };
  const create = () => createZadigEngine(options, { clock: systemClock, log });
  let made = create();
  /** The engine that lives now: another after a restart. */
  const engine: Engine = {
    ...made.engine,
    run: (...asked) => made.engine.run(...asked),
    decide: (...asked) => made.engine.decide(...asked),
    act: (...asked) => made.engine.act(...asked),
    look: (ref) => made.engine.look(ref),
    find: (key) => made.engine.find(key),
    start: (observer) =>
      made.engine.start(async (snapshot) => {
        await observer(snapshot);
        told.push(snapshot);
      }),
    stop: () => made.engine.stop(),
  };
  const hook: Hook = {
    path: PATH,
    handle: async (request) => (await made.hooks[0]?.handle(request)) ?? { status: 404 },
  };
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-zadig-'));
  const file = join(folder, 'test.db');
  const database = openSqlite(defineSchema, { file, clock: systemClock, log: silentLog });
  opened = database;
  house = await openHouse(
    [engine],
    {},
    async () => database,
    () => directory,
  );
  const server = createHttpServer(
    { host: '127.0.0.1', port: 0 },
    { db: house.db, clock: systemClock, log, ready: async () => [], hooks: [hook] },
  );
  const own = await server.start();
  const open = house;
  return {
    house: open,
    engine,
    told,
    url: own,
    async restart() {
      await open.ring.stop();
      made = create();
      await open.restart();
    },
    async send(body, sent = HOOK_TOKEN) {
      const response = await fetch(`${own}${PATH}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-zadig-event': 'workflow', 'x-zadig-token': sent },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, text: await response.text() };
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await open.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
