import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** What every channel may import. */
const CHANNEL = [
  'channels/channel.ts',
  'channels/common',
  'domain',
  'platforms/platform.ts',
  'platforms/common',
];

/**
 * Imports point one way. A room names the rooms that it may import from; `errors.ts`, `log.ts` and `time.ts` are open to all but the
 * simulator, which imports nothing of ours.
 */
const LAW: Readonly<Record<string, readonly string[] | 'everything'>> = {
  'main.ts': ['command-line.ts'],
  'command-line.ts': 'everything',
  verbs: 'everything',
  'playground.ts': 'everything',
  'app.ts': 'everything',
  'open-database.ts': ['config', 'domain', 'store'],
  'parts.ts': 'everything',
  'engine-parts.ts': [
    'config',
    'domain',
    'engines/engine.ts',
    'engines/embedded',
    'engines/kubevela',
    'engines/zadig',
    'platforms/platform.ts',
    'store',
  ],
  'channel-parts.ts': [
    'config',
    'channels/channel.ts',
    'channels/slack-webhook',
    'channels/feishu-robot',
    'channels/dingtalk-robot',
    'channels/wecom',
    'channels/email',
    'channels/webhook',
  ],
  'in-order.ts': [],
  'step-channels.ts': [
    'channels/channel.ts',
    'channels/common',
    'channels/slack-webhook',
    'channels/feishu-robot',
    'channels/dingtalk-robot',
    'channels/email',
    'domain',
    'platforms/platform.ts',
    'platforms/common',
  ],
  'ring.ts': [
    'in-order.ts',
    'intake',
    'outbox',
    'store',
    'domain',
    'platforms/platform.ts',
    'channels/channel.ts',
    'engines/engine.ts',
  ],
  'errors.ts': [],
  'log.ts': [],
  'time.ts': [],
  domain: [],
  config: ['domain'],
  store: ['domain'],
  presenter: ['domain'],
  flows: ['store', 'domain'],
  intake: [
    'flows',
    'presenter',
    'store',
    'domain',
    'platforms/platform.ts',
    'channels/channel.ts',
    'engines/engine.ts',
  ],
  outbox: [
    'flows',
    'presenter',
    'store',
    'domain',
    'platforms/platform.ts',
    'channels/channel.ts',
    'engines/engine.ts',
  ],
  http: ['intake', 'flows', 'presenter', 'store', 'domain', 'platforms/platform.ts', 'engines/engine.ts'],
  'platforms/platform.ts': ['domain'],
  'platforms/common': ['platforms/platform.ts', 'domain'],
  'platforms/slack': ['platforms/platform.ts', 'platforms/common', 'domain'],
  'platforms/feishu': ['platforms/platform.ts', 'platforms/common', 'domain'],
  'platforms/dingtalk': ['platforms/platform.ts', 'platforms/common', 'domain'],
  'channels/channel.ts': ['domain', 'platforms/platform.ts'],
  'channels/common': ['channels/channel.ts', 'domain', 'platforms/platform.ts', 'platforms/common'],
  'channels/slack-webhook': [
    ...CHANNEL,
    // A card and its text look the same whichever way they come; these have no SDK.
    'platforms/slack/render.ts',
    'platforms/slack/text.ts',
  ],
  'channels/feishu-robot': [
    ...CHANNEL,
    'platforms/feishu/render.ts',
    'platforms/feishu/text.ts',
    'platforms/feishu/elements.ts',
  ],
  'channels/dingtalk-robot': [...CHANNEL, 'platforms/dingtalk/render.ts', 'platforms/dingtalk/text.ts'],
  'channels/wecom': CHANNEL,
  'channels/email': CHANNEL,
  'channels/webhook': CHANNEL,
  'engines/engine.ts': ['domain'],
  'engines/common': ['domain'],
  'engines/embedded': ['engines/engine.ts', 'engines/common', 'domain', 'store'],
  'engines/kubevela': ['engines/engine.ts', 'engines/common', 'domain'],
  'engines/zadig': ['engines/engine.ts', 'engines/common', 'domain'],
  simulator: [],
};

const OPEN_TO_ALL = ['errors.ts', 'log.ts', 'time.ts'];

/** An outside package, and the only file or folder that may import it. */
const SDK_ROOMS: readonly (readonly [RegExp, string])[] = [
  [/^drizzle-orm/, 'store'],
  [/^better-sqlite3$/, 'store'],
  [/^pg$/, 'store'],
  [/^@slack\//, 'platforms/slack'],
  [/^@larksuiteoapi\//, 'platforms/feishu'],
  [/^dingtalk-stream$/, 'platforms/dingtalk'],
  [/^@kubernetes\//, 'engines/kubevela'],
  [/^nodemailer$/, 'channels/email'],
  [/^smtp-server$/, 'simulator/channels'],
  [/^fastify/, 'http'],
  [/^prom-client$/, 'http'],
  [/^pino$/, 'log.ts'],
  [/^liquidjs$/, 'presenter/template'],
];

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

/** A process of its own: it hands its environment on to the command that it runs. */
const HANDS_ON = 'engines/embedded/effects/wrapper.ts';

type Import = { file: string; room: string; target: string };

/** Each of their folders is a room. */
const NESTED = ['platforms', 'engines', 'channels'];

function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return NESTED.includes(first) ? `${first}/${second}` : first;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+|\brequire\(\s*)'([^']+)'/gm);
  return [...found].map((match) => ({ file, room: roomOf(file), target: match[1] ?? '' }));
}

function inSource({ file, target }: Import): string {
  return relative(SRC, normalize(join(SRC, dirname(file), target)));
}

const files = globSync('**/*.{ts,js}', { cwd: SRC });
const all = files.flatMap(importsOf);

test('every folder of src has a place in the law', () => {
  const rooms = new Set(files.map(roomOf));
  assert.deepEqual(
    [...rooms].filter((room) => LAW[room] === undefined),
    [],
  );
});

test('imports point one way', () => {
  const broken = all.filter((one) => {
    if (!one.target.startsWith('.')) return false;
    const path = inSource(one);
    const room = roomOf(path);
    if (path.startsWith('..')) return one.room !== 'store' || !path.startsWith('../migrations');
    if (room === one.room) return false;
    if (one.room !== 'simulator' && OPEN_TO_ALL.includes(path)) return false;
    const allowed = LAW[one.room];
    return allowed !== 'everything' && !(allowed ?? []).some((name) => name === room || name === path);
  });
  assert.deepEqual(
    broken.map(({ file, target }) => `${file} imports ${target}`),
    [],
  );
});

test('an SDK is imported only in its own room', () => {
  const broken = all.filter(({ file, target }) =>
    SDK_ROOMS.some(([name, home]) => name.test(target) && file !== home && !file.startsWith(`${home}/`)),
  );
  assert.deepEqual(
    broken.map(({ file, target }) => `${file} imports ${target}`),
    [],
  );
});

test('only config reads the environment and only time.ts reads the clock', () => {
  const broken: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const code = readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    if (/\bprocess\.env\b/.test(code) && roomOf(file) !== 'config' && file !== HANDS_ON)
      broken.push(`${file} reads process.env`);
    if (/\bDate\.now\(|\bnew Date\(\)|\bsetTimeout\(|\bperformance\.now\(/.test(code) && file !== 'time.ts')
      broken.push(`${file} reads the clock`);
  }
  assert.deepEqual(broken, []);
});
