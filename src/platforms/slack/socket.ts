import { SocketModeClient } from '@slack/socket-mode';
import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Clock, sleep } from '../../time.ts';
import { atMost } from '../common/at-most.ts';
import { REQUEST_MS } from '../common/time-limits.ts';
import { createUnderWay } from '../common/under-way.ts';
import { toUpstreamError } from './errors.ts';
import { readFrame } from './frames.ts';
import { createSdkLog } from './sdk-log.ts';
import type { Ack, Envelope } from './transport.ts';

/**
 * One Socket Mode connection, from its opening to its end; it never reconnects by itself, and nothing that comes over it or
 * happens to it throws out of here. Whoever holds it opens another one.
 */
export type Socket = {
  /** All open connections of the app when Slack greeted this one, this one included. */
  readonly appConnections: number | undefined;
  /** Resolves once Slack asks the connection to go, with its reason, or once it is gone ('closed'). */
  readonly leaving: Promise<string>;
  /** Resolves once Slack sends nothing over it any more: it was not only warned but dismissed, or is gone. */
  readonly dismissed: Promise<void>;
  readonly closed: Promise<void>;
  /** Sends an acknowledgement; rejects when the connection is gone. */
  send: Send;
  /** Waits for acknowledgements that are still to be sent, for at most `ms`, and ends the connection. */
  close(ms: number): Promise<void>;
};

export type Send = (envelopeId: string, response: Record<string, unknown>) => Promise<void>;

export type SocketOptions = {
  appToken: string;
  apiUrl: string;
  log: Log;
  clock: Clock;
  /** Gives the opening up; an open connection is closed by its holder. */
  signal: AbortSignal;
  /** For an acknowledgement whose own connection is gone. */
  elsewhere: Send;
  /** Must not reject; the connection stays open for its acknowledgement until it settles. */
  receive: (envelope: Envelope) => Promise<void>;
};

/** From the request for an address to Slack's greeting. */
const OPEN_MS = 15_000;
/** Reasons of a dismissal that only a change in Slack's settings, or the end of another process, can mend. */
export const REFUSALS: ReadonlySet<string> = new Set(['link_disabled', 'too_many_websockets']);
/** How long the closing handshake may take before the connection is cut. */
const HANDSHAKE_MS = 1_000;

const slackEvent = z.looseObject({
  type: z.enum(['slash_commands', 'interactive', 'events_api']),
  body: z.looseObject({}),
  envelope_id: z.string(),
  retry_num: z.number().optional(),
});

/** Resolves when Slack has greeted. Throws an `UpstreamError`; nothing is left open then. */
export async function openSocket(options: SocketOptions): Promise<Socket> {
  const { appToken, apiUrl, log, clock, signal, elsewhere, receive } = options;
  const busy = createUnderWay();
  const leaving = Promise.withResolvers<string>();
  const dismissed = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let appConnections: number | undefined;
  let failure: unknown;
  let refusal: string | undefined;
  let given = false;

  const client = new SocketModeClient({
    appToken,
    // Its own reconnection waits five seconds and more with nobody listening, and ends the process when it is refused.
    autoReconnectEnabled: false,
    logger: createSdkLog(log),
    // A fresh object: the SDK writes into it.
    clientOptions: {
      slackApiUrl: apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: REQUEST_MS,
    },
  });

  // Frames go through us first: the SDK closes at once when it is asked to go, and throws on events without content.
  const [deliver] = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: unknown) => {
    const frame = readFrame(data, isBinary);
    if (!frame) {
      log.warn({}, 'a frame from slack was not understood and is ignored');
      return;
    }
    if (frame.type === 'disconnect') {
      leaving.resolve(frame.reason);
      if (frame.reason === 'warning') return;
      refusal = frame.reason;
      dismissed.resolve();
      return;
    }
    if (frame.type === 'hello') appConnections = frame.num_connections;
    Promise.resolve(deliver?.call(client, data, isBinary)).catch((err: unknown) =>
      log.error({ err }, 'slack sdk failed on a frame'),
    );
  });

  client.on('slack_event', (args: unknown) => {
    const event = slackEvent.safeParse(args).data;
    if (!event) return;
    const { type, body, envelope_id: id, retry_num: attempt = 0 } = event;
    const ack: Ack = (response = {}) => send(id, response).catch(() => elsewhere(id, response));
    const handled = receive({ type, body, attempt, ack });
    busy.add(handled);
  });

  client.on('error', (err: unknown) => {
    failure = err;
  });
  client.on('disconnected', () => {
    leaving.resolve('closed');
    dismissed.resolve();
    closed.resolve();
  });
  // A client that was given up while it asked for an address would connect after all.
  client.on('connecting', () => {
    if (given) queueMicrotask(() => void end());
  });

  function send(id: string, payload: Record<string, unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const { websocket } = client;
      if (!websocket?.isActive()) return reject(new Error('the connection is gone'));
      websocket.send(JSON.stringify({ envelope_id: id, payload }), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }

  async function end(): Promise<void> {
    given = true;
    const ended = client.disconnect().catch(() => {});
    await atMost(clock, HANDSHAKE_MS, Promise.race([ended, closed.promise]));
    // The second time cuts a connection whose other end does not answer.
    client.disconnect().catch(() => {});
  }

  const giveUp = new AbortController();
  const overdue = sleep(clock, OPEN_MS, AbortSignal.any([signal, giveUp.signal])).then(() => {
    throw new UpstreamError('unreachable', 'no-greeting', `Slack did not greet within ${OPEN_MS} ms`);
  });
  overdue.catch(() => {});
  try {
    // The SDK rejects with nothing when the connection breaks before the greeting.
    await Promise.race([client.start(), overdue, closed.promise.then(() => Promise.reject(failure))]);
  } catch (error) {
    giveUp.abort();
    await end();
    if (refusal !== undefined) {
      const outcome = REFUSALS.has(refusal) ? 'rejected' : 'unreachable';
      throw new UpstreamError(outcome, refusal, `Slack sent a new connection away: ${refusal}`);
    }
    throw toUpstreamError('apps.connections.open', error ?? failure ?? new Error('the connection broke off'));
  }
  giveUp.abort();

  return {
    appConnections,
    leaving: leaving.promise,
    dismissed: dismissed.promise,
    send,
    closed: closed.promise,
    async close(ms) {
      await atMost(clock, ms, busy.ended());
      await end();
    },
  };
}
