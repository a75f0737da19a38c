import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { ADA, ROOM } from '../slack/workspace.ts';
import { openStage } from './stage.ts';

/** `fetch` does not let a test set the Host header. */
function getWithHost(port: string, host: string, path = '/'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers: { host } }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

void test('a foreign name that points at 127.0.0.1 is refused', async () => {
  await using at = await openStage();
  assert.equal(await getWithHost(at.port, `127.0.0.1:${at.port}`), 200);
  assert.equal(await getWithHost(at.port, `localhost:${at.port}`), 200);
  for (const host of [
    `evil.example:${at.port}`,
    'evil.example',
    '127.0.0.1',
    `127.0.0.1:1`,
    `127.0.0.1.evil.example:${at.port}`,
  ]) {
    assert.equal(await getWithHost(at.port, host), 403, host);
    assert.equal(await getWithHost(at.port, host, '/api/everything'), 403, host);
  }
});

void test('only the page itself may post, and only JSON', async () => {
  await using at = await openStage();
  const say = { as: ADA, channel: ROOM, text: 'hello' };
  assert.equal((await at.post('/api/slack/say', say, { origin: 'http://evil.example' })).status, 403);
  assert.equal((await at.post('/api/slack/say', say, { origin: 'null' })).status, 403);
  assert.equal((await at.post('/api/slack/say', say, { 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await at.post('/api/slack/say', say, { 'content-type': 'text/plain' })).status, 415);
  const bare = await fetch(`${at.url}api/say`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(bare.status, 403, 'neither Origin nor fetch metadata');
  assert.equal(at.slack.messages(ROOM).length, 0);
  assert.equal((await at.post('/api/slack/say', say)).status, 200);
  assert.equal(at.slack.messages(ROOM).length, 1);
});

void test('every answer carries the security headers, and nothing outside the page folder is served', async () => {
  await using at = await openStage();
  const page = await fetch(at.url);
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
  const html = await page.text();
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)/, 'no inline script');
  assert.doesNotMatch(html, /https?:\/\//, 'nothing from elsewhere');
  for (const path of [
    '../slack/server.ts',
    '..%2fslack%2fserver.ts',
    'package.json',
    'page/main.js',
    'slack/..%2f..%2fslack%2fserver.ts',
    'slack',
    'slack/',
  ]) {
    assert.equal((await fetch(at.url + path)).status, 404, path);
  }
  assert.equal((await fetch(`${at.url}slack/pane.js`)).status, 200, 'folders of the page are served');
});

void test('bad requests are answered with what is wrong', async () => {
  await using at = await openStage();
  const wrong: [string, unknown, number, RegExp][] = [
    ['/api/slack/say', '{', 400, /not a JSON object/],
    ['/api/slack/say', { as: 'U0NOBODY', channel: ROOM, text: 'x' }, 400, /nobody here/],
    ['/api/slack/say', { as: ADA, channel: ROOM }, 400, /text is missing/],
    ['/api/slack/say', { as: ADA, channel: 'C0NOWHERE', text: 'x' }, 409, /no channel C0NOWHERE/],
    [
      '/api/slack/click',
      { as: ADA, channel: ROOM, ts: '1.1', blockId: 'b', actionId: 'a' },
      409,
      /no message/,
    ],
    ['/api/slack/submit', { as: ADA, viewId: 'V1', values: {} }, 400, /not open any more/],
    ['/api/slack/say', { as: ADA, channel: ROOM, text: 'x'.repeat(70_000) }, 413, /larger than/],
    ['/api/nothing', {}, 404, /nothing here/],
    ['/api/feishu/say', { as: ADA }, 404, /nothing here/],
    ['/api/slack/constructor', { as: ADA }, 404, /nothing here/],
    ['/api/server/kill', { as: ADA }, 404, /nothing here/],
  ];
  for (const [path, body, status, reason] of wrong) {
    const answer = await at.post(path, body);
    assert.equal(answer.status, status, path);
    assert.match(answer.body.error ?? '', reason);
  }
});
