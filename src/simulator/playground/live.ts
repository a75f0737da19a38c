import type { ServerResponse } from 'node:http';
import type { Person, PlaygroundOptions } from './options.ts';
import { accountOf, snapshotOf } from './snapshot.ts';

const KEEP_ALIVE_MS = 15_000;
/** How soon a browser comes back after the stream broke. */
const RETRY_MS = 1_000;

/**
 * Server-sent events for one person. Every stream begins with everything, so a page that comes back after a restart needs nothing but to
 * come back.
 */
export function openStream(options: PlaygroundOptions, as: Person, res: ServerResponse): void {
  const { rooms, server, clock } = options;
  res.write(`retry: ${RETRY_MS}\n\n`);
  send(res, 'everything', snapshotOf(options, as));
  const leave = rooms.map((room) =>
    room.follow(accountOf(as, room), (change) => send(res, room.kind, change)),
  );
  if (server) leave.push(server.subscribe((state) => send(res, 'server', state)));
  let cancel = (): void => {};
  const keepAlive = (): void => {
    res.write(': still here\n\n');
    cancel = clock.after(KEEP_ALIVE_MS, keepAlive);
  };
  cancel = clock.after(KEEP_ALIVE_MS, keepAlive);
  res.on('close', () => {
    for (const one of leave) one();
    cancel();
  });
}

function send(res: ServerResponse, event: string, data: unknown): void {
  res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
