import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isObject } from './blocks/check.ts';
import type { Calls } from './calls.ts';
import type { Faults } from './faults.ts';
import type { SimLog } from './options.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
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
  const server = createServer((req, res) => {
    route(req, res).catch((err: unknown) => {
      if (!(err instanceof BodyTooLarge)) log.error({ err }, 'simulated Slack failed on a request');
      if (!res.headersSent)
        send(res, err instanceof BodyTooLarge ? 413 : 500, { ok: false, error: 'fatal_error' });
    });
  });
  server.on('upgrade', (req, socket, head) => sockets.upgrade(req, socket, head));

  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (isForeign(req)) return send(res, 403, { ok: false, error: 'forbidden' });
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

/** SDKs name 127.0.0.1 and send no Origin; a page of another site, or a name that leads here, is told apart by that. */
function isForeign({ headers, socket }: IncomingMessage): boolean {
  const hosts = [`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`];
  return headers.origin !== undefined || !hosts.includes(headers.host ?? '');
}

function readJson(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (isObject(parsed)) return parsed;
  } catch {
    // answered below, like any other body that is not an object
  }
  throw new SlackError('invalid_payload');
}

function send(res: ServerResponse, status: number, body: Record<string, unknown>): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
