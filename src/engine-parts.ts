/** Engines that the configuration names: the only file that names every one of them. */
import type {
  Config,
  EmbeddedEngineConfig,
  EngineConfig,
  KubeVelaEngineConfig,
  TargetConfig,
  ZadigEngineConfig,
} from './config/config.ts';
import type { App } from './domain/directory.ts';
import type { EmbeddedOptions, Generated, Target } from './engines/embedded/options.ts';
import type { Engine } from './engines/engine.ts';
import type { KubeVelaOptions } from './engines/kubevela/options.ts';
import type { ZadigOptions } from './engines/zadig/options.ts';
import type { Problem } from './errors.ts';
import type { Log } from './log.ts';
import type { Hook } from './platforms/platform.ts';
import type { Database } from './store/database.ts';
import { newestObserved, refsObservedBelow, startByKey } from './store/engine-memory.ts';
import { runByRef } from './store/runs.ts';
import type { Clock } from './time.ts';

export type MadeEngine = { engine: Engine; hooks?: readonly Hook[]; wake(): void };

/** They are loaded when they are used: a client that nobody needs costs no memory. */
export async function createEngine(
  engine: EngineConfig,
  config: Config,
  db: Database,
  { clock, log }: { clock: Clock; log: Log },
): Promise<MadeEngine> {
  const surroundings = { clock, log: log.child({ engine: engine.id }) };
  switch (engine.kind) {
    case 'embedded': {
      const { createEmbeddedEngine } = await import('./engines/embedded/embedded-engine.ts');
      const options = { ...embeddedOptions(engine, config.apps), keepLogsMs: config.retention.logsMs };
      return createEmbeddedEngine(options, { db, ...surroundings });
    }
    case 'kubevela': {
      const { createKubeVelaEngine } = await import('./engines/kubevela/kubevela-engine.ts');
      return createKubeVelaEngine(kubeVelaOptions(engine, config, db), surroundings);
    }
    case 'zadig': {
      const { createZadigEngine } = await import('./engines/zadig/zadig-engine.ts');
      return createZadigEngine(zadigOptions(engine, config, db), surroundings);
    }
  }
}

function kubeVelaOptions(engine: KubeVelaEngineConfig, config: Config, db: Database): KubeVelaOptions {
  const { id, kubeconfig, context, namespaces, templates, takesOver, requestMs } = engine;
  const apps = config.apps.filter((app) => app.engine === id);
  return {
    id,
    access: { kubeconfig, context },
    namespaces,
    templates,
    workflows: apps.flatMap(({ environments }) => environments.map(({ workflow }) => workflow)),
    takesOver,
    secret: config.audit.key.reveal(),
    newest: () => newestObserved(db.read, id),
    ...(requestMs === undefined ? {} : { limits: { requestMs } }),
  };
}

/** Workflows whose runs belong to one environment and are shown in its rooms. */
function housedWorkflows(apps: readonly App[]): ReadonlySet<string> {
  const environments = apps.flatMap((app) => app.environments);
  const isAlone = (workflow: string): boolean =>
    environments.filter((one) => one.workflow === workflow).length === 1;
  const housed = environments.filter(({ workflow, rooms }) => rooms.length > 0 && isAlone(workflow));
  return new Set(housed.map(({ workflow }) => workflow));
}

