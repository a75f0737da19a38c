import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../src/domain/finding.ts';
import { silentLog } from '../../../src/log.ts';
import { createSlackPlatform, type SlackConfig } from '../../../src/platforms/slack/slack-platform.ts';
import { systemClock } from '../../../src/time.ts';
import { recording } from '../../contracts/recording.ts';
import { nobodyListens, openSlack, ROOM, until } from './bench.ts';

type Options = {
  config?: Partial<SlackConfig>;
  simulator?: Parameters<typeof openSlack>[0];
  start?: boolean;
  skewMs?: number;
};

async function findings(rooms: readonly string[], options: Options = {}): Promise<Finding[]> {
  const { slack, config } = await openSlack(options.simulator);
  const clock = { ...systemClock, now: () => systemClock.now() + (options.skewMs ?? 0) };
  const { platform } = createSlackPlatform({ ...config, ...options.config }, { log: silentLog, clock });
  try {
    if (options.start) {
      await platform.start(recording(() => ({ kind: 'none' })));
      await until(() => slack.connections() === 2);
      // Slack has greeted; give the greeting time to arrive.
      for (let tries = 0; tries < 100; tries++) {
        const all = await platform.check([]);
        if (all.some(({ subject, level }) => subject === 'connections' && level === 'ok')) break;
      }
    }
    return await platform.check(rooms);
  } finally {
    await platform.stop();
    await slack.stop();
  }
}

function of(all: Finding[], subject: string): Finding {
  const found = all.find((one) => one.subject === subject);
  assert.ok(found, `no finding for ${subject} among ${all.map((one) => one.subject).join(', ')}`);
  return found;
}

function wrong(all: Finding[]): string[] {
  for (const one of all) if (one.level !== 'ok') assert.ok(one.remedy, `${one.subject} says what to do`);
  return all.filter(({ level }) => level === 'error').map(({ subject }) => subject);
}

void test('nothing is wrong with a good set-up, running or not', async () => {
  assert.deepEqual(wrong(await findings([ROOM], { start: true })), []);
  const cold = await findings([ROOM]);
  assert.deepEqual(wrong(cold), []);
  assert.equal(of(cold, 'app token').level, 'ok');
});

void test('rooms: without the bot, archived, unknown', async () => {
  const all = await findings([ROOM, 'C0ELSE', 'C0OLD', 'C0NONE']);
  assert.deepEqual(wrong(all), ['room C0ELSE', 'room C0OLD', 'room C0NONE']);
  assert.match(of(all, 'room C0ELSE').detail, /not_in_channel/);
  assert.match(of(all, 'room C0OLD').detail, /is_archived/);
  assert.match(of(all, 'room C0NONE').detail, /channel_not_found/);
});

void test('a missing scope is named with the feature that misses it', async () => {
  const all = await findings([], { simulator: { scopes: ['chat:write', 'commands'] } });
  const { level, detail } = of(all, 'scopes');
  assert.equal(level, 'error');
  assert.match(detail, /groups:history \(replies in threads/);
  assert.doesNotMatch(detail, /chat:write \(/);
});

void test('tokens: wrong ones, and each in the place of the other', async () => {
  const bad = await findings([ROOM], {
    config: { botToken: 'xoxb-wrong', transport: { kind: 'socket', appToken: 'xapp-wrong' } },
  });
  assert.deepEqual(wrong(bad), ['bot token', 'app token']);
  assert.match(of(bad, 'bot token').detail, /invalid_auth/);
  const swapped = await findings([], {
    config: {
      botToken: 'xapp-simulated',
      transport: { kind: 'socket', appToken: 'xoxb-simulated' },
    },
  });
  assert.match(of(swapped, 'bot token').remedy ?? '', /in each other's place/);
  for (const one of [...bad, ...swapped]) assert.doesNotMatch(JSON.stringify(one), /xoxb-[sw]|xapp-[sw]/);
});

void test('Slack out of reach is not mistaken for a wrong token', async () => {
  const all = await findings([], { config: { apiUrl: await nobodyListens() } });
  assert.match(of(all, 'bot token').detail, /cannot be reached/);
});

void test('a clock that is wrong is noticed', async () => {
  const behind = of(await findings([], { skewMs: -600_000 }), 'clock');
  assert.match(behind.detail, /60\d s behind|599 s behind/);
  assert.match(of(await findings([], { skewMs: 600_000 }), 'clock').detail, /ahead of/);
});

void test('another process with the same app is noticed: it takes a share of the clicks', async () => {
  const { slack, config } = await openSlack();
  const other = createSlackPlatform(config, { log: silentLog, clock: systemClock }).platform;
  const ours = createSlackPlatform(config, { log: silentLog, clock: systemClock }).platform;
  try {
    await other.start(recording(() => ({ kind: 'none' })));
    await until(() => slack.connections() === 2);
    await ours.start(recording(() => ({ kind: 'none' })));
    await until(() => slack.connections() === 4);
    const finding = of(await ours.check([]), 'num_connections');
    assert.equal(finding.level, 'warn');
    assert.match(finding.detail, /counts [34] connections of this app, this process holds [12]/);
  } finally {
    await Promise.all([other.stop(), ours.stop()]);
    await slack.stop();
  }
});
