import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Api, failure, type Outcome } from './api.ts';
import type { Sink } from './watches.ts';

/** The server's address on 127.0.0.1. */
export type Door = {
  url: string;
  close(): Promise<void>;
};

export type Certificate = { key: string; cert: string };

export async function openDoor(api: Api, certificate?: Certificate, port = 0): Promise<Door> {
  const listener: RequestListener = (request, response) => void answer(api, request, response);
  const server =
    certificate === undefined ? createServer(listener) : createSecureServer(certificate, listener);
  // Clients keep connections for long; a server that closes idle ones races with their next request.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${given}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.on('error', () => {});
  response.on('error', () => {});
  try {
    const body = await read(request);
    const { headers } = request;
    const outcome = await api.serve({
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      authorization: headers.authorization,
      contentType: headers['content-type'] ?? '',
      userAgent: headers['user-agent'] ?? '',
      body,
    });
    tell(outcome, request, response);
  } catch {
    // The client went away while it was still sending.
    response.destroy();
  }
}

async function read(request: IncomingMessage): Promise<string> {
  if (request.method === 'GET') {
    request.resume();
    return '';
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const HEADERS = {
  'audit-id': '5d0c0f5e-2f0f-4a0f-9b1e-3c1c7f6d2b11',
  'cache-control': 'no-cache, private',
  'content-type': 'application/json',
  'x-kubernetes-pf-flowschema-uid': '0b7a2f0e-3d3c-4b1f-a1c7-2f9d6a1e5c10',
  'x-kubernetes-pf-prioritylevel-uid': '6f2f4c1d-8a5b-4c53-9a37-0c7e1d2b3a4f',
} as const;

function tell(outcome: Outcome, request: IncomingMessage, response: ServerResponse): void {
  switch (outcome.kind) {
    case 'cut':
      request.socket.destroy();
      return;
    case 'hang':
      return;
    case 'answer': {
      const { code, body, headers } = outcome.answer;
      response.writeHead(code, { ...HEADERS, ...headers, 'content-length': Buffer.byteLength(body) });
      response.end(body);
      return;
    }
    case 'stream': {
      const sink: Sink = {
        write(line) {
          if (!response.headersSent) response.writeHead(200, HEADERS);
          response.write(line);
        },
        end() {
          if (!response.headersSent) response.writeHead(200, HEADERS);
          response.end();
        },
        destroy: () => void request.socket.destroy(),
      };
      stream(outcome, sink, request, response);
    }
  }
}

function stream(
  outcome: Extract<Outcome, { kind: 'stream' }>,
  sink: Sink,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  try {
    const watch = outcome.start(sink);
    // Headers go at once, also while there is nothing to tell.
    if (!response.headersSent) response.writeHead(200, HEADERS);
    response.flushHeaders();
    response.on('close', () => watch.cut());
  } catch (error) {
    tell(failure(error), request, response);
  }
}
