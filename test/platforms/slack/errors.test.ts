import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { toUpstreamError } from '../../../src/platforms/slack/errors.ts';

function platformError(error: string, more: object = {}): WebAPIPlatformError {
  return new WebAPIPlatformError({ ok: false, error, ...more });
}

function requestError(code: string): WebAPIRequestError {
  const cause = Object.assign(new Error(code), { code });
  return new WebAPIRequestError(new TypeError('fetch failed', { cause }));
}

void test("Slack's codes mean one thing each", () => {
  const meaning = (code: string): string => {
    const { outcome, code: ours } = toUpstreamError('chat.update', platformError(code));
    return `${outcome} ${ours}`;
  };
  assert.equal(meaning('message_not_found'), 'rejected message-gone');
  assert.equal(meaning('edit_window_closed'), 'rejected message-gone');
  assert.equal(meaning('cant_update_message'), 'rejected message-gone');
  assert.equal(meaning('not_in_channel'), 'rejected room-gone');
  assert.equal(meaning('channel_not_found'), 'rejected room-gone');
  assert.equal(meaning('is_archived'), 'rejected room-gone');
  assert.equal(meaning('expired_trigger_id'), 'rejected trigger-dead');
  assert.equal(meaning('token_revoked'), 'rejected token-dead');
  assert.equal(meaning('invalid_blocks'), 'rejected card-refused');
  assert.equal(meaning('fatal_error'), 'unknown fatal_error');
  assert.equal(meaning('internal_error'), 'unknown internal_error');
  assert.equal(meaning('a_code_of_tomorrow'), 'rejected a_code_of_tomorrow');
  assert.equal(meaning('<html>502 Bad Gateway</html>'), 'unknown bad-answer');
});

void test('throttling carries milliseconds, by status and by code', () => {
  assert.equal(toUpstreamError('m', new WebAPIRateLimitedError(30)).retryAfterMs, 30_000);
  const byCode = toUpstreamError('m', platformError('ratelimited', { response_metadata: { retryAfter: 4 } }));
  assert.deepEqual([byCode.outcome, byCode.retryAfterMs], ['throttled', 4_000]);
  assert.equal(toUpstreamError('m', platformError('ratelimited')).retryAfterMs, 30_000);
  assert.equal(toUpstreamError('m', new WebAPIRateLimitedError(0)).retryAfterMs, 1_000);
});

void test('only what surely never arrived is unreachable', () => {
  for (const code of [
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
  ]) {
    assert.equal(toUpstreamError('m', requestError(code)).outcome, 'unreachable', code);
  }
  for (const code of ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT']) {
    assert.equal(toUpstreamError('m', requestError(code)).outcome, 'unknown', code);
  }
  const timeout = new WebAPIRequestError(new DOMException('timed out', 'TimeoutError'));
  assert.deepEqual(
    [toUpstreamError('m', timeout).outcome, toUpstreamError('m', timeout).code],
    ['unknown', 'timeout'],
  );
  const both = new TypeError('fetch failed', {
    cause: new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED' })]),
  });
  assert.equal(toUpstreamError('m', new WebAPIRequestError(both)).outcome, 'unreachable');
});

void test('a status says whether it may have been done', () => {
  assert.equal(toUpstreamError('m', new WebAPIHTTPError(503, '', {})).outcome, 'unknown');
  assert.equal(toUpstreamError('m', new WebAPIHTTPError(403, '', {})).outcome, 'rejected');
  assert.equal(toUpstreamError('m', 'not even an error').outcome, 'unknown');
  assert.equal(toUpstreamError('m', undefined).outcome, 'unknown');
});
