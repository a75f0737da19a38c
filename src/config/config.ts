import type { Problem } from '../errors.ts';
import type { LogLevel } from '../log.ts';
import type { Pattern } from './pattern.ts';
import type { Secret } from './secret.ts';

export type Language = 'en' | 'zh';

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
  people: readonly PersonConfig[];
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

export type PersonConfig = {
  /** Config key. */
  id: string;
  name: string;
  language: Language | undefined;
  /** One account belongs to one person. */
  accounts: readonly { platform: string; account: string }[];
};

export type PlatformConfig = SlackPlatformConfig;

export type SlackPlatformConfig = {
  kind: 'slack';
  /** Config key. */
  id: string;
  botToken: Secret;
  appToken: Secret;
  /** Base URL of the Web API; undefined is Slack's own. */
  apiUrl: string | undefined;
  /** Of cards in this platform's rooms that have none of their own. */
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
  name: string;
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

export type RoomConfig = {
  /** Config key of the platform. */
  platform: string;
  /** The vendor's id. */
  id: string;
  language: Language;
};

export type ParameterType = 'string' | 'number' | 'boolean';

export type ParameterConfig = {
  name: string;
  description: string | undefined;
  type: ParameterType;
  /** Must match the whole value. Only with type string. */
  pattern: Pattern | undefined;
  default: string | number | boolean | undefined;
  /** Whoever deploys must give it: it has no default and was not declared optional. */
  required: boolean;
  /** The workflow path or engine input that the value goes to, such as `components.shop.properties.image`. */
  sets: string;
};

export type EnvironmentConfig = {
  name: string;
  /** The engine's name of the workflow. */
  workflow: string;
  /** People (config keys); empty is nobody. */
  approvers: readonly string[];
  /** People who may deploy, cancel and retry here: the environment's list, else the app's. Empty is nobody. */
  operators: readonly string[];
  /** The app's rooms and the environment's own, each once. */
  rooms: readonly RoomConfig[];
  /** The app's parameters and the environment's own, which win by name. */
  parameters: readonly ParameterConfig[];
};

export type AppConfig = {
  name: string;
  title: string;
  /** Config key. */
  engine: string;
  environments: readonly EnvironmentConfig[];
};
