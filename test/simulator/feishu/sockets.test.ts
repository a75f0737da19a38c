import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { decodeFrame, encodeFrame, headerValue } from '../../../src/simulator/feishu/frame.ts';
import type { EndpointMode } from '../../../src/simulator/feishu/socket-faults.ts';
import { until } from '../../until.ts';
import { ADA, appId, approvalCard, appSecret, type Data, openTenant, ROOM, type Tenant } from './tenant.ts';

const MESSAGE = 'im.message.receive_v1';

/** A handler that keeps the texts of what it hears. */
function listener(heard: string[]): Record<string, (data: Data) => void> {
  return { [MESSAGE]: (data) => void heard.push(String((data.message as Data).content)) };
}

function say({ feishu }: Tenant, text: string): void {
  feishu.people.say(ADA, ROOM, text, { mention: true });
}

test('payloads in pieces arrive whole, in whatever order the pieces come', async () => {
  await using tenant = await openTenant();
  const heard: string[] = [];
  await tenant.connect(listener(heard));
  tenant.feishu.faults.fragment(3);
  say(tenant, 'forwards 值值值');
  await until('the first', () => heard.length === 1);
  tenant.feishu.faults.fragment(4, true);
  say(tenant, 'backwards 值值值');
  await until('the second', () => heard.length === 2);
  assert.match(heard[0] ?? '', /forwards 值值值/);
  assert.match(heard[1] ?? '', /backwards 值值值/);
  await until('both acknowledged', () => tenant.feishu.pushes.every((one) => one.ackedAt !== undefined));
});

test('an event that nobody acknowledged is pushed again, under the same id', async () => {
  await using tenant = await openTenant({ limits: { ackMs: 500, socketRetryDelaysMs: [0, 0] } });
  const { feishu } = tenant;
  const heard: string[] = [];
  let fails = 1;
  const connected = Promise.withResolvers<void>();
  feishu.onPush((push, stage) => {
    if (push.attempt === 1 && stage === 'sending') return connected.promise;
  });
  say(tenant, 'nobody is there');
  await until('the miss', () => feishu.pushes[0]?.missed === 'no_connection');
  await tenant.connect({
    [MESSAGE]: (data) => {
      if (fails-- > 0) throw new Error('handler');
      heard.push(String(data.event_id));
    },
  });
  connected.resolve();
  await until('an acknowledgement', () => feishu.pushes.at(-1)?.ackedAt);
  assert.deepEqual(
    feishu.pushes.map((one) => [one.attempt, one.missed]),
    [
      [0, 'no_connection'],
      [1, 'refused'],
      [2, undefined],
    ],
  );
  assert.deepEqual(heard, [feishu.pushes[0]?.eventId]);
});

test('a doubled push comes twice, a lost acknowledgement brings it again', async () => {
  await using tenant = await openTenant({ limits: { socketRetryDelaysMs: [0] } });
  const heard: string[] = [];
  await tenant.connect(listener(heard));
  tenant.feishu.faults.next('push:message', { kind: 'duplicate' });
  say(tenant, 'twice');
  await until('two of them', () => heard.length === 2);
  tenant.feishu.faults.next('push', { kind: 'apply_then_fail' });
  say(tenant, 'again');
  await until('two more', () => heard.length === 4);
  assert.equal(heard[2], heard[3]);
});

test('each push goes to one of the connections', async () => {
  await using tenant = await openTenant();
  const one: string[] = [];
  const two: string[] = [];
  await tenant.connect(listener(one));
  await tenant.connect(listener(two));
  for (const text of ['a', 'b', 'c', 'd']) say(tenant, text);
  await until('all', () => one.length + two.length === 4);
  assert.deepEqual([one.length, two.length], [2, 2]);
});

test('a dropped connection is opened again, and nonsense does no harm', async () => {
  await using tenant = await openTenant();
  const { feishu } = tenant;
  const heard: string[] = [];
  await tenant.connect(listener(heard));
  feishu.faults.sendNonsense();
  say(tenant, 'after the nonsense');
  await until('the event', () => heard.length === 1);
  feishu.faults.dropConnections();
  await until('the new connection', () => feishu.opened() === 2 && feishu.connections() === 1);
});

test('a dead peer takes nothing and says nothing', async () => {
  await using tenant = await openTenant({ limits: { ackMs: 50, socketRetryDelaysMs: Array(200).fill(0) } });
  const { feishu } = tenant;
  const heard: string[] = [];
  await tenant.connect(listener(heard));
  feishu.faults.mute(true);
  say(tenant, 'into the void');
  await until('the miss', () => feishu.pushes[0]?.missed === 'timeout');
  assert.deepEqual(heard, []);
  feishu.faults.mute(false);
  await until('the event', () => heard.length > 0);
});

