import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Log, silentLog } from '../../../src/log.ts';
import { type Connection, createConnection } from '../../../src/platforms/feishu/connection.ts';
import { createReceiver, type Receipt } from '../../../src/platforms/feishu/receiver.ts';
import { loadSdk } from '../../../src/platforms/feishu/sdk.ts';
import { openSocket, type SocketOptions } from '../../../src/platforms/feishu/socket.ts';
import type { FeishuSimulatorOptions } from '../../../src/simulator/feishu/options.ts';
import type { FeishuSimulator } from '../../../src/simulator/feishu/simulator.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { recording, text } from '../../contracts/recording.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { ADA, appId, appSecret, BOT, ID, message, openFeishu, ROOM } from './bench.ts';
import { strangers } from './strangers.ts';

type Bench = AsyncDisposable & { feishu: FeishuSimulator; options: SocketOptions; connection: Connection };

/** The keeper of the connection and the simulator; nothing is opened before `connection.start`. */
async function openBench({
  receive = async () => ({ body: undefined, afterwards: async () => {} }),
  clock = systemClock,
  log = silentLog,
  simulator = {},
  ...changes
}: Partial<SocketOptions> & { simulator?: Partial<FeishuSimulatorOptions> } = {}): Promise<Bench> {
  const { feishu, config } = await openFeishu(simulator);
  const options: SocketOptions = {
    sdk: loadSdk(),
    appId,
    appSecret,
    apiUrl: config.apiUrl ?? '',
    log,
    clock,
    signal: new AbortController().signal,
    receive,
    pingSeconds: 20,
    pongSeconds: 10,
    ...changes,
  };
  const connection = createConnection({
    open: (signal) => openSocket({ ...options, signal }),
    clock,
    log,
    random: () => -1,
  });
  return {
    feishu,
    options,
    connection,
    async [Symbol.asyncDispose]() {
      await connection.stop();
      await feishu.stop();
    },
  };
}

void test('a peer that is dead is noticed by its silence, and there is one connection again', async () => {
  await using bench = await openBench({ pingSeconds: 0.05, pongSeconds: 0.04 });
  await bench.connection.start(2_000);
  await until('pings to be answered for a while', () => bench.feishu.opened() === 1);
  bench.feishu.faults.mutePongs(true);
  await until('the silent connection to be replaced', () => bench.feishu.opened() >= 2);
  bench.feishu.faults.mutePongs(false);
  const opened = await until('a connection that stays', () => {
    const { open } = bench.connection.state();
    return open && bench.feishu.connections() === 1 && bench.feishu.opened();
  });
  assert.ok(opened >= 2);
});

void test("pings come at our pace, whatever Feishu's pongs say", async () => {
  let pings = 0;
  const sdk = loadSdk();
  class CountingClient extends sdk.WSClient {
    override pingLoop(): void {
      pings += 1;
      super.pingLoop();
    }
  }
  await using bench = await openBench({
    sdk: { ...sdk, WSClient: CountingClient },
    pingSeconds: 0.02,
    pongSeconds: 10,
  });
  await bench.connection.start(2_000);
  // The first pong says 120 s, and the SDK would believe it.
  await until('the tenth ping', () => pings >= 10, 2_000);
  assert.equal(bench.feishu.opened(), 1);
});

void test('a machine that slept opens its connection anew', async () => {
  const hand = createHandClock();
  // Time jumps while the timers stand still, as they do in sleep.
  let slept = 0;
  const clock: Clock = { now: () => hand.now() + slept, after: (ms, fire) => hand.after(ms, fire) };
  await using bench = await openBench({ clock });
  const starting = bench.connection.start(60_000);
  await until('the connection', () => bench.connection.state().open);
  await starting;
  await hand.turn(30_000);
  assert.equal(bench.connection.state().opened, 1, 'time that passes is no sleep');
  slept = 600_000;
  await until('the connection to be opened anew', async () => {
    await hand.turn(1_000);
    return bench.connection.state().opened === 2;
  });
  await until('one connection', () => bench.feishu.connections() === 1);
});

