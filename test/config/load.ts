import assert from 'node:assert/strict';
import type { Config, EmbeddedEngineConfig } from '../../src/config/config.ts';
import type { Environment } from '../../src/config/environment.ts';
import { type LoadOptions, loadConfig } from '../../src/config/load.ts';
import { ConfigError } from '../../src/errors.ts';
import { AUDIT_SECRET } from '../fakes/audit-keys.ts';

export const TOKENS: Environment = { SLACK_BOT_TOKEN: 'xoxb-bot-1', SLACK_APP_TOKEN: 'xapp-app-1' };

/** What every configuration must have, and no test is about but those of the audit's key. */
const ALWAYS: Environment = { GREENLIGHT_AUDIT_KEY: AUDIT_SECRET };

/** A small, right file; tests change one thing in it. */
export const SMALL = `people:
  ada: { name: Ada, ids: { slack-main: U0ADA } }
  ben: { name: Ben, ids: { slack-main: U0BEN } }
platforms:
  slack-main: { kind: slack, botToken: '\${SLACK_BOT_TOKEN}', appToken: '\${SLACK_APP_TOKEN}' }
engines:
  local:
    kind: embedded
    workflows: ./workflows
    targets:
      cluster: { takes: [webservice], command: [./deploy.sh, --fast] }
apps:
  shop:
    engine: local
    operators: [ada]
    rooms: [slack-main/C0DEPLOY]
    parameters:
      tag: { pattern: 'v[0-9.]+', default: v1, sets: components.shop.properties.tag }
    environments:
      prod: { workflow: shop-prod, approvers: [ben] }
`;

/** Loads with a key of the audit, unless `env` says otherwise, from a disk that has only these files; `/srv/gl` is the working directory. */
export function load(
  yaml: string | undefined,
  env: Environment = TOKENS,
  files: Readonly<Record<string, string>> = {},
  options: LoadOptions = {},
): Config {
  const disk = new Map(Object.entries(files));
  if (yaml !== undefined) disk.set('/srv/gl/greenlight.yaml', yaml);
  const readFile = (path: string): string => {
    const content = disk.get(path);
    if (content === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    return content;
  };
  return loadConfig({ ...ALWAYS, ...env }, readFile, { directory: '/srv/gl', ...options });
}

/** The problems of a configuration that must not load, each as `path: message`. */
export function problems(...given: Parameters<typeof load>): string[] {
  try {
    load(...given);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
  return assert.fail('the configuration loaded');
}

/** `SMALL` with one text replaced by another; fails when the text is not there. */
export function small(from: string, to: string): string {
  assert.ok(SMALL.includes(from), `the small file has no ${from}`);
  return SMALL.replace(from, () => to);
}

/** The first engine, where that is an embedded one. */
export function embeddedOf({ engines: [engine] }: Config): EmbeddedEngineConfig | undefined {
  return engine?.kind === 'embedded' ? engine : undefined;
}
