import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { SimLog } from '../slack/options.ts';
import { BodyTooLarge } from '../slack/read-body.ts';
import type { Calls } from './calls.ts';
import { refuse, type Sockets } from './sockets.ts';

type ServerOptions = { calls: Calls; sockets: Sockets; log: SimLog };

/** One port for everything that DingTalk has on several hosts: `/v1.0/…`, `/topapi/…`, `/robot/…` and `/connect` (WebSocket). */
export function createDingTalkServer({ calls, sockets, log }: ServerOptions): Server {
  const server = createServer((req, res) => {
    route(req, res).catch((err: unknown) => {
      if (!(err instanceof BodyTooLarge)) log.error({ err }, 'simulated DingTalk failed on a request');
      if (!res.headersSent) send(res, err instanceof BodyTooLarge ? 413 : 500, 'system.busy');
    });
  });
  server.on('upgrade', (req, socket, head) => {
    if (isForeign(req)) return refuse(socket, '403 Forbidden');
    sockets.upgrade(req, socket, head);
  });

  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (isForeign(req)) return send(res, 403, 'Forbidden');
    const url = new URL(req.url ?? '/', 'http://127.0.0.1');
    await calls.handle(`${req.method ?? 'GET'} ${url.pathname}`, url.searchParams, req, res);
  }

  return server;
}

/** SDKs name 127.0.0.1 and send no Origin; a page of another site, or a name that leads here, is told apart by that. */
function isForeign({ headers, socket }: IncomingMessage): boolean {
  const hosts = [`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`];
  return headers.origin !== undefined || !hosts.includes(headers.host ?? '');
}

function send(res: ServerResponse, status: number, code: string): void {
  res.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
  res.end(JSON.stringify({ code, message: code }));
}