for (const [mode, problem] of [
  ['auth_failed', '514'],
  ['no_data', '514'],
  ['too_many_connections', '1000040350'],
  ['busy', '1'],
  ['internal', '1000040343'],
  ['http_500', '1'],
] as const) {
  void test(`an address that is refused (${mode}) is asked for again, and the code is told`, async () => {
    const hand = createHandClock();
    await using bench = await openBench({ clock: hand });
    bench.feishu.faults.refuseEndpoint(mode);
    const starting = bench.connection.start(60_000);
    await until('the refusal', () => bench.connection.state().problem !== undefined);
    assert.equal(bench.connection.state().problem, problem);
    assert.equal(bench.connection.state().open, false);
    bench.feishu.faults.refuseEndpoint('ok');
    await until('the next attempt', async () => {
      await hand.turn(5_000);
      return bench.connection.state().open;
    });
    await starting;
    assert.equal(bench.connection.state().problem, undefined);
    assert.equal(bench.feishu.connections(), 1);
  });
}

void test('there are never two connections at once, and each is asked for once', async () => {
  await using bench = await openBench();
  let most = 0;
  bench.feishu.subscribe((change) => {
    if (change.type === 'connections') most = Math.max(most, change.open);
  });
  await bench.connection.start(2_000);
  for (let i = 1; i <= 20; i++) {
    bench.feishu.faults.dropConnections();
    await until('the next connection', () => bench.connection.state().opened === i + 1);
  }
  assert.equal(most, 1);
  assert.equal(bench.feishu.opened(), 21);
});

void test('the SDK still has the private methods that are overridden: with others it would go its own way', () => {
  const { prototype } = loadSdk().WSClient;
  for (const name of ['handleEventData', 'handleControlData', 'reConnect', 'pingLoop', 'communicate']) {
    assert.equal(typeof Reflect.get(prototype, name), 'function', name);
  }
});

void test('an app id that the SDK would silently ignore is said to be wrong', async () => {
  await using bench = await openBench({ appId: 'my-app' });
  await bench.connection.start(50);
  assert.equal(bench.connection.state().problem, 'bad-app-id');
  assert.equal(bench.feishu.opened(), 0);
});

void test('a connection that is given up while it opens leaves no socket', async () => {
  await using bench = await openBench();
  for (let i = 0; i < 10; i++) {
    const given = new AbortController();
    const opening = openSocket({ ...bench.options, signal: given.signal });
    const asked = bench.feishu.opened() + 1;
    if (i % 2 === 0) await until('the address to be asked for', () => bench.feishu.opened() >= asked);
    given.abort();
    const socket = await opening.catch(() => undefined);
    await socket?.close(0);
  }
  await until('no connection', () => bench.feishu.connections() === 0);
});

void test('stop during the start is final', async () => {
  await using bench = await openBench();
  const starting = bench.connection.start(2_000);
  await bench.connection.stop();
  await starting;
  await until('no connection', () => bench.feishu.connections() === 0);
  assert.equal(bench.connection.state().open, false);
});

for (const type of ['event', 'card'] as const) {
  void test(`a card callback in a frame of type ${type} is answered with its toast`, async () => {
    const inbound = recording(() => text('approved'));
    const receiver = createReceiver({
      appId,
      identity: { platform: ID, botOpenId: BOT, people: strangers },
      inbound,
      tell: async () => {},
      clock: systemClock,
      log: silentLog,
    });
    await using bench = await openBench({
      receive: (payload) => receiver.receive(payload),
      simulator: { cardFrames: type },
    });
    await bench.connection.start(2_000);
    const outcome = await bench.feishu.sendCallback(click());
    assert.ok(outcome.acked);
    assert.deepEqual(outcome.response, { toast: { type: 'info', content: 'approved' } });
    await until('the answer to be noted', () => inbound.answered.length === 1);
  });
}

