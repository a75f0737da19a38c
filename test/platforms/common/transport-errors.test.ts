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
