import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import { fromTransport } from '../../../src/platforms/common/transport-errors.ts';

function meaning(error: unknown): string {
  const { outcome, code } = fromTransport('A chat', 'a call', error);
  return `${outcome} ${code}`;
}

function fetchFailed(cause: Error): TypeError {
  return new TypeError('fetch failed', { cause });
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

void test('only a connection that never came to be is unreachable', () => {
  assert.equal(meaning(fetchFailed(coded('ECONNREFUSED'))), 'unreachable ECONNREFUSED');
  assert.equal(meaning(coded('CERT_HAS_EXPIRED')), 'unreachable CERT_HAS_EXPIRED');
  assert.equal(meaning(fetchFailed(coded('ECONNRESET'))), 'unknown ECONNRESET');
  assert.equal(meaning(new DOMException('timed out', 'TimeoutError')), 'unknown timeout');
  assert.equal(meaning('not even an error'), 'unknown broken-off');
});

void test('a handshake that failed sent nothing; a connection in use that breaks may have', () => {
  for (const code of [
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_TLS_HANDSHAKE_TIMEOUT',
    'CERT_NOT_YET_VALID',
    'CRL_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'INVALID_CA',
  ])
    assert.equal(meaning(fetchFailed(coded(code))), `unreachable ${code}`);
  for (const code of [
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'ERR_SSL_UNEXPECTED_EOF_WHILE_READING',
    'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
  ])
    assert.equal(meaning(fetchFailed(coded(code))), `unknown ${code}`);
});

void test('what is no request is refused without its address', () => {
  const error = fromTransport('A chat', 'a call', Object.assign(coded('ERR_INVALID_URL'), { input: 'hush' }));
  assert.deepEqual([error.outcome, error.code, error.cause], ['rejected', 'ERR_INVALID_URL', undefined]);
});

void test('of several tried addresses the first one speaks', () => {
  const tried = new AggregateError([coded('ENETUNREACH'), coded('ECONNRESET')]);
  assert.equal(meaning(fetchFailed(tried)), 'unreachable ENETUNREACH');
});

void test('an error that is understood already stays what it is, and a chain of causes ends', () => {
  const known = new UpstreamError('throttled', 'throttled', 'later');
  assert.equal(fromTransport('A chat', 'a call', known), known);
  const circle = new Error('in a circle');
  circle.cause = circle;
  assert.equal(meaning(circle), 'unknown broken-off');
});
