import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFrame, encodeFrame, headerValue } from '../../../src/simulator/feishu/frame.ts';

/** What the SDK sends right after a connection is open. */
const SDK_PING = '0800100018f681801020002a0c0a0474797065120470696e67';

test('the ping of the SDK is read, and written to the same bytes', () => {
  const frame = decodeFrame(Buffer.from(SDK_PING, 'hex'));
  assert.equal(frame.service, 33_554_678);
  assert.equal(frame.method, 0);
  assert.equal(headerValue(frame, 'type'), 'ping');
  assert.equal(encodeFrame(frame).toString('hex'), SDK_PING);
});

test('large numbers and payloads survive', () => {
  const frame = {
    seqId: 2 ** 40 + 3,
    logId: Number.MAX_SAFE_INTEGER,
    service: 1,
    method: 1,
    headers: [
      { key: 'type', value: 'event' },
      { key: 'trace_id', value: '值' },
    ],
    payload: Buffer.alloc(70_000, 7),
  };
  assert.deepEqual(decodeFrame(encodeFrame(frame)), frame);
});

test('bytes that are no frame are refused', () => {
  for (const hex of ['', 'ffffff', '0a', '08001000', `${SDK_PING}2a7f00`]) {
    assert.throws(() => decodeFrame(Buffer.from(hex, 'hex')), Error, hex);
  }
});
