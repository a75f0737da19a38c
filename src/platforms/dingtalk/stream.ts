import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { atMost } from '../common/at-most.ts';
import { parseJson } from '../common/json.ts';
import { createUnderWay } from '../common/under-way.ts';
import { type GatewayOptions, subscriptions } from './gateway.ts';
import { instant } from './payloads.ts';
import { StreamClient } from './stream-client.ts';

/**
 * One connection of the stream, from its opening to its end; it never reconnects by itself, and nothing that comes over it or happens to it
 * throws out of here. Whoever holds it opens another one.
 */
export type Stream = {
  /** Resolves once DingTalk asks the connection to go ('disconnect'; it pushes nothing over it any more), or once it is gone ('closed'). */
  readonly leaving: Promise<string>;
  readonly closed: Promise<void>;
  /** Waits for acknowledgements that are still to be sent, for at most `ms`, and ends the connection. */
  close(ms: number): Promise<void>;
};

/** Something that a person did. */
export type Push = {
  topic: string;
  /** New at each delivery. */
  messageId: string;
  /** When DingTalk sent it, in milliseconds since the epoch. */
  at: number | undefined;
  data: unknown;
  /** Rejects when the connection is gone: DingTalk then never hears of it. */
  ack: (response: Record<string, unknown>) => Promise<void>;
};

export type StreamOptions = GatewayOptions & {
  /** How often a silent connection is asked whether anybody is there, in milliseconds. */
  watchMs?: number;
  log: Log;
  clock: Clock;
  /** Gives the opening up; an open connection is closed by its holder. */
  signal: AbortSignal;
  /** Must not reject; the connection stays open for its acknowledgement until it settles. */
  receive: (push: Push) => Promise<void>;
};

type Callback = { headers: { topic: string; messageId: string; time?: string | undefined }; data: string };

/** DingTalk's own SDKs ask every minute or less; networks forget silent connections after some minutes. */
const WATCH_MS = 30_000;
/** A look that comes this much late was held up by us (sleep, a busy process): the other end gets another chance. */
const LATE_FACTOR = 1.5;
/** How long the closing handshake may take before the connection is cut. */
const HANDSHAKE_MS = 1_000;

/** Resolves when the connection is open. Throws an `UpstreamError`; nothing is left open then. */
export async function openStream(options: StreamOptions): Promise<Stream> {
  const { log, clock, signal, receive, watchMs = WATCH_MS } = options;
  const busy = createUnderWay();
  const leaving = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<void>();
  let heardAt = clock.now();
  let endWatch = (): void => {};
  let over = false;

  const client = new StreamClient({
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    apiUrl: options.apiUrl,
    requestMs: options.requestMs,
    log,
    heard: () => {
      heardAt = clock.now();
    },
    dismissed: leaving.resolve,
    gone: () => {
      over = true;
      endWatch();
      leaving.resolve('closed');
      closed.resolve();
    },
  });

  const take = (frame: Callback): void => {
    const { topic, messageId, time } = frame.headers;
    const handled = receive({
      topic,
      messageId,
      at: instant.parse(time),
      data: parseJson(frame.data),
      ack: (response) => client.acknowledge(messageId, 200, { response }),
    });
    busy.add(handled);
  };
  for (const { topic } of subscriptions) client.registerCallbackListener(topic, take);

  /**
   * By the wall clock, so that a connection that died while the machine slept is noticed; and with a question before the verdict, so that a
   * process that was busy for a while keeps its connection.
   */
  function watch(): void {
    const askedAt = clock.now();
    client.ping();
    endWatch = clock.after(watchMs, () => {
      const onTime = clock.now() - askedAt < watchMs * LATE_FACTOR;
      if (onTime && heardAt < askedAt) {
        log.warn({ silentMs: clock.now() - heardAt }, 'a connection to dingtalk is dead: it is cut');
        client.disconnect();
        return;
      }
      watch();
    });
  }

  const giveUp = (): void => client.disconnect();
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    await client.connect();
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
  if (!over) watch();

  return {
    leaving: leaving.promise,
    closed: closed.promise,
    async close(ms) {
      await atMost(clock, ms, busy.ended());
      client.closeGently();
      await atMost(clock, HANDSHAKE_MS, closed.promise);
      client.disconnect();
      await closed.promise;
    },
  };
}
