import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import { type Log, silentLog } from '../../../src/log.ts';
import { createSlackPlatform } from '../../../src/platforms/slack/slack-platform.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { card } from '../../contracts/cards.ts';
import { recording, text } from '../../contracts/recording.ts';
import {
  ADA,
  appToken,
  BOT,
  botToken,
  nobodyListens,
  openSlack,
  openSlackBench,
  ROOM,
  TEAM,
  until,
} from './bench.ts';

const none = (): { kind: 'none' } => ({ kind: 'none' });

/** Time that runs a hundred times faster for our own waiting; the SDK's and the simulator's stays as it is. */
const hasty: Clock = {
  now: () => systemClock.now(),
  after: (ms, fire) => systemClock.after(ms / 100, fire),
};

void test('a Slack that cannot be reached holds up neither the start nor the stop', async () => {
  const transport = { kind: 'socket', appToken } as const;
  const config = { id: 's', botToken, transport, apiUrl: await nobodyListens(), startMs: 50 };
  const { platform } = createSlackPlatform(config, { log: silentLog, clock: systemClock });
  await platform.start(recording(none));
  await platform.stop();
});

void test('a dead token, a switched-off Socket Mode and refused handshakes are waited out', async () => {
  const { slack, config } = await openSlack();
  const { platform } = createSlackPlatform({ ...config, startMs: 50_000 }, { log: silentLog, clock: hasty });
  try {
    slack.revokeToken(true);
    slack.faults.disableLink(true);
    slack.faults.refuseHandshakes(3);
    await platform.start(recording(none));
    assert.equal(slack.connections(), 0);
    slack.revokeToken(false);
    await until(() => slack.calls.some(({ method }) => method === 'apps.connections.open'));
    assert.equal(slack.connections(), 0);
    slack.faults.disableLink(false);
    await until(() => slack.connections() === 2);
    slack.faults.disableLink(true);
    await until(() => slack.connections() === 0);
    slack.faults.disableLink(false);
    await until(() => slack.connections() === 2);
    assert.equal((await slack.people.command(ADA, ROOM, '/flow', 'list')).acked, true);
  } finally {
    await platform.stop();
    await slack.stop();
  }
});

void test('throttled and failing openings are tried again, and Slack is not stormed', async () => {
  const { slack, config } = await openSlack();
  slack.faults.next('apps.connections.open', { kind: 'ratelimited', retryAfterSeconds: 30 }, 2);
  slack.faults.next('apps.connections.open', { kind: 'status', status: 500 }, 2);
  slack.faults.next('apps.connections.open', { kind: 'drop' }, 2);
  slack.faults.next('auth.test', { kind: 'status', status: 503 }, 2);
  const waits: number[] = [];
  const clock: Clock = {
    now: () => systemClock.now(),
    after(ms, fire) {
      waits.push(ms);
      return hasty.after(ms, fire);
    },
  };
  const { platform } = createSlackPlatform(config, { log: silentLog, clock });
  try {
    await platform.start(recording(none));
    await until(() => slack.connections() === 2);
    const opened = slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
    assert.ok(opened >= 8 && opened < 12, `${opened} openings for two connections and six faults`);
    assert.ok(waits.filter((ms) => ms >= 30_000 && ms < 60_000).length >= 2, "Slack's Retry-After is kept");
  } finally {
    await platform.stop();
    await slack.stop();
  }
});

void test('an event that could not be stored comes again and is stored then, once', async () => {
  await using bench = await openSlackBench();
  let full = true;
  const inbound = recording(() => {
    if (full) throw new Error('the disk is full');
    return { kind: 'none' };
  });
  await bench.platform.start(inbound);
  const ref = await bench.platform.post(bench.room, card('choose'), 'key', AbortSignal.timeout(5_000));
  bench.say('approve', { thread: ref.message });
  await until(() => bench.slack.envelopes.some(({ missed }) => missed === 'timeout'));
  full = false;
  await until(() =>
    bench.slack.envelopes.some(({ attempt, ackedAt }) => attempt > 0 && ackedAt !== undefined),
  );
  assert.equal(inbound.events.length, 1);
});

