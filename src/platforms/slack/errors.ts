import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { UpstreamError, type UpstreamOutcome } from '../../errors.ts';

type Meaning = { outcome: UpstreamOutcome; code: string };

/** When Slack throttles without saying for how long (https://docs.slack.dev/apis/web-api/rate-limits). */
export const DEFAULT_RETRY_AFTER_S = 30;

function rejected(code: string): Meaning {
  return { outcome: 'rejected', code };
}
const roomGone = rejected('room-gone');
const messageGone = rejected('message-gone');
const triggerDead = rejected('trigger-dead');
const tokenDead = rejected('token-dead');
const cardRefused = rejected('card-refused');

/**
 * Slack's error codes that mean something to us; every other one is `rejected` under Slack's own name.
 * Each method's page lists its codes: https://docs.slack.dev/reference/methods/chat.postMessage#errors, …/chat.update#errors,
 * …/conversations.history#errors, …/views.open#errors, …/conversations.open#errors, …/apps.connections.open#errors.
 */
const meanings = new Map<string, Meaning>([
  ['channel_not_found', roomGone],
  ['not_in_channel', roomGone],
  ['is_archived', roomGone],
  ['user_not_found', roomGone],
  ['user_disabled', roomGone],
  ['cannot_dm_bot', roomGone],
  ['thread_not_found', roomGone],
  ['invalid_thread_ts', roomGone],

  ['message_not_found', messageGone],
  ['cant_update_message', messageGone],
  ['edit_window_closed', messageGone],

  ['expired_trigger_id', triggerDead],
  ['trigger_expired', triggerDead],
  ['invalid_trigger_id', triggerDead],
  ['exchanged_trigger_id', triggerDead],
  ['trigger_exchanged', triggerDead],

  ['invalid_auth', tokenDead],
  ['not_authed', tokenDead],
  ['account_inactive', tokenDead],
  ['token_revoked', tokenDead],
  ['token_expired', tokenDead],
  ['user_removed_from_team', tokenDead],
  ['team_disabled', tokenDead],
  ['not_allowed_token_type', tokenDead],

  ['invalid_blocks', cardRefused],
  ['invalid_blocks_format', cardRefused],
  ['msg_blocks_too_long', cardRefused],
  ['msg_too_long', cardRefused],

  ['ratelimited', { outcome: 'throttled', code: 'throttled' }],
  ['rate_limited', { outcome: 'throttled', code: 'throttled' }],

  // "It's possible some aspect of the operation succeeded before the error was raised."
  ['fatal_error', { outcome: 'unknown', code: 'fatal_error' }],
  ['internal_error', { outcome: 'unknown', code: 'internal_error' }],
  ['service_unavailable', { outcome: 'unknown', code: 'service_unavailable' }],
  // The request's body was missing or cut off, or the workspace is being moved: nothing was done.
  ['request_timeout', { outcome: 'unreachable', code: 'request_timeout' }],
  ['team_added_to_org', { outcome: 'unreachable', code: 'team_added_to_org' }],
]);

/** Connections that never came to be, so that nothing was sent. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What an error of the Web API, of fetch or of ours means for the caller. `method` is Slack's, for the message. */
export function toUpstreamError(method: string, error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (error instanceof WebAPIRateLimitedError) return throttled(method, error.retryAfter, error);
  if (error instanceof WebAPIPlatformError) return refused(method, error);
  if (error instanceof WebAPIHTTPError) {
    return fromStatus(method, error.statusCode, error);
  }
  return fromTransport(method, error instanceof WebAPIRequestError ? error.original : error);
}

function throttled(method: string, seconds: number, cause?: unknown): UpstreamError {
  const retryAfterMs = Math.max(seconds, 1) * 1000;
  return new UpstreamError('throttled', 'throttled', `Slack throttles ${method} for ${retryAfterMs} ms`, {
    cause,
    retryAfterMs,
  });
}

/** An HTTP status other than 200. 4xx: a proxy or Slack's front refused; 5xx: it may have been done behind it. */
export function fromStatus(method: string, status: number, cause?: unknown): UpstreamError {
  const outcome = status >= 500 ? 'unknown' : 'rejected';
  return new UpstreamError(outcome, `http-${status}`, `${method} was answered with HTTP ${status}`, {
    cause,
  });
}

/** Slack's own code of an error, for what only the caller can decide. */
export function slackCode(error: UpstreamError): string | undefined {
  return error.cause instanceof WebAPIPlatformError ? error.cause.data.error : undefined;
}

function refused(method: string, error: WebAPIPlatformError): UpstreamError {
  const code = error.data.error;
  // The SDK puts the body of an answer that is not JSON here: a proxy's page, and nobody knows what Slack did.
  if (!/^[a-z0-9_]{1,80}$/.test(code)) {
    return new UpstreamError(
      'unknown',
      'bad-answer',
      `${method} was answered with something that is not JSON`,
    );
  }
  const meaning = meanings.get(code) ?? rejected(code);
  if (meaning.outcome === 'throttled') {
    return throttled(method, error.data.response_metadata?.retryAfter ?? DEFAULT_RETRY_AFTER_S, error);
  }
  return new UpstreamError(meaning.outcome, meaning.code, `Slack refused ${method}: ${code}`, {
    cause: error,
  });
}

function fromTransport(method: string, error: unknown): UpstreamError {
  const code = systemCode(error);
  if (code !== undefined && neverSent.has(code)) {
    return new UpstreamError('unreachable', code, `Slack cannot be reached for ${method}: ${code}`, {
      cause: error,
    });
  }
  return new UpstreamError('unknown', code ?? 'broken-off', `${method} broke off: it may have been done`, {
    cause: error,
  });
}

/** fetch says "fetch failed" and hides the reason in its causes; of several tried addresses the first one speaks. */
function systemCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  if (error.name === 'TimeoutError') return 'timeout';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return systemCode(error instanceof AggregateError ? error.errors[0] : error.cause, depth + 1);
}
