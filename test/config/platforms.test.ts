import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import { load, problems, small, TOKENS } from './load.ts';

const SLACK = "slack-main: { kind: slack, botToken: '${SLACK_BOT_TOKEN}', appToken: '${SLACK_APP_TOKEN}' }";
const SECRETS = {
  ...TOKENS,
  SLACK_SIGNING_SECRET: 'hush-signing',
  FEISHU_APP_SECRET: 'hush-feishu',
  DINGTALK_CLIENT_SECRET: 'hush-dingtalk',
  GREENLIGHT_SECRET: 'hush-'.repeat(8),
};
const FEISHU =
  "feishu-main: { kind: feishu, appId: cli_a1b2c3d4e5f60718, appSecret: '${FEISHU_APP_SECRET}' }";
const DINGTALK =
  "dingtalk-main: { kind: dingtalk, clientId: dingabc, clientSecret: '${DINGTALK_CLIENT_SECRET}' }";

/** The small file with further platforms, each with its room and one account. */
function all(ids = '', extra = ''): string {
  return `${extra}${small(SLACK, [SLACK, FEISHU, DINGTALK].join('\n  '))
    .replace(
      'slack-main: U0ADA',
      `slack-main: U0ADA, feishu-main: ada@example.com, dingtalk-main: manager1${ids}`,
    )
    .replace(
      '[slack-main/C0DEPLOY]',
      '[slack-main/C0DEPLOY, feishu-main/oc_5ad11d72b830, dingtalk-main/cidKSFOO==]',
    )}`;
}

const withPlatform = (line: string): string => small(SLACK, `${SLACK}\n  ${line}`);

describe('three chats at once', () => {
  it('are read with their defaults', () => {
    const { platforms } = load(all(), SECRETS);
    const [slack, feishu, dingtalk] = platforms;
    assert.ok(slack?.kind === 'slack' && slack.transport.kind === 'socket');
    assert.ok(feishu?.kind === 'feishu');
    assert.deepEqual(feishu.transport, { kind: 'websocket' });
    assert.equal(feishu.appSecret.reveal(), 'hush-feishu');
    assert.ok(dingtalk?.kind === 'dingtalk');
    assert.deepEqual(dingtalk.cards, { kind: 'builtin' });
    assert.equal(dingtalk.robotCode, 'dingabc');
  });
  it('show no secret when they are described', () => {
    const shown = describeConfig(load(all(), SECRETS));
    assert.doesNotMatch(shown, /hush/);
    assert.match(shown, /cli_a1b2c3d4e5f60718, secret ••••/);
  });
  it('are found in the environment alone', () => {
    const config = load(undefined, {
      FEISHU_APP_ID: 'cli_a1b2c3d4e5f60718',
      FEISHU_APP_SECRET: 's',
      DINGTALK_CLIENT_ID: 'd',
      DINGTALK_CLIENT_SECRET: 's',
      DINGTALK_CARD_TEMPLATE_ID: 'x.schema',
    });
    assert.deepEqual(
      config.platforms.map(({ id }) => id),
      ['feishu', 'dingtalk'],
    );
    assert.deepEqual(config.platforms[1]?.kind === 'dingtalk' && config.platforms[1].cards, {
      kind: 'template',
      templateId: 'x.schema',
    });
    assert.deepEqual(problems(undefined, { FEISHU_APP_ID: 'cli_a1b2c3d4e5f60718' }), [
      'FEISHU_APP_SECRET: is not set, but another FEISHU_ variable is: Feishu needs FEISHU_APP_ID and FEISHU_APP_SECRET',
    ]);
  });
});

