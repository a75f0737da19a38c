import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SimClock } from '../common/clock.ts';
import { createConnections } from '../common/connections.ts';
import type { Json } from '../common/json.ts';
import type { SimLog } from '../common/log.ts';
import { refuseUpgrade } from '../common/refuse-upgrade.ts';
import type { Changes } from './changes.ts';
import { secret, slackId } from './ids.ts';
import type { Limits } from './options.ts';

/** A frame of ours never comes near this; a larger one from a client is an error. */
const MAX_FRAME_BYTES = 1_000_000;
const HOST = 'applink-simulator';

export type SocketFaults = {
  /** Slack asks every connection (or one) to go: a `warning` first unless `warning` is false, then `refresh_requested`. */
  refresh(opts?: { warning?: boolean; leaveTcpOpen?: boolean; connection?: string }): void;
  /** Destroys every TCP connection without a word. */
  killSockets(): void;
  /** Connections stay open and say nothing: no pings, no pongs, no envelopes. */
  mute(on: boolean): void;
  /** The next `times` handshakes are answered with HTTP 408. */
  refuseHandshakes(times: number): void;
  delayHello(ms: number): void;
  /** Socket Mode is switched off in the app's settings: `link_disabled`, and no new connections. */
  disableLink(on: boolean): void;
};

export type Sockets = {
  /** A single-use address for one connection. */
  ticket(base: string): string;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends a frame to exactly one connection, in turn. The name of the connection, or undefined when there is none. */
  send(frame: Json): string | undefined;
  open(): number;
  /** Those of the open ones that were greeted and not asked to go: the app can be reached over them. */
  serving(): number;
  linkEnabled(): boolean;
  faults: SocketFaults;
  stop(): void;
};

type Connection = {
  name: string;
  ws: WebSocket;
  tcp: Duplex;
  /** Said hello and not asked to go. */
  ready: boolean;
  leaveTcpOpen: boolean;
  cancel: (() => void)[];
  cancelPing: () => void;
};

type SocketsOptions = {
  appId: string;
  clock: SimClock;
  log: SimLog;
  limits: Limits;
  changes: Changes;
  onAck: (envelopeId: string, response: Json) => void;
};

