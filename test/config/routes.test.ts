import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import type { Environment } from '../../src/config/environment.ts';
import type { Route } from '../../src/domain/route.ts';
import { RUN_EVENTS } from '../../src/domain/run-event.ts';
import { load, problems, SMALL, TOKENS } from './load.ts';

const ENV: Environment = { ...TOKENS, DING_HOOK: 'https://oapi.dingtalk.com/robot/send?access_token=hush' };

const CHANNELS = `channels:
  ops-ding: { kind: dingtalk-robot, url: '\${DING_HOOK}' }
  mail: { kind: email, from: bot@example.com, host: localhost }
`;

const GROUPS = 'groups: { sre: { people: [ben] } }\n';

/** The small file with channels, a group, and one route. */
function routed(route: string): string {
  return `${CHANNELS}${GROUPS}routes: { production: { ${route} } }\n${SMALL}`;
}

const plain = (line: string): string => line.replace(/ ?\(?greenlight\.yaml:\d+:\d+\)?/, '');
const lines = (route: string, env = ENV): string[] => problems(routed(route), env).map(plain);
const mistake = (route: string): string => lines(route).join('\n').replaceAll('routes.production.', '');

/** What is warned of beside channels that no route names. */
const warnings = (route: string): string[] =>
  load(routed(route), ENV)
    .warnings.map(({ path, message }) => plain(`${path}: ${message}`))
    .filter((line) => line.startsWith('routes'));

function built(route: string): Route {
  const [first] = load(routed(route), ENV).routes;
  assert.ok(first);
  return first;
}

describe('routes', () => {
  it('tell of everything, of the whole run, with a card and a notice, where the file says no more', () => {
    assert.deepEqual(built('to: [slack-main/C0DEPLOY]'), {
      id: 'production',
      events: [...RUN_EVENTS],
      where: {},
      to: [{ outlet: 'slack-main', room: 'C0DEPLOY' }],
      mention: [],
      mode: 'card-and-notice',
    });
  });

  it('say which events of which runs go where, call whom, and when they are silent', () => {
    const route =
      built(`events: [waiting, failed, waiting], apps: [shop], environments: ['pr*'], workflows: ['shop-*'], engines: [local],
      to: [slack-main/C0DEPLOY, ops-ding, ops-ding, { channel: ops-ding }, { channel: mail, people: [initiator, approvers, sre, Ops@Example.com] }, { platform: slack-main, people: [authors, ada] }],
      mention: [initiator, everyone, ada, sre], mode: message, language: zh, only: failures,
      quiet: { hours: 22:00-08:30, zone: Asia/Shanghai, except: [failed] },
      title: '{{app}} waits', body: { zh: 好 }`);
    assert.deepEqual(route, {
      id: 'production',
      events: ['waiting', 'failed'],
      where: {
        apps: ['shop'],
        environments: ['pr*'],
        workflows: ['shop-*'],
        engines: ['local'],
      },
      to: [
        { outlet: 'slack-main', room: 'C0DEPLOY' },
        { outlet: 'ops-ding' },
        {
          outlet: 'mail',
          people: [
            { kind: 'initiator' },
            { kind: 'approvers' },
            { kind: 'named', name: 'sre' },
            { kind: 'address', email: 'ops@example.com' },
          ],
        },
        { outlet: 'slack-main', people: [{ kind: 'authors' }, { kind: 'named', name: 'ada' }] },
      ],
      mention: [
        { kind: 'initiator' },
        { kind: 'everyone' },
        { kind: 'named', name: 'ada' },
        { kind: 'named', name: 'sre' },
      ],
      mode: 'message',
      language: 'zh',
      only: 'failures',
      quiet: { from: 1320, until: 510, zone: 'Asia/Shanghai', except: ['failed'] },
      title: { en: '{{app}} waits', zh: '{{app}} waits' },
      body: { en: '好', zh: '好' },
    });
  });

  it('are printed as sentences of who is told what', () => {
    const text = describeConfig(
      load(
        routed(
          'events: [failed], apps: [shop], to: [ops-ding, { channel: mail, people: [sre] }], mention: [everyone], only: changes, quiet: { hours: 9:00-24:00, zone: UTC, except: [failed] }, title: x',
        ),
        ENV,
      ),
    );
    assert.match(
      text,
      /\n {2}production\n {4}about {5}apps shop\n {4}tells of {2}failed\n {4}only {6}ends that differ from the one before\n {4}goes to {3}ops-ding, sre by mail\n {4}calls {5}everyone\n {4}quiet {5}09:00-00:00 in UTC, but for failed\n {4}own words title\n/,
    );
    assert.match(
      describeConfig(load(routed('to: [ops-ding]'), ENV)),
      /about {5}every run\n {4}tells of {2}everything/,
    );
  });

  it('are printed with what rooms show, where they lead to rooms', () => {
    assert.match(
      describeConfig(load(routed('to: [slack-main/C0DEPLOY, ops-ding]'), ENV)),
      /goes to {3}slack-main\/C0DEPLOY, ops-ding\n {4}in rooms {2}a live card, and a message in its thread for each event\n/,
    );
    const elsewhere = 'to: [ops-ding, { platform: slack-main, people: [ada] }]';
    assert.doesNotMatch(describeConfig(load(routed(elsewhere), ENV)), /in rooms/);
  });
});

