import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { ADA, appToken, BEN, handClock, openWorkspace, webClient } from './workspace.ts';

/** The answers of a bare WebSocket, without the SDK's opinions. */
function bareSocket(url: string): {
  frames: Record<string, unknown>[];
  ended: Promise<string>;
  ws: WebSocket;
} {
  const ws = new WebSocket(url);
  const frames: Record<string, unknown>[] = [];
  ws.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString())));
  const ended = new Promise<string>((resolve) => {
    ws.on('error', (err) => resolve(err.message));
    ws.on('close', () => resolve('closed'));
  });
  return { frames, ended, ws };
}

async function socketUrl(apiUrl: string): Promise<string> {
  const { url } = await webClient(apiUrl, appToken).apps.connections.open({});
  assert.ok(url);
  return url;
}

void test('hello counts the connections, and a ticket opens one of them only', async () => {
  await using at = await openWorkspace();
  await at.connect();
  const url = await socketUrl(at.apiUrl);
  const first = bareSocket(url);
  const hello = await at.until(() => first.frames[0]);
  assert.equal(hello.type, 'hello');
  assert.equal(hello.num_connections, 2);
  assert.match(await bareSocket(url).ended, /400/);
});

void test('the eleventh connection is sent away with too_many_websockets', async () => {
  await using at = await openWorkspace({ limits: { connections: 1 } });
  await at.connect();
  const extra = bareSocket(await socketUrl(at.apiUrl));
  const [frame] = await at.until(() => extra.frames.length > 0 && extra.frames);
  assert.deepEqual([frame?.type, frame?.reason], ['disconnect', 'too_many_websockets']);
});

void test('each envelope goes to exactly one connection, in turn', async () => {
  await using at = await openWorkspace();
  const got: string[] = [];
  for (const name of ['first', 'second']) {
    await at.connect({
      slash_commands: async ({ ack }) => {
        got.push(name);
        await ack();
      },
    });
  }
  for (let i = 0; i < 4; i++) await at.slack.people.command(ADA, 'deployments', '/deploy', '');
  assert.deepEqual([...got].sort(), ['first', 'first', 'second', 'second']);
});

void test('after a refresh the SDK comes back with a new connection', async () => {
  await using at = await openWorkspace();
  const client = await at.connect({ slash_commands: ({ ack }) => ack() });
  const again = new Promise<void>((resolve) => client.once('connected', () => resolve()));
  at.slack.faults.refresh({ warning: false });
  await again;
  const outcome = await at.slack.people.command(ADA, 'deployments', '/deploy', '');
  assert.equal(outcome.acked, true);
});

void test('with the Socket Mode switch off no connection is opened', async () => {
  await using at = await openWorkspace();
  const bare = bareSocket(await socketUrl(at.apiUrl));
  await at.until(() => bare.frames.length === 1);
  at.slack.faults.disableLink(true);
  await bare.ended;
  assert.equal(bare.frames.at(-1)?.reason, 'link_disabled');
  await assert.rejects(socketUrl(at.apiUrl), /forbidden_team/);
});

void test('a refused handshake and a killed connection look like network trouble', async () => {
  await using at = await openWorkspace();
  at.slack.faults.refuseHandshakes(1);
  assert.match(await bareSocket(await socketUrl(at.apiUrl)).ended, /408/);
  const bare = bareSocket(await socketUrl(at.apiUrl));
  await at.until(() => bare.frames.length === 1);
  at.slack.faults.killSockets();
  assert.equal(await bare.ended, 'closed');
  await at.until(() => at.slack.connections() === 0);
});

