import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createLocalServer, isForeign } from '../common/local-server.ts';
import type { SimLog } from '../common/log.ts';
import type { Calls } from './calls.ts';
import type { Sockets } from './sockets.ts';

type ServerOptions = { calls: Calls; sockets: Sockets; log: SimLog };

/** One port for everything that Feishu has on several hosts: the open API, the address of the long connection, the connection itself. */
export function createFeishuServer({ calls, sockets, log }: ServerOptions): Server {
  const server = createLocalServer({ vendor: 'Feishu', route, refuse, log });
  server.on('upgrade', (req, socket, head) => {
    if (isForeign(req)) socket.destroy();
    else sockets.upgrade(req, socket, head);
  });

  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (!(await calls.handle(req, res))) send(res, 404, '404 page not found');
  }

  return server;
}

function refuse(res: ServerResponse, status: 403 | 413 | 500): void {
  send(res, status, status === 403 ? 'forbidden' : 'internal error');
}

function send(res: ServerResponse, status: number, msg: string): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify({ code: status, msg }));
}
