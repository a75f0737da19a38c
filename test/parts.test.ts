import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Channel } from '../src/channels/channel.ts';
import { loadConfig } from '../src/config/load.ts';
import { createDirectory } from '../src/domain/directory.ts';
import { createRosterHolder, rosterKey } from '../src/domain/roster.ts';
import { silentLog } from '../src/log.ts';
import { checkApps, checkParts, createParts } from '../src/parts.ts';
import type { Platform } from '../src/platforms/platform.ts';
import { createRing } from '../src/ring.ts';
import { openSlackHook } from '../src/simulator/channels/slack-hook.ts';
import { insertRun, runById } from '../src/store/runs.ts';
import { systemClock } from '../src/time.ts';
import { load, SMALL, TOKENS } from './config/load.ts';
import { request } from './contracts/engine.ts';
import { openPlace } from './engines/embedded/bench.ts';
import { AUDIT_KEYS } from './fakes/audit-keys.ts';
import { createHandClock } from './fakes/hand-clock.ts';
import { createMemoryPlatform } from './fakes/memory-platform.ts';
import { createMemoryRoster } from './fakes/memory-roster.ts';
import { newRun } from './store/new-run.ts';
import { until } from './until.ts';

const channel: Channel = {
  id: 'ops',
  kind: 'wecom',
  audience: 'room',
  keyed: false,
  limits: { send: [], requestMs: 1000 },
  send: () => Promise.reject(new Error('doctor sends nothing')),
  stop: () => Promise.resolve(),
  check: () => Promise.resolve([{ level: 'ok', subject: 'connection', detail: 'it answers' }]),
};

void test('doctor looks at channels, at rooms of routes, and at whom routes reach by what all chats said of groups', async () => {
  const holder = createRosterHolder();
  const clock = createHandClock();
  const asked: string[] = [];
  const rosters = new Map(['one', 'two'].map((id) => [id, createMemoryRoster()]));
  for (const [id, chat] of rosters) {
    chat.add(`U-${id}`);
    chat.groups.set('S', [`U-${id}`]);
  }
  const platforms = [...rosters.keys()].map((id): Platform => {
    const check = (rooms: readonly string[]) => {
      asked.push(`${id}: ${rooms.join(', ')}`);
      return Promise.resolve([]);
    };
    return { ...createMemoryPlatform(id).platform, check };
  });
  const directory = createDirectory(
    {
      language: 'en',
      people: ['one', 'two'].map((id) => {
        return { id, name: id, language: 'en', accounts: { [id]: `U-${id}` } };
      }),
      groups: [
        { id: 'all', people: [], sources: ['one', 'two'].map((platform) => ({ platform, group: 'S' })) },
      ],
      apps: [],
      platforms: platforms.map(({ id, kind }) => ({ id, kind, language: 'en' })),
      channels: [{ id: 'ops', kind: 'wecom', language: 'en', audience: 'room' }],
      routes: [
        {
          id: 'all',
          events: ['failed'],
          where: {},
          to: [{ outlet: 'one', room: 'C1' }, { outlet: 'ops' }],
          mention: [{ kind: 'named', name: 'all' }],
          mode: 'card',
        },
      ],
    },
    holder,
  );
  const parts = {
    directory,
    platforms,
    channels: [channel],
    people: { rosters: new Map([...rosters].map(([id, { roster }]) => [id, roster])), holder },
    hooks: [],
    engines: [],
  };
  const results = new Map(
    (await checkParts(parts, clock, () => Promise.resolve([]))).map(({ id, findings }) => [id, findings]),
  );
  assert.deepEqual(asked, ['one: C1', 'two: ']);
  assert.deepEqual(results.get('ops'), [{ level: 'ok', subject: 'connection', detail: 'it answers' }]);
  assert.equal(holder.now().groups.has(rosterKey('one', 'S')), true);
  assert.deepEqual(
    results.get('routes')?.map(({ level, detail }) => `${level} ${detail.split(':')[0]}`),
    [
      'warn two has no account on one',
      'warn one has no account that ops can call',
      'warn two has no account that ops can call',
    ],
  );
});

void test("a workflow's own message goes to the address that the configuration's secret says", async () => {
  await using slack = await openHook();
  const workflow = `apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: w }
steps:
  - name: tell
    type: notification
    properties: { slack: { url: { secretRef: { name: hooks, key: slack } }, message: { text: gone out } } }
`;
  await using place = await openPlace({ files: { 'w.yaml': workflow } });
  const { workflows, dataDir } = place.options;
  const yaml = SMALL.replace(
    'workflows: ./workflows',
    `workflows: ${workflows}\n    data: ${dataDir}\n    secrets: { hooks: { slack: '\${HOOK}' } }\n    http: { allow: [127.0.0.1] }`,
  );
  const config = load(yaml, { ...TOKENS, HOOK: slack.url });
  const { db } = place;
  const surroundings = { clock: systemClock, log: silentLog };
  const { directory, engines, stepChannels, wakeEngine } = await createParts(config, db, surroundings);
  const parts = { directory, engines, stepChannels, wakeEngine, platforms: [], auditKeys: AUDIT_KEYS };
  const ring = createRing({ db, ...surroundings, ...parts });
  await ring.start();
  const run = await db.tx((tx) => insertRun(tx, newRun('k', { engine: 'local' })));
  await engines[0]?.run(request('w'), 'k');
  await until(
    'the end of the run',
    async () => (await runById(db.read, run))?.snapshot?.phase === 'succeeded',
  );
  assert.deepEqual(
    slack.taken.map(({ text }) => text.trim()),
    ['gone out'],
  );
  await ring.stop();
});

async function openHook() {
  const hook = await openSlackHook(systemClock);
  return { ...hook, [Symbol.asyncDispose]: () => hook.server.down() };
}

void test('the configuration beside the examples runs every one of them', async () => {
  const file = fileURLToPath(new URL('../examples/greenlight.yaml', import.meta.url));
  const addresses = ['SLACK_WEBHOOK_URL', 'DINGTALK_ROBOT_URL', 'FEISHU_ROBOT_URL', 'CI_HOOK_URL'];
  const env = {
    ...TOKENS,
    SMTP_PASSWORD: 'of-the-mailbox',
    CI_TOKEN: 'of-the-ci',
    GREENLIGHT_AUDIT_KEY: 'the-audit-key-of-the-examples-0123456789',
    ...Object.fromEntries(addresses.map((name) => [name, 'https://hooks.example.com/x'])),
  };
  const config = loadConfig(env, (name) => readFileSync(name, 'utf8'), { file });
  assert.deepEqual(config.warnings, []);
  await checkApps(config);
});
