import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { describeConfig } from '../../src/config/describe.ts';
import type { Environment } from '../../src/config/environment.ts';
import { load, problems, SMALL, small, TOKENS } from './load.ts';

const ENV: Environment = {
  ...TOKENS,
  SLACK_HOOK: 'https://hooks.slack.com/services/T0/B0/hush-slack',
  FEISHU_HOOK: 'https://open.feishu.cn/open-apis/bot/v2/hook/hush-feishu',
  FEISHU_SECRET: 'hush-feishu-secret',
  DING_HOOK: 'https://oapi.dingtalk.com/robot/send?access_token=hush-ding',
  DING_SECRET: 'SEChush',
  WECOM_HOOK: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hush-wecom',
  SMTP_PASSWORD: 'hush-mail',
  HOOK: 'https://ci.example.com/hook/hush-hook',
  HOOK_SECRET: 'hush-'.repeat(8),
};

const ALL = `channels:
  ops-slack: { kind: slack-webhook, url: '\${SLACK_HOOK}', language: zh, requestTimeout: 3s }
  ops-feishu: { kind: feishu-robot, url: '\${FEISHU_HOOK}', secret: '\${FEISHU_SECRET}' }
  ops-ding: { kind: dingtalk-robot, url: '\${DING_HOOK}', secret: '\${DING_SECRET}', keyword: Greenlight }
  ops-wecom: { kind: wecom, url: '\${WECOM_HOOK}' }
  mail: { kind: email, from: 'Greenlight <bot@example.com>', host: smtp.example.com, tls: starttls, user: bot, password: '\${SMTP_PASSWORD}' }
  hook: { kind: webhook, url: '\${HOOK}', secret: '\${HOOK_SECRET}', source: greenlight }
`;

const ROUTES = `routes:
  all: { to: [ops-slack, ops-feishu, ops-ding, ops-wecom, { channel: mail, people: [ada] }, hook] }
`;

/** The small file with one channel, named by a route. */
function one(channel: string, more = ''): string {
  const to = /kind: email/.test(channel) ? '{ channel: it, people: [ada] }' : 'it';
  return `channels: { it: { ${channel} } }\nroutes: { all: { to: [${to}] } }\n${more}${SMALL}`;
}

const plain = (line: string): string => line.replace(/ ?\(?greenlight\.yaml:\d+:\d+\)?/, '');
const lines = (yaml: string, env = ENV): string[] => problems(yaml, env).map(plain);
const warnings = (yaml: string, env = ENV): string[] =>
  load(yaml, env).warnings.map(({ path, message }) => plain(`${path}: ${message}`));

