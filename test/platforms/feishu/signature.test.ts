import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { decrypt, isSameText, isSigned } from '../../../src/platforms/feishu/signature.ts';

const KEY = 'test key';
const BODY = Buffer.from('{"encrypt":"AAAA"}');
const HEADERS = { timestamp: '1700000000', nonce: 'n0nce' };

/** As Feishu's page makes it: SHA-256 over time, nonce, key and body. */
function signatureOf({ timestamp, nonce }: typeof HEADERS, key: string, body: Buffer): string {
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from(timestamp), Buffer.from(nonce), Buffer.from(key), body]))
    .digest('hex');
}

function encrypt(text: string, key: string, vector = Buffer.alloc(16, 7)): string {
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), vector);
  return Buffer.concat([vector, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

test('what Feishu signed with the key is signed', () => {
  assert.equal(isSigned({ ...HEADERS, signature: signatureOf(HEADERS, KEY, BODY) }, KEY, BODY), true);
});

test('another time, nonce, key, body or signature is not', () => {
  const signature = signatureOf(HEADERS, KEY, BODY);
  assert.equal(isSigned({ ...HEADERS, timestamp: '1700000001', signature }, KEY, BODY), false);
  assert.equal(isSigned({ ...HEADERS, nonce: 'other', signature }, KEY, BODY), false);
  assert.equal(isSigned({ ...HEADERS, signature }, 'other key', BODY), false);
  assert.equal(isSigned({ ...HEADERS, signature }, KEY, Buffer.from('{}')), false);
  for (const wrong of ['', 'zz', signature.slice(2), `${signature}00`, signature.replace(/^../, 'zz')])
    assert.equal(isSigned({ ...HEADERS, signature: wrong }, KEY, BODY), false);
});

test('two texts are the same only when they are', () => {
  assert.equal(isSameText('token', 'token'), true);
  for (const other of ['', 'toke', 'tokens', 'Token']) assert.equal(isSameText('token', other), false);
});

test('the example of Feishu’s page is read', () => {
  // https://open.feishu.cn/document/event-subscription-guide/event-subscriptions/event-subscription-configure-/encrypt-key-encryption-configuration-case
  assert.equal(decrypt('P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=', 'test key'), 'hello world');
});

test('what was encrypted with the key is read, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(text.isWellFormed());
      assert.equal(decrypt(encrypt(text, KEY), KEY), text);
    }),
  );
});

test('what was not made with the key, or is too short to be anything, is nothing', () => {
  const short = encrypt('', KEY);
  assert.equal(Buffer.from(short, 'base64').length, 32);
  assert.equal(decrypt(short, KEY), '');
  assert.equal(decrypt(encrypt('{"a":1}', KEY), 'other key'), undefined);
  for (const bytes of [0, 15, 16, 31]) {
    assert.equal(decrypt(Buffer.from(short, 'base64').subarray(0, bytes).toString('base64'), KEY), undefined);
  }
  assert.equal(decrypt(Buffer.alloc(33, 1).toString('base64'), KEY), undefined);
});
