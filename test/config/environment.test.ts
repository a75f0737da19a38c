import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { configMode, VARIABLES } from '../../src/config/environment.ts';
import { load, problems, SMALL, small, TOKENS } from './load.ts';

const NONE = 'greenlight.yaml: there is no such file in /srv/gl, and the environment names no platform';
const COPY =
  'copy greenlight.example.yaml to greenlight.yaml and edit it, or set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or FEISHU_APP_ID and FEISHU_APP_SECRET, or DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET';

describe('playground or not', () => {
  it('is the playground only when nothing at all is configured', () => {
    assert.equal(configMode({}, false), 'playground');
    assert.equal(
      configMode({ PATH: '/bin', KUBECONFIG: '/k', GREENLIGHT_PORT: '1', HOME: '/root' }, false),
      'playground',
    );
    assert.equal(configMode({ SLACK_BOT_TOKEN: undefined }, false), 'playground');
    assert.equal(configMode({}, true), 'configured');
  });
  for (const name of [
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN_FILE',
    'FEISHU_APP_ID',
    'LARK_APP_SECRET',
    'DINGTALK_CLIENT_ID',
    'WECOM_KEY',
    'ZADIG_TOKEN_FILE',
    'GREENLIGHT_KUBECONFIG',
    'GREENLIGHT_CONFIG',
    'DATABASE_URL',
    'DATABASE_URL_FILE',
  ]) {
    it(`is not the playground with ${name}, were it empty`, () => {
      assert.equal(configMode({ [name]: 'x' }, false), 'configured');
      assert.equal(configMode({ [name]: '' }, false), 'configured');
      assert.ok(problems(undefined, { [name]: '' }).length > 0);
    });
  }
});

describe('Slack from the environment', () => {
  const half = (name: string): string =>
    `${name}: is not set, but another SLACK_ variable is: Slack needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN`;
  it('refuses half of it', () => {
    assert.deepEqual(problems(undefined, { SLACK_BOT_TOKEN: 'xoxb-1' }), [half('SLACK_APP_TOKEN')]);
    assert.deepEqual(problems(undefined, { SLACK_APP_TOKEN: 'xapp-1' }), [half('SLACK_BOT_TOKEN')]);
    assert.deepEqual(problems(undefined, { SLACK_API_URL: 'http://127.0.0.1:1/' }), [
      half('SLACK_BOT_TOKEN'),
      half('SLACK_APP_TOKEN'),
    ]);
  });
  it('refuses an empty token, a blank one and the wrong one, without showing it', () => {
    assert.deepEqual(problems(undefined, { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: 'xoxb-2' }), [
      'SLACK_BOT_TOKEN: the variable SLACK_BOT_TOKEN is set but empty: give it a value or unset it',
      'SLACK_APP_TOKEN: is not an app-level token: those begin with xapp-',
    ]);
    assert.deepEqual(problems(undefined, { ...TOKENS, SLACK_BOT_TOKEN: ' \n' }), [
      'SLACK_BOT_TOKEN: the variable SLACK_BOT_TOKEN is set but empty: give it a value or unset it',
    ]);
    assert.deepEqual(problems(undefined, { ...TOKENS, SLACK_BOT_TOKEN: 'xoxb-1 "' }), [
      'SLACK_BOT_TOKEN: has a space, quote or other sign that no Slack token has: copy it again',
    ]);
  });
  it('fills a file that names no platforms, and is not looked at by one that does', () => {
    const apps = 'people: { ada: { name: Ada, ids: { slack: U1 } } }\n';
    assert.deepEqual(
      load(apps).platforms.map(({ id }) => id),
      ['slack'],
    );
    const other = SMALL.replace('${SLACK_BOT_TOKEN}', '${MY_BOT}').replace('${SLACK_APP_TOKEN}', '${MY_APP}');
    const config = load(other, { MY_BOT: 'xoxb-m', MY_APP: 'xapp-m', SLACK_BOT_TOKEN: 'xoxb-half' });
    assert.deepEqual(
      config.platforms.map((one) => [one.id, one.kind === 'slack' && one.botToken.reveal()]),
      [['slack-main', 'xoxb-m']],
    );
  });
  it('ends the base URL with a slash, so that a method can be appended', () => {
    assert.equal(
      load(undefined, { ...TOKENS, SLACK_API_URL: 'http://h/api' }).platforms[0]?.apiUrl,
      'http://h/api/',
    );
  });
});

describe('the file', () => {
  it('must be there, or something else must name a platform', () => {
    assert.deepEqual(problems(undefined, {}), [`${NONE}: ${COPY}`]);
    assert.deepEqual(problems(undefined, { WECOM_KEY: 'a', ZADIG_TOKEN: 'b' }), [
      `${NONE} (WECOM_KEY, ZADIG_TOKEN alone are not enough): ${COPY}`,
    ]);
  });
  it('must be there when somebody named it', () => {
    const missing = ['x.yaml: there is no such file: /srv/gl/x.yaml'];
    assert.deepEqual(problems(SMALL, TOKENS, {}, { file: 'x.yaml' }), missing);
    assert.deepEqual(problems(SMALL, { ...TOKENS, GREENLIGHT_CONFIG: 'x.yaml' }), missing);
    assert.deepEqual(problems(SMALL, { ...TOKENS, GREENLIGHT_CONFIG: '' }), [
      'GREENLIGHT_CONFIG: is set but empty: give it the path of the configuration file or unset it',
    ]);
  });
});

