import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problems, SMALL, small } from './load.ts';

/** [what is replaced in the small file, by what, the problems in full]. */
type Case = readonly [name: string, from: string, to: string, expected: readonly string[]];

function table(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    for (const [name, from, to, expected] of cases) {
      it(name, () => assert.deepEqual(problems(small(from, to)), expected));
    }
  });
}

const TARGET = 'cluster: { takes: [webservice], command: [./deploy.sh, --fast] }';
const TAG = "tag: { pattern: 'v[0-9.]+', default: v1, sets: components.shop.properties.tag }";

table('keys and kinds', [
  [
    'an unknown key',
    'engine: local',
    'enigne: local',
    [
      'apps.shop.engine (greenlight.yaml:13:3): is missing. Name of the engine that runs its workflows.',
      'apps.shop.enigne (greenlight.yaml:14:5): is not a key here; did you mean "engine"?',
    ],
  ],
  [
    'an unknown key that is like no other',
    'ada: { name: Ada,',
    'ada: { name: Ada, boss: true,',
    [
      'people.ada.boss (greenlight.yaml:2:21): is not a key here; known: name, language, zone, ids, email, mobile, groups, away, tokens',
    ],
  ],
  [
    'a missing key',
    'workflow: shop-prod, ',
    '',
    [
      'apps.shop.environments.prod (greenlight.yaml:20:7): has neither workflow nor targets: name the workflow that deploys here, or the targets that one is made from',
    ],
  ],
  [
    'a text for a list',
    'approvers: [ben]',
    'approvers: ben',
    ['apps.shop.environments.prod.approvers (greenlight.yaml:20:36): must be a list: put it in [ ]'],
  ],
  [
    'a number for a text',
    'default: v1',
    'default: 1.10',
    ['apps.shop.parameters.tag.default (greenlight.yaml:18:35): must be a text: put it in quotes'],
  ],
  [
    'nothing for a mapping',
    'parameters:\n      tag:',
    'title:\n    parameters:\n      tag:',
    ['apps.shop.title (greenlight.yaml:17:5): is empty: must be a text, or leave the key out'],
  ],
  [
    'an unknown language',
    'name: Ada,',
    'name: Ada, language: ne,',
    ['people.ada.language (greenlight.yaml:2:21): must be one of en, zh; did you mean "en"?'],
  ],
  [
    'an unknown kind of platform',
    'kind: slack',
    'kind: slak',
    [
      'platforms.slack-main.kind (greenlight.yaml:5:17): must be one of slack, feishu, dingtalk; did you mean "slack"?',
    ],
  ],
  [
    'an unknown kind of engine',
    'kind: embedded',
    'kind: tekton',
    ['engines.local.kind (greenlight.yaml:8:5): must be one of embedded, kubevela, zadig'],
  ],
  [
    'a name that is no name',
    '  shop:\n',
    '  Shop_1:\n',
    [
      'apps.Shop_1 (greenlight.yaml:13:3): must be lower-case letters, digits and single hyphens, beginning with a letter, such as shop-api',
    ],
  ],
  [
    'a name that every object has',
    '  shop:\n',
    '  constructor:\n',
    ['apps.constructor (greenlight.yaml:13:3): cannot be a name: take another word'],
  ],
  [
    'an app without environments',
    'environments:\n      prod: { workflow: shop-prod, approvers: [ben] }',
    'environments: {}',
    ['apps.shop.environments (greenlight.yaml:19:5): is empty: an app needs an environment, such as prod'],
  ],
  [
    'a port out of range',
    'people:',
    'server: { port: 70000 }\npeople:',
    ['server.port (greenlight.yaml:1:11): must be at most 65535'],
  ],
  [
    'a key in a room',
    '[slack-main/C0DEPLOY]',
    '[{ room: slack-main/C0DEPLOY, lang: zh }]',
    ['apps.shop.rooms[0].lang (greenlight.yaml:16:42): is not a key here; known: room, language'],
  ],
  [
    'a room that is a number',
    '[slack-main/C0DEPLOY]',
    '[7]',
    [
      'apps.shop.rooms[0] (greenlight.yaml:16:13): must be a room such as slack-main/C0DEPLOY, or a mapping with room and language',
    ],
  ],
  [
    'a title of two lines',
    'engine: local',
    'title: "a\\nb"\n    engine: local',
    ['apps.shop.title (greenlight.yaml:14:5): must be one line without control characters'],
  ],
]);

