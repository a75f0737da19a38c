import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Json, parseObject } from '../common/json.ts';
import { createLocalServer } from '../common/local-server.ts';
import type { SimLog } from '../common/log.ts';
import { readBody } from '../common/read-body.ts';
import type { Calls } from './calls.ts';
import type { Faults } from './faults.ts';
import type { ResponseUrls } from './response-urls.ts';
import { SlackError } from './slack-error.ts';
import type { Sockets } from './sockets.ts';

type ServerOptions = {
  calls: Calls;
  responseUrls: ResponseUrls;
  sockets: Sockets;
  faults: Faults;
  log: SimLog;
};

/** One port for everything that Slack has on several hosts: `/api/…`, `/link/` (WebSocket), `/commands/…` and `/actions/…`. */
export function createSlackServer({ calls, responseUrls, sockets, faults, log }: ServerOptions): Server {
  const server = createLocalServer({ vendor: 'Slack', route, refuse, log });
  server.on('upgrade', (req, socket, head) => sockets.upgrade(req, socket, head));

  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = (req.url ?? '/').split('?')[0] ?? '/';
    const method = /^\/api\/([A-Za-z.]+)$/.exec(path)?.[1];
    if (method && (req.method === 'POST' || req.method === 'GET'))
      return await calls.handle(method, req, res);
    const isResponse = path.startsWith('/commands/') || path.startsWith('/actions/');
    if (isResponse && req.method === 'POST') return await respond(path, req, res);
    send(res, 404, { ok: false, error: 'not_found' });
  }

  async function respond(path: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await readBody(req);
    const fault = faults.take('response_url');
    if (fault?.kind === 'drop') return void res.destroy();
    if (fault?.kind === 'status') return send(res, fault.status, { ok: false, error: 'internal_error' });
    try {
      responseUrls.use(path, readJson(body));
    } catch (err) {
      if (!(err instanceof SlackError)) throw err;
      const gone = ['used_url', 'expired_url', 'no_service'].includes(err.code);
      return send(res, gone ? 404 : 400, { ok: false, error: err.code, ...err.extra });
    }
    if (fault?.kind === 'apply_then_fail') return void res.destroy();
    res.writeHead(200, { 'content-type': 'text/html' }).end('ok');
  }

  return server;
}

function refuse(res: ServerResponse, status: 403 | 413 | 500): void {
  send(res, status, { ok: false, error: status === 403 ? 'forbidden' : 'fatal_error' });
}

function readJson(body: string): Json {
  const parsed = parseObject(body);
  if (!parsed) throw new SlackError('invalid_payload');
  return parsed;
}

function send(res: ServerResponse, status: number, body: Json): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
