import type { App, Environment, Person } from '../domain/directory.ts';
import { NOBODY } from '../domain/policy.ts';
import { type PolicyRule, policyFor } from '../domain/policy-rules.ts';
import type { Config, TargetConfig, ZadigEngineConfig } from './config.ts';
import { isInClear, plainSecret } from './exposed.ts';
import type { Path } from './path.ts';
import { byEmail, groupWarnings, reachableNames } from './reachable.ts';
import type { Found } from './report.ts';

/** What works but is probably not meant. `written` is the text at a path as it stands in the file. */
export function findWarnings(
  config: Omit<Config, 'file' | 'warnings'>,
  written: (path: Path) => string | undefined,
): Found[] {
  const warnings: Found[] = [];
  const reachable = reachableNames(config);
  warnings.push(...groupWarnings(config));
  if (config.platforms.length === 0) {
    const who = config.tokens.length === 0 ? 'nobody' : 'only programs with a token';
    warnings.push({ path: ['platforms'], message: `is empty: ${who} can talk to the bot` });
  }
  if (config.apps.length === 0)
    warnings.push({ path: ['apps'], message: 'is empty: nothing can be deployed' });
  for (const app of config.apps) {
    warnings.push(
      ...appWarnings(app, reachable, config.policies),
      ...untold(app, config.people, byEmail(config)),
    );
  }
  for (const platform of config.platforms) {
    for (const key of PLATFORM_SECRETS)
      warnings.push(...plainSecret(['platforms', platform.id, key], written));
    if (platform.kind !== 'dingtalk' && platform.transport.kind === 'http')
      needsPublicUrl(config, platform.id, warnings);
  }
  warnings.push(...plainSecret(['server', 'secret'], written), ...plainSecret(['audit', 'key'], written));
  for (const index of config.audit.formerKeys.keys())
    warnings.push(...plainSecret(['audit', 'formerKeys', index], written));
  const { publicUrl, secret } = config.server;
  if (secret !== undefined && publicUrl !== undefined && isInClear(publicUrl)) {
    const message = 'is http: whoever listens on the way can read the links to pages and use them; use https';
    warnings.push({ path: ['server', 'publicUrl'], message });
  }
  if (config.database.kind === 'postgres' && /:[^@/]+@/.test(config.database.url.reveal())) {
    warnings.push(...plainSecret(['database', 'url'], written));
  }
  for (const engine of config.engines) {
    if (engine.kind === 'zadig') warnings.push(...zadigWarnings(engine, written));
    if (engine.kind !== 'embedded') continue;
    for (const target of engine.targets) {
      const path = ['engines', engine.id, 'targets', target.id];
      if (sendsInClear(target)) {
        const message = 'is http: whoever listens on the way reads the headers; use https';
        warnings.push({ path: [...path, 'url'], message });
      }
      warnings.push(...variablesInArguments(target, path, written));
    }
  }
  return warnings;
}

function zadigWarnings({ id, url }: ZadigEngineConfig, written: (path: Path) => string | undefined): Found[] {
  const path = ['engines', id];
  const secrets = ['token', 'hookToken'].flatMap((key) => plainSecret([...path, key], written));
  if (!isInClear(url)) return secrets;
  const message = 'is http: whoever listens on the way reads the API token; use https';
  return [...secrets, { path: [...path, 'url'], message }];
}

/** Keys of any platform whose value is a secret. */
const PLATFORM_SECRETS = [
  'botToken',
  'appToken',
  'signingSecret',
  'appSecret',
  'verificationToken',
  'encryptKey',
  'clientSecret',
];

/** On 127.0.0.1 no vendor reaches us, unless something in front of us does. */
function needsPublicUrl({ server }: Pick<Config, 'server'>, platform: string, warnings: Found[]): void {
  if (server.publicUrl !== undefined || !/^(127\.|localhost$|::1$)/.test(server.host)) return;
  const message = `is http, but the server listens on ${server.host} only: the vendor must reach /hooks/${platform} there, through a proxy or by server.host`;
  warnings.push({ path: ['platforms', platform, 'transport'], message });
}

function appWarnings(app: App, reachable: ReadonlySet<string>, rules: readonly PolicyRule[]): Found[] {
  const warnings: Found[] = [];
  for (const environment of app.environments) {
    const path = ['apps', app.id, 'environments', environment.id];
    const rights: [string, readonly string[], string][] = [
      ['approvers', environment.approvers, 'approve here: a run that asks waits until somebody cancels it'],
      ['operators', environment.operators, 'deploy, cancel or retry here'],
    ];
    for (const [key, people, what] of rights) {
      // The workflow that targets make asks nobody.
      if (key === 'approvers' && environment.targets !== undefined) continue;
      if (key === 'approvers' && people.length === 0 && hasPolicy(app.id, environment, rules)) continue;
      if (people.length === 0) {
        warnings.push({ path: [...path, key], message: `is empty: nobody can ${what}` });
      } else if (!people.some((person) => reachable.has(person))) {
        const message = `names only people without an account on any platform (ids): nobody can ${what}`;
        warnings.push({ path: [...path, key], message });
      }
    }
  }
  return warnings;
}

/** Whether a policy holds for a gate of the environment, be it only a step's. */
function hasPolicy(app: string, environment: Environment, rules: readonly PolicyRule[]): boolean {
  const place = { app, environment: environment.id, workflow: environment.workflow };
  const steps = rules.flatMap(({ step }) => step ?? []);
  return ['', ...steps].some((path) => policyFor(rules, { ...place, path }) !== NOBODY);
}

/** Approvers whom no card and no message can reach: they have accounts, but none where the cards of the app go. */
function untold(app: App, people: readonly Person[], byEmail: ReadonlySet<string>): Found[] {
  return app.environments.flatMap((environment) => {
    const platforms = new Set(environment.rooms.map(({ room }) => room.platform));
    if (platforms.size === 0) return [];
    return environment.approvers.flatMap((id, index): Found[] => {
      const person = people.find((one) => one.id === id);
      const accounts = Object.keys(person?.accounts ?? {});
      if (person?.email !== undefined && [...platforms].some((platform) => byEmail.has(platform))) return [];
      if (accounts.length === 0 || accounts.some((platform) => platforms.has(platform))) return [];
      const path = ['apps', app.id, 'environments', environment.id, 'approvers', index];
      const message = `${id} has no account on ${[...platforms].join(', ')}, where the cards go: nobody calls them there`;
      return [{ path, message }];
    });
  });
}

function sendsInClear(target: TargetConfig): boolean {
  if (target.kind !== 'hook' || target.headers.length === 0) return false;
  return isInClear(target.url.reveal());
}

function variablesInArguments(
  target: TargetConfig,
  base: Path,
  written: (path: Path) => string | undefined,
): Found[] {
  if (target.kind !== 'command') return [];
  const paths = target.command.map((_, index) => [...base, 'command', index]).slice(1);
  const message =
    'puts a variable into an argument, which every user of the machine can read: if it is a secret, name it under environment';
  return paths.filter((path) => /\$\{\w/.test(written(path) ?? '')).map((path) => ({ path, message }));
}
