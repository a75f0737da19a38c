import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UpstreamError } from '../../../src/errors.ts';
import { type Log, silentLog } from '../../../src/log.ts';
import { fromCode, fromStatus, refusalOf, toUpstreamError } from '../../../src/platforms/feishu/errors.ts';
import { loadSdk } from '../../../src/platforms/feishu/sdk.ts';
import { createWeb, type Web } from '../../../src/platforms/feishu/web.ts';
import type { FeishuSimulator } from '../../../src/simulator/feishu/simulator.ts';
import { systemClock } from '../../../src/time.ts';
import { nobodyListens } from '../slack/bench.ts';
import { appId, appSecret, openFeishu, ROOM } from './bench.ts';

function meaning(code: number, status = 400): string {
  const error = fromCode('a call', { status, code, message: 'msg' });
  return `${error.outcome} ${error.code}`;
}

void test("Feishu's codes in the words of all platforms", () => {
  assert.equal(meaning(230002), 'rejected room-gone');
  assert.equal(meaning(230013), 'rejected room-gone');
  assert.equal(meaning(230011), 'rejected message-gone');
  assert.equal(meaning(231003), 'rejected message-gone');
  assert.equal(meaning(230031), 'rejected message-gone');
  assert.equal(meaning(230025), 'rejected card-refused');
  assert.equal(meaning(230099), 'rejected card-refused');
  assert.equal(meaning(99991663), 'rejected token-dead');
  assert.equal(meaning(230020), 'throttled throttled');
  assert.equal(meaning(230049), 'unknown being-sent');
  assert.equal(meaning(230001), 'rejected feishu-230001');
  assert.equal(
    meaning(230001, 500),
    'unknown feishu-230001',
    'nobody knows how far a broken server had come',
  );
});

void test('an answer that is none of Feishu is judged by its status', () => {
  const of = (error: UpstreamError): string => `${error.outcome} ${error.code}`;
  assert.equal(of(fromStatus('a call', 502)), 'unknown http-502');
  assert.equal(of(fromStatus('a call', 403)), 'rejected http-403');
  assert.equal(of(fromStatus('a call', 200)), 'unknown bad-answer');
  assert.equal(fromStatus('a call', 429, 0.3).retryAfterMs, 300);
  assert.equal(of(toUpstreamError('a call', new Error('socket hang up'))), 'unknown broken-off');
});

void test('a missing scope carries the address where it is granted', () => {
  const message =
    'Access denied. One of the following scopes is required: [im:chat]. 应用尚未开通所需的应用身份权限：[im:chat]，点击链接申请并开通任一权限即可：https://open.feishu.cn/app/cli_a1b2c3d4e5f60718/auth?q=im:chat&op_from=openapi&token_type=tenant';
  const error = fromCode('a call', { status: 400, code: 99991672, message });
  assert.equal(
    refusalOf(error)?.grantUrl,
    'https://open.feishu.cn/app/cli_a1b2c3d4e5f60718/auth?q=im:chat&op_from=openapi&token_type=tenant',
  );
});

type Bench = AsyncDisposable & { feishu: FeishuSimulator; web: Web };

async function openWeb(changes: { appSecret?: string; apiUrl?: string; log?: Log } = {}): Promise<Bench> {
  const { feishu, config } = await openFeishu();
  const web = createWeb({
    sdk: loadSdk(),
    appId,
    appSecret,
    apiUrl: config.apiUrl ?? '',
    requestMs: 2_000,
    log: silentLog,
    clock: systemClock,
    ...changes,
  });
  return {
    feishu,
    web,
    async [Symbol.asyncDispose]() {
      await web.close(0);
      await feishu.stop();
    },
  };
}

const signal = new AbortController().signal;
const ask = { method: 'GET', url: `/open-apis/im/v1/chats/${ROOM}` };
const write = {
  method: 'POST',
  url: '/open-apis/im/v1/messages',
  params: { receive_id_type: 'chat_id' },
  data: { receive_id: ROOM, msg_type: 'text', content: '{"text":"top secret message"}' },
};

void test('a token that was revoked is replaced once, and the write is done once', async () => {
  await using bench = await openWeb();
  await bench.web.call(ask, signal);
  bench.feishu.expireTokens();
  await bench.web.call(write, signal);
  assert.equal(bench.feishu.messages(ROOM).length, 1);
  bench.feishu.revokeToken(true);
  await assert.rejects(bench.web.call(ask, signal), { outcome: 'rejected', code: 'token-dead' });
});

void test('nothing was sent when no token could be had', async () => {
  await using bench = await openWeb();
  bench.feishu.faults.next('auth.token', { kind: 'apply_then_fail' });
  await assert.rejects(bench.web.call(write, signal), { outcome: 'unreachable' });
  bench.feishu.faults.next('auth.token', { kind: 'error', code: 10014, msg: 'app secret invalid' });
  await assert.rejects(bench.web.call(write, signal), { outcome: 'rejected', code: 'secret-wrong' });
  assert.equal(bench.feishu.messages(ROOM).length, 0);
});

void test('a Feishu that cannot be reached was never asked', async () => {
  await using bench = await openWeb({ apiUrl: (await nobodyListens()).replace(/\/api\/$/, '') });
  await assert.rejects(bench.web.call(write, signal), { outcome: 'unreachable', code: 'ECONNREFUSED' });
});

void test('a server that broke may have done it', async () => {
  await using bench = await openWeb();
  bench.feishu.faults.next('im.message.create', { kind: 'apply_then_fail', answer: 500 });
  await assert.rejects(bench.web.call(write, signal), { outcome: 'unknown' });
  assert.equal(bench.feishu.messages(ROOM).length, 1);
});

void test('neither secrets nor messages are logged when things go wrong', async () => {
  const lines: string[] = [];
  const say = (fields: Record<string, unknown>, line: string): void => {
    lines.push(`${JSON.stringify(fields)} ${String(fields['err'])} ${line}`);
  };
  const log: Log = { debug: say, info: say, warn: say, error: say, child: () => log };
  await using bench = await openWeb({ log });
  bench.feishu.faults.next('im.message.create', { kind: 'status', status: 500 });
  await assert.rejects(bench.web.call(write, signal));
  bench.feishu.faults.next('auth.token', { kind: 'error', code: 10014, msg: 'app secret invalid' });
  bench.feishu.expireTokens();
  await assert.rejects(bench.web.call(write, signal));
  assert.ok(lines.length > 0, 'the SDK had something to say');
  assert.doesNotMatch(lines.join('\n'), /s3cret|top secret message|Bearer|t-[\w-]{16}/);
});