void test('a click is always answered with an object, also when there is nothing to say', async () => {
  const receiver = createReceiver({
    appId,
    identity: { platform: ID, botOpenId: BOT, people: strangers },
    inbound: recording(() => ({ kind: 'none' })),
    tell: async () => {},
    clock: systemClock,
    log: silentLog,
  });
  await using bench = await openBench({ receive: (payload) => receiver.receive(payload) });
  await bench.connection.start(2_000);
  for (const event of [click(), {}, { operator: 7 }]) {
    const outcome = await bench.feishu.sendCallback(event);
    assert.deepEqual(outcome.acked && outcome.response, {});
  }
});

void test('what Feishu sends in the moment of the opening is heard', async () => {
  const receive = async (): Promise<Receipt> => ({ body: {}, afterwards: async () => {} });
  await using bench = await openBench({ receive });
  const clicks: Promise<boolean>[] = [];
  bench.feishu.subscribe((change) => {
    if (change.type !== 'connections' || change.open === 0) return;
    clicks.push(bench.feishu.sendCallback(click()).then(({ acked }) => acked));
  });
  await bench.connection.start(2_000);
  for (let i = 1; i <= 5; i++) {
    assert.equal(await clicks[i - 1], true);
    bench.feishu.faults.dropConnections();
    await until('the next connection', () => bench.connection.state().opened === i + 1);
  }
});

void test('an event in pieces, the last one first, is one event', async () => {
  const seen: unknown[] = [];
  const receive = async (payload: unknown): Promise<Receipt> => {
    seen.push(payload);
    return { body: undefined, afterwards: async () => {} };
  };
  await using bench = await openBench({ receive });
  await bench.connection.start(2_000);
  bench.feishu.faults.fragment(5, true);
  bench.feishu.sendEvent(
    'im.message.receive_v1',
    message({ content: JSON.stringify({ text: '很长的消息' }) }),
  );
  await until('the acknowledgement', () => bench.feishu.pushes[0]?.ackedAt !== undefined);
  assert.match(JSON.stringify(seen), /很长的消息/);
  assert.equal(seen.length, 1);
});

void test('what could not be acknowledged any more is not taken for told', async () => {
  let told = 0;
  const storing = Promise.withResolvers<void>();
  const receive = async (): Promise<Receipt> => {
    await storing.promise;
    return {
      body: {},
      afterwards: async () => {
        told += 1;
      },
    };
  };
  await using bench = await openBench({ receive });
  await bench.connection.start(2_000);
  const clicked = bench.feishu.sendCallback(click());
  await until('the callback to arrive', () => bench.feishu.pushes[0]?.connection !== undefined);
  bench.feishu.faults.dropConnections();
  await until('a new connection', () => bench.connection.state().opened === 2);
  storing.resolve();
  assert.equal((await clicked).acked, false);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(told, 0);
});

void test('neither the secret nor the address of the connection is ever logged', async () => {
  const lines: string[] = [];
  const write = (fields: Record<string, unknown>, line: string): void => {
    lines.push(
      JSON.stringify([fields, line], (_, value: unknown) => (value instanceof Error ? String(value) : value)),
    );
  };
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  await using bench = await openBench({ log });
  await bench.connection.start(2_000);
  bench.feishu.faults.sendNonsense();
  bench.feishu.faults.refuseEndpoint('auth_failed', 1);
  bench.feishu.faults.dropConnections();
  await until('the refusal', () => bench.connection.state().problem === '514');
  assert.ok(lines.length > 2);
  assert.doesNotMatch(lines.join('\n'), /s3cret|access_key=[^…]|ticket=[^…]/);
});

function click(): Record<string, unknown> {
  return {
    operator: { open_id: ADA, tenant_key: '736588c9260f175d' },
    action: { tag: 'button', value: { approval: 7, attempt: 'a', verdict: 'approve' } },
    context: { open_message_id: 'om_1', open_chat_id: ROOM },
  };
}