describe('what belongs together', () => {
  it('Slack over HTTP needs its signing secret and no app token', () => {
    const http = "slack-two: { kind: slack, botToken: '${SLACK_BOT_TOKEN}', transport: http";
    const { platforms, warnings } = load(
      withPlatform(`${http}, signingSecret: '\${SLACK_SIGNING_SECRET}' }`),
      SECRETS,
    );
    const two = platforms[1];
    assert.ok(two?.kind === 'slack' && two.transport.kind === 'http');
    assert.equal(two.transport.signingSecret.reveal(), 'hush-signing');
    assert.match(warnings.map(({ message }) => message).join(), /must reach \/hooks\/slack-two there/);
    assert.deepEqual(problems(withPlatform(`${http}, appToken: '\${SLACK_APP_TOKEN}' }`), SECRETS), [
      'platforms.slack-two.signingSecret (greenlight.yaml:6:3): is missing. Signing Secret, from Basic Information. Write ${SLACK_SIGNING_SECRET}, not the secret.',
      'platforms.slack-two.appToken (greenlight.yaml:6:78): belongs to transport socket: take it out, or write transport: socket',
    ]);
  });
  it('Feishu over HTTP needs the token and the key', () => {
    const line = FEISHU.replace(' }', ', transport: http }');
    const found = problems(withPlatform(line), SECRETS);
    assert.equal(found.length, 2);
    assert.match(found.join('\n'), /verificationToken.*is missing[\s\S]*encryptKey.*is missing/);
  });
  it('cards of DingTalk fit their template', () => {
    const cards = (more: string) => problems(withPlatform(DINGTALK.replace(' }', `, ${more} }`)), SECRETS);
    assert.match(cards('cards: template').join(), /cardTemplateId.*is missing: import/);
    assert.match(cards('cards: builtin, cardTemplateId: a.schema').join(), /belongs to cards: template/);
    assert.match(cards('cardTemplateId: abc').join(), /those end in \.schema/);
    assert.match(cards('cards: links').join(), /needs server\.publicUrl: the personal links/);
  });
  it('links need an address and a long secret', () => {
    const yaml = (secret: string) =>
      `server: { publicUrl: 'https://gl.example.com/', secret: '${secret}' }\n${withPlatform(
        DINGTALK.replace(' }', ', cards: links }'),
      )}`;
    const config = load(yaml('${GREENLIGHT_SECRET}'), SECRETS);
    assert.equal(config.server.publicUrl, 'https://gl.example.com');
    assert.equal(config.server.secret?.length, 40);
    assert.match(
      problems(yaml('short'), SECRETS).join(),
      /at least 32 characters: make one with openssl rand/,
    );
  });
});

describe('what is probably not meant', () => {
  it('an address that cannot carry paths is refused, one in clear is warned of', () => {
    const server = (url: string, secret = '${GREENLIGHT_SECRET}') =>
      `server: { publicUrl: '${url}', secret: '${secret}' }\n${withPlatform(FEISHU)}`;
    for (const url of ['https://h/x?y=1', 'https://h/#z', 'https://user:pw@h/base'])
      assert.match(problems(server(url), SECRETS).join(), /without user, query and #/, url);
    assert.match(problems(server('https://h', ' '.repeat(40)), SECRETS).join(), /at least 32 characters/);
    const warned = (url: string) =>
      load(server(url), SECRETS).warnings.some(({ path }) => path.includes('publicUrl'));
    assert.deepEqual(
      [warned('http://gl.example.com'), warned('http://localhost:8080'), warned('https://h')],
      [true, false, false],
    );
  });
  it('an approver without an account where the cards go is named', () => {
    const yaml = small(SLACK, `${SLACK}\n  ${DINGTALK}`).replace(
      '[slack-main/C0DEPLOY]',
      '[dingtalk-main/cidKSFOO==]',
    );
    const { warnings } = load(yaml, SECRETS);
    assert.match(
      warnings.map(({ message }) => message).join('\n'),
      /ben has no account on dingtalk-main, where the cards go/,
    );
    assert.doesNotMatch(
      load(all(), SECRETS)
        .warnings.map(({ message }) => message)
        .join(),
      /where the cards go/,
    );
  });
});

describe('spelling of accounts and rooms', () => {
  const cases: [string, string, RegExp][] = [
    ['a Feishu name', 'feishu-main: ada@example.com=>feishu-main: Ada', /identifies nobody at Feishu/],
    [
      'a Feishu mobile without country',
      "feishu-main: ada@example.com=>feishu-main: '13800000000'",
      /country code/,
    ],
    [
      'a DingTalk e-mail',
      'dingtalk-main: manager1=>dingtalk-main: ada@example.com',
      /identifies nobody at DingTalk/,
    ],
    [
      'a Feishu group name',
      'feishu-main/oc_5ad11d72b830=>feishu-main/deploys',
      /does not end in a Feishu chat ID/,
    ],
    [
      'a DingTalk group name',
      'dingtalk-main/cidKSFOO===>dingtalk-main/deploys',
      /does not end in a DingTalk conversation ID/,
    ],
    ['an App ID of another form', 'cli_a1b2c3d4e5f60718=>cli_1', /is not an App ID/],
  ];
  for (const [name, change, expected] of cases) {
    it(`refuses ${name}`, () => {
      const cut = change.indexOf('=>');
      const yaml = all().replace(change.slice(0, cut), change.slice(cut + 2));
      assert.match(problems(yaml, SECRETS).join('\n'), expected);
    });
  }
  it('takes open_ids, mobiles and user IDs', () => {
    for (const account of ["'+8613800000000'", 'ou_7d8a6e6df7621556ce0d21922b676706ccs'])
      assert.ok(load(all().replace('ada@example.com', account), SECRETS));
  });
});
