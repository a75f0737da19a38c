import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verify } from '../../../src/platforms/slack/signature.ts';

/** The example of https://docs.slack.dev/authentication/verifying-requests-from-slack. */
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const TIMESTAMP = '1531420618';
const BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
const SIGNATURE = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
const NOW = Number(TIMESTAMP) * 1000;

function verdict(
  change: {
    timestamp?: string | undefined;
    signature?: string | undefined;
    body?: string;
    now?: number;
  } = {},
): string {
  const { timestamp, signature, body, now } = {
    timestamp: TIMESTAMP,
    signature: SIGNATURE,
    body: BODY,
    now: NOW,
    ...change,
  };
  const headers: Record<string, string> = {};
  if (timestamp !== undefined) headers['x-slack-request-timestamp'] = timestamp;
  if (signature !== undefined) headers['x-slack-signature'] = signature;
  return verify(SECRET, { headers, body: Buffer.from(body) }, now);
}

test('the request of Slack’s own example is signed', () => {
  assert.equal(verdict(), 'signed');
});

test('a request without a signature or a readable time is unsigned', () => {
  assert.equal(verdict({ signature: undefined }), 'unsigned');
  assert.equal(verdict({ timestamp: undefined }), 'unsigned');
  for (const timestamp of [
    '',
    'now',
    '-1',
    '1.5',
    ' 1531420618',
    '1531420618 ',
    '1531420618a',
    '1'.repeat(13),
  ])
    assert.equal(verdict({ timestamp }), 'unsigned', timestamp);
});

test('a request with anything else in body, time or signature is forged', () => {
  assert.equal(verdict({ body: `${BODY}&` }), 'forged');
  assert.equal(verdict({ timestamp: '1531420619' }), 'forged');
  assert.equal(verdict({ timestamp: '1'.repeat(12) }), 'forged');
  for (const signature of [
    '',
    'v0=',
    SIGNATURE.slice(3),
    `${SIGNATURE}0`,
    SIGNATURE.replace('v0', 'v1'),
    SIGNATURE.replace('a2', 'a3'),
  ])
    assert.equal(verdict({ signature }), 'forged', signature);
});

test('a request is good for five minutes, before and after', () => {
  assert.equal(verdict({ now: NOW + 300_000 }), 'signed');
  assert.equal(verdict({ now: NOW - 300_000 }), 'signed');
  assert.equal(verdict({ now: NOW + 300_001 }), 'stale');
  assert.equal(verdict({ now: NOW - 300_001 }), 'stale');
});

test('what is forged is not called stale: that would tell when it was made', () => {
  assert.equal(verdict({ body: 'other', now: NOW + 999_000 }), 'forged');
});
