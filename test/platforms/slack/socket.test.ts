import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WebSocket } from 'ws';
import { UpstreamError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import { openSocket, type Socket } from '../../../src/platforms/slack/socket.ts';
import type { Envelope } from '../../../src/platforms/slack/transport.ts';
import { systemClock } from '../../../src/time.ts';
import { nobodyListens, until } from './bench.ts';
import { openFakeSocketServer } from './fake-socket-server.ts';

const hello = { type: 'hello', num_connections: 3, connection_info: { app_id: 'A0APP' } };
const command = { envelope_id: 'e-1', type: 'slash_commands', payload: { command: '/flow' } };

function open(
  apiUrl: string,
  receive: (envelope: Envelope) => Promise<void>,
  signal?: AbortSignal,
): Promise<Socket> {
  return openSocket({
    appToken: 'xapp-1',
    apiUrl,
    log: silentLog,
    clock: systemClock,
    signal: signal ?? AbortSignal.timeout(10_000),
    elsewhere: async () => {
      throw new Error('nowhere else');
    },
    receive,
  });
}

function say(connection: WebSocket, ...frames: unknown[]): void {
  for (const frame of frames) connection.send(JSON.stringify(frame));
}

void test('frames that end the process of the bare SDK are ignored here', async () => {
  await using server = await openFakeSocketServer((connection) => {
    say(connection, hello);
    connection.send('not json');
    connection.send(Buffer.from([1, 2, 3]));
    connection.send('"text"');
    connection.send('null');
    say(
      connection,
      // Slack's own app_rate_limited has no event inside: the SDK reads the type of undefined.
      { envelope_id: 'e-0', type: 'events_api', payload: { type: 'app_rate_limited', team_id: 'T1' } },
      { envelope_id: 'e-0', type: 'events_api', payload: { event: null } },
      { envelope_id: 'e-0', type: 'events_api' },
      { type: 'slash_commands', payload: {} },
      { type: 'interactive', envelope_id: 7, payload: [] },
      { type: 'a_new_kind_of_frame' },
      { type: ['hello'] },
      {},
      command,
    );
  });
  const received: Envelope[] = [];
  const socket = await open(server.apiUrl, async (envelope) => {
    received.push(envelope);
    await envelope.ack({ text: 'yes' });
  });
  await until(() => server.received.length === 1);
  assert.equal(socket.appConnections, 3);
  assert.equal(received.length, 1);
  assert.deepEqual(server.received, [{ envelope_id: 'e-1', payload: { text: 'yes' } }]);
  await socket.close(1_000);
  await until(() => server.open() === 0);
});

void test('a connection that is asked to go stays open until its holder closes it', async () => {
  let connection: WebSocket | undefined;
  await using server = await openFakeSocketServer((one) => {
    connection = one;
    say(one, hello, { type: 'disconnect', reason: 'warning' });
  });
  const socket = await open(server.apiUrl, async ({ ack }) => await ack());
  assert.equal(await socket.leaving, 'warning');
  assert.ok(connection);
  say(connection, command);
  await until(() => server.received.length === 1);
  await socket.close(1_000);
  await socket.closed;
});

void test('closing waits for the acknowledgement that is still to be sent', async () => {
  await using server = await openFakeSocketServer((connection) => say(connection, hello, command));
  const stored = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const socket = await open(server.apiUrl, async ({ ack }) => {
    begun.resolve();
    await stored.promise;
    await ack({ text: 'just in time' });
  });
  await begun.promise;
  const closed = socket.close(5_000);
  stored.resolve();
  await closed;
  await until(() => server.received.length === 1);
});

void test('a Slack that closes instead of greeting, or answers nonsense, is an error and leaves nothing open', async () => {
  await using closing = await openFakeSocketServer((connection) => connection.close(1011));
  await assert.rejects(
    open(closing.apiUrl, async () => {}),
    UpstreamError,
  );
  await using cutting = await openFakeSocketServer((connection) => connection.terminate());
  await assert.rejects(
    open(cutting.apiUrl, async () => {}),
    UpstreamError,
  );
  await using refusing = await openFakeSocketServer((connection) => {
    say(connection, { type: 'disconnect', reason: 'too_many_websockets' });
    connection.close();
  });
  await assert.rejects(
    open(refusing.apiUrl, async () => {}),
    (error: unknown) => error instanceof UpstreamError && error.code === 'too_many_websockets',
  );
  await assert.rejects(
    open(await nobodyListens(), async () => {}),
    (error: unknown) => error instanceof UpstreamError && error.outcome === 'unreachable',
  );
});

void test('an opening that is given up while Slack does not greet leaves nothing open', async () => {
  await using server = await openFakeSocketServer(() => {});
  const giving = new AbortController();
  const opening = open(server.apiUrl, async () => {}, giving.signal);
  await until(() => server.open() === 1);
  giving.abort();
  await assert.rejects(opening, UpstreamError);
  await until(() => server.open() === 0);
});

void test('an acknowledgement over a connection that is gone rejects, and nothing else happens', async () => {
  let connection: WebSocket | undefined;
  await using server = await openFakeSocketServer((one) => {
    connection = one;
    say(one, hello, command);
  });
  const gone = Promise.withResolvers<void>();
  const outcome = Promise.withResolvers<unknown>();
  const socket = await open(server.apiUrl, async ({ ack }) => {
    await gone.promise;
    await ack().then(() => outcome.resolve('sent'), outcome.resolve);
  });
  connection?.terminate();
  assert.equal(await socket.leaving, 'closed');
  gone.resolve();
  assert.ok((await outcome.promise) instanceof Error);
});
