import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import type { Clock } from '../../time.ts';
import { skewBy } from '../common/clock-skew.ts';
import { parseJson } from '../common/json.ts';
import { createRequests } from '../common/requests.ts';
import { createTurnstile } from '../common/turnstile.ts';
import { type Answer, failureIn, isTokenRefusal, toUpstreamError } from './errors.ts';
import { CALLS_PER_API, TOKEN_EARLY_MS } from './limits.ts';

/**
 * The few calls of DingTalk's open API that we need. Each is sent once, and once more only when DingTalk refused its token, which means that
 * nothing was done. All failures are `UpstreamError`s, also those that come inside an HTTP 200.
 */
export type Api = {
  /**
   * `method` is verb and path, `PUT /v1.0/card/instances`. `signal` ends the waiting in line only: what was sent is waited for until its own
   * time-out, for whoever hears of it in time need not do it again.
   */
  call(method: string, body: Record<string, unknown>, signal: AbortSignal): Promise<Record<string, unknown>>;
  /** The older API on oapi.dingtalk.com, POST. */
  legacy(path: string, body: Record<string, unknown>, signal: AbortSignal): Promise<Record<string, unknown>>;
  /** POST to an address that is its own key; it is in no error. */
  callHook(name: string, url: string, body: Record<string, unknown>, signal: AbortSignal): Promise<void>;
  /** Asks for a token now: throws what is wrong with the credentials. */
  authenticate(signal: AbortSignal): Promise<void>;
  /** How many requests were sent. */
  sent(): number;
  /** Of DingTalk's clock against ours in milliseconds, by the last answer's Date header; positive when ours is behind. */
  skewMs(): number | undefined;
  /** Waits until nothing is being sent any more; what takes longer than `ms` is cut off. */
  close(ms: number): Promise<void>;
};

export type ApiOptions = {
  clientId: string;
  clientSecret: string;
  apiUrl: string;
  oapiUrl: string;
  requestMs: number;
  clock: Clock;
};

const token = z.looseObject({ accessToken: z.string().min(1), expireIn: z.number().positive() });

/** https://open.dingtalk.com/document/orgapp/obtain-the-access-token-of-an-internal-app */
const TOKEN_METHOD = 'POST /v1.0/oauth2/accessToken';

export function createApi(options: ApiOptions): Api {
  const { clientId, clientSecret, apiUrl, oapiUrl, requestMs, clock } = options;
  const requests = createRequests(clock);
  // Cards and notices of the outbox, answers to persons and looks into the directory count together.
  const turnstile = createTurnstile(clock, CALLS_PER_API);
  let held: { accessToken: string; until: number } | undefined;
  let asking: Promise<string> | undefined;
  let count = 0;
  let skew: number | undefined;
  const unhurried = new AbortController().signal;

  async function request(
    name: string,
    url: string,
    init: { verb: string; body: unknown; headers?: Record<string, string> },
  ): Promise<Record<string, unknown>> {
    count += 1;
    let answer: Answer;
    try {
      const response = await fetch(url, {
        method: init.verb,
        headers: { accept: 'application/json', 'content-type': 'application/json', ...init.headers },
        body: JSON.stringify(init.body),
        redirect: 'error',
        signal: AbortSignal.any([requests.closing, AbortSignal.timeout(requestMs)]),
      });
      skew = skewBy(response.headers.get('date'), clock.now()) ?? skew;
      const text = await response.text();
      answer = {
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        body: parseJson(text),
      };
    } catch (error) {
      throw toUpstreamError(name, error);
    }
    const failure = failureIn(name, answer);
    if (failure) throw failure;
    return answer.body as Record<string, unknown>;
  }

  /** One request for all who wait: DingTalk limits how often a token is asked for. */
  function askToken(): Promise<string> {
    asking ??= request(TOKEN_METHOD, `${apiUrl}/v1.0/oauth2/accessToken`, {
      verb: 'POST',
      body: { appKey: clientId, appSecret: clientSecret },
    })
      .then((body) => {
        const given = token.safeParse(body).data;
        if (!given) throw new UpstreamError('unknown', 'bad-answer', `${TOKEN_METHOD} gave no token`);
        const lifeMs = given.expireIn * 1000;
        held = {
          accessToken: given.accessToken,
          until: clock.now() + Math.max(lifeMs - TOKEN_EARLY_MS, lifeMs / 2),
        };
        return given.accessToken;
      })
      .catch((error: unknown) => {
        throw notSent(error);
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  }

  async function withToken<T>(send: (accessToken: string) => Promise<T>): Promise<T> {
    const accessToken = held && clock.now() < held.until ? held.accessToken : await askToken();
    try {
      return await send(accessToken);
    } catch (error) {
      if (!isTokenRefusal(error)) throw error;
      // Somebody else may have got a new one meanwhile.
      if (held?.accessToken === accessToken) held = undefined;
      return await send(held?.accessToken ?? (await askToken()));
    }
  }

  function inLine<T>(name: string, signal: AbortSignal, send: () => Promise<T>): Promise<T> {
    return turnstile.pass(name, signal, () => requests.send(name, unhurried, send));
  }

  return {
    async call(method, body, signal) {
      const [verb = 'POST', path = ''] = method.split(' ');
      const headers = (accessToken: string) => ({ 'x-acs-dingtalk-access-token': accessToken });
      return await inLine(method, signal, () =>
        withToken((accessToken) =>
          request(method, apiUrl + path, { verb, body, headers: headers(accessToken) }),
        ),
      );
    },
    async legacy(path, body, signal) {
      const name = `POST ${path}`;
      const urlWith = (accessToken: string) =>
        `${oapiUrl}${path}?access_token=${encodeURIComponent(accessToken)}`;
      return await inLine(name, signal, () =>
        withToken((accessToken) => request(name, urlWith(accessToken), { verb: 'POST', body })),
      );
    },
    async callHook(name, url, body, signal) {
      await inLine(name, signal, () => request(name, url, { verb: 'POST', body }));
    },
    async authenticate(signal) {
      await requests.send(TOKEN_METHOD, signal, askToken);
    },
    sent: () => count,
    skewMs: () => skew,
    close: (ms) => requests.close(ms),
  };
}

/** Without a token the call itself was never sent, whatever became of the request for one. */
function notSent(error: unknown): UpstreamError {
  const known = toUpstreamError(TOKEN_METHOD, error);
  if (known.outcome !== 'unknown') return known;
  return new UpstreamError('unreachable', known.code, known.message, { cause: known.cause });
}