test('a connection that falls silent is noticed by its missing pong', async () => {
  const limits = { pingIntervalSeconds: 0.2 };
  await using tenant = await openTenant({ limits });
  const { feishu } = tenant;
  await tenant.connect({}, { wsConfig: { pingTimeout: 0.1 } });
  feishu.faults.mutePongs(true);
  await until('another address', () => feishu.opened() > 1);
  feishu.faults.mutePongs(false);
  await until('a connection', () => feishu.connections() === 1);
});

const endings: [EndpointMode, 'failed' | 'retries'][] = [
  ['auth_failed', 'failed'],
  ['busy', 'failed'],
  ['too_many_connections', 'failed'],
  ['no_data', 'retries'],
  ['internal', 'retries'],
  ['http_500', 'retries'],
];

for (const [mode, end] of endings) {
  test(`an endpoint that answers ${mode}: the SDK ${end}`, async () => {
    await using tenant = await openTenant();
    const { feishu } = tenant;
    const first = await tenant.connect();
    let gaveUp = false;
    feishu.faults.refuseEndpoint(mode, 1);
    if (end === 'failed') {
      const second = await tenant.connect({}, { onError: () => (gaveUp = true) });
      assert.equal(second.getConnectionStatus().state, 'failed');
      assert.ok(gaveUp);
      assert.equal(feishu.opened(), 2);
    } else {
      feishu.faults.dropConnections();
      await until('the third call', () => feishu.opened() === 3);
      await until('the connection', () => first.getConnectionStatus().state === 'connected');
    }
  });
}

async function ask(base: string, secret = appSecret): Promise<{ code: number; data: { URL: string } }> {
  const body = JSON.stringify({ AppID: appId, AppSecret: secret });
  const response = await fetch(`${base}/callback/ws/endpoint`, { method: 'POST', body });
  return (await response.json()) as { code: number; data: { URL: string } };
}

test('a ticket opens one connection; a wrong secret gets none', async () => {
  await using tenant = await openTenant({ limits: { connections: 2 } });
  const { base } = tenant;
  assert.equal((await ask(base, 'wrong')).code, 514);
  const { URL: first } = (await ask(base)).data;
  const sockets = [await dial(first)];
  await assert.rejects(dial(first), /401/);
  const { URL: second } = (await ask(base)).data;
  await assert.rejects(dial(second, { origin: 'https://evil.example' }), /hang up/);
  sockets.push(await dial(second));
  assert.equal((await ask(base)).code, 1_000_040_350);
  for (const socket of sockets) socket.terminate();
});

test('pieces can be sent the last one first', async () => {
  await using tenant = await openTenant();
  const { URL: address } = (await ask(tenant.base)).data;
  const raw = await dial(address);
  const seen: string[] = [];
  raw.on('message', (data: Buffer) => void seen.push(headerValue(decodeFrame(data), 'seq') ?? ''));
  tenant.feishu.faults.fragment(3, true);
  say(tenant, 'backwards');
  await until('three frames', () => seen.length === 3);
  assert.deepEqual(seen, ['2', '1', '0']);
  raw.terminate();
});

test('card callbacks in card frames are dropped by the SDK and can be answered by others', async () => {
  await using tenant = await openTenant({ cardFrames: 'card', limits: { ackMs: 400 } });
  const { feishu, base } = tenant;
  const id = await tenant.send(approvalCard());
  const socket = await tenant.connect({ 'card.action.trigger': () => ({}) });
  const dropped = await feishu.people.click(ADA, id, 'approve');
  assert.deepEqual(dropped.acked ? 'acked' : dropped.error, '200340');
  socket.close({ force: true });
  await until('the end', () => feishu.connections() === 0);
  const raw = await dial((await ask(base)).data.URL);
  raw.on('message', (data: Buffer) => {
    const frame = decodeFrame(data);
    assert.equal(headerValue(frame, 'type'), 'card');
    const back = Buffer.from(JSON.stringify({ toast: { content: 'hi' } })).toString('base64');
    raw.send(encodeFrame({ ...frame, payload: Buffer.from(JSON.stringify({ code: 200, data: back })) }));
  });
  const outcome = await feishu.people.click(ADA, id, 'approve');
  assert.deepEqual(outcome.acked && outcome.toast, { type: 'info', content: 'hi' });
  raw.terminate();
});

function dial(address: string, options = {}): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, options);
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}