table('references', [
  [
    'an unknown person',
    'approvers: [ben]',
    'approvers: [ada, bne]',
    [
      'apps.shop.environments.prod.approvers[1] (greenlight.yaml:20:53): there is no person "bne"; did you mean "ben"?',
    ],
  ],
  [
    'an unknown operator',
    'operators: [ada]',
    'operators: [zacharias]',
    ['apps.shop.operators[0] (greenlight.yaml:15:17): there is no person "zacharias"; known: ada, ben'],
  ],
  [
    'an unknown engine',
    'engine: local',
    'engine: locla',
    ['apps.shop.engine (greenlight.yaml:14:5): there is no engine "locla"; did you mean "local"?'],
  ],
  [
    'an unknown platform of a room',
    'slack-main/C0DEPLOY',
    'slack-mian/C0DEPLOY',
    [
      'apps.shop.rooms[0] (greenlight.yaml:16:13): there is no platform for the room "slack-mian/C0DEPLOY"; did you mean "slack-main"?',
    ],
  ],
  [
    'an unknown platform of a person',
    'slack-main: U0ADA',
    'slack: U0ADA',
    ['people.ada.ids.slack (greenlight.yaml:2:28): there is no platform "slack"; known: slack-main'],
  ],
  [
    'a room without slash',
    '[slack-main/C0DEPLOY]',
    "['#deploy']",
    [
      'apps.shop.rooms[0] (greenlight.yaml:16:13): must be a platform and a room id with a slash between them, such as slack-main/C0DEPLOY',
    ],
  ],
  [
    'a room by its name',
    'slack-main/C0DEPLOY',
    'slack-main/deploys',
    [
      `apps.shop.rooms[0] (greenlight.yaml:16:13): "slack-main/deploys" does not end in a Slack channel ID: those look like C024BE91L and stand at the end of the channel's details; a #name may change`,
    ],
  ],
  [
    'an account by its name',
    'slack-main: U0ADA',
    "slack-main: '@ada'",
    [
      'people.ada.ids.slack-main (greenlight.yaml:2:28): is not a Slack member ID: those look like U024BE7LH (profile, ⋮, Copy member ID); a name or @handle does not identify anybody',
    ],
  ],
  [
    'one account of two people',
    'slack-main: U0BEN',
    'slack-main: U0ADA',
    [
      'people.ben.ids.slack-main (greenlight.yaml:3:28): is already the account of ada: one account belongs to one person',
    ],
  ],
  [
    'a second app with the same name',
    'apps:\n  shop:',
    'apps:\n  shop: { engine: local, environments: { a: { workflow: w } } }\n  shop:',
    [
      'apps.shop (greenlight.yaml:14:3): is there twice: first in line 13, again in line 14; remove or rename one',
    ],
  ],
]);

table('data folders', [
  [
    'one for two engines, in two spellings',
    'engines:\n',
    'engines:\n  other: { kind: embedded, workflows: ./others, data: ./data/local/ }\n',
    [
      'engines.local.data (greenlight.yaml:8:3): is the data folder of other too: each engine needs one of its own',
    ],
  ],
  [
    'one by its whole path and by none',
    'engines:\n',
    'engines:\n  other: { kind: embedded, workflows: ./others, data: /srv/gl/data/local }\n',
    [
      'engines.local.data (greenlight.yaml:8:3): is the data folder of other too: each engine needs one of its own',
    ],
  ],
]);

