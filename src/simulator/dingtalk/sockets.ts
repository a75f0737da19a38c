import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SimClock } from '../common/clock.ts';
import { createConnections } from '../common/connections.ts';
import { isObject, type Json, parseObject } from '../common/json.ts';
import type { SimLog } from '../common/log.ts';
import { refuseUpgrade } from '../common/refuse-upgrade.ts';
import type { Changes } from './changes.ts';
import type { Limits } from './options.ts';

/** An acknowledgement never comes near this; a larger frame from a client is an error. */
const MAX_FRAME_BYTES = 1_000_000;

/** What the gateway answers to `connections/open`. `slow` answers after `slowMs`. */
type GatewayMode = { mode: 'ok' } | { mode: 401 | 500 | 503 } | { mode: 'slow'; slowMs: number };

export type SocketFaults = {
  /** Destroys every TCP connection without a word. */
  dropConnections(): void;
  /** Every connection gets the SYSTEM `disconnect` frame, no pushes any more, and ends after a while. */
  disconnectFrames(): void;
  /** From now on every handshake is answered with HTTP 503. */
  refuseHandshakes(on: boolean): void;
  /** Connections stay open and say nothing: no pings, no pongs, no pushes. */
  mute(on: boolean): void;
  gateway(mode: GatewayMode): void;
  /** Sends a text as it is to every connection; a frame that is not JSON when absent. */
  sendNonsense(text?: string): void;
};

/** What a client answered to a frame. `data` is the parsed text of the acknowledgement's `data`. */
export type Ack = { code: number; data: Json };

/** A frame without what belongs to the connection. */
type Frame = { type: string; topic: string; messageId: string; data: Json };

export type Sockets = {
  /** A single-use ticket for one connection with these subscriptions (`CALLBACK /v1.0/…`). */
  ticket(topics: string[]): string;
  gatewayMode(): GatewayMode;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Pushes to exactly one connection that subscribed, in turn. Its name, or undefined when there is none. */
  push(frame: Frame): string | undefined;
  /** Sends a frame as it is to one connection, whatever it subscribed. */
  sendRaw(frame: Json): void;
  open(): number;
  faults: SocketFaults;
  stop(): void;
};

type Connection = {
  name: string;
  ws: WebSocket;
  topics: Set<string>;
  /** Not asked to go. */
  ready: boolean;
  cancel: Map<'ping' | 'systemPing' | 'end', () => void>;
};

type SocketsOptions = {
  appId: string;
  clock: SimClock;
  log: SimLog;
  limits: Limits;
  changes: Changes;
  onAck: (messageId: string, ack: Ack) => void;
};

