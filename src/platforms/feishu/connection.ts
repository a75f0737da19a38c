import type { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Clock, sleep } from '../../time.ts';
import { atMost } from '../common/at-most.ts';
import { backoff, retryIn, STABLE_MS } from '../common/retry.ts';
import { feishuCode, toUpstreamError } from './errors.ts';
import { ACK_MS } from './limits.ts';
import type { Socket } from './socket.ts';

/**
 * Keeps one long connection open, never two: Feishu gives each event to any one of an app's connections. Whatever Feishu refuses, the
 * process lives on and tries again.
 */
export type Connection = {
  /** Begins; resolves when the connection is open, or after `ms` in any case. */
  start(ms: number): Promise<void>;
  /** Final; leaves no socket. */
  stop(): Promise<void>;
  state(): ConnectionState;
};

export type ConnectionState = {
  open: boolean;
  /** How often it was opened since the start. */
  opened: number;
  /** Since when it is open, in milliseconds since the epoch. */
  since: number | undefined;
  /** Why there is none, in Feishu's code; undefined while there is one or before the first attempt. */
  problem: string | undefined;
};

export type ConnectionOptions = {
  open: (signal: AbortSignal) => Promise<Socket>;
  clock: Clock;
  log: Log;
  /** Between 0 and 1, like Math.random. */
  random: () => number;
};

/** Spreads the servers of one app that lose their connections in one moment. */
const MAX_JITTER_MS = 1_000;

export function createConnection({ open, clock, log, random }: ConnectionOptions): Connection {
  const stopping = new AbortController();
  const first = Promise.withResolvers<void>();
  let keeper: Promise<void> = Promise.resolve();
  let current: Socket | undefined;
  let since: number | undefined;
  let opened = 0;
  let problem: string | undefined;

  const pause = (ms: number): Promise<void> => sleep(clock, ms, stopping.signal);

  async function keep(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      let socket: Socket;
      try {
        socket = await open(stopping.signal);
      } catch (error) {
        failures += 1;
        if (!stopping.signal.aborted)
          await pause(giveUpFor(toUpstreamError('the long connection', error), failures));
        continue;
      }
      const at = clock.now();
      current = socket;
      since = at;
      opened += 1;
      problem = undefined;
      first.resolve();
      log.info({ opened }, 'feishu connection is open');
      const reason = await untilLost(socket);
      current = undefined;
      since = undefined;
      await socket.close(stopping.signal.aborted ? ACK_MS : 0);
      if (stopping.signal.aborted) return;
      failures = clock.now() - at < STABLE_MS ? failures + 1 : 0;
      log.warn({ reason }, 'feishu connection is lost and is opened anew');
      await pause(failures > 1 ? backoff(failures, random) : random() * MAX_JITTER_MS);
    }
  }

  function untilLost(socket: Socket): Promise<string> {
    return new Promise((resolve) => {
      const stop = (): void => resolve('stopped');
      if (stopping.signal.aborted) stop();
      stopping.signal.addEventListener('abort', stop, { once: true });
      void socket.lost.then((reason) => {
        stopping.signal.removeEventListener('abort', stop);
        resolve(reason);
      });
    });
  }

  /** Logs the failure; how long to wait. */
  function giveUpFor(error: UpstreamError, failures: number): number {
    const code = feishuCode(error) ?? error.code;
    problem = String(code);
    const retryInMs = retryIn(error, failures, random);
    if (error.outcome === 'rejected') {
      log.error(
        { code },
        'feishu refuses the long connection: it is offline until this is mended, see doctor',
      );
    } else {
      log.warn({ code, retryInMs }, 'feishu connection could not be opened');
    }
    return retryInMs;
  }

  return {
    async start(ms) {
      keeper = keep();
      await atMost(clock, ms, first.promise, stopping.signal);
      if (current === undefined && !stopping.signal.aborted) {
        log.warn({ problem }, 'feishu is not connected yet: going on in the background');
      }
    },
    async stop() {
      stopping.abort();
      await keeper;
    },
    state: () => ({ open: current !== undefined, opened, since, problem }),
  };
}
