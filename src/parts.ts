/** What the configuration names, made but not started: the only file that names every platform and engine. */
import { createChannel } from './channel-parts.ts';
import type { Channel, StepChannels } from './channels/channel.ts';
import type {
  Config,
  EmbeddedEngineConfig,
  EngineConfig,
  KubeVelaEngineConfig,
  PlatformConfig,
  TargetConfig,
  ZadigEngineConfig,
} from './config/config.ts';
import { type App, createDirectory, type Directory } from './domain/directory.ts';
import type { Finding } from './domain/finding.ts';
import { createRosterHolder, type RosterHolder } from './domain/roster.ts';
import type { EmbeddedOptions, Generated, Target } from './engines/embedded/options.ts';
import { stillWaits } from './engines/embedded/sends/still-waits.ts';
import type { Engine } from './engines/engine.ts';
import type { KubeVelaOptions } from './engines/kubevela/options.ts';
import type { ZadigOptions } from './engines/zadig/options.ts';
import { ConfigError, type Problem } from './errors.ts';
import { checkRoster } from './intake/roster-findings.ts';
import { createRosterMemory } from './intake/roster-memory.ts';
import type { Linked } from './intake/roster-questions.ts';
import { routeFindings } from './intake/route-findings.ts';
import type { Log } from './log.ts';
import type { Hook, Platform, PlatformParts, Roster } from './platforms/platform.ts';
import { createStepChannels } from './step-channels.ts';
import type { Database } from './store/database.ts';
import { newestObserved, refsObservedBelow, runByRef, startByKey } from './store/runs.ts';
import type { Clock } from './time.ts';

export type Surroundings = { clock: Clock; log: Log };

export type Parts = {
  directory: Directory;
  platforms: Platform[];
  channels: Channel[];
  /** Rosters by platform, and what `directory` knows from them. */
  people: { rosters: ReadonlyMap<string, Roster>; holder: RosterHolder };
  /** Addresses of the HTTP server that vendors call. */
  hooks: Hook[];
  engines: Engine[];
  /** Something that runs of this engine wait for has happened. */
  wakeEngine: (id: string) => void;
  /** What workflows notify by in steps of their own. */
  stepChannels: StepChannels;
};

/** Everything that the configuration names, made but not started. */
export async function createParts(config: Config, db: Database, surroundings: Surroundings): Promise<Parts> {
  const made: PlatformParts[] = [];
  for (const one of config.platforms)
    made.push(await createPlatform(one, accountsOn(one.id, config), surroundings));
  const channels = [];
  for (const one of config.channels) channels.push(await createChannel(one, surroundings));
  const engines: MadeEngine[] = [];
  for (const one of config.engines) engines.push(await createEngine(one, config, db, surroundings));
  const holder = createRosterHolder();
  const rosters = new Map(made.flatMap(({ platform, roster }) => (roster ? [[platform.id, roster]] : [])));
  return {
    directory: createDirectory(config, holder),
    people: { rosters, holder },
    platforms: made.map(({ platform }) => platform),
    channels,
    hooks: [...made, ...engines].flatMap(({ hooks }) => hooks ?? []),
    engines: engines.map(({ engine }) => engine),
    wakeEngine: (id) => engines.find(({ engine }) => engine.id === id)?.wake(),
    stepChannels: createStepChannels({
      clock: surroundings.clock,
      secretOf: (engine, name, key) => secretOf(config, engine, name, key),
      stillWaits: (subject) => stillWaits(db.read, subject),
      guardOf: async (engine) => {
        const { createGuard } = await import('./engines/embedded/effects/guard.ts');
        return createGuard(embeddedNamed(config, engine)?.httpAllow ?? []);
      },
    }),
  };
}

function secretOf(config: Config, engine: string, name: string, key: string): string | undefined {
  const { secrets } = embeddedNamed(config, engine) ?? {};
  return secrets?.find((one) => one.name === name && one.key === key)?.value.reveal();
}

function embeddedNamed({ engines }: Config, engine: string): EmbeddedEngineConfig | undefined {
  const named = engines.find(({ id }) => id === engine);
  return named?.kind === 'embedded' ? named : undefined;
}

/** What the configuration calls its people on a platform: some vendors must be asked whom it means. */
function accountsOn(platform: string, config: Config): string[] {
  return config.people.flatMap(({ accounts }) => accounts[platform] ?? []);
}