export function createSockets({ appId, clock, log, limits, changes, onAck }: SocketsOptions): Sockets {
  // Pongs are sent by hand, so that a connection can be made to fall silent.
  const server = new WebSocketServer({ noServer: true, autoPong: false, maxPayload: MAX_FRAME_BYTES });
  const tickets = new Map<string, { until: number; topics: string[] }>();
  const connections = createConnections<Connection>(changes);
  let gateway: GatewayMode = { mode: 'ok' };
  let muted = false;
  let refusing = false;

  function accept(ws: WebSocket, topics: string[]): void {
    const name = randomBytes(8).toString('hex');
    const connection: Connection = { name, ws, topics: new Set(topics), ready: true, cancel: new Map() };
    connections.add(connection);
    ws.on('message', (data, isBinary) =>
      hear(connection, isBinary || !Buffer.isBuffer(data) ? '' : data.toString()),
    );
    ws.on('ping', (data) => muted || ws.pong(data));
    ws.on('error', (err) => log.debug({ err, connection: name }, 'simulated connection failed'));
    ws.on('close', () => forget(connection));
    keepAlive(connection, 'ping', limits.pingMs, () => muted || ws.ping());
    keepAlive(connection, 'systemPing', limits.systemPingMs, () =>
      system(connection, 'ping', { opaque: randomUUID() }),
    );
    changes.emit({ type: 'connections', open: connections.count() });
  }

  function keepAlive(
    connection: Connection,
    timer: 'ping' | 'systemPing',
    ms: number,
    ping: () => void,
  ): void {
    const cancel = clock.after(ms, () => {
      if (connection.ws.readyState !== connection.ws.OPEN) return;
      ping();
      keepAlive(connection, timer, ms, ping);
    });
    connection.cancel.set(timer, cancel);
  }

  function hear(connection: Connection, text: string): void {
    const frame = parseObject(text);
    if (!frame || !isObject(frame.headers)) {
      log.warn(
        { connection: connection.name },
        'simulated connection got a frame that is no acknowledgement',
      );
      return;
    }
    const data = typeof frame.data === 'string' ? parseObject(frame.data) : undefined;
    onAck(String(frame.headers.messageId), { code: Number(frame.code), data: data ?? {} });
  }

  function forget(connection: Connection): void {
    for (const cancel of connection.cancel.values()) cancel();
    connections.remove(connection);
  }

  function write(connection: Connection, text: string): void {
    if (!muted && connection.ws.readyState === connection.ws.OPEN) connection.ws.send(text);
  }

  /** https://open-dingtalk.github.io/developerpedia/docs/learn/stream/protocol */
  function writeFrame(connection: Connection, { type, topic, messageId, data }: Frame): void {
    const headers = {
      appId,
      connectionId: connection.name,
      contentType: 'application/json',
      messageId,
      time: String(clock.now()),
      topic,
    };
    write(connection, JSON.stringify({ specVersion: '1.0', type, headers, data: JSON.stringify(data) }));
  }

  function system(connection: Connection, topic: string, data: Json): void {
    writeFrame(connection, { type: 'SYSTEM', topic, messageId: randomUUID(), data });
  }

  function dismiss(connection: Connection): void {
    if (!connection.ready) return;
    system(connection, 'disconnect', { reason: 'persistent connection is timeout' });
    connection.ready = false;
    connection.cancel.set(
      'end',
      clock.after(limits.disconnectGraceMs, () => connection.ws.terminate()),
    );
  }

  return {
    gatewayMode: () => gateway,
    ticket(topics) {
      for (const [old, { until }] of tickets) if (until < clock.now()) tickets.delete(old);
      const ticket = randomUUID();
      tickets.set(ticket, { until: clock.now() + limits.ticketMs, topics });
      return ticket;
    },
    upgrade(req, socket, head) {
      const url = new URL(req.url ?? '/', 'http://127.0.0.1');
      const ticket = url.searchParams.get('ticket') ?? '';
      if (refusing) return refuseUpgrade(socket, '503 Service Unavailable');
      const known = tickets.get(ticket);
      tickets.delete(ticket);
      if (url.pathname !== '/connect') return refuseUpgrade(socket, '404 Not Found');
      if (!known || known.until < clock.now()) return refuseUpgrade(socket, '401 Unauthorized');
      server.handleUpgrade(req, socket, head, (ws) => accept(ws, known.topics));
    },
    push(frame) {
      const wanted = `${frame.type} ${frame.topic}`;
      const chosen = connections.next(
        ({ ready, topics }) => ready && (topics.has(wanted) || topics.has(`${frame.type} *`)),
      );
      if (!chosen) return undefined;
      writeFrame(chosen, frame);
      return chosen.name;
    },
    sendRaw(frame) {
      const chosen = connections.next(({ ready }) => ready);
      if (chosen) write(chosen, JSON.stringify(frame));
    },
    open: () => connections.count(),
    faults: {
      dropConnections() {
        connections.terminate();
      },
      disconnectFrames() {
        for (const one of connections.all()) dismiss(one);
      },
      refuseHandshakes(on) {
        refusing = on;
      },
      mute(on) {
        muted = on;
      },
      gateway(mode) {
        gateway = mode;
      },
      sendNonsense(text = '{"specVersion":"1.0","type":"CALLB') {
        for (const one of connections.all()) write(one, text);
      },
    },
    stop() {
      connections.terminate();
      server.close();
    },
  };
}