describe('mistakes in where a route leads', () => {
  it('nowhere', () => {
    assert.match(mistake('events: [failed]'), /^to: is missing\. Where it goes/);
    assert.match(mistake('to: []'), /^to: is empty: name a room or a channel$/);
    assert.match(mistake('to: [{ people: [ada] }]'), /^to\[0\]: says nowhere: write channel or platform/);
    assert.match(
      mistake('to: [{ channel: mail, platform: slack-main, people: [ada] }]'),
      /has both channel and platform/,
    );
    assert.match(
      mistake('to: [{ room: slack-main/C0DEPLOY }]'),
      /^to\[0\]\.room: is not a key here; known: channel, platform, people/,
    );
    assert.match(mistake('to: [7]'), /^to\[0\]: must be a room such as/);
  });

  it('unknown rooms, channels and platforms', () => {
    assert.match(
      mistake('to: [slack-mian/C0DEPLOY]'),
      /no platform for the room "slack-mian\/C0DEPLOY"; did you mean "slack-main"/,
    );
    assert.match(mistake("to: ['slack-main/#deploys']"), /does not end in a Slack channel ID/);
    assert.match(
      mistake('to: [ops-dnig]'),
      /^to\[0\]: there is no channel "ops-dnig"; did you mean "ops-ding"\?$/,
    );
    assert.match(
      mistake('to: [{ channel: mial, people: [ada] }]'),
      /^to\[0\]\.channel: there is no channel "mial"; did you mean "mail"/,
    );
    assert.match(
      mistake('to: [{ platform: slack, people: [ada] }]'),
      /^to\[0\]\.platform: there is no platform "slack"/,
    );
  });

  it('a platform, a channel or a mailbox written as one of the others', () => {
    assert.match(
      mistake('to: [slack-main]'),
      /is a platform: write one of its rooms, such as slack-main\/C0DEPLOY, or \{ platform: slack-main/,
    );
    assert.match(mistake('to: [ops-ding/C0DEPLOY]'), /names a channel, which has no rooms: write ops-ding$/);
    assert.match(
      mistake('to: [{ channel: slack-main, people: [ada] }]'),
      /is a platform: write platform: slack-main/,
    );
    assert.match(mistake('to: [{ platform: mail, people: [ada] }]'), /is a channel: write channel: mail/);
    assert.match(mistake('to: [mail]'), /sends letters to people: write \{ channel: mail, people:/);
    assert.match(mistake('to: [{ channel: mail }]'), /sends letters to people/);
    assert.match(mistake('to: [{ platform: slack-main }]'), /needs people, each of whom is told directly/);
    assert.match(
      mistake('to: [{ channel: ops-ding, people: [ada] }]'),
      /is for a room, where nobody is told alone/,
    );
    const file = SMALL.replace('[slack-main/C0DEPLOY]', '[ops-ding]');
    assert.match(
      problems(`${CHANNELS}routes: { all: { to: [ops-ding] } }\n${file}`, ENV).join(),
      /apps\.shop\.rooms\[0\].*is a channel, which shows no cards/,
    );
  });
});

describe('mistakes in whom a route tells', () => {
  it('nobody, or everybody one by one', () => {
    assert.match(mistake('to: [{ channel: mail, people: [] }]'), /people: is empty: nobody would be told/);
    assert.match(
      mistake('to: [{ channel: mail, people: [everyone] }]'),
      /means all members of a room, and here each is told alone/,
    );
    assert.match(
      mistake('to: [{ platform: slack-main, people: [everyone] }]'),
      /means all members of a room/,
    );
  });

  it('unknown people and groups', () => {
    assert.equal(
      mistake('to: [ops-ding], mention: [initator, adda]'),
      'mention[0]: there is no person or group "initator"; did you mean "initiator"?\nmention[1]: there is no person or group "adda"; did you mean "ada"?',
    );
    assert.match(
      mistake('to: [{ channel: mail, people: [srre] }]'),
      /there is no person or group "srre"; did you mean "sre"/,
    );
    assert.match(
      mistake('to: [{ channel: mail, people: [a@b@c] }]'),
      /is neither a name nor an e-mail address/,
    );
  });

  it('an address where only letters find it', () => {
    assert.match(
      mistake('to: [ops-ding], mention: [ops@example.com]'),
      /is an address, which calls nobody in a room/,
    );
    assert.match(
      mistake('to: [{ platform: slack-main, people: [ops@example.com] }]'),
      /is an address, which finds nobody on a platform/,
    );
  });

  it('people and groups that are named like a word of routes', () => {
    const file = `groups: { authors: {}, approvers: {} }\n${SMALL.replace('ben: { name', 'initiator: { name').replace('[ben]', '[ada]')}`;
    assert.deepEqual(problems(file).map(plain), [
      'groups.authors: means in a route those who wrote what a run deploys: take another name',
      'groups.approvers: means in a route those whom a question waits for: take another name',
      'people.initiator: means in a route whoever started the run: take another name',
    ]);
  });
});

describe('mistakes in what a route is about', () => {
  it('events', () => {
    assert.match(
      mistake('to: [ops-ding], events: [faild]'),
      /^events\[0\]: must be one of created, .*; did you mean "failed"\?$/,
    );
    assert.match(mistake('to: [ops-ding], events: []'), /events: is empty: it would tell of nothing/);
    assert.match(
      mistake('to: [ops-ding], quiet: { hours: 1:00-2:00, zone: UTC, except: [fail] }'),
      /except\[0\]: must be one of/,
    );
  });

  it('apps, environments and engines that are not there', () => {
    assert.equal(
      mistake('to: [ops-ding], apps: [shpo], environments: [prd], engines: [loacl]'),
      [
        'apps[0]: there is no app "shpo"; did you mean "shop"?',
        'environments[0]: there is no environment "prd" in apps of this route; did you mean "prod"?',
        'engines[0]: there is no engine "loacl"; did you mean "local"?',
      ].join('\n'),
    );
    assert.match(
      mistake('to: [ops-ding], apps: []'),
      /apps: is empty: it would hold for nothing; leave the key out for every app/,
    );
  });

  it('modes and languages', () => {
    assert.match(
      mistake('to: [ops-ding], mode: cards'),
      /mode: must be one of card, card-and-notice, message; did you mean "card"/,
    );
    assert.match(mistake('to: [ops-ding], only: failure'), /did you mean "failures"/);
    assert.match(mistake('to: [ops-ding], language: de'), /language: must be one of en, zh/);
    assert.match(mistake('to: [ops-ding], title: {}'), /title: is empty: write en, zh or both/);
    assert.match(mistake("to: [ops-ding], body: ''"), /body: is empty/);
    assert.equal(built(`to: [ops-ding], body: ${'x'.repeat(20_000)}`).body?.en.length, 20_000);
    assert.match(
      mistake(`to: [ops-ding], body: ${'x'.repeat(20_001)}`),
      /body: must be at most 20000 characters/,
    );
    assert.match(mistake('to: [ops-ding], title: { de: x }'), /title\.de: is not a key here/);
  });
});

it('a route that compares ends cannot be about steps', () => {
  assert.equal(
    mistake("to: [ops-ding], steps: ['build*'], only: changes"),
    'only: compares runs, and this route tells of steps: take one of the two out, or write them in two routes',
  );
  assert.ok(built("to: [ops-ding], steps: ['build*']"));
  assert.ok(built('to: [ops-ding], only: changes'));
});

describe('quiet hours', () => {
  const quiet = (hours: string, zone = 'Asia/Shanghai'): string =>
    mistake(`to: [ops-ding], quiet: { hours: '${hours}', zone: ${zone} }`);

  it('are two times of a day in a zone that there is', () => {
    assert.match(quiet('22-8'), /hours: must be two times of a day, such as 22:00-08:00/);
    assert.match(quiet('25:00-08:00'), /has a time that no day has/);
    assert.match(quiet('22:60-08:00'), /has a time that no day has/);
    assert.match(quiet('24:01-08:00'), /has a time that no day has/);
    assert.match(quiet('08:00-8:00'), /begins when it ends/);
    assert.match(quiet('00:00-24:00'), /begins when it ends/);
    assert.match(
      quiet('22:00-08:00', 'Asia/Beijing'),
      /zone: is no time zone.*; did you mean "Asia\/Shanghai"\?/,
    );
    assert.match(quiet('22:00-08:00', 'Europe/Berln'), /did you mean "Europe\/Berlin"/);
    assert.match(quiet('22:00-08:00', 'x'.repeat(5000)), /zone: is no time zone/);
    assert.match(
      mistake('to: [ops-ding], quiet: { hours: 22:00-08:00 }'),
      /zone: is missing\. Time zone of the hours/,
    );
  });

  it('may end at midnight, and zones have more names than one', () => {
    assert.deepEqual(built('to: [ops-ding], quiet: { hours: 18:00 - 24:00, zone: PRC }').quiet, {
      from: 1080,
      until: 0,
      zone: 'PRC',
      except: [],
    });
  });
});

describe('routes that work and are probably not meant so', () => {
  it('patterns that fit nothing, and workflows of no environment', () => {
    assert.deepEqual(
      warnings(
        "to: [ops-ding], apps: ['pay*', '*'], environments: ['st*'], engines: ['k*'], workflows: ['x*', shop-prd]",
      ),
      [
        'routes.production.apps[0]: fits no app here',
        'routes.production.environments[0]: fits no environment here',
        'routes.production.engines[0]: fits no engine here',
        'routes.production.workflows[0]: fits no workflow of an environment here',
        'routes.production.workflows[1]: is the workflow of no environment here, so it is only for runs that were started elsewhere; did you mean "shop-prod"?',
      ],
    );
  });

  it('what has no effect', () => {
    assert.deepEqual(
      warnings(
        "to: [{ channel: mail, people: [ada] }], mention: [ben], steps: ['*'], events: [created, waiting], quiet: { hours: 1:00-2:00, zone: UTC, except: [failed, waiting] }",
      ),
      [
        'routes.production.mention: calls nobody: every destination of this route tells people alone',
        'routes.production.events[0]: happens to runs only, and this route tells of steps: write it in another route, without steps',
        'routes.production.quiet.except[0]: is no event of this route',
      ],
    );
    assert.deepEqual(warnings("to: [ops-ding], steps: ['build*']"), []);
    assert.deepEqual(warnings('to: [ops-ding], events: [created], only: failures'), [
      'routes.production.only: speaks of how runs end, of which this route does not tell',
    ]);
  });

  it('messages into a room that has no threads', () => {
    const file = (route: string): string =>
      routed(route).replace(
        'platforms:\n',
        "platforms:\n  ding: { kind: dingtalk, clientId: dingabc, clientSecret: '${DING_SECRET}' }\n",
      );
    const warned = (route: string): string[] =>
      load(file(route), { ...ENV, DING_SECRET: 'hush' })
        .warnings.map(({ path, message }) => plain(`${path}: ${message}`))
        .filter((line) => line.startsWith('routes'));
    const room = 'ding/cidAbc123=';
    const rooms = `to: [slack-main/C0DEPLOY, '${room}']`;
    assert.deepEqual(warned(`${rooms}, mode: message`), [
      'routes.production.to[1]: is a room of a platform without threads, which gets the live card only, whatever mode says (message here); those of mention are told directly. Give it a route of its own with mode: card',
    ]);
    assert.match(warned(rooms).join(), /^routes\.production\.to\[1\]: .*\(card-and-notice here\)/);
    assert.deepEqual(warned(`${rooms}, mode: card`), []);
    assert.deepEqual(warned('to: [{ platform: ding, people: [ada] }]'), []);
  });

  it('words for readers of one language', () => {
    assert.deepEqual(warnings('to: [ops-ding], title: { en: x }, body: { zh: y }'), [
      'routes.production.title: has no zh: its readers get the other language; write a text without language where that is meant',
      'routes.production.body: has no en: its readers get the other language; write a text without language where that is meant',
    ]);
  });
});

it('no mistake in a route shows the value of a variable', () => {
  const hush = '${DING_HOOK}';
  const found = lines(
    `to: ['${hush}', { channel: '${hush}', people: ['${hush}'] }, { platform: '${hush}' }], mention: ['${hush}'], apps: ['${hush}'], environments: ['${hush}'], engines: ['${hush}'], quiet: { hours: '${hush}', zone: '${hush}' }, mode: '${hush}'`,
  );
  assert.ok(found.length >= 9, found.join('\n'));
  assert.doesNotMatch(found.join('\n'), /hush|oapi/);
});
