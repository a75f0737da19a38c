import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Clock, sleep } from '../../time.ts';
import { atMost } from '../common/at-most.ts';
import { createUnderWay } from '../common/under-way.ts';
import { feishuCode, toUpstreamError } from './errors.ts';
import { createHttp } from './http.ts';
import type { Receipt } from './receiver.ts';
import { createRelayClient } from './relay-client.ts';
import type { HttpInstance, Sdk } from './sdk.ts';
import { createSdkLog } from './sdk-log.ts';

/**
 * One long connection, from the question for its address to its end. It is never mended: whoever holds it opens another one. The SDK would
 * wait up to two minutes before it tries again, gives up for ever when it is refused, and takes no frame of type `card`.
 */
export type Socket = {
  /** It must be replaced; says why. */
  readonly lost: Promise<string>;
  /** Takes nothing new, waits for acknowledgements that are still to be sent, for at most `ms`, and ends the connection. */
  close(ms: number): Promise<void>;
};

export type SocketOptions = {
  sdk: Sdk;
  appId: string;
  appSecret: string;
  apiUrl: string;
  log: Log;
  clock: Clock;
  /** Gives the opening up; an open connection is closed by its holder. */
  signal: AbortSignal;
  receive: (payload: unknown) => Promise<Receipt>;
  pingSeconds: number;
  pongSeconds: number;
};

/** From the question for an address to the open connection. */
const OPEN_MS = 20_000;
/** For the address, as the SDK has it; and for the handshake, for which the SDK has no limit. */
const ENDPOINT_MS = 15_000;
const HANDSHAKE_MS = 10_000;
/** How often it is looked whether the machine slept: then the connection is dead, and nobody has told us. */
const WATCH_MS = 1_000;
/** The event loop of a busy process stands still for a second or two. */
const SLEPT_MS = 15_000;

/** Resolves when the connection is open. Throws an `UpstreamError`; nothing is left open then. */
export async function openSocket(options: SocketOptions): Promise<Socket> {
  const { sdk, appId, appSecret, apiUrl, log, clock, signal, receive, pingSeconds, pongSeconds } = options;
  // The SDK logs this mistake and then does nothing, for ever.
  if (!/^cli_[0-9a-fA-F]{16}$/.test(appId)) {
    throw new UpstreamError('rejected', 'bad-app-id', 'an app id is cli_ and 16 hexadecimal digits');
  }
  const ready = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<string>();
  const ending = new AbortController();
  const busy = createUnderWay();
  let failure: UpstreamError | undefined;
  let closing = false;

  const endpoint = createHttp({
    requestMs: ENDPOINT_MS,
    clock,
    closing: AbortSignal.any([signal, ending.signal]),
  });
  const httpInstance: HttpInstance = {
    post: (url, data) => endpoint.post(url, data),
    request: async (request) => {
      try {
        return withPings(await endpoint.request(request), pingSeconds);
      } catch (error) {
        failure = passing(toUpstreamError('the address of a connection', error));
        throw failure;
      }
    },
  };

  const client = createRelayClient({
    sdk,
    params: {
      appId,
      appSecret,
      domain: apiUrl,
      httpInstance,
      logger: createSdkLog(log),
      autoReconnect: false,
      handshakeTimeoutMs: HANDSHAKE_MS,
      wsConfig: { pingTimeout: pongSeconds },
      onReady: () => ready.resolve(),
      onError: (error) =>
        ready.reject(failure ?? new UpstreamError('unreachable', 'no-handshake', error.message)),
    },
    busy,
    lost: () => lost.resolve('closed'),
    receive: async (payload) => {
      if (closing) throw new Error('this connection is being closed');
      return await receive(payload);
    },
    log,
  });

  function end(): void {
    ending.abort();
    client.close({ force: true });
  }

  const overdue = sleep(clock, OPEN_MS, AbortSignal.any([signal, ending.signal])).then(() => {
    throw new UpstreamError('unreachable', 'overdue', `no connection within ${OPEN_MS} ms`);
  });
  overdue.catch(() => {});
  ready.promise.catch(() => {});
  try {
    await client.open();
    await Promise.race([ready.promise, overdue]);
  } catch (error) {
    end();
    throw toUpstreamError('the long connection', error);
  }
  void watch();

  async function watch(): Promise<void> {
    for (let before = clock.now(); !ending.signal.aborted; before = clock.now()) {
      await sleep(clock, WATCH_MS, ending.signal);
      if (clock.now() - before > WATCH_MS + SLEPT_MS) lost.resolve('slept');
      if (client.state() !== 'connected') lost.resolve('closed');
    }
  }

  return {
    lost: lost.promise,
    async close(ms) {
      closing = true;
      await atMost(clock, ms, busy.ended());
      end();
    },
  };
}

/** "System busy" and "internal error": https://github.com/larksuite/node-sdk, ws-client/enum.ts */
const PASSING: ReadonlySet<number | undefined> = new Set([1, 1000040343]);

function passing(error: UpstreamError): UpstreamError {
  if (!PASSING.has(feishuCode(error))) return error;
  return new UpstreamError('unreachable', error.code, error.message, { cause: error.cause });
}

/** Pings come as often as we say: with Feishu's 120 s a dead peer would be noticed minutes later. */
function withPings(answer: unknown, pingSeconds: number): unknown {
  if (typeof answer !== 'object' || answer === null || !('data' in answer)) return answer;
  const { data } = answer;
  if (typeof data !== 'object' || data === null) {
    throw new UpstreamError('unreachable', 'bad-answer', 'no address for a connection was named');
  }
  const config = {
    ReconnectCount: -1,
    ReconnectInterval: 120,
    ReconnectNonce: 30,
    PingInterval: pingSeconds,
  };
  return { ...answer, data: { ...data, ClientConfig: config } };
}
