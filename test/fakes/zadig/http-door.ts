import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Exchange = {
  method: string;
  url: URL;
  authorization: string | undefined;
  body: string;
};

export type Answer = {
  code: number;
  /** The body; empty where absent. */
  json?: unknown;
  text?: string;
  headers?: Readonly<Record<string, string>>;
};

export type Outcome = { kind: 'answer'; answer: Answer } | { kind: 'cut' } | { kind: 'hang' };

/** The server's address on 127.0.0.1. */
export type Door = { url: string; close(): Promise<void> };

export async function openDoor(serve: (exchange: Exchange) => Promise<Outcome>, port = 0): Promise<Door> {
  const server = createServer((request, response) => void answer(serve, request, response));
  // Clients keep connections for long; a server that closes idle ones races with their next request.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${given}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  serve: (exchange: Exchange) => Promise<Outcome>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.on('error', () => {});
  response.on('error', () => {});
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const outcome = await serve({
      method: request.method ?? 'GET',
      url: new URL(request.url ?? '/', 'http://zadig.invalid'),
      authorization: request.headers.authorization,
      body: Buffer.concat(chunks).toString('utf8'),
    });
    tell(outcome, request, response);
  } catch {
    // The client went away while it was still sending.
    response.destroy();
  }
}

function tell(outcome: Outcome, request: IncomingMessage, response: ServerResponse): void {
  if (outcome.kind === 'hang') return;
  if (outcome.kind === 'cut') {
    request.socket.destroy();
    return;
  }
  const { code, json, text, headers = {} } = outcome.answer;
  const body = json === undefined ? (text ?? '') : JSON.stringify(json);
  const type =
    json === undefined
      ? { ...(body !== '' && { 'content-type': 'text/plain' }) }
      : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(code, { ...type, ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
