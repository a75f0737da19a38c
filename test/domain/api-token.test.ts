import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountOfToken, createApiToken, hashOfToken } from '../../src/domain/api-token.ts';

test('a token is 256 random bits behind a word that scanners know', () => {
  const tokens = Array.from({ length: 20 }, createApiToken);
  for (const token of tokens) assert.match(token, /^glt_[\w-]{43}$/);
  assert.equal(new Set(tokens).size, tokens.length);
});

test('the account of a program is its person and sixteen signs of the hash', () => {
  const sha256 = hashOfToken('glt_x');
  assert.equal(sha256, 'a676b918c8327ed8a95d74c06fd6d059d238dddb1488032d48f18fd1a3dafd72');
  assert.equal(accountOfToken({ person: 'ada', sha256 }), `ada/${sha256.slice(0, 16)}`);
});