table('targets', [
  [
    'command and url',
    TARGET,
    TARGET.replace('command:', 'url: "https://h.example", command:'),
    ['engines.local.targets.cluster (greenlight.yaml:11:7): has both command and url: keep one'],
  ],
  [
    'neither',
    TARGET,
    'cluster: { takes: [webservice] }',
    ['engines.local.targets.cluster (greenlight.yaml:11:7): has neither command nor url: write one'],
  ],
  [
    'a key of the other sort',
    TARGET,
    'cluster: { takes: [a], url: "https://h.example", cwd: x }',
    [
      'engines.local.targets.cluster.cwd (greenlight.yaml:11:56): belongs to a command, which this target has not',
    ],
  ],
  [
    'a command line in one text',
    '[./deploy.sh, --fast]',
    "['./deploy.sh --fast']",
    [
      'engines.local.targets.cluster.command[0] (greenlight.yaml:11:49): has a space: no shell reads this, so write the program and each argument as an item of its own',
    ],
  ],
  [
    'the same place as another',
    TARGET,
    'cluster: { takes: [webservice], command: [x], clusters: [a, b] }\n      more: { takes: [webservice], command: [x], clusters: [b] }\n      other: { takes: [webservice], command: [x], clusters: [c] }',
    [
      'engines.local.targets.more.takes[0] (greenlight.yaml:12:23): target cluster takes this type too: only one may; say which environments, clusters or namespaces each is for',
    ],
  ],
  [
    'no place at all',
    TARGET,
    'cluster: { takes: [webservice], command: [x], namespaces: [] }',
    [
      'engines.local.targets.cluster.namespaces (greenlight.yaml:11:53): is empty: name one or leave the key out',
    ],
  ],
  [
    'a url that is none',
    TARGET,
    'cluster: { takes: [a], url: "file:///etc/passwd" }',
    [
      'engines.local.targets.cluster.url (greenlight.yaml:11:30): must be a URL that begins with https:// or http://',
    ],
  ],
  [
    'a header of the connection',
    TARGET,
    'cluster: { takes: [a], url: "https://h.example", headers: { Host: b } }',
    [
      'engines.local.targets.cluster.headers.Host (greenlight.yaml:11:67): is set by the connection: leave it out',
    ],
  ],
  [
    'a line break in a header',
    TARGET,
    'cluster: { takes: [a], url: "https://h.example", headers: { x: "a\\r\\nb: c" } }',
    [
      'engines.local.targets.cluster.headers.x (greenlight.yaml:11:67): has a line break or another sign that an HTTP header cannot carry',
    ],
  ],
  [
    'a variable that is none',
    TARGET,
    "cluster: { takes: [a], command: [a], environment: { 'A=B': c } }",
    [
      'engines.local.targets.cluster.environment["A=B"] (greenlight.yaml:11:59): is not a variable name: letters, digits and underscores',
    ],
  ],
  [
    'two that take the same',
    TARGET,
    `${TARGET}\n      other: { takes: [worker, webservice], command: [b] }`,
    [
      'engines.local.targets.other.takes[1] (greenlight.yaml:12:32): target cluster takes this type too: only one may; say which environments, clusters or namespaces each is for',
    ],
  ],
  [
    'two that take the same in one environment',
    TARGET,
    'a: { takes: [x], command: [b], environments: [prod] }\n      b: { takes: [x], command: [b], environments: [prod] }',
    [
      'engines.local.targets.b.takes[0] (greenlight.yaml:12:20): target a takes this type in the same environment too: only one may; say which environments, clusters or namespaces each is for',
    ],
  ],
  [
    'an environment that no app has',
    TARGET,
    'a: { takes: [x], command: [b], environments: [prdo] }',
    [
      'engines.local.targets.a.environments[0] (greenlight.yaml:11:53): no app on this engine has an environment "prdo"; did you mean "prod"?',
    ],
  ],
  [
    'days',
    TARGET,
    'a: { takes: [x], command: [b], timeout: 1d }',
    [
      'engines.local.targets.a.timeout (greenlight.yaml:11:38): has days or weeks, which a duration here does not know: write hours, such as 24h',
    ],
  ],
  [
    'a time without unit',
    TARGET,
    "a: { takes: [x], command: [b], timeout: '10' }",
    ['engines.local.targets.a.timeout (greenlight.yaml:11:38): needs a unit: 10s, 10m or 10h'],
  ],
  [
    'a time that is none',
    TARGET,
    'a: { takes: [x], command: [b], timeout: soon }',
    [
      'engines.local.targets.a.timeout (greenlight.yaml:11:38): must be a duration with its unit, such as 30s, 10m or 1h30m',
    ],
  ],
  [
    'no time',
    TARGET,
    'a: { takes: [x], command: [b], timeout: 0s }',
    [
      'engines.local.targets.a.timeout (greenlight.yaml:11:38): must be longer than nothing: write for example 30s',
    ],
  ],
  [
    'a host where an address belongs',
    TARGET,
    'a: { takes: [x], command: [b] }\n    http: { allow: [localhost] }',
    [
      'engines.local.http.allow[0] (greenlight.yaml:12:21): is neither an address nor a network: write 127.0.0.1, ::1 or 10.0.0.0/8',
    ],
  ],
  [
    'more than a week',
    TARGET,
    'a: { takes: [x], command: [b], timeout: 200h }',
    ['engines.local.targets.a.timeout (greenlight.yaml:11:38): must be at most a week (168h)'],
  ],
]);

