import { createRequire } from 'node:module';

/**
 * The one place that loads Feishu's SDK, by `require` and only when a Feishu is configured: alone it costs 46 MB that way and
 * 61 MB by ESM import, beside the rest of the server 19 MB. Its own types are 320,000 lines and hide what we must override, so what we use of it is written down here.
 */
const require = createRequire(import.meta.url);

export type SdkRequest = {
  method: string;
  url: string;
  params?: Readonly<Record<string, unknown>>;
  data?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Handed on to the HTTP instance as it is. */
  signal?: AbortSignal;
};

/** What the SDK wants of axios, which it uses when it is given nothing else. Resolves with the parsed body. */
export type HttpInstance = {
  request(options: SdkRequest): Promise<unknown>;
  post(url: string, data?: unknown): Promise<unknown>;
};

export type SdkCache = {
  get(key: symbol | string, options?: { namespace?: string }): Promise<unknown>;
  set(
    key: symbol | string,
    value: unknown,
    expiresAt?: number,
    options?: { namespace?: string },
  ): Promise<boolean>;
};

export type SdkLogger = Record<'error' | 'warn' | 'info' | 'debug' | 'trace', (...parts: unknown[]) => void>;

type SdkClient = { request(request: SdkRequest): Promise<unknown> };

/** https://github.com/larksuite/node-sdk, ws-client/proto-buf/pbbp2 */
export type Frame = { headers: { key: string; value: string }[]; payload?: Uint8Array };

export type WsClient = {
  start(params: {
    eventDispatcher: { invoke(data: unknown, options?: unknown): Promise<unknown> };
  }): Promise<void>;
  close(params: { force: boolean }): void;
  getConnectionStatus(): { state: 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'failed' };
  // What follows is private in the SDK's types.
  wsConfig: { getWSInstance(): { readyState: number } | null };
  handleEventData(frame: Frame): Promise<void>;
  handleControlData(frame: Frame): Promise<void>;
  reConnect(isStart?: boolean): Promise<void>;
  /** Called first when a connection is open. */
  pingLoop(): void;
  /** Listens to the connection. */
  communicate(): void;
};

type WsClientParams = {
  appId: string;
  appSecret: string;
  domain: string;
  httpInstance: HttpInstance;
  logger: SdkLogger;
  autoReconnect: boolean;
  handshakeTimeoutMs: number;
  /** Seconds after a ping. */
  wsConfig: { pingTimeout: number };
  onReady: () => void;
  onError: (error: Error) => void;
};

type ClientParams = {
  appId: string;
  appSecret: string;
  domain: string;
  httpInstance: HttpInstance;
  cache: SdkCache;
  logger: SdkLogger;
};

export type Sdk = {
  Client: new (params: ClientParams) => SdkClient;
  WSClient: new (params: WsClientParams) => WsClient;
};

export function loadSdk(): Sdk {
  const sdk: Sdk = require('@larksuiteoapi/node-sdk');
  return sdk;
}
