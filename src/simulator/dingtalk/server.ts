import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createLocalServer, isForeign } from '../common/local-server.ts';
import type { SimLog } from '../common/log.ts';
import { refuseUpgrade } from '../common/refuse-upgrade.ts';
import type { Calls } from './calls.ts';
import type { Sockets } from './sockets.ts';

type ServerOptions = { calls: Calls; sockets: Sockets; log: SimLog };

/** One port for everything that DingTalk has on several hosts: `/v1.0/…`, `/topapi/…`, `/robot/…` and `/connect` (WebSocket). */
export function createDingTalkServer({ calls, sockets, log }: ServerOptions): Server {
  const server = createLocalServer({ vendor: 'DingTalk', route, refuse, log });
  server.on('upgrade', (req, socket, head) => {
    if (isForeign(req)) return refuseUpgrade(socket, '403 Forbidden');
    sockets.upgrade(req, socket, head);
  });

  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://127.0.0.1');
    await calls.handle(`${req.method ?? 'GET'} ${url.pathname}`, url.searchParams, req, res);
  }

  return server;
}

function refuse(res: ServerResponse, status: 403 | 413 | 500): void {
  send(res, status, status === 403 ? 'Forbidden' : 'system.busy');
}

function send(res: ServerResponse, status: number, code: string): void {
  res.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
  res.end(JSON.stringify({ code, message: code }));
}
