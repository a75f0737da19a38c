/** What the API server answers instead of an object: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
import { z } from 'zod';
import { UpstreamError, type UpstreamOutcome } from '../../../errors.ts';
import { errorLine } from '../message.ts';

const Status = z.object({
  message: z.string().nullish(),
  reason: z.string().nullish(),
  details: z
    .object({
      name: z.string().nullish(),
      retryAfterSeconds: z.number().nullish(),
      causes: z
        .array(
          z.object({
            reason: z.string().nullish(),
            message: z.string().nullish(),
            field: z.string().nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
});

type Cause = { reason: string; message: string; field: string };

/** The server's own answer. `code` is its reason: `NotFound`, `Conflict`, `Invalid`, `Forbidden`, or `NO_SUCH_PATH`. */
export class ApiError extends UpstreamError {
  readonly causes: readonly Cause[];

  constructor(
    outcome: UpstreamOutcome,
    code: string,
    message: string,
    causes: readonly Cause[],
    retryAfterMs?: number,
  ) {
    super(outcome, code, message, retryAfterMs === undefined ? {} : { retryAfterMs });
    this.name = 'ApiError';
    this.causes = causes;
  }
}

/** Reasons are the server's own words; these are for servers, or proxies before them, that give none. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
};

/**
 * Nothing of this kind is served there, or not yet: a server that has just started knows its custom kinds a moment later. That an object is gone
 * it says with the object's name.
 */
export const NO_SUCH_PATH = 'NoSuchPath';

/** `changes`: what was asked may have been done although the answer is bad. */
export function apiError(status: number, body: unknown, changes: boolean, retryAfter?: string): ApiError {
  const read = Status.safeParse(body);
  const { reason, message, details } = read.success ? read.data : {};
  const seconds = details?.retryAfterSeconds ?? Number(retryAfter);
  const code =
    status === 404 && !details?.name ? NO_SUCH_PATH : reason || REASONS[status] || `http-${status}`;
  const causes = (details?.causes ?? []).map((cause) => ({
    reason: cause.reason ?? '',
    message: cause.message ?? '',
    field: cause.field ?? '',
  }));
  const wait = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
  return new ApiError(outcomeOf(status, changes), code, errorLine(message || `HTTP ${status}`), causes, wait);
}

function outcomeOf(status: number, changes: boolean): UpstreamOutcome {
  if (status === 429) return 'throttled';
  // Who we are is read anew and asked again; a login that is broken is mended by operators, and nothing is lost until then.
  if (status === 401) return 'unreachable';
  if (status < 500) return 'rejected';
  return changes ? 'unknown' : 'unreachable';
}

/** Of these nothing has left: https://github.com/nodejs/undici/blob/main/docs/docs/api/Errors.md, and Node's own for sockets and TLS. */
const NEVER_LEFT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL_|UND_ERR_SOCKS)/;

/** A request that was not answered. */
export function transportError(cause: unknown, changes: boolean): UpstreamError {
  if (cause instanceof UpstreamError) return cause;
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const code =
    codeOf(error) ?? codeOf(error.cause) ?? (error.name === 'AbortError' ? 'timeout' : 'connection');
  const outcome = !changes || NEVER_LEFT.test(code) ? 'unreachable' : 'unknown';
  return new UpstreamError(outcome, code, `the API server did not answer: ${errorLine(error.message)}`, {
    cause,
  });
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
