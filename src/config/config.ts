import type { App, Environment, Language, Parameter, Person } from '../domain/directory.ts';
import type { Problem } from '../errors.ts';
import type { LogLevel } from '../log.ts';
import type { Pattern } from './pattern.ts';
import type { Secret } from './secret.ts';

/**
 * What the operator decided, checked and complete: defaults are filled in, paths are absolute, durations are milliseconds, every name
 * that one part uses exists in another. Lists, not maps: a name that a person types never meets an object's prototype.
 */
export type Config = {
  /** Absolute path of the file; undefined when everything came from the environment. */
  file: string | undefined;
  /** Of cards in rooms, and of people, that have no language of their own. */
  language: Language;
  server: ServerConfig;
  database: DatabaseConfig;
  log: { level: LogLevel };
  people: readonly Person[];
  platforms: readonly PlatformConfig[];
  engines: readonly EngineConfig[];
  apps: readonly AppConfig[];
  /** What works but is probably not meant, such as an environment that nobody can approve. */
  warnings: readonly Problem[];
};

/** Where /healthz, /readyz and /metrics are served. */
export type ServerConfig = { host: string; port: number };

export type DatabaseConfig =
  /** `file` is an absolute path. */
  { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: Secret };

export type PlatformConfig = SlackPlatformConfig;

export type SlackPlatformConfig = {
  kind: 'slack';
  /** Config key. */
  id: string;
  botToken: Secret;
  appToken: Secret;
  /** Base URL of the Web API; undefined is Slack's own. */
  apiUrl: string | undefined;
  /** Of cards in its rooms that have none of their own. */
  language: Language;
};

export type EngineConfig = EmbeddedEngineConfig;

export type EmbeddedEngineConfig = {
  kind: 'embedded';
  /** Config key. */
  id: string;
  /** Folder with the workflow files; absolute. */
  workflows: string;
  /** Folder for the output of commands; absolute. */
  data: string;
  targets: readonly TargetConfig[];
};

export type TargetConfig = CommandTargetConfig | HookTargetConfig;

type TargetBase = {
  /** Config key. */
  id: string;
  /** Component types. */
  takes: readonly string[];
  /** Only these; undefined is every environment that has no target of its own for the type. */
  environments: readonly string[] | undefined;
  timeoutMs: number;
};

export type CommandTargetConfig = TargetBase & {
  kind: 'command';
  /** Program and arguments, run without a shell. A program with a slash is an absolute path; another one is found through PATH. */
  command: readonly [string, ...string[]];
  /** Absolute. */
  cwd: string;
  /** What the command gets beside PATH and HOME. */
  environment: readonly { name: string; value: Secret }[];
};

export type HookTargetConfig = TargetBase & {
  kind: 'hook';
  url: Secret;
  headers: readonly { name: string; value: Secret }[];
};

/** The domain's parameter; its pattern is matched in linear time. */
export type ParameterConfig = Omit<Parameter, 'pattern'> & { pattern?: Pattern };

/**
 * Operators: the environment's list, else the app's. Rooms: the app's and the environment's own, each once.
 * Parameters: the app's and the environment's own, which win by name.
 */
export type EnvironmentConfig = Omit<Environment, 'parameters'> & { parameters: readonly ParameterConfig[] };

export type AppConfig = Omit<App, 'environments'> & { environments: readonly EnvironmentConfig[] };
