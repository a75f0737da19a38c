import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { toUpstreamError } from './errors.ts';
import { createHttp } from './http.ts';
import type { Sdk, SdkCache, SdkRequest } from './sdk.ts';
import { createSdkLog } from './sdk-log.ts';

/**
 * Feishu's open API. Each call is sent once, but for one whose token was refused: that did nothing, and is sent again with a new one.
 * All failures are `UpstreamError`s.
 */
export type Web = {
  /** Resolves with the answer's body. `signal` ends the waiting, not the request: what was sent may still be done. */
  call(request: ApiRequest, signal: AbortSignal): Promise<unknown>;
  skewMs(): number | undefined;
  /** Waits until nothing is being sent any more; what takes longer than `ms` is cut off. */
  close(ms: number): Promise<void>;
};

/** `url` begins with `/open-apis/`. */
export type ApiRequest = Pick<SdkRequest, 'method' | 'url' | 'params' | 'data'>;

export type WebOptions = {
  sdk: Sdk;
  appId: string;
  appSecret: string;
  apiUrl: string;
  requestMs: number;
  log: Log;
  clock: Clock;
};

export function createWeb({ sdk, appId, appSecret, apiUrl, requestMs, log, clock }: WebOptions): Web {
  const closing = new AbortController();
  const sending = new Set<Promise<unknown>>();
  const http = createHttp({ requestMs, clock, closing: closing.signal });
  const tokens = createTokenCache(clock);
  const client = new sdk.Client({
    appId,
    appSecret,
    domain: apiUrl,
    httpInstance: { ...http, post: (url, data) => http.post(url, data).catch(notAsked) },
    cache: tokens,
    logger: createSdkLog(log),
  });

  async function send(request: ApiRequest): Promise<unknown> {
    try {
      return await client.request(request);
    } catch (error) {
      const failure = toUpstreamError(request.url, error);
      if (failure.code !== 'token-dead') throw failure;
      tokens.forget();
      return await client.request(request);
    }
  }

  return {
    async call(request, signal) {
      if (signal.aborted || closing.signal.aborted) {
        throw new UpstreamError('unreachable', 'aborted', 'the request was given up before it was sent');
      }
      const sent = send(request).catch((error: unknown) => {
        throw toUpstreamError(request.url, error);
      });
      sending.add(sent);
      const ended = (): boolean => sending.delete(sent);
      sent.then(ended, ended);
      return await unlessAborted(sent, signal);
    },
    skewMs: () => http.skewMs(),
    async close(ms) {
      const cancel = clock.after(ms, () => closing.abort());
      await Promise.allSettled(sending);
      cancel();
      closing.abort();
    },
  };
}

/** The SDK posts for nothing but a token: when that fails, the request itself was never sent. */
function notAsked(error: unknown): never {
  if (!(error instanceof UpstreamError) || error.outcome !== 'unknown') throw error;
  throw new UpstreamError('unreachable', error.code, error.message, { cause: error.cause });
}

/** The promise's outcome, or `unknown` as soon as the signal aborts. */
function unlessAborted<T>(request: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = (): void =>
      reject(new UpstreamError('unknown', 'aborted', 'the request was given up while it was being sent'));
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    request.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}

/** The SDK's own cache is shared by all clients of a process and forgets nothing that Feishu has revoked. */
function createTokenCache(clock: Clock): SdkCache & { forget(): void } {
  const kept = new Map<string, { value: unknown; until: number }>();
  const nameOf = (key: symbol | string, namespace = ''): string => `${namespace}/${key.toString()}`;
  return {
    async get(key, options) {
      const one = kept.get(nameOf(key, options?.namespace));
      return one !== undefined && one.until > clock.now() ? one.value : undefined;
    },
    async set(key, value, expiresAt, options) {
      kept.set(nameOf(key, options?.namespace), { value, until: expiresAt ?? Number.POSITIVE_INFINITY });
      return true;
    },
    forget: () => kept.clear(),
  };
}
