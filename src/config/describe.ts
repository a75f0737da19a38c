import { createAuditKey } from '../domain/audit-key.ts';
import type { App, Environment, Parameter, RoomTarget } from '../domain/directory.ts';
import { generatedParts } from '../domain/generated-workflow.ts';
import { NOBODY, type Policy } from '../domain/policy.ts';
import { type PolicyRule, policyFor } from '../domain/policy-rules.ts';
import type { LogLevel } from '../log.ts';
import type { Config, EmbeddedEngineConfig, EngineConfig, PlatformConfig, TargetConfig } from './config.ts';
import { describeHolds } from './describe-holds.ts';
import { describeKubeVela } from './describe-kubevela.ts';
import { describeRights } from './describe-rights.ts';
import { describeRoutes } from './describe-routes.ts';
import { describeZadig } from './describe-zadig.ts';
import { address, masked } from './masked.ts';
import type { Secret } from './secret.ts';

/** The configuration as `greenlight check` prints it: who may do what, where, by what. Secrets are masked. For operators, in English. */
export function describeConfig(config: Config): string {
  const lines = [
    `configuration  ${config.file ?? 'from the environment'}`,
    `language       ${config.language}`,
    `time zone      ${config.zone}`,
    `server         http://${config.server.host}:${config.server.port}${config.server.publicUrl === undefined ? '' : `, people reach it at ${config.server.publicUrl}`}`,
    `database       ${config.database.kind === 'sqlite' ? config.database.file : address(config.database.url)}`,
    `audit          ${describeAudit(config)}`,
    `log            ${config.log.level}`,
    ...section('people', config.people.flatMap(describePerson)),
    ...(config.groups.length === 0 ? [] : section('groups', config.groups.map(describeGroup))),
    ...section('platforms', config.platforms.flatMap(describePlatform)),
    ...section('engines', config.engines.flatMap(describeEngine)),
    ...section(
      'apps',
      config.apps.flatMap((app) => describeApp(app, config.policies)),
    ),
    ...[...describeRights(config), ...describeRoutes(config), ...describeHolds(config)].flatMap(
      ({ title, lines }) => section(title, lines),
    ),
    ...section(
      'warnings',
      config.warnings.map(({ path, message }) => `${path}: ${message}`),
      'none',
    ),
  ];
  return lines.join('\n');
}

function section(title: string, lines: readonly string[], empty = 'none: the file names none'): string[] {
  return ['', title, ...(lines.length === 0 ? [empty] : lines).map((line) => `  ${line}`)];
}

function describeAudit({ audit, log }: Config): string {
  const named = (secret: Secret): string => `${createAuditKey(secret.reveal()).id}, ${masked(secret)}`;
  const former = audit.formerKeys.map((secret) => `, former key ${named(secret)}`).join('');
  const heads = SHOWS_HEADS.includes(log.level)
    ? 'heads in the log each hour'
    : `no heads: log.level is ${log.level}`;
  return `key ${named(audit.key)}${former}, ${heads}`;
}

/** Signed heads are written as information. */
const SHOWS_HEADS: readonly LogLevel[] = ['debug', 'info'];

function describePerson(person: Config['people'][number]): string {
  const { id, name, language, accounts, channelAccounts, email, mobile } = person;
  const ids = Object.entries({ ...accounts, ...channelAccounts }).map(
    ([platform, account]) => `${platform}/${account}`,
  );
  const found = [ids.length === 0 ? 'no account' : ids.join(', '), email, mobile];
  return `${id}  ${name}, ${language}, ${found.filter((one) => one !== undefined).join(', ')}`;
}

function describeGroup({ id, people, sources }: Config['groups'][number]): string {
  const from = sources.map(({ platform, group }) => `whoever is in ${platform}/${group}`);
  return `${id}  ${listed([...people, ...from])}`;
}

function describePlatform(platform: PlatformConfig): string[] {
  return [
    `${platform.id}  ${platform.kind}, ${platform.language}`,
    ...platformLines(platform).map(([what, value]) => `  ${what.padEnd(14)} ${value}`),
    ...(platform.matchEmail ? [`  ${'people'.padEnd(14)} by ids, else by verified e-mail address`] : []),
    ...(platform.apiUrl === undefined ? [] : [`  ${'API'.padEnd(14)} ${new URL(platform.apiUrl).origin}`]),
    ...(platform.requestMs === undefined
      ? []
      : [`  ${'requests'.padEnd(14)} at most ${platform.requestMs / 1000} s`]),
  ];
}

function platformLines(platform: PlatformConfig): [string, string][] {
  switch (platform.kind) {
    case 'slack': {
      const { transport } = platform;
      const reached: [string, string] =
        transport.kind === 'socket'
          ? ['app token', masked(transport.appToken)]
          : ['signing secret', `${masked(transport.signingSecret)}, hook /hooks/${platform.id}`];
      return [['bot token', masked(platform.botToken)], reached];
    }
    case 'feishu': {
      const { transport } = platform;
      const reached =
        transport.kind === 'websocket'
          ? 'long connection'
          : `hook /hooks/${platform.id}, signed and encrypted`;
      return [
        ['app', `${platform.appId}, secret ${masked(platform.appSecret)}`],
        ['reached by', reached],
      ];
    }
    case 'dingtalk': {
      const { cards } = platform;
      return [
        ['app', `${platform.clientId}, secret ${masked(platform.clientSecret)}`],
        ['robot', platform.robotCode],
        ['cards', cards.kind === 'template' ? `template ${cards.templateId}` : cards.kind],
      ];
    }
  }
}

