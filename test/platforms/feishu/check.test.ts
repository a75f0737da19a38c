import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../src/domain/finding.ts';
import { silentLog } from '../../../src/log.ts';
import { checkFeishu } from '../../../src/platforms/feishu/check.ts';
import { createFeishuPlatform, type FeishuConfig } from '../../../src/platforms/feishu/feishu-platform.ts';
import { neededScopes, rosterScopes } from '../../../src/platforms/feishu/scopes.ts';
import type { ApiRequest } from '../../../src/platforms/feishu/web.ts';
import type { FeishuSimulatorOptions } from '../../../src/simulator/feishu/options.ts';
import type { FeishuSimulator } from '../../../src/simulator/feishu/simulator.ts';
import { systemClock } from '../../../src/time.ts';
import { recording } from '../../contracts/recording.ts';
import { until } from '../../until.ts';
import { nobodyListens } from '../slack/bench.ts';
import { ADA, ADA_NAMED, openFeishu, ROOM } from './bench.ts';
import { strangers } from './strangers.ts';

type Options = {
  config?: Partial<FeishuConfig>;
  simulator?: Partial<FeishuSimulatorOptions>;
  before?: (feishu: FeishuSimulator) => void;
  start?: boolean;
  skewMs?: number;
};

async function findings(rooms: readonly string[], options: Options = {}): Promise<Finding[]> {
  const { feishu, config } = await openFeishu(options.simulator);
  const clock = { ...systemClock, now: () => systemClock.now() + (options.skewMs ?? 0) };
  const changed = { ...config, accounts: [ADA_NAMED], startMs: 300, ...options.config };
  const { platform } = createFeishuPlatform(changed, { log: silentLog, clock });
  try {
    options.before?.(feishu);
    if (options.start) await platform.start(recording(() => ({ kind: 'none' })));
    const all = await platform.check(rooms);
    for (const one of all) if (one.level !== 'ok') assert.ok(one.remedy, `${one.subject} says what to do`);
    return all;
  } finally {
    await platform.stop();
    await feishu.stop();
  }
}

function of(all: Finding[], subject: string): Finding {
  const found = all.find((one) => one.subject === subject);
  assert.ok(found, `no finding for ${subject} among ${all.map((one) => one.subject).join(', ')}`);
  return found;
}

function wrong(all: Finding[]): string[] {
  return all.filter(({ level }) => level !== 'ok').map(({ subject }) => subject);
}

void test('nothing is wrong with a good set-up, running or not', async () => {
  const running = await findings([ROOM], { start: true, config: { startMs: 10_000 } });
  assert.deepEqual(wrong(running), []);
  assert.match(of(running, 'connection').detail, /^open/);
  const cold = await findings([ROOM]);
  assert.deepEqual(wrong(cold), []);
  assert.match(of(cold, 'connection').detail, /gives an address/);
});

void test('a check opens no connection, which would take events away from the server', async () => {
  const { feishu, config } = await openFeishu();
  const { platform } = createFeishuPlatform(config, { log: silentLog, clock: systemClock });
  await platform.check([ROOM]);
  assert.equal(feishu.connections(), 0);
  assert.equal(feishu.calls.filter(({ method }) => method === 'ws.endpoint').length, 1);
  await platform.stop();
  await feishu.stop();
});

void test('rooms: without the bot, unknown', async () => {
  const all = await findings([ROOM, 'oc_elsewhere', 'oc_none']);
  assert.deepEqual(wrong(all), ['room oc_elsewhere', 'room oc_none']);
  assert.match(of(all, 'room oc_elsewhere').detail, /^232011/);
  assert.match(of(all, 'room oc_elsewhere').remedy ?? '', /Add the bot to the group/);
  assert.match(of(all, 'room oc_none').detail, /^232006/);
});

void test('a wrong secret and a wrong id are named, and nothing is said of what follows from them', async () => {
  const secret = await findings([ROOM], { config: { appSecret: 'wrong' } });
  assert.deepEqual(wrong(secret), ['app']);
  assert.match(of(secret, 'app').detail, /^10014/);
  assert.doesNotMatch(JSON.stringify(secret), /"wrong"/);
  const id = await findings([ROOM], { config: { appId: 'cli_0000000000000000' } });
  assert.match(of(id, 'app').detail, /^10003/);
  assert.match(of(id, 'app').remedy ?? '', /larksuite/);
});

