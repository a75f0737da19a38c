import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { SimLog } from './log.ts';
import { BodyTooLarge } from './read-body.ts';

type LocalServerOptions = {
  /** Whose server it is, for the log. */
  vendor: string;
  route: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  /** Says in the vendor's words that a request came from another site, was too large or failed. */
  refuse: (res: ServerResponse, status: 403 | 413 | 500) => void;
  log: SimLog;
};

/** The server of a simulated vendor: it answers SDKs, never a page that a browser shows. */
export function createLocalServer({ vendor, route, refuse, log }: LocalServerOptions): Server {
  return createServer((req, res) => {
    if (isForeign(req)) return refuse(res, 403);
    route(req, res).catch((err: unknown) => {
      const tooLarge = err instanceof BodyTooLarge;
      if (!tooLarge) log.error({ err, vendor }, 'simulated vendor failed on a request');
      if (!res.headersSent) refuse(res, tooLarge ? 413 : 500);
    });
  });
}

/** SDKs name 127.0.0.1 and send no Origin; a page of another site, or a name that leads here, is told apart by that. */
export function isForeign({ headers, socket }: IncomingMessage): boolean {
  const hosts = [`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`];
  return headers.origin !== undefined || !hosts.includes(headers.host ?? '');
}
