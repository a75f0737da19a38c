import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A Slack that answers `apps.connections.open` and then says whatever the test wants, however wrong. */
export async function openFakeSocketServer(greet: (connection: WebSocket) => void): Promise<{
  apiUrl: string;
  received: Record<string, unknown>[];
  /** Raw connections that are still open. */
  open: () => number;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const received: Record<string, unknown>[] = [];
  const server = createServer((_, res) => {
    const { port } = server.address() as AddressInfo;
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port}/link/?ticket=sesame` }));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (connection) => {
    connection.on('message', (data: Buffer) => received.push(JSON.parse(data.toString('utf8'))));
    connection.on('error', () => {});
    greet(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    received,
    open: () => sockets.clients.size,
    async [Symbol.asyncDispose]() {
      for (const connection of sockets.clients) connection.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