for (const [story, befalls, reached] of [
  ['goes over the next one, and counts as delivered', 'cut', true],
  ['with no next one is not sent, and the answer not counted as delivered', 'switched off', false],
] as const) {
  void test(`an acknowledgement whose connection is gone ${story}`, async () => {
    await using bench = await openSlackBench();
    const stored = Promise.withResolvers<void>();
    const inbound = recording(async () => {
      await stored.promise;
      return text('on its way');
    });
    await bench.platform.start(inbound);
    await until(() => bench.connections.open() === 2);
    const commanded = bench.command('deploy', 'shop prod');
    await until(() => inbound.all.length === 1);
    if (befalls === 'cut') {
      const before = bench.slack.calls.length;
      bench.connections.cut();
      await until(() => bench.slack.calls.length > before);
    } else {
      bench.slack.faults.disableLink(true);
      await until(() => bench.connections.open() === 0);
    }
    stored.resolve();
    assert.equal(await commanded, reached);
    if (reached) await until(() => inbound.answered.length === 1);
    assert.deepEqual(inbound.answered, reached ? [1] : []);
  });
}

void test('what bots say, what is edited or deleted, and what belongs to nobody decides nothing', async () => {
  await using bench = await openSlackBench();
  const inbound = recording(none);
  await bench.platform.start(inbound);
  const ref = await bench.platform.post(bench.room, card('choose'), 'key', AbortSignal.timeout(5_000));
  await bench.platform.edit(ref, card('approve'), 'key', AbortSignal.timeout(5_000));
  const thread = ref.message;
  const reply = bench.slack.people.say(ADA, ROOM, 'aprove', thread);
  await until(() => inbound.events.length === 1);
  bench.slack.people.edit(ROOM, reply.ts, 'approve');
  bench.slack.people.remove(ROOM, reply.ts);
  const message = {
    type: 'message',
    channel: ROOM,
    channel_type: 'channel',
    thread_ts: thread,
    text: 'approve',
  };
  bench.slack.sendEvent({ ...message, ts: '1.000001', user: 'U0OTHERBOT', bot_id: 'B0OTHER' });
  bench.slack.sendEvent({ ...message, ts: '1.000002', user: BOT });
  bench.slack.sendEvent({ ...message, ts: '1.000003', subtype: 'channel_join', user: ADA });
  bench.slack.sendEvent({ ...message, ts: '1.000004', user: ADA, edited: { user: ADA, ts: '2.0' } });
  bench.slack.sendEvent({ ...message, ts: '1.000005' });
  bench.slack.people.say(ADA, ROOM, 'approve');
  await bench.untilHandled();
  assert.equal(inbound.events.length, 1);
});

void test('nobody of another workspace is taken for one of ours', async () => {
  await using bench = await openSlackBench();
  const inbound = recording(none);
  await bench.platform.start(inbound);
  const message = { type: 'message', channel: ROOM, thread_ts: '1.0', text: 'approve', user: ADA };
  bench.slack.sendEvent({ ...message, ts: '1.1', user_team: 'T0ELSE' });
  bench.slack.sendEvent({ ...message, ts: '1.2', user_team: TEAM });
  await until(() => inbound.events.length === 2);
  assert.deepEqual(inbound.events.map(({ actor }) => actor.id).sort(), ['T0ELSE/U0ADA', 'U0ADA']);
  // The stranger is still answered.
  const stranger = inbound.events.find(({ actor }) => actor.id.includes('/'));
  assert.ok(stranger);
  await bench.platform.answer(stranger, text('I do not know you'), AbortSignal.timeout(5_000));
  assert.match(bench.whispers().join(), /do not know you/);
});

