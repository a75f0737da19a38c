import { DWClient } from 'dingtalk-stream';
import { type RawData, WebSocket } from 'ws';
import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { toUpstreamError } from './errors.ts';
import { ackFrame, type Frame, readFrame } from './frames.ts';
import { askGateway, type GatewayOptions } from './gateway.ts';

/**
 * The SDK's client for one connection, held on a leash. As it comes, its version 2.1.5 dials twice for every handshake that is refused, keeps
 * what it dialled after `disconnect`, shares its list of topics between all clients, has no time-outs, throws on frames that it does not
 * understand, and prints secrets (https://github.com/open-dingtalk/dingtalk-stream-sdk-nodejs/issues/13, 14, 16, 18). Here it dials once,
 * `connect` tells how that went, nothing that comes over the connection throws out of it, and it never dials again by itself.
 *
 * It is a class because the SDK is used by extending it.
 */
export type StreamClientOptions = GatewayOptions & {
  log: Log;
  /** Anything was heard: a frame, a ping, a pong. */
  heard: () => void;
  /** DingTalk asks the connection to go. */
  dismissed: (reason: string) => void;
  /** The connection is gone. */
  gone: () => void;
};

/** Longest frame that is read, in bytes: far over everything that DingTalk sends, so that nothing can fill the memory. */
const MAX_FRAME = 4 * 1024 * 1024;

export class StreamClient extends DWClient {
  readonly #options: StreamClientOptions;
  readonly #ended = new AbortController();
  #socket: WebSocket | undefined;
  #url = '';

  constructor(options: StreamClientOptions) {
    super({ clientId: options.clientId, clientSecret: options.clientSecret });
    this.#options = options;
    this.config.autoReconnect = false;
    this.config.subscriptions = [];
  }

  /** Its messages hold the secret. */
  override printDebug(): void {}

  override async getEndpoint(): Promise<this> {
    this.#url = await askGateway(this.#options, this.config.subscriptions, this.#ended.signal);
    return this;
  }

  override _connect(): Promise<void> {
    const { requestMs, heard, gone } = this.#options;
    const socket = new WebSocket(this.#url, {
      handshakeTimeout: requestMs,
      maxPayload: MAX_FRAME,
      followRedirects: false,
    });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      // Before the opening it says why there is none; afterwards `close` follows it. Without a listener it would end the process.
      socket.on('error', (error) => reject(handshakeError(error)));
      socket.on('open', () => {
        this.connected = true;
        heard();
        resolve();
      });
      socket.on('close', () => {
        this.connected = false;
        reject(
          new UpstreamError(
            'unreachable',
            'handshake-broken',
            'the connection broke off while it was opened',
          ),
        );
        gone();
      });
      socket.on('ping', heard);
      socket.on('pong', heard);
      socket.on('message', (data: RawData) => {
        heard();
        this.onDownStream(textOf(data));
      });
    });
  }

  /** Dials once. Rejects with an `UpstreamError`, and nothing is left open then. */
  override async connect(): Promise<void> {
    try {
      if (this.#ended.signal.aborted)
        throw new UpstreamError('unreachable', 'stopped', 'given up before dialling');
      await this.getEndpoint();
      if (this.#ended.signal.aborted)
        throw new UpstreamError('unreachable', 'stopped', 'given up while dialling');
      await this._connect();
    } catch (error) {
      this.disconnect();
      throw toUpstreamError('the opening of the stream', error);
    }
  }

  /** Cuts the connection; final. */
  override disconnect(): void {
    this.#ended.abort();
    this.#socket?.terminate();
  }

  /** Ends the connection with a handshake, in which the vendor may still read what was sent before. */
  closeGently(): void {
    this.#ended.abort();
    this.#socket?.close(1000);
  }

  /** Asks whether anybody is there: the answer is heard. */
  ping(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  override onDownStream(data: string): void {
    const frame = readFrame(data);
    if (!frame) {
      this.#options.log.warn({}, 'a frame from dingtalk was not understood and is ignored');
      return;
    }
    try {
      this.#take(frame);
    } catch (err) {
      this.#options.log.error({ err, topic: frame.headers.topic }, 'a frame from dingtalk was not handled');
    }
  }

  #take(frame: Frame): void {
    const { topic, messageId } = frame.headers;
    switch (frame.type) {
      case 'SYSTEM':
        if (topic === 'ping') this.#pong(frame);
        if (topic === 'disconnect') this.#options.dismissed('disconnect');
        return;
      case 'EVENT':
        void this.acknowledge(messageId, 200, { status: 'SUCCESS' }).catch(() => {});
        return;
      case 'CALLBACK':
        // Without an answer DingTalk would push it again and again.
        if (this.listenerCount(topic) === 0) void this.acknowledge(messageId, 404, {}).catch(() => {});
        else this.emit(topic, frame);
    }
  }

  #pong({ headers, data }: Frame): void {
    void this.#write(JSON.stringify({ code: 200, message: 'OK', headers, data })).catch(() => {});
  }

  /** Rejects when the connection is gone: DingTalk then never hears of it. */
  acknowledge(messageId: string, code: 200 | 404, data: unknown): Promise<void> {
    return this.#write(ackFrame(messageId, code, data));
  }

  #write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = this.#socket;
      if (socket?.readyState !== WebSocket.OPEN) return reject(new Error('the connection is gone'));
      socket.send(text, (error) => (error ? reject(error) : resolve()));
    });
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

/** ws names the status only in words. */
function handshakeError(error: Error): UpstreamError {
  const status = /server response: (\d{3})/.exec(error.message)?.[1];
  if (status === undefined) return toUpstreamError('the handshake of the stream', error);
  return new UpstreamError('unreachable', `handshake-${status}`, `the stream's handshake got HTTP ${status}`);
}