/** Adapters are loaded when they are used: an SDK that nobody needs costs no memory. */
async function createPlatform(
  config: PlatformConfig,
  accounts: readonly string[],
  { clock, log }: Surroundings,
): Promise<PlatformParts> {
  const { id } = config;
  const surroundings = { clock, log: log.child({ platform: id }) };
  const requestMs = config.requestMs === undefined ? {} : { requestMs: config.requestMs };
  switch (config.kind) {
    case 'slack': {
      const { createSlackPlatform } = await import('./platforms/slack/slack-platform.ts');
      const { transport, apiUrl } = config;
      return createSlackPlatform(
        {
          id,
          botToken: config.botToken.reveal(),
          transport:
            transport.kind === 'socket'
              ? { kind: 'socket', appToken: transport.appToken.reveal() }
              : { kind: 'http', signingSecret: transport.signingSecret.reveal() },
          ...(apiUrl === undefined ? {} : { apiUrl }),
          ...requestMs,
        },
        surroundings,
      );
    }
    case 'feishu': {
      const { createFeishuPlatform } = await import('./platforms/feishu/feishu-platform.ts');
      const { transport, apiUrl } = config;
      return createFeishuPlatform(
        {
          id,
          appId: config.appId,
          appSecret: config.appSecret.reveal(),
          transport:
            transport.kind === 'websocket'
              ? transport
              : {
                  kind: 'http',
                  verificationToken: transport.verificationToken.reveal(),
                  encryptKey: transport.encryptKey.reveal(),
                },
          accounts,
          ...(apiUrl === undefined ? {} : { apiUrl }),
          ...requestMs,
        },
        surroundings,
      );
    }
    case 'dingtalk': {
      const { createDingTalkPlatform } = await import('./platforms/dingtalk/dingtalk-platform.ts');
      const { clientId, robotCode, cards, apiUrl, oapiUrl } = config;
      return createDingTalkPlatform(
        {
          id,
          clientId,
          clientSecret: config.clientSecret.reveal(),
          robotCode,
          cards,
          accounts,
          ...(apiUrl === undefined ? {} : { apiUrl }),
          ...(oapiUrl === undefined ? {} : { oapiUrl }),
          ...requestMs,
        },
        surroundings,
      );
    }
  }
}

type MadeEngine = { engine: Engine; hooks?: readonly Hook[]; wake(): void };

async function createEngine(
  engine: EngineConfig,
  config: Config,
  db: Database,
  { clock, log }: Surroundings,
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

function zadigOptions(engine: ZadigEngineConfig, config: Config, db: Database): ZadigOptions {
  const { id, url, token, hookToken, projects, room, rooms, workflows, pollMs, requestMs } = engine;
  const apps = config.apps.filter((app) => app.engine === id);
  const places = new Map(rooms.map((one) => [one.place, one.room]));
  return {
    id,
    url,
    token: token.reveal(),
    hookToken: hookToken?.reveal(),
    publicUrl: config.server.publicUrl,
    projects,
    workflows: apps.flatMap(({ environments }) => environments.map(({ workflow }) => workflow)),
    roomOf: (project, workflow) => places.get(`${project}/${workflow}`) ?? places.get(project) ?? room,
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

/**
 * Whether every app can run: its workflow is there, each parameter sets a place in it, and each step with a policy asks people; and whether the words of every route can be said. Throws a
 * ConfigError with every problem, those of the workflow files included.
 */
export async function checkApps(config: Config): Promise<void> {
  const problems: Problem[] = [];
  for (const engine of config.engines) {
    const apps = config.apps.filter((app) => app.engine === engine.id);
    problems.push(...(await problemsOf(engine, apps, config)));
  }
  const { routeProblems } = await import('./presenter/template/route-problems.ts');
  problems.push(...routeProblems(config.routes));
  if (problems.length > 0) throw new ConfigError(problems);
}

async function problemsOf(
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

/** What `doctor` looks at: every platform with the rooms that it should post to, every channel, whom routes can call, every engine. */
export async function checkParts(
  parts: Omit<Parts, 'wakeEngine' | 'stepChannels'>,
  clock: Clock,
  /** The accounts of a platform that people have joined to themselves. */
  linkedOn: (platform: string) => Promise<readonly Linked[]>,
): Promise<{ id: string; findings: Finding[] }[]> {
  const results = [];
  // What one chat says of a group counts for the routes of all.
  const memory = createRosterMemory();
  for (const platform of parts.platforms) {
    const findings = await platform.check(roomsOn(platform.id, parts.directory));
    const roster = parts.people.rosters.get(platform.id);
    if (roster !== undefined) {
      const { directory, people } = parts;
      const { id } = platform;
      const linked = await linkedOn(id);
      const asking = { directory, holder: people.holder, memory, platform: id, roster, linked, clock };
      findings.push(...(await checkRoster(asking)));
    }
    results.push({ id: platform.id, findings });
  }
  for (const channel of parts.channels) results.push({ id: channel.id, findings: await channel.check() });
  if (parts.directory.routes.length > 0)
    results.push({ id: 'routes', findings: routeFindings(parts.directory) });
  for (const engine of parts.engines) results.push({ id: engine.id, findings: await engine.check() });
  return results;
}

function roomsOn(platform: string, { apps, routes }: Directory): string[] {
  const followed = apps.flatMap((app) => app.environments.flatMap((one) => one.rooms));
  const rooms = followed.filter(({ room }) => room.platform === platform).map(({ room }) => room.id);
  const routed = routes.flatMap(({ to }) => to).filter(({ outlet }) => outlet === platform);
  return [...new Set([...rooms, ...routed.flatMap(({ room }) => room ?? [])])];
}
