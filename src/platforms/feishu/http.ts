import { z } from 'zod';
import type { Clock } from '../../time.ts';
import { skewBy } from '../common/clock-skew.ts';
import { parseJson } from '../common/json.ts';
import { fromCode, fromStatus, toUpstreamError } from './errors.ts';
import type { HttpInstance, SdkRequest } from './sdk.ts';

/**
 * HTTP for the SDK, by fetch: with a time-out, with an end, and with one meaning for all failures. Feishu tells the same trouble sometimes
 * by status 400 and sometimes by 200 with a code; both become the same `UpstreamError`.
 */
export type Http = HttpInstance & {
  /** Of Feishu's clock against ours in milliseconds, by the last answer's Date header; positive when ours is behind. */
  skewMs(): number | undefined;
};

export type HttpOptions = { requestMs: number; clock: Clock; closing: AbortSignal };

const answer = z.looseObject({ code: z.number(), msg: z.string().optional() });

export function createHttp({ requestMs, clock, closing }: HttpOptions): Http {
  let skew: number | undefined;

  async function request({ method, url, params, data, headers }: SdkRequest): Promise<unknown> {
    const target = new URL(url);
    const name = `${method.toUpperCase()} ${nameOf(target)}`;
    for (const [key, value] of Object.entries(params ?? {})) target.searchParams.set(key, String(value));
    try {
      const response = await fetch(target, {
        method: method.toUpperCase(),
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
        ...(data === undefined ? {} : { body: JSON.stringify(data) }),
        redirect: 'error',
        signal: AbortSignal.any([closing, AbortSignal.timeout(requestMs)]),
      });
      skew = skewBy(response.headers.get('date'), clock.now()) ?? skew;
      return read(name, response, await response.text());
    } catch (error) {
      throw toUpstreamError(name, error);
    }
  }

  return {
    request,
    post: (url, data) => request({ method: 'POST', url, data }),
    skewMs: () => skew,
  };
}

function read(name: string, response: Response, text: string): unknown {
  const body = answer.safeParse(parseJson(text)).data;
  const reset = Number(response.headers.get('x-ogw-ratelimit-reset') ?? Number.NaN);
  const resetSeconds = Number.isNaN(reset) ? undefined : reset;
  // A code 0 beside a failed status is nobody's word for success.
  if (body === undefined || (body.code === 0 && !response.ok)) {
    throw fromStatus(name, response.status, resetSeconds);
  }
  const { code, msg: message = '' } = body;
  if (code !== 0) throw fromCode(name, { status: response.status, code, message, resetSeconds });
  return body;
}

/** For errors and logs: the path without ids. */
function nameOf({ pathname }: URL): string {
  return pathname
    .replace(/^\/open-apis/, '')
    .replace(/\/(?:om_|oc_|ou_|od-)[^/]+/g, '/…')
    .replace(/\/group\/[^/]+/, '/group/…');
}