function zadigOptions(engine: ZadigEngineConfig, config: Config, db: Database): ZadigOptions {
  const { id, url, token, hookToken, projects, room, rooms, workflows, pollMs, requestMs } = engine;
  const apps = config.apps.filter((app) => app.engine === id);
  const places = new Map(rooms.map((one) => [one.place, one.room]));
  const housed = housedWorkflows(apps);
  return {
    id,
    url,
    token: token.reveal(),
    hookToken: hookToken?.reveal(),
    publicUrl: config.server.publicUrl,
    projects,
    workflows: apps.flatMap(({ environments }) => environments.map(({ workflow }) => workflow)),
    roomOf: (project, workflow) =>
      housed.has(`${project}/${workflow}`)
        ? undefined
        : (places.get(`${project}/${workflow}`) ?? places.get(project) ?? room),
    starts: new Map(workflows.map(({ workflow, ...start }) => [workflow, start])),
    memory: {
      newest: () => newestObserved(db.read, id),
      below: (order) => refsObservedBelow(db.read, id, order),
      startOf: (key) => startByKey(db.read, id, key),
      isBound: async (ref) => (await runByRef(db.read, id, ref)) !== undefined,
    },
    limits: {
      ...(pollMs === undefined ? {} : { listMs: pollMs }),
      ...(requestMs === undefined ? {} : { requestMs }),
    },
  };
}

function embeddedOptions(config: EmbeddedEngineConfig, apps: readonly App[]): EmbeddedOptions {
  const secrets: Record<string, Record<string, string>> = {};
  for (const { name, key, value } of config.secrets) {
    secrets[name] ??= {};
    secrets[name][key] = value.reveal();
  }
  const { id, workflows, data: dataDir, httpAllow, clusterLabels } = config;
  const exec = {
    allow: new Map(config.exec.allow.map(({ name, program }) => [name, program])),
    cwd: config.exec.cwd,
    environment: revealed(config.exec.environment),
  };
  const http = { allow: httpAllow };
  const generated = generatedFor(id, apps);
  const targets = targetsOf(config.targets);
  return { id, workflows, dataDir, targets, clusterLabels, generated, secrets, exec, http };
}

/** What hinders apps of an engine from running: workflows that are not there, parameters that set nothing. */
export async function engineProblems(
  engine: EngineConfig,
  apps: readonly App[],
  config: Config,
): Promise<readonly Problem[]> {
  switch (engine.kind) {
    case 'embedded': {
      const { appProblems } = await import('./engines/embedded/app-problems.ts');
      return await appProblems(embeddedOptions(engine, config.apps), apps, config.policies);
    }
    case 'kubevela': {
      const { appProblems } = await import('./engines/kubevela/app-problems.ts');
      return await appProblems(engine, apps);
    }
    case 'zadig': {
      const { appProblems } = await import('./engines/zadig/app-problems.ts');
      return appProblems(apps);
    }
  }
}

/** Paths of the steps of a workflow that ask people; undefined when the engine's own files do not tell. */
export async function gatesOf(
  config: Config,
  engine: string,
  workflow: string,
): Promise<readonly string[] | undefined> {
  const named = embeddedNamed(config, engine);
  if (named === undefined) return undefined;
  const { gatesOfWorkflow } = await import('./engines/embedded/gates.ts');
  return await gatesOfWorkflow(embeddedOptions(named, config.apps), workflow);
}

/** Workflows that are made for environments of apps on this engine. */
function generatedFor(engine: string, apps: readonly App[]): Generated[] {
  return apps
    .filter((app) => app.engine === engine)
    .flatMap(({ id: application, environments }) =>
      environments.flatMap(({ id: environment, workflow, targets }) =>
        targets === undefined ? [] : [{ workflow, application, environment, targets }],
      ),
    );
}

function targetsOf(targets: readonly TargetConfig[]): Target[] {
  return targets.map((target) => {
    const { id: name, takes, environments, topologies, clusters, namespaces } = target;
    const where = { name, takes, environments, topologies, clusters, namespaces };
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

/** A secret that steps of an embedded engine may name. */
export function secretOf(config: Config, engine: string, name: string, key: string): string | undefined {
  const { secrets } = embeddedNamed(config, engine) ?? {};
  return secrets?.find((one) => one.name === name && one.key === key)?.value.reveal();
}

export function embeddedNamed({ engines }: Config, engine: string): EmbeddedEngineConfig | undefined {
  const named = engines.find(({ id }) => id === engine);
  return named?.kind === 'embedded' ? named : undefined;
}
