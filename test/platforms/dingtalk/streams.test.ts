import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import {
  openStream,
  type Push,
  type Stream,
  type StreamOptions,
} from '../../../src/platforms/dingtalk/stream.ts';
import { createStreams, type Streams } from '../../../src/platforms/dingtalk/streams.ts';
import type { DingTalkSimulator } from '../../../src/simulator/dingtalk/simulator.ts';
import { systemClock } from '../../../src/time.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { ADA, CLIENT, GROUP, MESSAGES, openDingTalk, quickLimits } from './bench.ts';

type Stage = AsyncDisposable & {
  dingtalk: DingTalkSimulator;
  streams: Streams;
  received: Push[];
  options: Omit<StreamOptions, 'signal'>;
};

async function openStage(receive: (push: Push) => Promise<void> = (push) => push.ack({})): Promise<Stage> {
  const { dingtalk, config } = await openDingTalk({ limits: { ...quickLimits, messageAttempts: 1 } });
  const received: Push[] = [];
  const options = {
    ...CLIENT,
    apiUrl: config.apiUrl ?? '',
    requestMs: 2_000,
    log: silentLog,
    clock: systemClock,
    receive: async (push: Push) => {
      received.push(push);
      await receive(push);
    },
  };
  const streams = createStreams({
    open: (signal) => openStream({ ...options, signal }),
    clock: systemClock,
    log: silentLog,
    random: () => 0,
  });
  return {
    dingtalk,
    streams,
    received,
    options,
    async [Symbol.asyncDispose]() {
      await streams.stop();
      await dingtalk.stop();
    },
  };
}

async function hears({ dingtalk }: Stage): Promise<boolean> {
  const { msgId } = dingtalk.people.say(ADA, GROUP, 'hello');
  const push = await until('a verdict on the push', () =>
    dingtalk.pushes.find((one) => one.data.msgId === msgId && (one.ackedAt ?? one.missed) !== undefined),
  );
  return push.missed === undefined;
}

test('handshakes that are refused for seconds cost a few dials, and one connection follows', async () => {
  await using stage = await openStage();
  const { dingtalk, streams } = stage;
  dingtalk.faults.refuseHandshakes(true);
  await streams.start(100);
  await until('three dials', () => dingtalk.opened() >= 3, 5_000);
  assert.ok(dingtalk.opened() <= 4, `${dingtalk.opened()} dials`);
  assert.equal(streams.state().connected, false);
  assert.equal(streams.state().problem, 'handshake-503');
  dingtalk.faults.refuseHandshakes(false);
  await until('the connection', () => streams.state().connected, 8_000);
  assert.equal(dingtalk.connections(), 1);
  assert.equal(await hears(stage), true);
});

test('a wrong secret is asked about once a minute, and the process lives on', async () => {
  const clock = createHandClock();
  let dials = 0;
  const streams = createStreams({
    open: async () => {
      dials += 1;
      throw new UpstreamError('rejected', 'credentials-dead', 'no');
    },
    clock,
    log: silentLog,
    random: () => 0,
  });
  const started = streams.start(1_000);
  await clock.turn(1_000);
  await started;
  await clock.turn(180_000);
  assert.equal(dials, 4);
  await streams.stop();
  await clock.turn(180_000);
  assert.equal(dials, 4);
});

test('a server that asks every new connection to go is dialled ever more slowly', async () => {
  const clock = createHandClock();
  let dials = 0;
  const streams = createStreams({
    open: async () => {
      dials += 1;
      return aStream('disconnect');
    },
    clock,
    log: silentLog,
    random: () => 0,
  });
  await streams.start(1_000);
  await clock.turn(600_000);
  assert.ok(dials > 100 && dials < 250, `${dials} dials in ten minutes`);
  await streams.stop();
});

test('connections that are dropped at once are dialled with growing pauses', async () => {
  const clock = createHandClock();
  let dials = 0;
  const streams = createStreams({
    open: async () => {
      dials += 1;
      return aStream('closed');
    },
    clock,
    log: silentLog,
    random: () => 0,
  });
  await streams.start(1_000);
  await clock.turn(60_000);
  assert.ok(dials <= 10, `${dials} dials in a minute`);
  await streams.stop();
});

function aStream(reason: string): Stream {
  return { leaving: Promise.resolve(reason), closed: Promise.resolve(), close: async () => {} };
}

test('the successor is open before the connection that DingTalk asks to go has ended', async () => {
  await using stage = await openStage();
  const { dingtalk, streams } = stage;
  await streams.start(3_000);
  dingtalk.faults.disconnectFrames();
  await until('two connections', () => dingtalk.connections() === 2, 3_000);
  assert.equal(await hears(stage), true);
  await until('one connection', () => dingtalk.connections() === 1, 3_000);
  assert.equal(dingtalk.opened(), 2);
});