table('parameters', [
  [
    'a pattern that does not parse',
    "'v[0-9.]+'",
    "'v['",
    [
      "apps.shop.parameters.tag.pattern (greenlight.yaml:18:14): is not a regular expression that can be used here (missing closing ]: `[`). The syntax is RE2's: no look-around, no back-references",
    ],
  ],
  [
    'a pattern with look-ahead',
    "'v[0-9.]+'",
    "'v(?=1)1'",
    [
      "apps.shop.parameters.tag.pattern (greenlight.yaml:18:14): is not a regular expression that can be used here (invalid or unsupported Perl syntax: `(?=`). The syntax is RE2's: no look-around, no back-references",
    ],
  ],
  [
    'a pattern that explodes in memory',
    "'v[0-9.]+'",
    "'((v1){500}){500}'",
    [
      "apps.shop.parameters.tag.pattern (greenlight.yaml:18:14): is not a regular expression that can be used here (invalid repeat count: `{500}`). The syntax is RE2's: no look-around, no back-references",
    ],
  ],
  [
    'a default that does not match',
    'default: v1',
    'default: latest',
    [
      "apps.shop.parameters.tag.default (greenlight.yaml:18:35): does not match the parameter's own pattern (which the whole value must match)",
    ],
  ],
  [
    'a default of another type',
    TAG,
    'n: { type: number, default: "3", sets: a }',
    ['apps.shop.parameters.n.default (greenlight.yaml:18:26): must be a number, without quotes'],
  ],
  [
    'a default that is too long',
    TAG,
    `n: { default: ${'a'.repeat(257)}, sets: a }`,
    [
      'apps.shop.parameters.n.default (greenlight.yaml:18:12): must be at most 256 characters, as every value',
    ],
  ],
  [
    'a pattern on a number',
    TAG,
    "n: { type: number, pattern: '[0-9]', sets: a }",
    [
      'apps.shop.parameters.n.pattern (greenlight.yaml:18:26): is for type string only: a number is checked by itself',
    ],
  ],
  [
    'required and a default',
    TAG,
    'n: { required: true, default: a, sets: a }',
    [
      'apps.shop.parameters.n.required (greenlight.yaml:18:12): cannot be true beside a default, which stands in when the command gives none: keep one',
    ],
  ],
  [
    'a place that is no path',
    'sets: components.shop.properties.tag',
    "sets: 'components..tag'",
    [
      'apps.shop.parameters.tag.sets (greenlight.yaml:18:48): must be names with dots between them, such as components.shop.properties.image or inputs[0]',
    ],
  ],
  [
    'a place in the prototype',
    'sets: components.shop.properties.tag',
    'sets: components.__proto__.tag',
    [
      'apps.shop.parameters.tag.sets (greenlight.yaml:18:48): must be names with dots between them, such as components.shop.properties.image or inputs[0]',
    ],
  ],
  [
    'two that set one place',
    TAG,
    `${TAG}\n      label: { sets: components.shop.properties.tag }`,
    [
      'apps.shop.parameters.label.sets (greenlight.yaml:19:16): is set by the parameter tag too: only one can',
    ],
  ],
  [
    'one of the environment that sets the same',
    'approvers: [ben] }',
    'approvers: [ben], parameters: { t: { sets: components.shop.properties.tag } } }',
    [
      'apps.shop.environments.prod.parameters.t.sets (greenlight.yaml:20:73): is set by the parameter tag too: only one can',
    ],
  ],
]);

table('database', [
  [
    'another database',
    'people:',
    "database: { url: 'mysql://h/db' }\npeople:",
    [
      'database.url (greenlight.yaml:1:13): must begin with sqlite: or postgres://, such as sqlite:./data/greenlight.db',
    ],
  ],
  [
    'a database in memory',
    'people:',
    "database: { url: 'sqlite::memory:' }\npeople:",
    [
      'database.url (greenlight.yaml:1:13): would forget everything at the end: write sqlite: and the path of a file',
    ],
  ],
  [
    'SQLite without path',
    'people:',
    "database: { url: 'sqlite:' }\npeople:",
    ['database.url (greenlight.yaml:1:13): has no path: write for example sqlite:./data/greenlight.db'],
  ],
  [
    'a server without database',
    'people:',
    "database: { url: 'postgres://h' }\npeople:",
    ['database.url (greenlight.yaml:1:13): names no database: write postgres://user:password@host/name'],
  ],
]);

