/** Requests to one Zadig. Every one has a time-out; none is repeated, and none follows another address. */
import { type Dispatcher, request } from 'undici';
import type { Json } from '../../../domain/run.ts';
import { UpstreamError } from '../../../errors.ts';
import { type Clock, withTimeout } from '../../../time.ts';
import { transportError, zadigError } from './zadig-error.ts';

type Query = Readonly<Record<string, string | number>>;

export type ZadigClient = {
  /** All throw `UpstreamError`: see `zadigError`. */
  get(path: string, query?: Query): Promise<unknown>;
  /** `ms`: a time-out of its own. */
  post(path: string, body: Json, query?: Query, ms?: number): Promise<unknown>;
  remove(path: string, query: Query): Promise<unknown>;
  /** How far Zadig's clock is ahead of ours, in milliseconds, by its last answer: to a second. 0 before the first. */
  ahead(): number;
};

/** A task with its logs' addresses has some hundred kilobytes at most. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export function createZadigClient(
  { url, token }: { url: string; token: string },
  requestMs: number,
  clock: Clock,
): ZadigClient {
  let ahead = 0;

  async function call(
    method: Dispatcher.HttpMethod,
    path: string,
    query: Query = {},
    send?: Json,
    ms = requestMs,
  ): Promise<unknown> {
    const changes = method !== 'GET';
    try {
      return await withTimeout(clock, ms, async (signal) => {
        const response = await request(`${url}${path}${queryOf(query)}`, {
          method,
          signal,
          // Time is ours to keep.
          bodyTimeout: 0,
          headersTimeout: 0,
          headers: {
            authorization: `Bearer ${token}`,
            accept: 'application/json',
            'user-agent': 'greenlight',
            ...(send === undefined ? {} : { 'content-type': 'application/json' }),
          },
          body: send === undefined ? null : JSON.stringify(send),
        });
        noteTime(response.headers['date']);
        const body = await bodyOf(response.body);
        if (response.statusCode >= 200 && response.statusCode < 300) {
          if (body.json === undefined) throw noJson(response.statusCode, changes);
          return body.json;
        }
        const { 'retry-after': retryAfter } = response.headers;
        const told = typeof retryAfter === 'string' ? retryAfter : undefined;
        throw zadigError(response.statusCode, body, changes, told);
      });
    } catch (cause) {
      throw transportError(cause, changes);
    }
  }

  function noteTime(date: unknown): void {
    const time = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    if (!Number.isNaN(time)) ahead = time - Math.floor(clock.now() / 1000) * 1000;
  }

  return {
    get: (path, query) => call('GET', path, query),
    post: (path, body, query, ms) => call('POST', path, query, body, ms),
    remove: (path, query) => call('DELETE', path, query),
    ahead: () => ahead,
  };
}

/** Such as the page of a login before Zadig. */
function noJson(status: number, changes: boolean): UpstreamError {
  return new UpstreamError(
    changes ? 'unknown' : 'unreachable',
    'no-json',
    `the answer is no JSON (HTTP ${status}): is this Zadig's address?`,
  );
}

function queryOf(query: Query): string {
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

export type Answer = { text: string; json: unknown };

async function bodyOf(body: AsyncIterable<Buffer>): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new UpstreamError('unknown', 'too-large', 'the answer is too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return { text, json: JSON.parse(text) as unknown };
  } catch {
    return { text, json: undefined };
  }
}
