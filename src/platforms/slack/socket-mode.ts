import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { checkConnections } from './check-connections.ts';
import { createReceiver } from './receiver.ts';
import { openSocket } from './socket.ts';
import { createSockets } from './sockets.ts';
import type { Transport } from './transport.ts';
import { createWeb } from './web.ts';

export type SocketModeOptions = {
  appToken: string;
  botToken: string;
  apiUrl: string;
  requestMs: number;
  /** Connections to keep open. */
  count: number;
  /** How long `start` waits for the first one, in milliseconds. */
  startMs: number;
  /** How long requests of the check may go on at the end, in milliseconds. */
  stopMs: number;
  random: () => number;
  clock: Clock;
  log: Log;
};

const NOTHING_YET = { wanted: 0, connected: 0, seen: undefined, problem: undefined };

/** Socket Mode: connections of ours, and Bolt behind them. */
export function createSocketMode(options: SocketModeOptions): Transport {
  const { appToken, botToken, apiUrl, requestMs, clock, log } = options;
  const appWeb = createWeb({ token: appToken, apiUrl, requestMs, log, clock });
  let sockets: ReturnType<typeof createSockets> | undefined;

  return {
    async start(handlers, bot) {
      const { receive } = createReceiver({ token: botToken, apiUrl, identity: bot, handlers, log });
      sockets = createSockets({
        count: options.count,
        open: (signal, elsewhere) => openSocket({ appToken, apiUrl, log, clock, signal, elsewhere, receive }),
        clock,
        log,
        random: options.random,
      });
      await sockets.start(options.startMs);
    },
    async stop() {
      await sockets?.stop();
      await appWeb.close(options.stopMs);
    },
    check: async (signal) =>
      await checkConnections({ appWeb, sockets: sockets?.state() ?? NOTHING_YET, signal }),
  };
}