void test('a missing scope is named where it is missed', async () => {
  const needed = [...neededScopes.keys()].filter((scope) => !/^(im:chat|contact)/.test(scope));
  const scopes = [...needed, ...rosterScopes.keys()];
  const all = await findings([ROOM], { simulator: { scopes } });
  assert.deepEqual(wrong(all), ['scopes', 'people', `room ${ROOM}`]);
  for (const subject of wrong(all)) assert.match(of(all, subject).detail, /^99991672/);
});

void test('scopes that only groups need are missed, and nothing else', async () => {
  const all = await findings([ROOM], { simulator: { scopes: [...neededScopes.keys()] } });
  assert.deepEqual(wrong(all), ['scopes for groups']);
  const { level, detail } = of(all, 'scopes for groups');
  assert.equal(level, 'warn');
  for (const scope of rosterScopes.keys()) assert.ok(detail.includes(scope), scope);
});

void test('people who cannot be found, or are named twice', async () => {
  const missing = await findings([], { config: { accounts: [ADA_NAMED, 'gone@example.com'] } });
  assert.deepEqual([of(missing, 'people').level], ['warn']);
  assert.match(of(missing, 'people').detail, /gone@example\.com/);
  assert.doesNotMatch(of(missing, 'people').detail, /ada@/);
  const twice = await findings([], { config: { accounts: [ADA_NAMED, ADA] } });
  assert.match(of(twice, 'people').detail, /ada@example\.com and ou_ada are one person/);
});

void test('a long connection that is refused, running or not', async () => {
  const refuse = (feishu: FeishuSimulator): void => feishu.faults.refuseEndpoint('too_many_connections');
  for (const start of [true, false]) {
    const all = await findings([], { before: refuse, start });
    assert.deepEqual(wrong(all), ['connection']);
    assert.match(of(all, 'connection').detail, /^1000040350/);
    assert.match(of(all, 'connection').remedy ?? '', /50 long connections/);
  }
});

void test('no network, and a clock that is off', async () => {
  const apiUrl = (await nobodyListens()).replace(/\/api\/$/, '');
  const offline = await findings([ROOM], { config: { apiUrl } });
  assert.deepEqual(wrong(offline), ['app']);
  assert.match(of(offline, 'app').detail, /cannot be reached \(ECONNREFUSED\)/);
  const late = await findings([], { skewMs: 120_000 });
  assert.deepEqual(wrong(late), ['clock']);
  assert.match(of(late, 'clock').detail, /12[01] s ahead/);
});

/** For what the simulator cannot say. */
async function findingsOf(answers: (request: ApiRequest) => unknown): Promise<Finding[]> {
  return await checkFeishu({
    web: { call: async (request) => answers(request), skewMs: () => undefined, close: async () => {} },
    people: strangers,
    connection: undefined,
    askAddress: async () => ({}),
    rooms: [],
    signal: new AbortController().signal,
  });
}

void test('scopes that were not granted, and an app that was never published', async () => {
  const all = await findingsOf(({ url }) =>
    url.endsWith('/scopes')
      ? {
          data: {
            scopes: [...neededScopes.keys(), ...rosterScopes.keys()].map((name) => ({
              scope_name: name,
              grant_status: name.includes('p2p') ? 2 : 1,
            })),
          },
        }
      : { bot: { open_id: 'ou_bot', activate_status: 4 } },
  );
  assert.deepEqual(wrong(all), ['bot', 'scopes']);
  assert.match(of(all, 'bot').remedy ?? '', /Publish a version/);
  assert.match(of(all, 'scopes').detail, /im:message\.p2p_msg:readonly \(what people write/);
  assert.doesNotMatch(of(all, 'scopes').detail, /send_as_bot/);
  const botless = await findingsOf(() => ({}));
  assert.match(of(botless, 'app').remedy ?? '', /ability "Bot"/);
});

void test('a Feishu that is away, or refuses the app, holds nobody up and is found again', async () => {
  const { feishu, config } = await openFeishu();
  feishu.faults.next('auth.token', { kind: 'drop' });
  const { platform } = createFeishuPlatform(
    { ...config, startMs: 20 },
    { log: silentLog, clock: systemClock },
  );
  const inbound = recording(() => ({ kind: 'none' }));
  await platform.start(inbound);
  assert.equal(feishu.connections(), 0, 'the start did not wait');
  await until('the connection', () => feishu.connections() === 1);
  await platform.stop();
  await until('no connection', () => feishu.connections() === 0);
  await feishu.stop();
});