test('garbage, unknown topics and a handler that throws leave the connection as it is', async () => {
  const stage = await openStage(async (push) => {
    if (push.messageId === 'throws') throw new Error('a handler that fails');
    await push.ack({});
  });
  await using opened = stage;
  const { dingtalk, streams } = opened;
  await streams.start(3_000);
  for (const text of ['{"type":', 'null', '[]', '7', '{"type":"CALLBACK"}', '{"type":"SYSTEM","headers":{}}'])
    dingtalk.faults.sendNonsense(text);
  const frame = { type: 'CALLBACK', headers: { topic: MESSAGES, messageId: 'throws' }, data: '{}' };
  dingtalk.sendFrame(frame);
  dingtalk.sendFrame({ ...frame, headers: { topic: 'error', messageId: 'named-error' } });
  assert.equal(await hears(opened), true);
  assert.equal(dingtalk.opened(), 1);
});

test('stop while the gateway is slow: nothing is opened afterwards, and nothing waits', async () => {
  await using stage = await openStage();
  const { dingtalk, streams } = stage;
  dingtalk.faults.gateway({ mode: 'slow', slowMs: 300 });
  const starting = streams.start(3_000);
  await until('the dial', () => dingtalk.opened() === 1);
  await streams.stop();
  await starting;
  dingtalk.faults.gateway({ mode: 'ok' });
  await until(
    'the slow answer',
    () => dingtalk.calls.length === 1 && dingtalk.calls[0]?.outcome !== undefined,
  );
  assert.equal(dingtalk.connections(), 0);
  assert.equal(dingtalk.opened(), 1);
});

test('a connection that falls silent is noticed and replaced', async () => {
  await using stage = await openStage();
  const { dingtalk, options } = stage;
  const open = (signal: AbortSignal): Promise<Stream> => openStream({ ...options, watchMs: 100, signal });
  const streams = createStreams({ open, clock: systemClock, log: silentLog, random: () => 0 });
  await streams.start(3_000);
  dingtalk.faults.mute(true);
  await until('another dial', () => dingtalk.opened() >= 2, 3_000);
  dingtalk.faults.mute(false);
  await until('a living connection', () => streams.state().connected && dingtalk.connections() === 1, 3_000);
  assert.equal(await hears(stage), true);
  await streams.stop();
  assert.equal(dingtalk.connections(), 0);
});

test('a process that was busy, or a machine that slept, asks once more before it cuts a connection', async () => {
  await using stage = await openStage();
  const { dingtalk, options } = stage;
  const clock = createHandClock();
  let lateMs = 3_600_000;
  const stream = await openStream({
    ...options,
    watchMs: 1_000,
    clock: { now: () => clock.now(), after: (ms, fire) => clock.after(ms + lateMs, fire) },
    signal: new AbortController().signal,
  });
  dingtalk.faults.mute(true);
  // The other end has said nothing since it was asked, but we were not there to hear it.
  await clock.turn(3_601_000);
  await clock.turn(3_601_000);
  assert.equal(dingtalk.connections(), 1);
  lateMs = 0;
  await clock.turn(3_600_000);
  await clock.turn(3_000);
  await stream.closed;
  await until('the end of the connection', () => dingtalk.connections() === 0);
});

test('two clients ask for the same two topics and share no list of them', async () => {
  await using stage = await openStage();
  const { dingtalk, options } = stage;
  const signal = new AbortController().signal;
  const one = await openStream({ ...options, signal });
  const two = await openStream({ ...options, signal });
  const asked = dingtalk.calls.filter(({ method }) => method === 'POST /v1.0/gateway/connections/open');
  assert.deepEqual(
    asked.map(({ args }) => args.subscriptions),
    [0, 1].map(() => [
      { type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' },
      { type: 'CALLBACK', topic: '/v1.0/card/instances/callback' },
    ]),
  );
  await one.close(0);
  await two.close(0);
  assert.equal(dingtalk.connections(), 0);
});

test('nothing is printed, whatever happens', async (t) => {
  const printed: unknown[] = [];
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
    t.mock.method(console, name, (...parts: unknown[]) => printed.push(parts));
  {
    await using stage = await openStage();
    const { dingtalk, streams } = stage;
    await streams.start(3_000);
    dingtalk.faults.dropConnections();
    await until('the next connection', () => dingtalk.opened() === 2 && streams.state().connected, 3_000);
    dingtalk.faults.refuseHandshakes(true);
    dingtalk.faults.dropConnections();
    await until('a refused handshake', () => streams.state().problem === 'handshake-503', 3_000);
  }
  assert.deepEqual(printed, []);
});