function describeEngine(engine: EngineConfig): string[] {
  switch (engine.kind) {
    case 'embedded':
      return describeEmbedded(engine);
    case 'kubevela':
      return describeKubeVela(engine);
    case 'zadig':
      return describeZadig(engine);
  }
}

function describeEmbedded(engine: EmbeddedEngineConfig): string[] {
  return [
    `${engine.id}  ${engine.kind}`,
    `  workflows  ${engine.workflows}`,
    `  data       ${engine.data}`,
    ...engine.targets.flatMap(describeTarget),
    ...Object.entries(engine.clusterLabels).map(
      ([cluster, labels]) => `  cluster ${cluster}: ${labelsText(labels)}`,
    ),
    ...engine.secrets.map(({ name, key, value }) => `  secret ${name}/${key} = ${masked(value)}`),
    ...(engine.exec.allow.length === 0
      ? []
      : [`  exec may run ${engine.exec.allow.map(({ name }) => name).join(', ')}`]),
    ...(engine.httpAllow.length === 0 ? [] : [`  steps send to ${engine.httpAllow.join(', ')} too`]),
  ];
}

function describeTarget(target: TargetConfig): string[] {
  const { environments, topologies, clusters, namespaces } = target;
  const where = [
    ...(environments === undefined ? [] : [` in ${environments.join(', ')}`]),
    ...(topologies === undefined ? [] : [` for topology ${topologies.join(', ')}`]),
    ...(clusters === undefined ? [] : [` at cluster ${clusters.join(', ')}`]),
    ...(namespaces === undefined ? [] : [` at namespace ${namespaces.join(', ')}`]),
  ].join('');
  const by = target.kind === 'command' ? program(target.command) : `POST ${address(target.url)}`;
  const extras = target.kind === 'command' ? target.environment : target.headers;
  return [
    `  target ${target.id}: ${target.takes.join(', ')}${where} by ${by}, at most ${target.timeoutMs / 1000} s`,
    ...extras.map(({ name, value }) => `    ${name} = ${masked(value)}`),
  ];
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.join(', ') || 'no labels';
}

/** Arguments are not shown: one of them may hold a secret. */
function program([name, ...rest]: readonly [string, ...string[]]): string {
  return rest.length === 0 ? name : `${name} with ${rest.length} argument${rest.length === 1 ? '' : 's'}`;
}

function describeApp(app: App, rules: readonly PolicyRule[]): string[] {
  const title = app.title === app.id ? '' : `  ${app.title}`;
  return [
    `${app.id}${title}  on ${app.engine}`,
    ...app.environments.flatMap((one) => describeEnvironment(app.id, one, rules)),
  ];
}

function describeEnvironment(app: string, environment: Environment, rules: readonly PolicyRule[]): string[] {
  const { id, workflow, targets, operators, approvers, rooms, parameters } = environment;
  return [
    `  ${id}  by workflow ${workflow}`,
    ...(targets === undefined ? [] : describeGenerated(id, targets)),
    `    deploy, cancel, retry  ${listed(operators)}`,
    ...(targets === undefined
      ? [
          `    approve, reject        ${approvers.length > 0 ? listed(approvers) : byPolicy(policyFor(rules, { app, environment: id, workflow, path: '' }))}`,
        ]
      : []),
    `    cards                  ${rooms.length === 0 ? 'the room of the command' : rooms.map(describeRoom).join(', ')}`,
    ...parameters.map((parameter) => `    ${describeParameter(parameter)}`),
  ];
}

/** As it would stand in the Application. */
function describeGenerated(environment: string, targets: readonly string[]): string[] {
  const { policy, steps } = generatedParts(environment, targets);
  const envs = policy.properties.envs.map(({ name }) => `{ name: ${name} }`).join(', ');
  return [
    '    which is made from its targets:',
    `      policies: [{ name: ${policy.name}, type: ${policy.type}, properties: { envs: [${envs}] } }]`,
    '      steps:',
    ...steps.map(
      ({ name, type, properties }) =>
        `        - { name: ${name}, type: ${type}, properties: { policy: ${properties.policy}, env: ${properties.env} } }`,
    ),
  ];
}

/** What holds for gates of which no step's policy says something else. */
function byPolicy(policy: Policy): string {
  return policy === NOBODY ? 'nobody' : `policy ${policy.id}`;
}

function listed(people: readonly string[]): string {
  return people.length === 0 ? 'nobody' : people.join(', ');
}

function describeRoom({ room, language }: RoomTarget): string {
  return `${room.platform}/${room.id} (${language})`;
}

function describeParameter(parameter: Parameter): string {
  const { name, type, pattern, required, sets } = parameter;
  const rules = [type, ...(pattern === undefined ? [] : [`like ${pattern.source}`])];
  if (parameter.default !== undefined) rules.push(`default ${parameter.default}`);
  else rules.push(required ? 'required' : 'optional');
  return `${name}=…  ${rules.join(', ')} → ${sets}`;
}
