import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SimClock } from '../common/clock.ts';
import { createConnections } from '../common/connections.ts';
import { isObject, type Json, parseJson } from '../common/json.ts';
import type { SimLog } from '../common/log.ts';
import { refuseUpgrade } from '../common/refuse-upgrade.ts';
import type { Changes } from './changes.ts';
import { decodeFrame, encodeFrame, type Frame, headerValue } from './frame.ts';
import { randomId } from './ids.ts';
import type { FeishuLimits } from './options.ts';
import type { Ack, Transport } from './pushes.ts';
import type { EndpointMode, SocketFaults } from './socket-faults.ts';

/** Acknowledgements carry a card at most. */
const MAX_FRAME_BYTES = 1_000_000;
/** What Feishu's own address carries; nobody depends on the number. */
const SERVICE_ID = 33_554_678;
const CONTROL = 0;
const DATA = 1;

export type Sockets = Transport & {
  /** The answer of `/callback/ws/endpoint`; `known`: the caller has the right id and secret. */
  endpoint(base: string, known: boolean): { status: number; body: Json };
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  open(): number;
  opened(): number;
  faults: SocketFaults;
  stop(): void;
};

type Connection = { name: string; ws: WebSocket };

type SocketsOptions = {
  clock: SimClock;
  log: SimLog;
  limits: FeishuLimits;
  changes: Changes;
  cardFrames: 'event' | 'card';
  onAck: (deliveryId: string, ack: Ack) => void;
};

