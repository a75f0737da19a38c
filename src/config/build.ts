import { resolve } from 'node:path';
import type { App, Environment, Parameter, Person, RoomTarget } from '../domain/directory.ts';
import { generatedName } from '../domain/generated-workflow.ts';
import { buildChannel } from './build-channel.ts';
import { buildGroups, foundBy } from './build-groups.ts';
import { buildAfter, buildHolds } from './build-holds.ts';
import { buildKubeVela } from './build-kubevela.ts';
import { buildPlatform, withoutSlash } from './build-platform.ts';
import { buildChoosable, buildPolicies } from './build-policies.ts';
import { buildRights } from './build-rights.ts';
import { buildRoutes } from './build-route.ts';
import { buildZadig } from './build-zadig.ts';
import type { Config, EmbeddedEngineConfig, EngineConfig, TargetConfig } from './config.ts';
import { milliseconds } from './duration.ts';
import type { FileEmbedded, FileTarget } from './engine-schemas.ts';
import type { Environment as Variables } from './environment.ts';
import { createPattern } from './pattern.ts';
import { buildRetention } from './retention-schema.ts';
import { parseRoom } from './room.ts';
import type { FileApp, FileConfig, FileParameter, FileRoom } from './schema.ts';
import { createSecret, type Secret } from './secret.ts';
import { parseDatabase, parsePort } from './settings.ts';

/** How long one deployment may take where the file does not say, in milliseconds. */
const COMMAND_TIMEOUT_MS = 600_000;
const HOOK_TIMEOUT_MS = 30_000;

/** A checked file → the configuration. `directory` is where relative paths begin. Throws on what the checks should have refused. */
export function buildConfig(
  file: FileConfig,
  directory: string,
  env: Variables,
): Omit<Config, 'file' | 'warnings'> {
  const database = parseDatabase(file.database.url, directory);
  if ('problem' in database) throw new Error(`unchecked database url: ${database.problem}`);
  const port = typeof file.server.port === 'number' ? file.server.port : parsePort(file.server.port);
  if (port === undefined) throw new Error('unchecked port');
  if (file.audit.key === undefined) throw new Error('unchecked audit key');
  return {
    language: file.language,
    server: {
      host: file.server.host,
      port,
      publicUrl: withoutSlash(file.server.publicUrl),
      secret: file.server.secret === undefined ? undefined : createSecret(file.server.secret),
    },
    database,
    audit: { key: createSecret(file.audit.key), formerKeys: file.audit.formerKeys.map(createSecret) },
    log: file.log,
    retention: buildRetention(file.retention),
    people: Object.entries(file.people).map(([id, person]) => {
      const language = person.language ?? file.language;
      const zone = person.zone === undefined ? {} : { zone: person.zone };
      return {
        id,
        name: person.name,
        language,
        ...zone,
        ...accountsOf(person.ids, file),
        ...foundBy(person),
      };
    }),
    groups: buildGroups(file),
    platforms: Object.entries(file.platforms).map(([id, platform]) =>
      buildPlatform(id, platform, file.language),
    ),
    channels: Object.entries(file.channels).map(([id, channel]) =>
      buildChannel(id, channel, { language: file.language, publicUrl: withoutSlash(file.server.publicUrl) }),
    ),
    routes: buildRoutes(file),
    engines: Object.entries(file.engines).map(([id, engine]) => buildEngine(id, engine, directory, env)),
    apps: Object.entries(file.apps).map(([id, app]) => buildApp(id, app, file)),
    policies: buildPolicies(file),
    choosable: buildChoosable(file),
    ...buildRights(file),
    ...buildHolds(file),
  };
}

/** Accounts of channels are kept apart: nobody acts by them, and who has no other has left all chats. */
function accountsOf(
  ids: Readonly<Record<string, string>>,
  { platforms }: FileConfig,
): Pick<Person, 'accounts' | 'channelAccounts'> {
  const accounts = Object.entries(ids).filter(([key]) => Object.hasOwn(platforms, key));
  const others = Object.entries(ids).filter(([key]) => !Object.hasOwn(platforms, key));
  return {
    accounts: Object.fromEntries(accounts),
    ...(others.length === 0 ? {} : { channelAccounts: Object.fromEntries(others) }),
  };
}

