import type { ServerResponse } from 'node:http';
import type { Change } from '../slack/changes.ts';
import type { PlaygroundOptions } from './options.ts';
import { ephemeralView, messageView, modalView, roomOf } from './snapshot.ts';

const KEEP_ALIVE_MS = 15_000;
/** How soon a browser comes back after the stream broke. */
const RETRY_MS = 1_000;

/**
 * Server-sent events for one person. Every stream begins with the whole room, so a page that comes back after a restart
 * needs nothing but to come back.
 */
export function openStream(options: PlaygroundOptions, as: string, res: ServerResponse): void {
  const { slack, clock } = options;
  res.write(`retry: ${RETRY_MS}\n\n`);
  send(res, 'room', roomOf(options, as));
  const unsubscribe = slack.subscribe((change) => forward(options, as, change, res));
  let cancel = (): void => {};
  const keepAlive = (): void => {
    res.write(': still here\n\n');
    cancel = clock.after(KEEP_ALIVE_MS, keepAlive);
  };
  cancel = clock.after(KEEP_ALIVE_MS, keepAlive);
  res.on('close', () => {
    unsubscribe();
    cancel();
  });
}

function send(res: ServerResponse, event: string, data: unknown): void {
  res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

function forward(options: PlaygroundOptions, as: string, change: Change, res: ServerResponse): void {
  const { world } = options.slack;
  switch (change.type) {
    case 'message':
    case 'message_changed':
    case 'message_deleted': {
      const channel = world.channels.get(change.message.channel);
      if (!channel?.members.has(as)) return;
      // A direct message that was just opened is not in the list yet.
      if (channel.imUser && change.type === 'message') send(res, 'room', roomOf(options, as));
      else send(res, 'message', messageView(change.message));
      return;
    }
    case 'ephemeral':
    case 'ephemeral_changed':
    case 'ephemeral_deleted':
      if (change.ephemeral.user === as) send(res, 'ephemeral', ephemeralView(change.ephemeral));
      return;
    case 'view':
      if (change.view.user === as) send(res, 'view', modalView(change.view));
      return;
    case 'connections':
      send(res, 'connections', change.open);
      return;
    case 'channel':
      send(res, 'room', roomOf(options, as));
      return;
    case 'call':
    case 'envelope':
      return;
  }
}