/** The long connection: each push goes to one of the connections, in turn, as in a cluster. */
export function createSockets({ clock, log, limits, changes, cardFrames, onAck }: SocketsOptions): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  const tickets = new Map<string, number>();
  const connections = createConnections<Connection>(changes);
  const refusals: EndpointMode[] = [];
  let mode: EndpointMode = 'ok';
  let cardType = cardFrames;
  let pieces = 1;
  let backwards = false;
  let muted = false;
  let pongsMuted = false;
  let opened = 0;
  let frames = 0;

  const clientConfig = (): Json => ({
    ReconnectCount: -1,
    ReconnectInterval: limits.reconnectIntervalSeconds,
    ReconnectNonce: limits.reconnectNonceSeconds,
    PingInterval: limits.pingIntervalSeconds,
  });

  function accept(ws: WebSocket): void {
    const connection = { name: randomId('conn-', 5), ws };
    connections.add(connection);
    ws.on('message', (data) => {
      if (!muted && Buffer.isBuffer(data)) hear(connection, data);
    });
    ws.on('error', (err) => log.debug({ err, connection: connection.name }, 'simulated connection failed'));
    ws.on('close', () => connections.remove(connection));
    changes.emit({ type: 'connections', open: connections.count() });
  }

  function hear(connection: Connection, data: Buffer): void {
    let frame: Frame;
    try {
      frame = decodeFrame(data);
    } catch (err) {
      log.warn({ err, connection: connection.name }, 'simulated connection got bytes that are no frame');
      return;
    }
    if (frame.method === CONTROL && headerValue(frame, 'type') === 'ping') pong(connection, frame.service);
    if (frame.method !== DATA) return;
    const id = headerValue(frame, 'message_id');
    if (id !== undefined) onAck(id, readAck(frame.payload));
  }

  function pong({ ws }: Connection, service: number): void {
    if (pongsMuted || muted) return;
    const headers = [{ key: 'type', value: 'pong' }];
    const payload = Buffer.from(JSON.stringify(clientConfig()));
    ws.send(encodeFrame({ seqId: 0, logId: 0, service, method: CONTROL, headers, payload }));
  }

  function dataFrames(id: string, type: string, payload: Buffer): Buffer[] {
    const sum = Math.min(pieces, payload.length);
    const size = Math.ceil(payload.length / sum);
    const logId = clock.now() * 1_000;
    const cut = Array.from({ length: sum }, (_, seq) =>
      encodeFrame({
        seqId: ++frames,
        logId,
        service: SERVICE_ID,
        method: DATA,
        headers: [
          { key: 'type', value: type },
          { key: 'message_id', value: id },
          { key: 'sum', value: String(sum) },
          { key: 'seq', value: String(seq) },
          { key: 'trace_id', value: randomId('', 8) },
        ],
        payload: payload.subarray(seq * size, (seq + 1) * size),
      }),
    );
    return backwards ? cut.reverse() : cut;
  }

  return {
    endpoint(base, known) {
      opened += 1;
      const now = known ? (refusals.shift() ?? mode) : 'auth_failed';
      const full = connections.count() >= limits.connections;
      if (now === 'ok' && !full) {
        const ticket = randomId('', 24);
        tickets.set(ticket, clock.now() + limits.ticketMs);
        // The SDK reads the whole address as a query: what it looks for must not come first.
        const query = `fpid=493&aid=552564&device_id=${randomId('', 6)}&access_key=${randomId('', 8)}&service_id=${SERVICE_ID}`;
        const URL = `${base.replace('http:', 'ws:')}/ws/v2?${query}&ticket=${ticket}`;
        return { status: 200, body: { code: 0, msg: '', data: { URL, ClientConfig: clientConfig() } } };
      }
      return refusal(now === 'ok' ? 'too_many_connections' : now);
    },
    upgrade(req, socket, head) {
      const url = new URL(req.url ?? '/', 'http://127.0.0.1');
      const ticket = url.searchParams.get('ticket') ?? '';
      const validUntil = tickets.get(ticket) ?? 0;
      tickets.delete(ticket);
      if (url.pathname !== '/ws/v2' || validUntil < clock.now()) {
        return refuseUpgrade(socket, '401 Unauthorized');
      }
      server.handleUpgrade(req, socket, head, (ws) => accept(ws));
    },
    send(deliveryId, kind, payload) {
      const chosen = connections.next();
      if (!chosen) return undefined;
      const type = kind === 'card' ? cardType : 'event';
      const cut = dataFrames(deliveryId, type, Buffer.from(JSON.stringify(payload)));
      if (!muted) for (const one of cut) chosen.ws.send(one);
      return chosen.name;
    },
    open: () => connections.count(),
    opened: () => opened,
    faults: {
      dropConnections() {
        connections.terminate();
      },
      mutePongs(on) {
        pongsMuted = on;
      },
      mute(on) {
        muted = on;
      },
      refuseEndpoint(wanted, times) {
        if (times === undefined) mode = wanted;
        else for (let i = 0; i < times; i++) refusals.push(wanted);
      },
      sendNonsense() {
        for (const { ws } of connections.all()) {
          ws.send(Buffer.from([0xff, 0xff, 0xff]));
          for (const one of dataFrames(randomId(''), 'event', Buffer.from('{nonsense'))) ws.send(one);
        }
      },
      fragment(count, reversed = false) {
        pieces = count;
        backwards = reversed;
      },
      cardFrames(type) {
        cardType = type;
      },
    },
    stop() {
      connections.terminate();
      server.close();
    },
  };
}

/** The codes are in the SDK's own list (`ErrorCode`). */
function refusal(mode: Exclude<EndpointMode, 'ok'>): { status: number; body: Json } {
  switch (mode) {
    case 'auth_failed':
      return { status: 200, body: { code: 514, msg: 'auth failed', data: {} } };
    case 'no_data':
      return { status: 200, body: { code: 514, msg: 'auth failed', data: null } };
    case 'busy':
      return { status: 200, body: { code: 1, msg: 'system busy', data: {} } };
    case 'internal':
      return { status: 200, body: { code: 1000040343, msg: 'internal error', data: {} } };
    case 'too_many_connections':
      return { status: 200, body: { code: 1000040350, msg: 'exceed_conn_limit', data: {} } };
    case 'http_500':
      return { status: 500, body: { code: 1, msg: 'internal error' } };
  }
}

/** `{"code":200,"data":"<base64 of JSON>"}`; `data` is missing when the handler gave nothing back. */
function readAck(payload: Buffer | undefined): Ack {
  const parsed = parseJson(payload?.toString('utf8') ?? '');
  if (!isObject(parsed) || parsed.code !== 200) return { ok: false };
  if (typeof parsed.data !== 'string') return { ok: true };
  const response = parseJson(Buffer.from(parsed.data, 'base64').toString('utf8'));
  return { ok: true, response: response ?? 'unreadable' };
}
