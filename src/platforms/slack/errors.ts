import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { UpstreamError } from '../../errors.ts';
import { type Meaning, rejected, throttled } from '../common/meaning.ts';
import { fromTransport } from '../common/transport-errors.ts';

/** When Slack throttles without saying for how long (https://docs.slack.dev/apis/web-api/rate-limits). */
export const DEFAULT_RETRY_AFTER_S = 30;

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

  ['ratelimited', throttled],
  ['rate_limited', throttled],

  // "It's possible some aspect of the operation succeeded before the error was raised."
  ['fatal_error', { outcome: 'unknown', code: 'fatal_error' }],
  ['internal_error', { outcome: 'unknown', code: 'internal_error' }],
  ['service_unavailable', { outcome: 'unknown', code: 'service_unavailable' }],
  // The request's body was missing or cut off, or the workspace is being moved: nothing was done.
  ['request_timeout', { outcome: 'unreachable', code: 'request_timeout' }],
  ['team_added_to_org', { outcome: 'unreachable', code: 'team_added_to_org' }],
]);

/** What an error of the Web API, of fetch or of ours means for the caller. `method` is Slack's, for the message. */
export function toUpstreamError(method: string, error: unknown): UpstreamError {
  if (error instanceof WebAPIRateLimitedError) return throttledFor(method, error.retryAfter, error);
  if (error instanceof WebAPIPlatformError) return refused(method, error);
  if (error instanceof WebAPIHTTPError) {
    return fromStatus(method, error.statusCode, error);
  }
  return fromTransport('Slack', method, error instanceof WebAPIRequestError ? error.original : error);
}

export function throttledFor(method: string, seconds: number, cause?: unknown): UpstreamError {
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
    return throttledFor(method, error.data.response_metadata?.retryAfter ?? DEFAULT_RETRY_AFTER_S, error);
  }
  return new UpstreamError(meaning.outcome, meaning.code, `Slack refused ${method}: ${code}`, {
    cause: error,
  });
}
