/** Requests to one API server. Every one has a time-out; none is repeated, but for one whose login had run out. */
import { type Dispatcher, request } from 'undici';
import type { Json } from '../../../domain/run.ts';
import { UpstreamError } from '../../../errors.ts';
import { type Clock, withTimeout } from '../../../time.ts';
import type { Operation } from '../patch/operation.ts';
import type { Gatekeeper } from './access.ts';
import { apiError, transportError } from './api-error.ts';

type Query = Readonly<Record<string, string | number | boolean>>;

export type ApiClient = {
  /** Throws `UpstreamError`, whose code is the reason of the server: `NotFound`, `Conflict`, `Invalid`, `Expired`, `Forbidden`. */
  get(path: string, query?: Query): Promise<Json>;
  create(path: string, body: Json, query?: Query): Promise<Json>;
  /** JSON Patch. */
  patch(path: string, operations: readonly Operation[], query?: Query): Promise<Json>;
  /** Server-side apply. */
  apply(path: string, body: Json, query: Query): Promise<Json>;
  update(path: string, body: Json, query?: Query): Promise<Json>;
  /** The lines of a watch as they come; ends with the stream. */
  watch(path: string, query: Query, signal: AbortSignal): AsyncIterable<string>;
};

/** An answer that is larger than this is none of ours: an object of etcd has at most 1.5 MB, a page 500 of them on average far smaller. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

export function createApiClient(gatekeeper: Gatekeeper, requestMs: number, clock: Clock): ApiClient {
  async function open(
    method: Dispatcher.HttpMethod,
    path: string,
    query: Query,
    signal: AbortSignal,
    send?: { type: string; body: string },
  ): Promise<Dispatcher.ResponseData> {
    for (let renewed = false; ; renewed = true) {
      const { server, headers, dispatcher } = await gatekeeper.enter(renewed);
      const response = await request(`${server}${path}${queryOf(query)}`, {
        method,
        dispatcher,
        signal,
        // Time is ours to keep: a watch is silent for minutes.
        bodyTimeout: 0,
        headersTimeout: 0,
        headers: {
          ...headers,
          accept: 'application/json',
          'user-agent': 'greenlight',
          ...(send === undefined ? {} : { 'content-type': send.type }),
        },
        body: send?.body ?? null,
      });
      if (response.statusCode !== 401 || renewed) return response;
      await response.body.dump();
    }
  }

  async function call(
    method: Dispatcher.HttpMethod,
    path: string,
    query: Query = {},
    send?: { type: string; body: Json | readonly Operation[] },
  ): Promise<Json> {
    const changes = method !== 'GET';
    try {
      return await withTimeout(clock, requestMs, async (signal) => {
        const sent = send && { type: send.type, body: JSON.stringify(send.body) };
        const response = await open(method, path, query, signal, sent);
        const body = await bodyOf(response);
        if (response.statusCode < 300) return body;
        const { 'retry-after': retryAfter } = response.headers;
        throw apiError(
          response.statusCode,
          body,
          changes,
          typeof retryAfter === 'string' ? retryAfter : undefined,
        );
      });
    } catch (cause) {
      throw transportError(cause, changes);
    }
  }

  return {
    get: (path, query) => call('GET', path, query),
    create: (path, body, query) => call('POST', path, query, { type: 'application/json', body }),
    patch: (path, operations, query) =>
      call('PATCH', path, query, { type: 'application/json-patch+json', body: operations }),
    apply: (path, body, query) => call('PATCH', path, query, { type: 'application/apply-patch+yaml', body }),
    update: (path, body, query) => call('PUT', path, query, { type: 'application/json', body }),
    async *watch(path, query, signal) {
      let response: Dispatcher.ResponseData;
      try {
        response = await open('GET', path, { ...query, watch: true }, signal);
        if (response.statusCode >= 300) throw apiError(response.statusCode, await bodyOf(response), false);
      } catch (cause) {
        throw transportError(cause, false);
      }
      try {
        yield* linesOf(response.body);
      } catch (cause) {
        throw transportError(cause, false);
      }
    },
  };
}

function queryOf(query: Query): string {
  const pairs = Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string]);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

async function bodyOf({ body, headers }: Dispatcher.ResponseData): Promise<Json> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new UpstreamError('unknown', 'too-large', 'the answer is too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text) as Json;
  } catch {
    // A proxy before the server answers in its own words.
    return { message: `${String(headers['content-type'] ?? 'no content')}: ${text.slice(0, 200)}` };
  }
}

async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  for await (const chunk of body) {
    const pieces = decoder.decode(chunk, { stream: true }).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      parts.push(piece);
      const line = parts.join('');
      parts = [];
      if (line !== '') yield line;
    }
    parts.push(last);
  }
}
