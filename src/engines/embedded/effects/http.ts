/** One HTTP request of a step: time-out, size limit, and what each answer means. */
import { fetch, Request, type RequestInit, type Response } from 'undici';
import type { Json } from '../../../domain/run.ts';
import type { Clock } from '../../../time.ts';
import { tell, toldOf } from '../../common/told.ts';
import { errorLine } from '../message.ts';
import { MAX_LEVELS, readJson } from '../read-json.ts';
import type { AbortReason, EffectResult } from './effect.ts';
import { type Guard, refusalIn } from './guard.ts';

export type HttpRun = {
  url: string;
  method: string;
  headers: Readonly<Record<string, string>>;
  body?: Json | undefined;
  /** The same for every try of one attempt, so that a receiver can leave out what it has done. */
  idempotencyKey: string;
  timeoutMs: number;
  answerBytes: number;
  clock: Clock;
  /** Undefined: it may go anywhere, because the operator's configuration says where, and no workflow does. */
  guard: Guard | undefined;
  signal: AbortSignal;
};

/** Says what an answer means. `text` is its body. */
export type Judge = (status: number, text: string) => EffectResult;

export async function runHttp(run: HttpRun, judge: Judge): Promise<EffectResult> {
  const host = hostOf(run.url);
  const init = {
    method: run.method,
    headers: { ...headersOf(run), 'idempotency-key': run.idempotencyKey },
    body: run.body === undefined ? null : JSON.stringify(run.body),
    redirect: 'manual',
  } as const;
  if (!isRequest(run.url, init)) return { kind: 'failed', ...tell('no-http-request', { host }) };
  const own = new AbortController();
  const cancelTimer = run.clock.after(run.timeoutMs, () => own.abort());
  const stop = (): void => own.abort();
  run.signal.addEventListener('abort', stop, { once: true });
  if (run.signal.aborted) stop();
  try {
    const response = await askAlong(run, { ...init, signal: own.signal });
    if (isRedirect(response.status)) {
      await response.body?.cancel();
      return { kind: 'failed', ...tell('redirected', { host, status: response.status }) };
    }
    const text = await readBody(response, run.answerBytes);
    if (text === undefined)
      return { kind: 'failed', ...tell('answer-over', { host, limit: run.answerBytes }) };
    return judge(response.status, text);
  } catch (error) {
    if (run.signal.aborted)
      return (run.signal.reason as AbortReason) === 'leave' ? { kind: 'left' } : { kind: 'aborted' };
    const refusal = refusalIn(error);
    if (refusal !== undefined) return { kind: 'failed', ...refusal.told };
    if (own.signal.aborted)
      return { kind: 'try-again', ...tell('no-answer', { host, seconds: run.timeoutMs / 1000 }) };
    return { kind: 'try-again', ...toldOf(host, { message: errorLine(reasonOf(error)) }) };
  } finally {
    cancelTimer();
    run.signal.removeEventListener('abort', stop);
  }
}

/** More redirects than this are a circle. */
const MOST_REDIRECTS = 5;

/**
 * Asking again elsewhere is harmless for a GET only. Whoever the request is sent on to gets none of its headers, unless it is the same origin: they may be keys. The last
 * answer; a redirect that is not followed is one.
 */
async function askAlong(run: HttpRun, init: RequestInit): Promise<Response> {
  const send = run.guard?.fetch ?? fetch;
  let url = run.url;
  let { headers } = init;
  for (let hops = 0; ; hops += 1) {
    const response = await send(url, headers === undefined ? { ...init, headers: {} } : { ...init, headers });
    const location = isRedirect(response.status) ? response.headers.get('location') : null;
    const next = location === null ? null : URL.parse(location, url);
    const isFollowed =
      run.method === 'GET' && next !== null && /^https?:$/.test(next.protocol) && next.username === '';
    if (!isFollowed || hops >= MOST_REDIRECTS) return response;
    await response.body?.cancel();
    if (next.origin !== new URL(url).origin) headers = {};
    url = next.href;
  }
}

/** Its error would quote the address or the value of a header. */
function isRequest(url: string, init: RequestInit): boolean {
  try {
    new Request(url, init);
    return true;
  } catch {
    return false;
  }
}

/**
 * The `request` step: over 400 fails at once, anything else must be JSON. KubeVela's definition has it so, 400 itself included
 * (charts/vela-workflow/templates/definitions/request.yaml of kubevela/workflow).
 */
export function judgeRequest(host: string): Judge {
  return (status, text) => {
    if (status > 400) return { kind: 'failed', ...tell('answered', { host, status }) };
    const read = readJson(text);
    if (read.kind === 'none') return { kind: 'try-again', ...tell('answer-no-json', { host, status }) };
    if (read.kind === 'deep') return { kind: 'failed', ...tell('answer-deep', { host, limit: MAX_LEVELS }) };
    return { kind: 'done', value: read.value };
  };
}

/** The `webhook` step: the receiver must say that it took it. (KubeVela takes every answer for a success: kubevela issue 4968.) */
export function judgeWebhook(host: string): Judge {
  return (status) =>
    isSuccess(status)
      ? { kind: 'done', value: undefined }
      : { kind: 'try-again', ...tell('answered', { host, status }) };
}

/** A target's hook: what is wrong with the request stays wrong, what is wrong with the receiver may pass. */
export function judgeTarget(host: string): Judge {
  return (status, text) => {
    if (isSuccess(status)) return outputOf(host, text);
    const isPassing = status >= 500 || status === 408 || status === 429;
    return { kind: isPassing ? 'try-again' : 'failed', ...tell('answered', { host, status }) };
  };
}

function outputOf(host: string, text: string): EffectResult {
  const read = readJson(text);
  if (read.kind === 'json') return { kind: 'done', value: read.value };
  const note = tell('answer-deep', { host, limit: MAX_LEVELS });
  return { kind: 'done', value: undefined, ...(read.kind === 'deep' ? { note } : {}) };
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the address';
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

function headersOf(run: HttpRun): Record<string, string> {
  const headers: Record<string, string> = {};
  if (run.body !== undefined) headers['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(run.headers)) headers[name.toLowerCase()] = value;
  return headers;
}

/** Undefined when the body is larger than `limit` bytes. */
async function readBody(response: Response, limit: number): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** undici hides what happened in `cause`; its own message is "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message || cause.name : error.message;
}
