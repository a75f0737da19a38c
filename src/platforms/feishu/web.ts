import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { createRequests } from '../common/requests.ts';
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
  const requests = createRequests(clock);
  const http = createHttp({ requestMs, clock, closing: requests.closing });
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
    call: (request, signal) =>
      requests.send('the request', signal, () =>
        send(request).catch((error: unknown) => {
          throw toUpstreamError(request.url, error);
        }),
      ),
    skewMs: () => http.skewMs(),
    close: (ms) => requests.close(ms),
  };
}

/** The SDK posts for nothing but a token: when that fails, the request itself was never sent. */
function notAsked(error: unknown): never {
  if (!(error instanceof UpstreamError) || error.outcome !== 'unknown') throw error;
  throw new UpstreamError('unreachable', error.code, error.message, { cause: error.cause });
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
