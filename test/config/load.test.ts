import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import type { Config } from '../../src/config/config.ts';
import { describeConfig } from '../../src/config/describe.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { loadConfig } from '../../src/config/load.ts';
import { checkApps } from '../../src/parts.ts';
import { AUDIT_SECRET } from '../fakes/audit-keys.ts';
import { embeddedOf, load, SMALL, small, TOKENS } from './load.ts';

describe('a right configuration', () => {
  it('comes out complete: defaults, absolute paths, milliseconds, merged rooms and parameters', () => {
    const yaml = small(
      'prod: { workflow: shop-prod, approvers: [ben] }',
      `prod:
        workflow: shop-prod
        approvers: [ben, ben]
        operators: [ben]
        rooms: [slack-main/C0DEPLOY, { room: slack-main/C0PROD, language: zh }]
        parameters:
          replicas: { type: number, default: 2, sets: 'components.shop.properties.replicas' }
          canary: { type: boolean, required: false, sets: canary }`,
    ).replace(
      'command: [./deploy.sh, --fast]',
      'command: [./deploy.sh, --fast], timeout: 1h30m, cwd: tools, environment: { A: b }',
    );
    const config = load(yaml);
    assert.equal(config.file, '/srv/gl/greenlight.yaml');
    assert.equal(config.language, 'en');
    assert.deepEqual(config.server, {
      host: '127.0.0.1',
      port: 8080,
      publicUrl: undefined,
      secret: undefined,
    });
    assert.deepEqual(config.database, { kind: 'sqlite', file: '/srv/gl/data/greenlight.db' });
    assert.deepEqual(config.people[0], {
      id: 'ada',
      name: 'Ada',
      language: 'en',
      accounts: { 'slack-main': 'U0ADA' },
    });
    const [slack] = config.platforms;
    assert.equal(slack?.kind === 'slack' && slack.botToken.reveal(), 'xoxb-bot-1');
    const engine = embeddedOf(config);
    assert.equal(engine?.workflows, '/srv/gl/workflows');
    assert.equal(engine?.data, '/srv/gl/data/local');
    const [target] = engine?.targets ?? [];
    assert.ok(target?.kind === 'command');
    assert.deepEqual(target.command, ['/srv/gl/deploy.sh', '--fast']);
    assert.equal(target.cwd, '/srv/gl/tools');
    assert.equal(target.timeoutMs, 5_400_000);
    assert.equal(target.environment[0]?.value.reveal(), 'b');
    const [prod] = config.apps[0]?.environments ?? [];
    assert.deepEqual(prod?.approvers, ['ben']);
    assert.deepEqual(prod?.operators, ['ben']);
    assert.deepEqual(prod?.rooms, [
      { room: { platform: 'slack-main', id: 'C0DEPLOY' }, language: 'en' },
      { room: { platform: 'slack-main', id: 'C0PROD' }, language: 'zh' },
    ]);
    assert.deepEqual(
      prod?.parameters.map(({ name, required, default: value }) => [name, required, value]),
      [
        ['tag', false, 'v1'],
        ['replicas', false, '2'],
        ['canary', false, undefined],
      ],
    );
    assert.deepEqual(config.warnings, []);
  });

  it('keeps a program without slash for PATH and gives a hook its own time-out', () => {
    const yaml = small(
      'cluster: { takes: [webservice], command: [./deploy.sh, --fast] }',
      'a: { takes: [webservice], command: [kubectl] }\n      b: { takes: [worker], url: https://x.example/hook, headers: { authorization: k } }',
    );
    const [a, b] = embeddedOf(load(yaml))?.targets ?? [];
    assert.deepEqual(a?.kind === 'command' && a.command, ['kubectl']);
    assert.equal(b?.kind === 'hook' && b.url.reveal(), 'https://x.example/hook');
    assert.deepEqual([a?.timeoutMs, b?.timeoutMs], [600_000, 30_000]);
    // Fail closed: what the file does not name is not run, and not sent to.
    const engine = embeddedOf(load(yaml));
    assert.deepEqual([engine?.exec.allow, engine?.httpAllow], [[], []]);
  });

  it('knows the places that targets are for and the labels of clusters; without them everything goes anywhere', () => {
    const yaml = small(
      'cluster: { takes: [webservice], command: [./deploy.sh, --fast] }',
      `a: { takes: [webservice], command: [b], topologies: [canary], clusters: [c1, c2], namespaces: [n1] }
      b: { takes: [webservice], url: https://x.example/hook, clusters: [c3] }
      c: { takes: [webservice], command: [b] }
    clusterLabels: { c1: { region: asia } }`,
    );
    const engine = embeddedOf(load(yaml));
    assert.deepEqual(
      engine?.targets.map(({ topologies, clusters, namespaces }) => [topologies, clusters, namespaces]),
      [
        [['canary'], ['c1', 'c2'], ['n1']],
        [undefined, ['c3'], undefined],
        [undefined, undefined, undefined],
      ],
    );
    assert.deepEqual(engine?.clusterLabels, { c1: { region: 'asia' } });
    assert.match(
      describeConfig(load(yaml)),
      /target a: webservice for topology canary at cluster c1, c2 at namespace n1 by .*\n[^]* cluster c1: region=asia\n/,
    );
  });

  it('names what exec may run as workflows spell it, and where steps may send to', () => {
    const yaml = small(
      'cluster: { takes: [webservice], command: [./deploy.sh, --fast] }',
      'cluster: { takes: [webservice], command: [b] }\n    exec: { allow: [node, ./tools/smoke] }\n    http: { allow: [127.0.0.1, fe80::/10] }',
    );
    const engine = embeddedOf(load(yaml));
    assert.deepEqual(engine?.exec.allow, [
      { name: 'node', program: 'node' },
      { name: './tools/smoke', program: '/srv/gl/tools/smoke' },
    ]);
    assert.equal(engine?.exec.cwd, '/srv/gl');
    assert.deepEqual(engine?.httpAllow, ['127.0.0.1', 'fe80::/10']);
  });

  it('matches a pattern against the whole value, in linear time', () => {
    const [tag] = load(small("'v[0-9.]+'", "'(a|a)*|v1'")).apps[0]?.environments[0]?.parameters ?? [];
    assert.equal(tag?.pattern?.test('aaaa'), true);
    assert.equal(tag?.pattern?.test('xv1x'), false);
    // A backtracking matcher needs 2^5000 steps for this one.
    assert.equal(tag?.pattern?.test(`${'a'.repeat(5000)}!`), false);
  });

  it('takes anchors and merge keys', () => {
    const yaml = small(
      'prod: { workflow: shop-prod, approvers: [ben] }',
      `staging: &base { workflow: shop-staging, approvers: [ben] }
      prod: { <<: *base, workflow: shop-prod }`,
    );
    const [staging, prod] = load(yaml).apps[0]?.environments ?? [];
    assert.deepEqual([staging?.workflow, prod?.workflow], ['shop-staging', 'shop-prod']);
    assert.deepEqual(prod?.approvers, ['ben']);
  });

  it('is found by --config, then by GREENLIGHT_CONFIG; its folder is where its paths begin', () => {
    const files = { '/etc/gl/a.yaml': SMALL, '/srv/gl/b.yaml': SMALL };
    const env = { ...TOKENS, GREENLIGHT_CONFIG: '/etc/gl/a.yaml' };
    assert.equal(embeddedOf(load(undefined, env, files))?.workflows, '/etc/gl/workflows');
    assert.equal(load(undefined, env, files, { file: 'b.yaml' }).file, '/srv/gl/b.yaml');
  });

  it('lets the environment fill what the file leaves out, and the file win', () => {
    const env = {
      ...TOKENS,
      GREENLIGHT_PORT: '9000',
      GREENLIGHT_HOST: '::1',
      GREENLIGHT_LOG_LEVEL: 'warn',
      DATABASE_URL: 'postgres://u:p@h/db',
    };
    const filled = load(SMALL, env);
    assert.partialDeepStrictEqual(filled.server, { host: '::1', port: 9000 });
    assert.equal(filled.log.level, 'warn');
    assert.equal(filled.database.kind === 'postgres' && filled.database.url.reveal(), 'postgres://u:p@h/db');
    const own = load(`${SMALL}server: { port: 7000 }\ndatabase: { url: 'sqlite:/var/x.db' }\n`, env);
    assert.partialDeepStrictEqual(own.server, { host: '::1', port: 7000 });
    assert.deepEqual(own.database, { kind: 'sqlite', file: '/var/x.db' });
  });

  it('can be Slack from the environment alone, and says what to write next', () => {
    const config = load(undefined);
    assert.equal(config.file, undefined);
    assert.deepEqual(
      config.platforms.map(({ id, kind }) => [id, kind]),
      [['slack', 'slack']],
    );
    assert.match(config.warnings[0]?.message ?? '', /copy greenlight\.example\.yaml to greenlight\.yaml/i);
  });

  it('never shows a secret when it is printed, logged or described', () => {
    const yaml = small(
      'command: [./deploy.sh, --fast]',
      "url: 'https://u:${HOOK}@h.example/${HOOK}', headers: { x-key: '${HOOK}' }",
    );
    const config = load(yaml, { ...TOKENS, HOOK: 'tr0ub4dor', DATABASE_URL: 'postgres://u:tr0ub4dor@h/db' });
    const shown = [
      describeConfig(config),
      inspect(config, { depth: 20 }),
      JSON.stringify(config),
      ...config.platforms.map((one) => (one.kind === 'slack' ? String(one.botToken) : '')),
    ];
    for (const text of shown) assert.doesNotMatch(text, /tr0ub4dor|xoxb-|xapp-/);
    assert.match(describeConfig(config), /bot token +•••• \(10 characters\)/);
    assert.match(describeConfig(config), /approve, reject +ben/);
  });

  it('warns of a variable in an argument, which every user of the machine can read', () => {
    const config = load(small('--fast', "'--token=${X}'"), { ...TOKENS, X: 'y' });
    assert.deepEqual(
      config.warnings.map(({ path }) => path),
      ['engines.local.targets.cluster.command[1] (greenlight.yaml:11:62)'],
    );
    assert.deepEqual(load(small('./deploy.sh', "'${X}'"), { ...TOKENS, X: 'y' }).warnings, []);
  });

  it('warns of people who have no account to speak from', () => {
    const config = load(small('{ name: Ben, ids: { slack-main: U0BEN } }', '{ name: Ben }'));
    assert.deepEqual(
      config.warnings.map(({ message }) => message),
      [
        'names only people without an account on any platform (ids): nobody can approve here: a run that asks waits until somebody cancels it',
      ],
    );
  });

  it('warns of what is probably not meant', () => {
    const yaml = small('approvers: [ben]', 'approvers: []')
      .replace('    operators: [ada]\n', '')
      .replace('${SLACK_APP_TOKEN}', 'xapp-app-1')
      .replace('command: [./deploy.sh, --fast]', "url: 'http://h.example/', headers: { a: b }");
    assert.deepEqual(
      load(yaml).warnings.map(({ path, message }) => `${path}: ${message}`),
      [
        'platforms.slack-main.appToken (greenlight.yaml:5:62): is a secret in plain text: put it into an environment variable and write ${NAME} here',
        'engines.local.targets.cluster.url (greenlight.yaml:11:39): is http: whoever listens on the way reads the headers; use https',
        'apps.shop.environments.prod.operators (greenlight.yaml:19:7): is empty: nobody can deploy, cancel or retry here',
        'apps.shop.environments.prod.approvers (greenlight.yaml:19:36): is empty: nobody can approve here: a run that asks waits until somebody cancels it',
      ],
    );
  });
});

