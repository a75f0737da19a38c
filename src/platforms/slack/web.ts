import { WebClient } from '@slack/web-api';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { skewBy } from '../common/clock-skew.ts';
import { createRequests } from '../common/requests.ts';
import { DEFAULT_RETRY_AFTER_S, toUpstreamError } from './errors.ts';
import { createSdkLog } from './sdk-log.ts';

/**
 * Slack's Web API. Each call is sent once: the SDK's own retries post messages twice and hold up every channel while one is
 * throttled. All failures are `UpstreamError`s.
 */
export type Web = {
  /** `signal` ends the waiting, not the request: what was sent may still be done. */
  call<T>(method: string, signal: AbortSignal, send: (client: WebClient) => Promise<T>): Promise<T>;
  /** Of Slack's clock against ours in milliseconds, by the last answer's Date header; positive when ours is behind. */
  skewMs(): number | undefined;
  /** Waits until nothing is being sent any more; what takes longer than `ms` is cut off. */
  close(ms: number): Promise<void>;
};

type WebOptions = { token: string; apiUrl: string; requestMs: number; log: Log; clock: Clock };

export function createWeb({ token, apiUrl, requestMs, log, clock }: WebOptions): Web {
  const requests = createRequests(clock);
  let skew: number | undefined;

  const client = new WebClient(token, {
    slackApiUrl: apiUrl,
    logger: createSdkLog(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: requestMs,
    fetch: async (url, init) => {
      const signals = init?.signal ? [init.signal, requests.closing] : [requests.closing];
      const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) } as RequestInit);
      skew = skewBy(response.headers.get('date'), clock.now()) ?? skew;
      return withRetryAfter(response);
    },
  });

  return {
    call: (method, signal, send) =>
      requests.send(method, signal, () =>
        send(client).catch((error: unknown) => {
          throw toUpstreamError(method, error);
        }),
      ),
    skewMs: () => skew,
    close: (ms) => requests.close(ms),
  };
}

/** The SDK throws an error without a code for a 429 without Retry-After (proxies answer so). */
function withRetryAfter(response: Response): Response {
  if (response.status !== 429 || /^\d+$/.test(response.headers.get('retry-after') ?? '')) return response;
  const headers = new Headers(response.headers);
  headers.set('retry-after', String(DEFAULT_RETRY_AFTER_S));
  return new Response(response.body, { status: 429, statusText: response.statusText, headers });
}