describe('channels', () => {
  it('are read with their defaults, and everything by which somebody could post is a secret', () => {
    const config = load(ALL + ROUTES + SMALL, ENV);
    const [slack, feishu, ding, wecom, mail, hook] = config.channels;
    assert.deepEqual(
      config.channels.map(({ id, kind, language, audience, requestMs }) => [
        id,
        kind,
        language,
        audience,
        requestMs,
      ]),
      [
        ['ops-slack', 'slack-webhook', 'zh', 'room', 3000],
        ['ops-feishu', 'feishu-robot', 'en', 'room', undefined],
        ['ops-ding', 'dingtalk-robot', 'en', 'room', undefined],
        ['ops-wecom', 'wecom', 'en', 'room', undefined],
        ['mail', 'email', 'en', 'person', undefined],
        ['hook', 'webhook', 'en', 'room', undefined],
      ],
    );
    assert.ok(slack?.kind === 'slack-webhook' && wecom?.kind === 'wecom');
    assert.equal(slack.url.reveal(), ENV['SLACK_HOOK']);
    assert.ok(feishu?.kind === 'feishu-robot' && ding?.kind === 'dingtalk-robot');
    assert.deepEqual([feishu.secret?.reveal(), feishu.keyword], ['hush-feishu-secret', undefined]);
    assert.deepEqual([ding.secret?.reveal(), ding.keyword], ['SEChush', 'Greenlight']);
    assert.ok(mail?.kind === 'email' && mail.security.tls === 'starttls');
    assert.deepEqual(mail.from, { name: 'Greenlight', address: 'bot@example.com' });
    assert.deepEqual([mail.host, mail.port, mail.security.auth?.user], ['smtp.example.com', 587, 'bot']);
    assert.equal(mail.security.auth?.password.reveal(), 'hush-mail');
    assert.ok(hook?.kind === 'webhook' && hook.format === 'cloudevents');
    assert.deepEqual([hook.source, hook.secret.reveal()], ['greenlight', ENV['HOOK_SECRET']]);

    const shown = describeConfig(config);
    assert.doesNotMatch(shown + JSON.stringify(config) + inspect(config, { depth: 9 }), /hush/);
    assert.match(
      shown,
      /^ {2}ops-slack {2}slack-webhook, zh\n {4}address {3}https:\/\/hooks\.slack\.com\/••••$/m,
    );
    assert.match(shown, /^ {4}server {4}smtp\.example\.com:587, TLS starttls, as bot, password ••••/m);
    assert.deepEqual(config.warnings, []);
  });

  it('the port follows from tls, and may come from a variable', () => {
    const port = (more: string, env = ENV) => {
      const [mail] = load(one(`kind: email, from: a@b.example, host: localhost${more}`), env).channels;
      return mail?.kind === 'email' ? mail.port : undefined;
    };
    assert.equal(port(''), 465);
    assert.equal(port(', tls: starttls'), 587);
    assert.equal(port(', tls: none'), 25);
    assert.equal(port(", port: '${SMTP_PORT}'", { ...ENV, SMTP_PORT: '2525' }), 2525);
  });

  it('a webhook takes the public address for its source, or has the format of Zadig', () => {
    const server = 'server: { publicUrl: https://gl.example.com/ }\n';
    const [events] = load(
      one("kind: webhook, url: '${HOOK}', secret: '${HOOK_SECRET}'", server),
      ENV,
    ).channels;
    assert.ok(events?.kind === 'webhook' && events.format === 'cloudevents');
    assert.equal(events.source, 'https://gl.example.com');
    const zadig = load(
      one(
        "kind: webhook, url: '${HOOK}', format: zadig, source: 'https://gl.example', token: '${SMTP_PASSWORD}'",
      ),
      ENV,
    );
    const [hook] = zadig.channels;
    assert.ok(hook?.kind === 'webhook' && hook.format === 'zadig');
    assert.equal(hook.token?.reveal(), 'hush-mail');
    assert.match(describeConfig(zadig), /Zadig's, token •••• \(9 characters\), from https:\/\/gl\.example/);
  });
});

describe('ids of people on channels', () => {
  it('stand under a channel, or under the word of its vendor, apart from accounts that act', () => {
    const ids = 'ids: { slack-main: U0ADA, ops-feishu: ou_ada, wecom: ada.l, dingtalk: manager1 }';
    const config = load(ALL + ROUTES + small('ids: { slack-main: U0ADA }', ids), ENV);
    assert.deepEqual(config.people[0]?.accounts, { 'slack-main': 'U0ADA' });
    assert.deepEqual(config.people[0]?.channelAccounts, {
      'ops-feishu': 'ou_ada',
      wecom: 'ada.l',
      dingtalk: 'manager1',
    });
    assert.equal(config.people[1]?.channelAccounts, undefined);
    assert.match(describeConfig(config), /slack-main\/U0ADA, ops-feishu\/ou_ada, wecom\/ada\.l/);
  });

  it('must be what the vendor calls people by', () => {
    const ids = (text: string): string[] =>
      lines(ALL + ROUTES + small('ids: { slack-main: U0ADA }', `ids: { ${text} }`));
    assert.match(ids('ops-slack: ada').join(), /people\.ada\.ids\.ops-slack: is not a Slack member ID/);
    assert.match(
      ids('ops-feishu: ada@example.com').join(),
      /is nothing by which a Feishu robot calls anybody/,
    );
    assert.match(ids('feishu: ALL').join(), /is nothing by which a Feishu robot/);
    assert.match(ids("ops-ding: '+8613800000000'").join(), /a mobile stands under mobile of the person/);
    assert.match(ids("wecom: '@all'").join(), /is not a WeCom user ID/);
    assert.match(ids('mail: ada@example.com').join(), /write the address under people\.ada\.email/);
    assert.match(ids('hook: ada').join(), /is a channel for programs/);
    assert.deepEqual(ids('ops-fieshu: ou_ada'), [
      'people.ada.ids.ops-fieshu: there is no platform or channel "ops-fieshu"; did you mean "ops-feishu"?',
    ]);
    assert.match(
      lines(small('ids: { slack-main: U0ADA }', 'ids: { wecom: ada }')).join(),
      /there is no platform "wecom"/,
    );
    const two = small('ids: { slack-main: U0ADA }', 'ids: { wecom: x }').replace(
      'slack-main: U0BEN',
      'wecom: x',
    );
    assert.deepEqual(lines(ALL + ROUTES + two), [
      'people.ben.ids.wecom: is already the account of ada: one account belongs to one person',
    ]);
  });
});

describe('mistakes in channels', () => {
  it('a kind and a key that are not there', () => {
    assert.match(lines(one("kind: slack-webhok, url: '${HOOK}'")).join(), /did you mean "slack-webhook"\?/);
    assert.match(lines(one("kind: wecom, url: '${HOOK}', secret: x")).join(), /secret: is not a key here/);
    assert.match(lines(one('kind: wecom')).join(), /url: is missing\. Its address; .*\$\{WECOM_ROBOT_URL\}/);
    assert.match(lines(one('kind: wecom, url: ops')).join(), /must be a URL that begins with https/);
  });

  it('a name that would mean two things', () => {
    const named = (id: string) => lines(one("kind: wecom, url: '${WECOM_HOOK}'").replaceAll(/\bit\b/g, id));
    assert.deepEqual(named('slack-main'), [
      'channels.slack-main: is also the name of a platform: in a route nobody could tell which is meant',
    ]);
    assert.match(named('dingtalk').join(), /means every channel of dingtalk under ids of people/);
    assert.equal(
      load(one("kind: wecom, url: '${WECOM_HOOK}'").replaceAll(/\bit\b/g, 'wecom'), ENV).channels.length,
      1,
    );
  });

  it('an address with a user or a password, to which no request goes', () => {
    for (const url of ['https://me:hush@ci.example.com/x', 'https://me@ci.example.com/x']) {
      const [found, ...others] = lines(one(`kind: wecom, url: '${url}'`));
      assert.match(
        found ?? '',
        /^channels\.it\.url: has a user or a password before its host, which are not sent/,
      );
      assert.doesNotMatch(found ?? '', /hush/);
      assert.deepEqual(others, []);
    }
  });

  it("another vendor's address, without showing it", () => {
    const found = lines(one("kind: feishu-robot, url: '${DING_HOOK}'"));
    assert.deepEqual(found, [
      'channels.it.url: is an address of oapi.dingtalk.com: write kind: dingtalk-robot, or the address of a feishu-robot',
    ]);
  });

  it('a mail server that would hear a password in the clear, or half of a sign-in', () => {
    const mail = (more: string) => lines(one(`kind: email, from: a@b.example, host: h.example${more}`));
    assert.match(
      mail(', tls: none, user: bot, password: x').join('\n'),
      /user: is of no use with tls: none[^]*password: is of no use/,
    );
    assert.deepEqual(mail(', user: bot'), ['channels.it.password: is missing: a user alone signs nobody in']);
    assert.deepEqual(mail(', password: x'), [
      'channels.it.user: is missing: a password alone signs nobody in',
    ]);
    assert.match(mail(', tls: true').join(), /must be one of implicit, starttls, none/);
    assert.match(mail(', port: 0').join(), /must be/);
    assert.match(mail(', ca: /etc/ca.pem').join(), /is no certificate in PEM/);
    assert.match(
      lines(one('kind: email, from: Greenlight, host: h.example')).join(),
      /must be an address, or a name with one/,
    );
    assert.match(
      lines(one("kind: email, from: a@b.example, host: 'smtp://h'")).join(),
      /without port and scheme/,
    );
  });

  it('a webhook without what its format needs, or with what another needs', () => {
    const hook = (more: string) => lines(one(`kind: webhook, url: '\${HOOK}'${more}`));
    assert.match(
      hook('').join('\n'),
      /secret: is missing: it signs[^]*source: is missing: receivers are told where/,
    );
    assert.match(hook(', source: gl, secret: short').join(), /must have at least 32 characters/);
    assert.deepEqual(hook(", format: zadig, source: 'https://gl.example', secret: '${HOOK_SECRET}'"), [
      'channels.it.secret: belongs to format cloudevents: take it out, or write format: cloudevents',
    ]);
    assert.match(hook(', format: zadig, source: gl').join(), /source: must be an address such as/);
    assert.match(
      hook(", source: gl, secret: '${HOOK_SECRET}', token: x").join(),
      /token: belongs to format zadig/,
    );
  });

  it('text that would break out of a header', () => {
    assert.match(
      lines(one('kind: email, from: "a\\r\\nBcc: b <a@b.example>", host: h.example')).join(),
      /must be an address/,
    );
    assert.match(
      lines(
        one('kind: webhook, url: \'${HOOK}\', format: zadig, source: https://gl.example, token: "a\\nb"'),
      ).join(),
      /must be printable ASCII without blanks/,
    );
  });
});

describe('channels that work and are probably not meant so', () => {
  it('secrets in the file, addresses in the clear, and what no route names', () => {
    assert.deepEqual(warnings(one('kind: wecom, url: http://hooks.example.com/x')), [
      'channels.it.url: is a secret in plain text: put it into an environment variable and write ${NAME} here',
      'channels.it.url: is http: whoever listens on the way reads the messages and learns the address; use https',
    ]);
    assert.deepEqual(warnings(`channels: { it: { kind: wecom, url: '\${WECOM_HOOK}' } }\n${SMALL}`), [
      'channels.it: is named by no route: nothing is sent there',
    ]);
  });

  it("the address of a receiver of one's own is no secret unless it holds one", () => {
    const hook = (url: string) =>
      warnings(one(`kind: webhook, url: '${url}', secret: '\${HOOK_SECRET}', source: gl`)).length;
    assert.equal(hook('https://ci.example.com/greenlight'), 0);
    assert.equal(hook('https://ci.example.com/greenlight?key=1'), 1);
  });

  it('letters in the clear to another machine, and a port for something else', () => {
    const mail = (more: string) => warnings(one(`kind: email, from: a@b.example${more}`));
    assert.deepEqual(mail(', host: localhost, tls: none'), []);
    assert.match(
      mail(', host: relay.example.com, tls: none').join(),
      /tls: is none, and the server is another machine/,
    );
    assert.deepEqual(mail(', host: h.example, port: 587'), [
      'channels.it.port: is usually for tls: starttls, and here tls is implicit',
    ]);
  });
});