describe('${NAME}', () => {
  const named = (text: string, env: Readonly<Record<string, string>>, files = {}): string | undefined =>
    load(small('name: Ada,', `name: '${text}',`), { ...TOKENS, ...env }, files).people[0]?.name;
  const wrong = (env: Readonly<Record<string, string>>, files = {}): string[] =>
    problems(small('name: Ada,', "name: '${WHO}',"), { ...TOKENS, ...env }, files);
  const at = 'people.ada.name (greenlight.yaml:2:10)';

  it('stands anywhere in a text, several times; $${ is the two characters', () => {
    assert.equal(named('${A}-${B}${A}', { A: 'x', B: 'y' }), 'x-yx');
    assert.equal(named('$${A} $A {A}', { A: 'x' }), '${A} $A {A}');
  });
  it('is not looked at again: a value that looks like a reference stays text', () => {
    assert.equal(named('${A}', { A: '${B} $& $1' }), '${B} $& $1');
  });
  it('comes from the file that NAME_FILE names, without its last line end', () => {
    const files = { '/run/secrets/who': 'Ada \n\n', '/srv/gl/rel': 'Rel\r\n' };
    assert.equal(
      load(small('name: Ada,', "name: 'x${WHO}',"), { ...TOKENS, WHO_FILE: 'rel' }, files).people[0]?.name,
      'xRel',
    );
    assert.deepEqual(wrong({ WHO_FILE: '/run/secrets/who' }, files), [
      `${at}: must be one line without control characters`,
    ]);
  });
  it('says which variable is wrong, where, and what to do', () => {
    assert.deepEqual(wrong({}), [
      `${at}: the variable WHO is not set: set WHO, or WHO_FILE to the path of a file that holds it`,
    ]);
    assert.deepEqual(wrong({ WHO: '' }), [
      `${at}: the variable WHO is set but empty: give it a value or unset it`,
    ]);
    assert.deepEqual(wrong({ WHO: 'a', WHO_FILE: '/a' }), [
      `${at}: both WHO and WHO_FILE are set: unset one of them`,
    ]);
    assert.deepEqual(wrong({ WHO_FILE: '/gone' }), [
      `${at}: the file /gone that WHO_FILE names cannot be read (ENOENT)`,
    ]);
    assert.deepEqual(wrong({ WHO_FILE: '' }), [
      `${at}: the variable WHO_FILE is set but empty: give it a path or unset it`,
    ]);
    assert.deepEqual(wrong({ WHO_FILE: '/e' }, { '/e': '\n' }), [
      `${at}: the file /e that WHO_FILE names is empty`,
    ]);
  });
  it('cannot become structure, whatever it holds', () => {
    const evil = '[ada]\n      evil: { workflow: x, approvers: [ada] } # \'"}';
    const yaml = small('workflow: shop-prod', "workflow: '${EVIL}'");
    const config = load(yaml, { ...TOKENS, EVIL: evil });
    assert.deepEqual(
      config.apps[0]?.environments.map(({ id, workflow }) => [id, workflow]),
      [['prod', evil]],
    );
    assert.deepEqual(
      problems(small('approvers: [ben]', "approvers: '${LIST}'"), { ...TOKENS, LIST: '[ben]' }),
      ['apps.shop.environments.prod.approvers (greenlight.yaml:20:36): must be a list: put it in [ ]'],
    );
  });
  it('is not shown when its value is wrong', () => {
    const yaml = small('approvers: [ben]', "approvers: ['${HUSH}']")
      .replace('slack-main/C0DEPLOY', "'${HUSH}/C1'")
      .replace('engine: local', "engine: '${HUSH}'")
      .replace('default: v1', "default: '${HUSH}'");
    const found = problems(yaml, { ...TOKENS, HUSH: 'tr0ub4dor' });
    assert.equal(found.length, 4);
    assert.doesNotMatch(found.join('\n'), /tr0ub4dor/);
    assert.match(found.join('\n'), /there is no person "\$\{HUSH\}"/);
  });
  it('names a wrong setting by its variable', () => {
    assert.deepEqual(
      problems(SMALL, { ...TOKENS, GREENLIGHT_PORT: '80a', GREENLIGHT_LOG_LEVEL: 'inf', DATABASE_URL: 'x' }),
      [
        'GREENLIGHT_LOG_LEVEL: must be one of debug, info, warn, error, silent; did you mean "info"?',
        'DATABASE_URL: must begin with sqlite: or postgres://, such as sqlite:./data/greenlight.db',
        'GREENLIGHT_PORT: must be a port: a whole number from 0 to 65535',
      ],
    );
  });
});

it('.env.example lists every variable that Greenlight looks at, and no other', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const listed = [...text.matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
  assert.deepEqual(new Set(listed), new Set(Object.keys(VARIABLES)));
  assert.doesNotMatch(text, /^[^#\n]/m, 'nothing is set by copying the file');
});