void test('a request that Slack never answers is unknown after its time-out, and was sent once', async () => {
  const { slack, config } = await openSlack();
  const { platform } = createSlackPlatform(
    { ...config, requestMs: 150 },
    { log: silentLog, clock: systemClock },
  );
  assert.deepEqual([platform.limits.requestMs, platform.limits.settleMs], [150, 450]);
  try {
    slack.faults.next('chat.postMessage', { kind: 'apply_then_fail', answer: 'hang' });
    await assert.rejects(
      platform.post({ platform: 's', id: ROOM }, card('slow'), 'key', AbortSignal.timeout(10_000)),
      (error: unknown) =>
        error instanceof UpstreamError && error.outcome === 'unknown' && error.code === 'timeout',
    );
    assert.equal(slack.messages(ROOM).length, 1);
  } finally {
    await platform.stop();
    await slack.stop();
  }
});

void test('a card that Slack refuses goes out as one line with its buttons', async () => {
  await using bench = await openSlackBench();
  bench.slack.faults.next('chat.postMessage', {
    kind: 'error',
    error: 'invalid_blocks',
    extra: { errors: ['new rule'] },
  });
  const ref = await bench.platform.post(bench.room, card('choose'), 'key', AbortSignal.timeout(5_000));
  const [shown] = bench.slack.messages(ROOM);
  assert.deepEqual(
    shown?.blocks.map(({ type }) => type),
    ['section', 'actions'],
  );
  bench.slack.faults.next('chat.update', { kind: 'error', error: 'msg_blocks_too_long' });
  await bench.platform.edit(ref, card('chosen'), 'key', AbortSignal.timeout(5_000));
  assert.match(bench.shown(bench.room)[0]?.text ?? '', /chosen/);
});

void test('no secret is in the log: no token, ticket, response URL or trigger', async () => {
  const lines: string[] = [];
  const log: Log = {
    debug: (fields, message) => lines.push(print(fields, message)),
    info: (fields, message) => lines.push(print(fields, message)),
    warn: (fields, message) => lines.push(print(fields, message)),
    error: (fields, message) => lines.push(print(fields, message)),
    child: () => log,
  };
  const { slack, config } = await openSlack();
  const { platform } = createSlackPlatform(config, { log, clock: systemClock });
  let failing = false;
  const inbound = recording(() => {
    if (failing) throw new Error('the disk is full');
    return text('no');
  });
  try {
    await platform.start(inbound);
    const ref = await platform.post(
      { platform: 's', id: ROOM },
      card('choose'),
      'key',
      AbortSignal.timeout(5_000),
    );
    slack.faults.next('response_url', { kind: 'drop' });
    await slack.people.click(ADA, ROOM, ref.message, (one) => String(one.action_id).startsWith('decide:'));
    await until(() => inbound.answered.length === 1);
    failing = true;
    await slack.people.command(ADA, ROOM, '/flow', 'list');
    slack.faults.refuseHandshakes(1);
    slack.faults.killSockets();
    await until(() => lines.some((line) => line.includes('could not be opened')));
  } finally {
    await platform.stop();
    await slack.stop();
  }
  const { triggerId = '', responseUrl = '' } = inbound.events[0]?.handle ?? {};
  assert.ok(triggerId && responseUrl && lines.length > 5);
  for (const line of lines) {
    for (const secret of [botToken, appToken, triggerId, responseUrl, 'ticket=']) {
      assert.ok(!line.replaceAll('ticket=…', '').includes(secret), line);
    }
  }
});

/** Errors with everything that a serialiser could find in them. */
function print(fields: object, message: string): string {
  const all = (key: string, value: unknown): unknown =>
    value instanceof Error
      ? {
          ...Object.fromEntries(Object.entries(value)),
          key,
          message: value.message,
          stack: value.stack,
          cause: value.cause,
        }
      : value;
  return `${message} ${JSON.stringify(fields, all)}`;
}