export function createSockets({ appId, clock, log, limits, changes, onAck }: SocketsOptions): Sockets {
  // Pongs are sent by hand, so that a connection can be made to fall silent.
  const server = new WebSocketServer({ noServer: true, autoPong: false, maxPayload: MAX_FRAME_BYTES });
  const tickets = new Map<string, number>();
  const connections = createConnections<Connection>(changes);
  let muted = false;
  let refusals = 0;
  let helloDelayMs = 0;
  let disabled = false;

  function accept(ws: WebSocket, tcp: Duplex): void {
    const connection: Connection = {
      name: slackId('link-'),
      ws,
      tcp,
      ready: false,
      leaveTcpOpen: false,
      cancel: [],
      cancelPing: () => {},
    };
    if (connections.count() >= limits.connections) {
      write(connection, { type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: HOST } });
      ws.close();
      return;
    }
    connections.add(connection);
    holdTcpOpen(connection);
    ws.on('message', (data, isBinary) =>
      hear(connection, isBinary || !Buffer.isBuffer(data) ? '' : data.toString()),
    );
    ws.on('ping', (data) => muted || ws.pong(data));
    ws.on('error', (err) => log.debug({ err, connection: connection.name }, 'simulated connection failed'));
    ws.on('close', () => forget(connection));
    connection.cancel.push(clock.after(helloDelayMs, () => greet(connection)));
  }

  function greet(connection: Connection): void {
    connection.ready = true;
    write(connection, {
      type: 'hello',
      num_connections: connections.count(),
      debug_info: {
        host: HOST,
        build_number: 10,
        approximate_connection_time: Math.floor(limits.connectionLifetimeMs / 1000),
      },
      connection_info: { app_id: appId },
    });
    changes.emit({ type: 'connections', open: connections.count() });
    connection.cancel.push(clock.after(limits.connectionLifetimeMs, () => refreshOne(connection, true)));
    keepAlive(connection);
  }

  function keepAlive(connection: Connection): void {
    connection.cancelPing = clock.after(limits.pingMs, () => {
      if (connection.ws.readyState !== connection.ws.OPEN) return;
      if (!muted) connection.ws.ping('Ping from simulator');
      keepAlive(connection);
    });
  }

  function hear(connection: Connection, text: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      log.warn({ connection: connection.name }, 'simulated connection got a frame that is not JSON');
      return;
    }
    if (typeof frame !== 'object' || frame === null || !('envelope_id' in frame)) return;
    const response = 'payload' in frame && typeof frame.payload === 'object' ? (frame.payload ?? {}) : {};
    onAck(String(frame.envelope_id), { ...response });
  }

  function forget(connection: Connection): void {
    for (const cancel of connection.cancel) cancel();
    connection.cancelPing();
    connections.remove(connection);
  }

  function write(connection: Connection, frame: Json): void {
    if (!muted && connection.ws.readyState === connection.ws.OPEN) connection.ws.send(JSON.stringify(frame));
  }

  function refreshOne(connection: Connection, warning: boolean): void {
    const go = (): void => {
      write(connection, { type: 'disconnect', reason: 'refresh_requested', debug_info: { host: HOST } });
      connection.ready = false;
      connection.ws.close(1000);
    };
    if (!warning) return go();
    write(connection, { type: 'disconnect', reason: 'warning', debug_info: { host: HOST } });
    connection.cancel.push(clock.after(limits.refreshWarningMs, go));
  }

  return {
    ticket(base) {
      const ticket = secret(32);
      tickets.set(ticket, clock.now() + limits.ticketMs);
      return `${base}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    upgrade(req, socket, head) {
      const url = new URL(req.url ?? '/', 'http://127.0.0.1');
      const ticket = url.searchParams.get('ticket') ?? '';
      const validUntil = tickets.get(ticket) ?? 0;
      tickets.delete(ticket);
      if (refusals > 0) {
        refusals -= 1;
        return refuseUpgrade(socket, '408 Request Timeout');
      }
      if (url.pathname !== '/link/' || validUntil < clock.now())
        return refuseUpgrade(socket, '400 Bad Request');
      server.handleUpgrade(req, socket, head, (ws) => accept(ws, socket));
    },
    send(frame) {
      const chosen = connections.next((one) => one.ready);
      if (!chosen) return undefined;
      write(chosen, frame);
      return chosen.name;
    },
    open: () => connections.count(),
    serving: () => connections.all().filter((one) => one.ready).length,
    linkEnabled: () => !disabled,
    faults: {
      refresh({ warning = true, leaveTcpOpen = false, connection } = {}) {
        for (const one of connections.all()) {
          if (connection && one.name !== connection) continue;
          if (one.ws.readyState !== one.ws.OPEN) continue;
          one.leaveTcpOpen = leaveTcpOpen;
          refreshOne(one, warning);
        }
      },
      killSockets() {
        connections.terminate();
      },
      mute(on) {
        muted = on;
      },
      refuseHandshakes(times) {
        refusals = times;
      },
      delayHello(ms) {
        helloDelayMs = ms;
      },
      disableLink(on) {
        disabled = on;
        if (!on) return;
        for (const one of connections.all()) {
          write(one, { type: 'disconnect', reason: 'link_disabled', debug_info: { host: HOST } });
          one.ws.close(1000);
        }
      },
    },
    stop() {
      connections.terminate();
      server.close();
    },
  };
}

/**
 * Real Slack answers the closing handshake and leaves TCP open (https://github.com/slackapi/node-slack-sdk/issues/2752);
 * `ws` ends it at once. Clients that wait for the end of TCP hang only on the former, so it can be asked for.
 */
function holdTcpOpen(connection: Connection): void {
  const end = connection.tcp.end.bind(connection.tcp);
  connection.tcp.end = () => (connection.leaveTcpOpen ? connection.tcp : end());
}