table('YAML', [
  [
    'a flow that does not close',
    'approvers: [ben] }',
    'approvers: [ben }',
    [
      'greenlight.yaml:20:52: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      'greenlight.yaml:20:53: not valid YAML: Flow map in block collection must be sufficiently indented and end with a }',
    ],
  ],
  [
    'a tab',
    '  ada:',
    '\tada:',
    [
      'greenlight.yaml:2:1: not valid YAML: Tabs are not allowed as indentation',
      'greenlight.yaml:3:1: not valid YAML: All mapping items must start at the same column',
    ],
  ],
  [
    'an unknown tag',
    'name: Ada,',
    'name: !!js/function Ada,',
    ['greenlight.yaml:2:16: not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function'],
  ],
  [
    'two documents',
    'platforms:',
    '---\nplatforms:',
    ['greenlight.yaml:4:1: not valid YAML: a second document begins here (---): a configuration is one'],
  ],
  [
    'an alias without anchor',
    'approvers: [ben]',
    'approvers: *nobody',
    [
      'apps.shop.environments.prod.approvers (greenlight.yaml:20:47): there is no anchor &nobody above this alias',
    ],
  ],
  [
    'an alias of itself',
    'approvers: [ben]',
    'approvers: &a [*a]',
    ['greenlight.yaml:20:51: the file has nesting deeper than 30 levels once its aliases are copied'],
  ],
  [
    'a key that is a list',
    'people:',
    '? [a, b]\n: c\npeople:',
    ['greenlight.yaml:1:3: a key must be plain text'],
  ],
  [
    'a key that is the prototype',
    'people:',
    '__proto__: { x: 1 }\npeople:',
    ['__proto__ (greenlight.yaml:1:1): is not a key here'],
  ],
  [
    'a merge of a text',
    'prod: {',
    'prod: { <<: x,',
    ['apps.shop.environments.prod (greenlight.yaml:20:15): << must be given a mapping, such as *anchor'],
  ],
  [
    'an open reference',
    'name: Ada,',
    "name: 'Ada ${',",
    [
      'people.ada.name (greenlight.yaml:2:10): has a ${ without a variable name and }: write ${NAME}, or $${ for the two characters themselves',
    ],
  ],
]);

describe('the whole file', () => {
  it('empty', () => {
    assert.deepEqual(problems('# nothing\n'), [
      'greenlight.yaml: the file is empty: copy greenlight.example.yaml and edit it',
    ]);
  });
  it('a list', () => {
    assert.deepEqual(problems('- a\n'), [
      'greenlight.yaml: must be a mapping with keys such as people, platforms, engines and apps',
    ]);
  });
  it('too long', () => {
    assert.deepEqual(problems(`# ${'x'.repeat(500_000)}`), [
      'greenlight.yaml: the file has more than 500000 characters, which no configuration needs',
    ]);
  });
  it('nested too deep', () => {
    // Where the stack ends depends on how much of the parser is compiled by then.
    const [tooDeep = '', ...others] = problems(`a: ${'['.repeat(50_000)}`);
    assert.match(tooDeep, /^greenlight\.yaml:1:\d+: not valid YAML: nested too deep$/);
    assert.deepEqual(others, []);
    assert.deepEqual(problems(`a: ${'['.repeat(40)}${']'.repeat(40)}`), [
      'greenlight.yaml:1:34: the file has nesting deeper than 30 levels once its aliases are copied',
    ]);
  });
  it('an alias bomb', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level += 1)
      lines.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    assert.deepEqual(problems(lines.join('\n')), [
      'greenlight.yaml:2:10: the file has more than 50000 values once its aliases are copied',
    ]);
  });
  it('says everything at once, in the order of the file', () => {
    const yaml = SMALL.replace('U0BEN', 'U0ADA')
      .replace('engine: local', 'engine: lokal')
      .replace('approvers: [ben]', 'approvers: [bob], aprovers: [ben]')
      .replace('${SLACK_APP_TOKEN}', '${SLACK_APP_TOKN}');
    assert.deepEqual(problems(yaml), [
      'people.ben.ids.slack-main (greenlight.yaml:3:28): is already the account of ada: one account belongs to one person',
      'platforms.slack-main.appToken (greenlight.yaml:5:62): the variable SLACK_APP_TOKN is not set: set SLACK_APP_TOKN, or SLACK_APP_TOKN_FILE to the path of a file that holds it',
      'apps.shop.engine (greenlight.yaml:14:5): there is no engine "lokal"; did you mean "local"?',
      'apps.shop.environments.prod.approvers[0] (greenlight.yaml:20:48): there is no person "bob"; known: ada, ben',
      'apps.shop.environments.prod.aprovers (greenlight.yaml:20:54): is not a key here; did you mean "approvers"?',
    ]);
  });
});
