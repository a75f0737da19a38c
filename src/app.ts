/** The composition root: database, ring and HTTP server around what the configuration names. */
import type { Config } from './config/config.ts';
import { createLinks, type Links } from './domain/link.ts';
import { createApi } from './http/api.ts';
import { createCiHooks } from './http/ci/ci-hook.ts';
import { createPages } from './http/pages.ts';
import { createHttpServer } from './http/server.ts';
import { inOrder } from './in-order.ts';
import { createRetention } from './intake/retention.ts';
import { auditKeysOf, openDatabase } from './open-database.ts';
import { createHeadSigner } from './outbox/head-signer.ts';
import { checkApps, createParts, type Surroundings } from './parts.ts';
import { createRing, logsOf } from './ring.ts';
import { appendKeyChange } from './store/audit.ts';
import type { Database } from './store/database.ts';
import { isStorageFailure } from './store/failures.ts';

export type App = {
  /** Resolves with the address of the HTTP server when everything runs. */
  start(): Promise<{ url: string }>;
  /** Lets what is on its way end, then closes everything. Final; a second call waits for the first. */
  stop(): Promise<void>;
};

export async function createApp(config: Config, surroundings: Surroundings): Promise<App> {
  const { clock, log } = surroundings;
  await checkApps(config);
  const opened = await openDatabase(config, surroundings);
  const storage = watchStorage(opened);
  const { db } = storage;
  try {
    const migrations = await db.migrate();
    if (migrations.length > 0) log.info({ migrations }, 'the database was brought up to date');
    const { hooks, ...parts } = await createParts(config, db, surroundings);
    const links = linksOf(config);
    const auditKeys = auditKeysOf(config);
    await appendKeyChange(db, auditKeys, log.child({ part: 'audit' }), clock.now());
    const ring = createRing({ db, clock, log, links, auditKeys, ...parts });
    const retention = createRetention({
      db,
      clock,
      log: log.child({ part: 'retention' }),
      runsMs: config.retention.runsMs,
    });
    const heads = createHeadSigner({ db, clock, log: log.child({ part: 'audit' }), auditKeys });
    let started = false;
    const ready = async (): Promise<string[]> => (started ? await missing(db, storage.failing()) : ['start']);
    const { directory } = parts;
    const engines = new Map(parts.engines.map((engine) => [engine.id, engine]));
    const { inbound } = ring;
    const pages =
      links &&
      createPages({
        db,
        directory,
        links,
        inbound,
        clock,
        log: log.child({ part: 'pages' }),
        logsOf: (run, step) => logsOf(engines, run, step),
      });
    const { tokens } = config;
    const api = createApi({ db, directory, tokens, inbound, clock, log: log.child({ part: 'api' }) });
    const ciHooks = createCiHooks(
      {
        db,
        clock,
        log: log.child({ part: 'ci' }),
        directory,
        auditKeys,
        links,
        changed: ring.changed,
        outline: ring.outline,
        ...ring.abilities,
      },
      config.hooks.map(({ secret, ...hook }) => ({ ...hook, secret: secret.reveal() })),
    );
    const http = createHttpServer(config.server, {
      db,
      clock,
      log,
      ready,
      hooks,
      ciHooks,
      pages,
      api,
      deletedRuns: () => retention.deleted(),
    });
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await inOrder([
        () => http.stop(),
        () => retention.stop(),
        () => ring.stop(),
        () => heads.stop(),
        () => db.close(),
      ]);
    };
    return {
      async start() {
        const url = await http.start();
        heads.start();
        await ring.start();
        retention.start();
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

/** Without an address that people reach, or without a secret to sign with, there are no links. */
function linksOf({ server: { publicUrl, secret } }: Config): Links | undefined {
  return publicUrl === undefined || secret === undefined
    ? undefined
    : createLinks({ publicUrl, secret: secret.reveal() });
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
