import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen } from '../common/listen.ts';
import { isForeign } from '../common/local-server.ts';
import { readBody } from '../common/read-body.ts';

export type HookRequest = {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
};

export type HookResponse = { status: number; body: string; headers?: Record<string, string> };

/** Each befalls the next request only. */
type HookFault =
  /** It is done, and the connection drops before the answer. */
  | { kind: 'lose-answer' }
  /** It is done, and never answered. */
  | { kind: 'hang' }
  /** It is done when `release` is called. */
  | { kind: 'hold'; until: Promise<void> }
  /** It is not done, and answered so. */
  | { kind: 'answer'; response: HookResponse };

/** A server that vendors' hooks are made of: it reads the whole request, hands it to `handle`, and answers, unless something befalls it. */
export type HookServer = AsyncDisposable & {
  /** `http://127.0.0.1:…` */
  origin: string;
  /** How many requests have been read to their end. */
  requests(): number;
  next(fault: HookFault): void;
  /** Nothing listens there any more. */
  down(): Promise<void>;
};

export async function openHookServer(handle: (request: HookRequest) => HookResponse): Promise<HookServer> {
  const faults: HookFault[] = [];
  let requests = 0;
  let open = true;

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (isForeign(req)) return answer(res, { status: 403, body: 'not for pages of other sites' });
    const body = await readBody(req);
    requests += 1;
    const fault = faults.shift();
    if (fault?.kind === 'answer') return answer(res, fault.response);
    if (fault?.kind === 'hold') await fault.until;
    const url = new URL(req.url ?? '/', 'http://127.0.0.1');
    const response = handle({ method: req.method ?? '', url, headers: req.headers, body });
    if (fault?.kind === 'lose-answer') req.socket.destroy();
    else if (fault?.kind !== 'hang') answer(res, response);
  }

  const server = createServer((req, res) => {
    serve(req, res).catch(() => res.destroy());
  });
  const port = await listen(server, 0);
  async function down(): Promise<void> {
    if (open) await close(server);
    open = false;
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    requests: () => requests,
    next: (fault) => faults.push(fault),
    down,
    [Symbol.asyncDispose]: down,
  };
}

function answer(res: ServerResponse, { status, body, headers }: HookResponse): void {
  res.writeHead(status, {
    'content-type': body.startsWith('{') ? 'application/json' : 'text/plain',
    ...headers,
  });
  res.end(body);
}

export function json(value: unknown, status = 200): HookResponse {
  return { status, body: JSON.stringify(value) };
}
