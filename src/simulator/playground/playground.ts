import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Json } from '../common/json.ts';
import { close, listen } from '../common/listen.ts';
import { NotThere } from '../common/not-there.ts';
import { BodyTooLarge, readBody } from '../common/read-body.ts';
import { BadDeed, field, parseBody } from './body.ts';
import { loadPage, type PageFile } from './files.ts';
import { letterHeaders, refusal, securityHeaders } from './guard.ts';
import { openStream } from './live.ts';
import type { Person, PlaygroundOptions } from './options.ts';
import { accountOf, snapshotOf } from './snapshot.ts';

/** The longest text that a person can send from the page, and some room for its envelope. */
const MAX_BODY_BYTES = 64_000;

const LETTER_BEGINS = '<!doctype html><base target="_blank"><style>body { margin: 14px 16px }</style>';

export type Playground = {
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
};

/** The page on which one person plays them all: reads the simulated chats live and does there what people do. 127.0.0.1 only. */
export function createPlayground(options: PlaygroundOptions): Playground {
  const { log } = options;
  const deeds = deedsOf(options);
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
    const as = url.searchParams.get('as');
    if (url.pathname === '/api/everything') return sendJson(res, 200, snapshotOf(options, known(as)));
    if (url.pathname === '/api/live') {
      const person = known(as);
      res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
      return openStream(options, person, res);
    }
    const letter = letterAt(url);
    if (letter !== undefined) {
      res.writeHead(200, { ...letterHeaders, 'content-type': 'text/html; charset=utf-8' });
      return void res.end(letter);
    }
    const file = files.get(url.pathname);
    if (!file) return sendJson(res, 404, { ok: false, error: 'there is nothing here' });
    res.writeHead(200, { 'content-type': file.type, 'content-length': file.body.length });
    res.end(req.method === 'HEAD' ? undefined : file.body);
  }

  async function act(path: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const deed = deeds.get(path);
    if (!deed) return sendJson(res, 404, { ok: false, error: 'there is nothing here' });
    const body = parseBody(await readBody(req, MAX_BODY_BYTES));
    const result = await deed(known(field(body, 'as')), body);
    sendJson(res, 200, { ok: true, result: result ?? null });
  }

  /** With the margin that a mail client gives it, and links that open beside the page: both stand first, so that a letter cannot end them. */
  function letterAt({ pathname, searchParams }: URL): string | undefined {
    const room = options.rooms.find(({ kind }) => pathname === `/api/${kind}/html`);
    const html = room?.html?.(searchParams.get('id') ?? '');
    return html === undefined ? undefined : LETTER_BEGINS + html;
  }

  /** Without a name it is the first one, so that a bare address works. */
  function known(as: string | null): Person {
    const found = as === null ? options.people[0] : options.people.find((one) => one.id === as);
    if (found === undefined) throw new BadDeed('nobody here has this id');
    return found;
  }

  return {
    async start() {
      files = await loadPage();
      port = await listen(server, options.port);
      return { url: `http://127.0.0.1:${port}/` };
    },
    stop: () => close(server),
  };
}

/** What can be done on the page, by the path that it is posted to: `/api/feishu/click`, `/api/server/kill`. */
function deedsOf({ rooms, server }: PlaygroundOptions): Map<string, (as: Person, body: Json) => unknown> {
  const deeds = new Map<string, (as: Person, body: Json) => unknown>();
  for (const room of rooms)
    for (const [name, deed] of Object.entries(room.deeds))
      deeds.set(`/api/${room.kind}/${name}`, (as, body) => deed(accountOf(as, room), body));
  if (server) {
    deeds.set('/api/server/kill', () => server.kill());
    deeds.set('/api/server/start', () => server.startNow());
  }
  return deeds;
}

function statusOf(err: unknown): number {
  if (err instanceof BadDeed) return 400;
  if (err instanceof NotThere) return 409;
  return err instanceof BodyTooLarge ? 413 : 500;
}

function sendJson(res: ServerResponse, status: number, body: Json): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
