import type { App, Group, Language, Person } from '../domain/directory.ts';
import type { Room } from '../domain/event.ts';
import type { Freeze } from '../domain/freeze.ts';
import type { Role } from '../domain/permission.ts';
import type { Delegation } from '../domain/policy.ts';
import type { Choosable, PolicyRule } from '../domain/policy-rules.ts';
import type { Route } from '../domain/route.ts';
import type { Json } from '../domain/run.ts';
import type { Problem } from '../errors.ts';
import type { LogLevel } from '../log.ts';
import type { ChannelConfig } from './channel-config.ts';
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
  audit: AuditConfig;
  log: { level: LogLevel };
  retention: RetentionConfig;
  people: readonly Person[];
  /** Members that people name themselves are among a group's people. */
  groups: readonly Group[];
  platforms: readonly PlatformConfig[];
  /** Their names are none of a platform. */
  channels: readonly ChannelConfig[];
  /** In the order of the file. */
  routes: readonly Route[];
  engines: readonly EngineConfig[];
  /**
   * An environment's operators are its own, else the app's; its rooms the app's and its own, each once; its parameters the app's and its
   * own, which win by name.
   */
  apps: readonly App[];
  /**
   * One for each place that names a policy, in the order of the file. `approvers` that name somebody are in the environment and not among them;
   * an environment with an empty list has a rule here that nobody satisfies.
   */
  policies: readonly PolicyRule[];
  /** Policies that runs of an engine may choose where no rule but the general one holds. */
  choosable: readonly Choosable[];
  /** Those of the file; `operators` are in apps and environments. */
  roles: readonly Role[];
  /** Of people who are, were or will be out of office and named somebody. */
  delegations: readonly Delegation[];
  tokens: readonly ApiToken[];
  /** Time zone of people that have none of their own. */
  zone: string;
  freezes: readonly Freeze[];
  hooks: readonly HookConfig[];
  /** What works but is probably not meant, such as an environment that nobody can approve. */
  warnings: readonly Problem[];
};

/** How long things are kept, in milliseconds; runs for ever where absent. */
type RetentionConfig = { runsMs?: number; logsMs: number };

/** A program that acts as a person. */
export type ApiToken = {
  person: string;
  name: string;
  /** Of the token: 64 lower-case hexadecimal digits. */
  sha256: string;
  /** Milliseconds since the epoch from which it is refused; undefined: never. */
  until: number | undefined;
};

/** Where a CI system starts runs. */
export type HookConfig = {
  /** Config key: the end of its address. */
  id: string;
  secret: Secret;
  /** In whose name. */
  person: string;
  apps: readonly string[];
  environments: readonly string[];
};

/** Where health, metrics, hooks and pages are served. */
type ServerConfig = {
  host: string;
  port: number;
  /** Without a slash at its end; undefined: people cannot reach this server, so there are no links to it. */
  publicUrl: string | undefined;
  /** Signs the links. */
  secret: Secret | undefined;
};

export type DatabaseConfig =
  /** `file` is an absolute path. */
  { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: Secret };

type AuditConfig = {
  /** Seals new entries and heads. */
  key: Secret;
  /** Sealed older entries. */
  formerKeys: readonly Secret[];
};

export type PlatformConfig = SlackPlatformConfig | FeishuPlatformConfig | DingTalkPlatformConfig;

type PlatformBase = {
  /** Config key. */
  id: string;
  /** Time-out of a request; undefined is the adapter's own. */
  requestMs: number | undefined;
  /** Of cards in its rooms that have none of their own. */
  language: Language;
  /** Whether people are known there by their verified address. */
  matchEmail: boolean;
};

type SlackPlatformConfig = PlatformBase & {
  kind: 'slack';
  botToken: Secret;
  transport: { kind: 'socket'; appToken: Secret } | { kind: 'http'; signingSecret: Secret };
  /** Base URL of the Web API; undefined is Slack's own. */
  apiUrl: string | undefined;
};

