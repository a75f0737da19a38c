import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isObject } from '../slack/blocks/check.ts';
import { NotThere } from '../slack/not-there.ts';
import type { Json } from '../slack/options.ts';
import { BodyTooLarge, readBody } from '../slack/read-body.ts';
import { BadDeed, deeds, field } from './deeds.ts';
import { loadPage, type PageFile } from './files.ts';
import { refusal, securityHeaders } from './guard.ts';
import { openStream } from './live.ts';
import type { PlaygroundOptions } from './options.ts';
import { roomOf } from './snapshot.ts';

/** The longest text that a person can send from the page, and some room for its envelope. */
const MAX_BODY_BYTES = 64_000;

export type Playground = {
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
};

/** The page on which one person plays four: reads the simulated Slack live and does there what people do. 127.0.0.1 only. */
export function createPlayground(options: PlaygroundOptions): Playground {
  const { log } = options;
  const people = new Set(options.people.map((person) => person.id));
  let files = new Map<string, PageFile>();
  let port = options.port;

  const server = createServer((req, res) => {
    for (const [name, value] of Object.entries(securityHeaders)) res.setHeader(name, value);
    route(req, res).catch((err: unknown) => {
      const status = statusOf(err);
      if (status === 500) log.error({ err }, 'playground request failed');
      if (res.headersSent) return void res.destroy();
      sendJson(res, status, { ok: false, error: err instanceof Error ? err.message : 'unknown' });
    });
  });

  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const refused = refusal(req, port);
    if (refused) return sendJson(res, refused.status, { ok: false, error: refused.reason });
    const url = URL.parse(req.url ?? '/', `http://127.0.0.1:${port}`);
    if (url === null) return sendJson(res, 400, { ok: false, error: 'that is no address' });
    if (req.method === 'POST') return await act(url.pathname, req, res);
    if (url.pathname === '/api/room')
      return sendJson(res, 200, roomOf(options, known(url.searchParams.get('as'))));
    if (url.pathname === '/api/live') {
      const as = known(url.searchParams.get('as'));
      res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
      return openStream(options, as, res);
    }
    const file = files.get(url.pathname);
    if (!file) return sendJson(res, 404, { ok: false, error: 'there is nothing here' });
    res.writeHead(200, { 'content-type': file.type, 'content-length': file.body.length });
    res.end(req.method === 'HEAD' ? undefined : file.body);
  }

  async function act(path: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const deed = Object.hasOwn(deeds, path) ? deeds[path] : undefined;
    if (!deed) return sendJson(res, 404, { ok: false, error: 'there is nothing here' });
    const body = parse(await readBody(req, MAX_BODY_BYTES));
    const result = await deed(options, known(field(body, 'as')), body);
    sendJson(res, 200, { ok: true, result: result ?? null });
  }

  /** An unknown or missing person becomes the first one on reading, so that a bare address works. */
  function known(as: string | null): string {
    if (as !== null && people.has(as)) return as;
    const [first] = people;
    if (as !== null || first === undefined) throw new BadDeed('nobody here has this id');
    return first;
  }

  return {
    async start() {
      files = await loadPage();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(options.port, '127.0.0.1', resolve);
      });
      const address = server.address();
      if (typeof address === 'object' && address !== null) port = address.port;
      return { url: `http://127.0.0.1:${port}/` };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function parse(text: string): Json {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch {
    // answered below, like any other body that is not an object
  }
  throw new BadDeed('the body is not a JSON object');
}

function statusOf(err: unknown): number {
  if (err instanceof BadDeed) return 400;
  if (err instanceof NotThere) return 409;
  return err instanceof BodyTooLarge ? 413 : 500;
}

function sendJson(res: ServerResponse, status: number, body: Json): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