/** From the disk, with the variables that the examples name. */
function loadExample(file: string): Config {
  const env = { ...TOKENS, GREENLIGHT_AUDIT_KEY: AUDIT_SECRET };
  return loadConfig(env, (name) => readFileSync(name, 'utf8'), { file });
}

it('the example file loads as it is', () => {
  const path = new URL('../../greenlight.example.yaml', import.meta.url).pathname;
  const config = loadExample(path);
  assert.deepEqual(config.warnings, []);
  assert.equal(config.apps.length, 1);
});

it('the example of policies loads as it is, and each of its policies fits into fifteen lines', () => {
  const path = new URL('../../examples/policies/greenlight.yaml', import.meta.url).pathname;
  const config = loadExample(path);
  assert.deepEqual(config.warnings, []);
  const [, policies = ''] = /\npolicies:\n(.*?)\n(?=\w)/s.exec(readFileSync(path, 'utf8')) ?? [];
  const lengths = policies.split(/\n\n/).map((one) => one.trim().split('\n').length);
  assert.equal(lengths.length, 5);
  assert.ok(lengths.every((lines) => lines <= 15));
});

it('the example of an environment without a workflow loads as it is, and its Application is there', async () => {
  const path = new URL('../../examples/regions/greenlight.yaml', import.meta.url).pathname;
  const config = loadExample(path);
  assert.deepEqual(config.warnings, []);
  await checkApps(config);
});

it('the environment is a copy: nothing that is done to it reaches the process', () => {
  const env = readEnvironment();
  assert.equal(env['PATH'], process.env['PATH']);
  assert.notEqual(env, process.env);
});
