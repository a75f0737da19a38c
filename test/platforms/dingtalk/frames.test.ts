import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import { silentLog } from '../../../src/log.ts';
import { openStream, type Stream } from '../../../src/platforms/dingtalk/stream.ts';
import { systemClock } from '../../../src/time.ts';
import { until } from '../../until.ts';
import { CLIENT, MESSAGES } from './bench.ts';

type Peer = AsyncDisposable & {
  stream: Stream;
  /** The path by which the client came. */
  path: string;
  /** What the client sent, by message id. */
  answers: Map<string, { code: number; data: unknown }>;
  send(type: string, topic: string, messageId: string, data: unknown, time?: unknown): void;
};

/** The other end of a stream by hand: a gateway that gives out `ticket`, and the connection behind it. */
async function openPeer(ticket: string): Promise<Peer> {
  const answers: Peer['answers'] = new Map();
  const sockets: WebSocket[] = [];
  let path = '';
  const server = createServer((_req, res) => {
    const { port } = server.address() as AddressInfo;
    res.end(JSON.stringify({ endpoint: `ws://127.0.0.1:${port}/connect`, ticket }));
  });
  const upgrades = new WebSocketServer({ server });
  upgrades.on('connection', (socket, request) => {
    path = request.url ?? '';
    sockets.push(socket);
    socket.on('message', (data: Buffer) => {
      const {
        code,
        headers,
        data: said,
      } = JSON.parse(data.toString()) as {
        code: number;
        headers: { messageId: string };
        data: string;
      };
      answers.set(headers.messageId, { code, data: JSON.parse(said) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stream = await openStream({
    ...CLIENT,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requestMs: 2_000,
    log: silentLog,
    clock: systemClock,
    signal: new AbortController().signal,
    receive: (push) => push.ack({ heard: push.data }),
  });
  return {
    stream,
    path,
    answers,
    send(type, topic, messageId, data, time) {
      const headers = { topic, messageId, time, contentType: 'application/json' };
      for (const socket of sockets) socket.send(JSON.stringify({ specVersion: '1.0', type, headers, data }));
    },
    async [Symbol.asyncDispose]() {
      await stream.close(0);
      upgrades.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

test('each kind of frame has its answer, and a topic that nobody listens to is refused', async () => {
  await using peer = await openPeer('t');
  peer.send('SYSTEM', 'ping', 'm1', '{"opaque":"op-1"}');
  peer.send('EVENT', '*', 'm2', '{}');
  peer.send('CALLBACK', '/v1.0/graph/api/invoke', 'm3', '{}');
  peer.send('CALLBACK', MESSAGES, 'm4', '{"msgId":"x"}');
  await until('all answers', () => peer.answers.size === 4);
  assert.deepEqual(Object.fromEntries(peer.answers), {
    m1: { code: 200, data: { opaque: 'op-1' } },
    m2: { code: 200, data: { status: 'SUCCESS' } },
    m3: { code: 404, data: {} },
    m4: { code: 200, data: { response: { heard: { msgId: 'x' } } } },
  });
});

test('a frame with a number for its time, or with an object for its text, is answered all the same', async () => {
  await using peer = await openPeer('t');
  peer.send('SYSTEM', 'ping', 'm1', { opaque: 'op-1' });
  peer.send('CALLBACK', MESSAGES, 'm2', { msgId: 'x' }, 1_700_000_000_000);
  peer.send('CALLBACK', MESSAGES, 'm3', null, null);
  peer.send('CALLBACK', MESSAGES, 'm4', '{"msgId":"x"}', {});
  await until('all answers', () => peer.answers.size === 4);
  assert.deepEqual(Object.fromEntries(peer.answers), {
    m1: { code: 200, data: { opaque: 'op-1' } },
    m2: { code: 200, data: { response: { heard: { msgId: 'x' } } } },
    m3: { code: 200, data: { response: {} } },
    m4: { code: 200, data: { response: { heard: { msgId: 'x' } } } },
  });
});

test('a ticket with signs of its own arrives as it is', async () => {
  await using peer = await openPeer('a+b/c==&d=#?');
  assert.equal(new URL(peer.path, 'http://x').searchParams.get('ticket'), 'a+b/c==&d=#?');
});