function buildEngine(
  id: string,
  engine: FileConfig['engines'][string],
  directory: string,
  env: Variables,
): EngineConfig {
  switch (engine.kind) {
    case 'embedded':
      return buildEmbedded(id, engine, directory, env);
    case 'kubevela':
      return buildKubeVela(id, engine, directory);
    case 'zadig':
      return buildZadig(id, engine);
  }
}

function buildEmbedded(
  id: string,
  engine: FileEmbedded,
  directory: string,
  env: Variables,
): EmbeddedEngineConfig {
  return {
    kind: 'embedded',
    id,
    workflows: resolve(directory, engine.workflows),
    data: resolve(directory, engine.data ?? `data/${id}`),
    targets: Object.entries(engine.targets).map(([target, settings]) =>
      buildTarget(target, settings, directory, env),
    ),
    clusterLabels: engine.clusterLabels,
    secrets: Object.entries(engine.secrets).flatMap(([name, values]) =>
      Object.entries(values).map(([key, value]) => ({ name, key, value: createSecret(value) })),
    ),
    httpAllow: engine.http.allow,
    exec: {
      allow: engine.exec.allow.map((name) => ({ name, program: programAt(directory, name) })),
      cwd: directory,
      environment: secrets(inherited(env)),
    },
  };
}

function buildTarget(id: string, target: FileTarget, directory: string, env: Variables): TargetConfig {
  const { takes, environments, topologies, clusters, namespaces } = target;
  const what = { id, takes, environments, topologies, clusters, namespaces };
  const timeout = target.timeout === undefined ? undefined : milliseconds(target.timeout);
  const [program, ...rest] = target.command ?? [];
  if (program === undefined) {
    const url = createSecret(target.url ?? '');
    const headers = secrets(target.headers);
    return { kind: 'hook', ...what, timeoutMs: timeout ?? HOOK_TIMEOUT_MS, url, headers };
  }
  return {
    kind: 'command',
    ...what,
    timeoutMs: timeout ?? COMMAND_TIMEOUT_MS,
    command: [programAt(directory, program), ...rest],
    cwd: resolve(directory, target.cwd ?? '.'),
    environment: secrets({ ...inherited(env), ...target.environment }),
  };
}

/** One with a slash is relative to the file; any other is found through PATH. */
function programAt(directory: string, program: string): string {
  return program.includes('/') ? resolve(directory, program) : program;
}

/** Programs are found through PATH, and most want a home for their settings. */
function inherited(env: Variables): Record<string, string> {
  const pairs = ['PATH', 'HOME'].map((name) => [name, env[name]] as const);
  return Object.fromEntries(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function secrets(values: Readonly<Record<string, string>> | undefined): { name: string; value: Secret }[] {
  return Object.entries(values ?? {}).map(([name, value]) => ({ name, value: createSecret(value) }));
}

function buildApp(id: string, app: FileApp, file: FileConfig): App {
  const environments = Object.entries(app.environments).map(([name, settings]): Environment => {
    return {
      id: name,
      workflow: settings.workflow ?? generatedName(id, name),
      ...(settings.targets === undefined ? {} : { targets: settings.targets }),
      ...buildAfter(settings.after),
      operators: [...new Set(settings.operators ?? app.operators)],
      approvers: [...new Set(settings.approvers ?? [])],
      rooms: buildRooms([...app.rooms, ...settings.rooms], file),
      parameters: Object.entries({ ...app.parameters, ...settings.parameters }).map(buildParameter),
    };
  });
  return { id, title: app.title ?? id, engine: app.engine, environments };
}

/** Each room once; the first to name it says its language. */
function buildRooms(rooms: readonly FileRoom[], file: FileConfig): RoomTarget[] {
  const built = new Map<string, RoomTarget>();
  for (const entry of rooms) {
    const text = typeof entry === 'string' ? entry : entry.room;
    const room = parseRoom(text);
    if (room === undefined) throw new Error('unchecked room');
    const own = typeof entry === 'string' ? undefined : entry.language;
    const language = own ?? file.platforms[room.platform]?.language ?? file.language;
    if (!built.has(text)) built.set(text, { room, language });
  }
  return [...built.values()];
}

function buildParameter([name, parameter]: [string, FileParameter]): Parameter {
  const { description, type, sets } = parameter;
  return {
    name,
    type,
    sets,
    required: parameter.required ?? parameter.default === undefined,
    ...(description === undefined ? {} : { description }),
    ...(parameter.pattern === undefined ? {} : { pattern: createPattern(parameter.pattern) }),
    ...(parameter.default === undefined ? {} : { default: String(parameter.default) }),
  };
}