type FeishuPlatformConfig = PlatformBase & {
  kind: 'feishu';
  appId: string;
  appSecret: Secret;
  transport: { kind: 'websocket' } | { kind: 'http'; verificationToken: Secret; encryptKey: Secret };
  /** Without a slash at its end; undefined is Feishu's own. */
  apiUrl: string | undefined;
};

export type DingTalkPlatformConfig = PlatformBase & {
  kind: 'dingtalk';
  clientId: string;
  clientSecret: Secret;
  robotCode: string;
  cards: { kind: 'template'; templateId: string } | { kind: 'builtin' } | { kind: 'links' };
  /** Without a slash at their end; undefined is DingTalk's own. */
  apiUrl: string | undefined;
  oapiUrl: string | undefined;
};

export type EngineConfig = EmbeddedEngineConfig | KubeVelaEngineConfig | ZadigEngineConfig;

export type EmbeddedEngineConfig = {
  kind: 'embedded';
  /** Config key. */
  id: string;
  /** Folder with the workflow files; absolute. */
  workflows: string;
  /** Folder for the output of commands; absolute. */
  data: string;
  targets: readonly TargetConfig[];
  /** By cluster. */
  clusterLabels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What `secretRef: {name, key}` of a workflow stands for. */
  secrets: readonly { name: string; key: string; value: Secret }[];
  /** What steps of type `exec` may run. */
  exec: {
    /** As workflows call it, and what is started: an absolute path, or a name of the PATH. */
    allow: readonly { name: string; program: string }[];
    /** Absolute. */
    cwd: string;
    environment: readonly { name: string; value: Secret }[];
  };
  /** Addresses and networks that steps may send to, beside those open to all. */
  httpAllow: readonly string[];
};

export type KubeVelaEngineConfig = {
  kind: 'kubevela';
  /** Config key. */
  id: string;
  /** Absolute path; undefined: the service account of the pod. */
  kubeconfig: string | undefined;
  context: string | undefined;
  /** At least one, each once. */
  namespaces: readonly string[];
  /** Folder with templates; absolute. */
  templates: string | undefined;
  /** Field managers whose values a deploy may overwrite. */
  takesOver: readonly string[];
  /** Time-out of a request; undefined is the adapter's own. */
  requestMs: number | undefined;
};

export type ZadigEngineConfig = {
  kind: 'zadig';
  /** Config key. */
  id: string;
  /** Without a slash at its end. */
  url: string;
  token: Secret;
  /** Undefined: there is no hook. */
  hookToken: Secret | undefined;
  /** Keys, each once. */
  projects: readonly string[];
  /** For cards of workflows that no app names. */
  room: Room | undefined;
  /** `place` is a project or `project/workflow`. */
  rooms: readonly { place: string; room: Room }[];
  workflows: readonly {
    /** `project/workflow`. */
    workflow: string;
    /** Job → `inputs[].parameters` of Zadig's OpenAPI. */
    inputs: Readonly<Record<string, { [key: string]: Json }>>;
    skips: readonly string[];
  }[];
  pollMs: number | undefined;
  /** Time-out of a request; undefined is the adapter's own. */
  requestMs: number | undefined;
};

export type TargetConfig = CommandTargetConfig | HookTargetConfig;

type TargetBase = {
  /** Config key. */
  id: string;
  /** Component types. */
  takes: readonly string[];
  /** Only these; undefined is every environment that has no target of its own for the type. */
  environments: readonly string[] | undefined;
  /** Names of policies, clusters and namespaces of workflows; undefined is any. */
  topologies: readonly string[] | undefined;
  clusters: readonly string[] | undefined;
  namespaces: readonly string[] | undefined;
  timeoutMs: number;
};

type CommandTargetConfig = TargetBase & {
  kind: 'command';
  /** Program and arguments, run without a shell. A program with a slash is an absolute path; another one is found through PATH. */
  command: readonly [string, ...string[]];
  /** Absolute. */
  cwd: string;
  /** All that the command gets: PATH and HOME of this process and what the file names. */
  environment: readonly { name: string; value: Secret }[];
};

type HookTargetConfig = TargetBase & {
  kind: 'hook';
  url: Secret;
  headers: readonly { name: string; value: Secret }[];
};
