/**
 * What Zadig answers instead of what was asked (pkg/tool/errors and pkg/middleware/gin/response.go of koderover/zadig): its own errors with HTTP 400
 * and a code such as 6169, plain errors with HTTP 500, and HTTP 403 without a word for what is not allowed.
 */
import { z } from 'zod';
import { UpstreamError, type UpstreamOutcome } from '../../../errors.ts';
import { errorLine } from '../message.ts';
import type { Answer } from './zadig-client.ts';

const ErrorBody = z.object({
  code: z.number().nullish(),
  message: z.string().nullish(),
  description: z.string().nullish(),
});

/** Zadig's own answer. `code` is `zadig-6169`, or `http-403` where it gives none. */
class ZadigError extends UpstreamError {
  readonly status: number;
  /** What it says beside its code, as it said it. */
  readonly description: string;

  constructor(
    outcome: UpstreamOutcome,
    code: string,
    message: string,
    { status, description }: { status: number; description: string },
    retryAfterMs?: number,
  ) {
    super(outcome, code, message, retryAfterMs === undefined ? {} : { retryAfterMs });
    this.name = 'ZadigError';
    this.status = status;
    this.description = description;
  }
}

const WORDS: Readonly<Record<number, { code: string; says: string }>> = {
  401: { code: 'zadig-token', says: 'the API token is not accepted' },
  403: { code: 'zadig-forbidden', says: 'the service account has no right to it' },
  404: { code: 'zadig-no-such-path', says: 'this version of Zadig does not have it' },
  429: { code: 'zadig-throttled', says: 'too many requests' },
};

/** It says so with 7050, with the code of what was asked, and in plain errors. */
const LICENCE = /许可证不可用/;

/** `changes`: what was asked may have been done although the answer is bad. */
export function zadigError(
  status: number,
  { json }: Answer,
  changes: boolean,
  retryAfter: string | undefined,
): UpstreamError {
  const read = ErrorBody.safeParse(json);
  const { code, message, description } = read.success ? read.data : {};
  const words = WORDS[status];
  const isLicence = LICENCE.test(`${message ?? ''} ${description ?? ''}`);
  const own = code !== undefined && code !== null && code !== status && code !== 500;
  // It stands in sentences of ours.
  const says = errorLine(description || message || words?.says || `HTTP ${status}`).replace(
    /[.:：。\s]+$/,
    '',
  );
  const seconds = Number(retryAfter);
  return new ZadigError(
    isLicence ? 'rejected' : outcomeOf(status, changes),
    isLicence ? 'zadig-7050' : own ? `zadig-${code}` : (words?.code ?? `http-${status}`),
    says,
    { status, description: description ?? message ?? '' },
    Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined,
  );
}

function outcomeOf(status: number, changes: boolean): UpstreamOutcome {
  if (status === 429) return 'throttled';
  // Operators give it another token, and nothing is lost until then.
  if (status === 401) return 'unreachable';
  if (status < 500) return 'rejected';
  return changes ? 'unknown' : 'unreachable';
}

/** Zadig itself said no: no gateway before it, and no connection that broke. */
export function isOwnAnswer(error: unknown): error is ZadigError {
  return error instanceof ZadigError && error.description !== '';
}

/** A route that older versions do not have. */
export function isNoSuchPath(error: unknown): boolean {
  return error instanceof ZadigError && error.status === 404;
}

export function isForbidden(error: unknown): boolean {
  return error instanceof ZadigError && error.status === 403;
}

/** What is not there comes as a plain error of the database, in HTTP 500 or with a code. */
export function isMissing(error: unknown): boolean {
  return error instanceof ZadigError && /no documents in result|not found|不存在/i.test(error.description);
}

/** Of these nothing has left: https://github.com/nodejs/undici/blob/main/docs/docs/api/Errors.md, and Node's own for sockets and TLS. */
const NEVER_LEFT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL_)/;

/** A request that was not answered. */
export function transportError(cause: unknown, changes: boolean): UpstreamError {
  if (cause instanceof UpstreamError) return cause;
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const code = codeOf(error) ?? codeOf(error.cause) ?? 'connection';
  const outcome = !changes || NEVER_LEFT.test(code) ? 'unreachable' : 'unknown';
  return new UpstreamError(outcome, code, `Zadig did not answer: ${errorLine(error.message)}`, { cause });
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