void test('a command without connection fails at once, one without ack after three seconds; neither is sent again', async () => {
  const clock = handClock();
  await using at = await openWorkspace({ clock });
  const nobody = await at.slack.people.command(ADA, 'deployments', '/deploy', '');
  assert.equal(nobody.acked === false && nobody.error, 'dispatch_failed');

  const bare = bareSocket(await socketUrl(at.apiUrl));
  await at.until(() => bare.ws.readyState === bare.ws.OPEN);
  clock.advance(1);
  await at.until(() => bare.frames.length === 1);
  const pending = at.slack.people.command(BEN, 'deployments', '/deploy', '');
  await at.until(() => bare.frames.length === 2);
  clock.advance(3_000);
  const outcome = await pending;
  assert.equal(outcome.acked === false && outcome.error, 'operation_timeout');
  assert.match(at.slack.ephemerals(BEN)[0]?.text ?? '', /operation_timeout/);
  clock.advance(600_000);
  assert.equal(at.slack.envelopes.length, 2);
  bare.ws.terminate();
});

void test('an event that nobody acknowledges comes again at once, after one minute and after five, then never', async () => {
  const clock = handClock();
  await using at = await openWorkspace({ clock, events: ['message.channels'] });
  const bare = bareSocket(await socketUrl(at.apiUrl));
  await at.until(() => bare.ws.readyState === bare.ws.OPEN);
  clock.advance(1);
  await at.until(() => bare.frames.length === 1);
  at.slack.people.say(ADA, 'deployments', 'hello');
  const waits = [3_000, 0, 3_000, 60_000, 3_000, 300_000, 3_000, 600_000];
  for (const [i, wait] of waits.entries()) {
    const attempts = 1 + Math.min(3, Math.floor((i + 1) / 2));
    await at.until(() => at.slack.envelopes.length === 1 + Math.min(3, Math.floor(i / 2)));
    clock.advance(wait);
    if (wait === 3_000) await at.until(() => at.slack.envelopes.every((one) => one.missed));
    else await at.until(() => at.slack.envelopes.length === attempts);
  }
  const frames = await at.until(() => bare.frames.length === 5 && bare.frames.slice(1));
  assert.deepEqual(
    frames.map((frame) => frame.retry_attempt),
    [0, 1, 2, 3],
  );
  const ids = new Set(at.slack.envelopes.map((one) => one.payload.event_id));
  assert.equal(ids.size, 1, 'the same event each time');
  bare.ws.terminate();
});

void test('a connection that falls silent is noticed by the SDK, which opens another', async () => {
  await using at = await openWorkspace();
  const client = await at.connect();
  const lost = new Promise<void>((resolve) => client.once('reconnecting', () => resolve()));
  const back = new Promise<void>((resolve) => client.once('connected', () => resolve()));
  at.slack.faults.mute(true);
  await lost;
  at.slack.faults.mute(false);
  await back;
  await at.until(() => at.slack.connections() === 1);
});

void test('TCP can stay open after the closing handshake, as with the real Slack', async () => {
  await using at = await openWorkspace();
  const polite = bareSocket(await socketUrl(at.apiUrl));
  await at.until(() => polite.frames.length === 1);
  at.slack.faults.refresh({ warning: false });
  await polite.ended;
  const hanging = bareSocket(await socketUrl(at.apiUrl));
  await at.until(() => hanging.frames.length === 1);
  at.slack.faults.refresh({ warning: false, leaveTcpOpen: true });
  const other = bareSocket(await socketUrl(at.apiUrl));
  await at.until(() => hanging.ws.readyState === hanging.ws.CLOSING && other.frames.length === 1);
  at.slack.faults.refresh({ warning: false });
  await other.ended;
  assert.equal(
    hanging.ws.readyState,
    hanging.ws.CLOSING,
    'the later one is gone, the earlier one still hangs',
  );
  hanging.ws.terminate();
});

void test('app_rate_limited is a payload without an event inside', async () => {
  await using at = await openWorkspace();
  const bare = bareSocket(await socketUrl(at.apiUrl));
  await at.until(() => bare.frames.length === 1);
  at.slack.sendPayload({
    type: 'app_rate_limited',
    team_id: 'T0TEAM',
    minute_rate_limited: 1,
    api_app_id: 'A0APP',
  });
  const frame = await at.until(() => bare.frames[1]);
  assert.equal(frame.type, 'events_api');
  assert.equal('event' in (frame.payload as object), false);
  bare.ws.terminate();
});
