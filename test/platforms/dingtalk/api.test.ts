import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import { createApi } from '../../../src/platforms/dingtalk/api.ts';
import { failureIn } from '../../../src/platforms/dingtalk/errors.ts';
import { systemClock } from '../../../src/time.ts';
import { card } from '../../contracts/cards.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { CLIENT, GROUP, openDingTalk } from './bench.ts';
import { openStage, signal } from './stage.ts';

const TOKEN = 'POST /v1.0/oauth2/accessToken';
const EDIT = 'PUT /v1.0/card/instances';

test('one token serves all calls, a dead one is replaced once, and the call is made again', async () => {
  await using stage = await openStage();
  const { dingtalk, platform } = stage;
  const tokens = (): number => dingtalk.calls.filter(({ method }) => method === TOKEN).length;
  const room = { platform: platform.id, id: GROUP };
  const begun = tokens();
  await Promise.all([1, 2, 3].map((n) => platform.post(room, card(`${n}`), `key-${n}`, signal())));
  assert.ok(tokens() <= begun + 1);
  const before = tokens();
  dingtalk.expireTokens();
  await Promise.all([4, 5, 6].map((n) => platform.post(room, card(`${n}`), `key-${n}`, signal())));
  assert.equal(tokens(), before + 1);
  dingtalk.revokeToken(true);
  await assert.rejects(platform.post(room, card('7'), 'key-7', signal()), {
    outcome: 'rejected',
    code: 'credentials-dead',
  });
});

test('a token is renewed five minutes before it ends', async () => {
  const { dingtalk, config } = await openDingTalk();
  const clock = createHandClock();
  const urls = { apiUrl: config.apiUrl ?? '', oapiUrl: config.oapiUrl ?? '' };
  const api = createApi({ ...CLIENT, ...urls, requestMs: 2_000, clock });
  const tokens = (): number => dingtalk.calls.filter(({ method }) => method === TOKEN).length;
  const call = () => api.legacy('/topapi/v2/user/getbymobile', { mobile: '13800000001' }, signal());
  await call();
  await clock.turn(7_200_000 - 301_000);
  await call();
  assert.equal(tokens(), 1);
  await clock.turn(2_000);
  await call();
  assert.equal(tokens(), 2);
  await api.close(0);
  await dingtalk.stop();
});

test('what cannot get a token was never sent', async () => {
  await using stage = await openStage();
  const { dingtalk, platform } = stage;
  dingtalk.expireTokens();
  dingtalk.faults.next(TOKEN, { kind: 'apply_then_fail' });
  await assert.rejects(platform.post({ platform: platform.id, id: GROUP }, card('x'), 'key', signal()), {
    outcome: 'unreachable',
  });
});

test('each answer of DingTalk means one thing', () => {
  const meaning = (status: number, body: unknown): unknown[] => {
    const error = failureIn('POST /x', { status, retryAfter: null, body });
    return error ? [error.outcome, error.code, error.retryAfterMs] : ['fine'];
  };
  const none = undefined;
  assert.deepEqual(meaning(200, { success: true, result: {} }), ['fine']);
  assert.deepEqual(meaning(200, { errcode: 0, errmsg: 'ok' }), ['fine']);
  assert.deepEqual(meaning(200, undefined), ['unknown', 'bad-answer', none], 'the page of a proxy');
  assert.deepEqual(meaning(200, { success: false, code: 'param.invalid' }), [
    'rejected',
    'param.invalid',
    none,
  ]);
  assert.deepEqual(meaning(200, { errcode: 60121, errmsg: '…' }), ['rejected', 'person-unknown', none]);
  assert.deepEqual(meaning(200, { errcode: 90018, errmsg: '…' }), ['throttled', 'throttled', 1_000]);
  const sub = (code: string): Record<string, unknown> => ({ errcode: 88, sub_code: code, errmsg: '…' });
  assert.deepEqual(meaning(200, sub('40014')), ['rejected', 'credentials-dead', none]);
  assert.deepEqual(meaning(200, sub('60011')), ['rejected', 'permission-missing', none]);
  assert.deepEqual(meaning(400, { code: 'param.cardNotExist' }), ['rejected', 'message-gone', none]);
  assert.deepEqual(meaning(400, { code: 'param.contentUnsafe' }), ['rejected', 'card-refused', none]);
  assert.deepEqual(meaning(403, { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' }), [
    'throttled',
    'throttled',
    1_000,
  ]);
  assert.deepEqual(meaning(429, undefined), ['throttled', 'throttled', 1_000]);
  assert.deepEqual(meaning(500, { code: 'system.busy' }), ['unknown', 'busy', none]);
  assert.deepEqual(meaning(504, undefined), ['unknown', 'http-504', none]);
  assert.deepEqual(meaning(404, undefined), ['rejected', 'http-404', none]);
  assert.deepEqual(meaning(400, { code: 'a sentence, not a code' }), ['rejected', 'http-400', none]);
});

test('a person whom DingTalk holds messages back from is tried again later, one it does not know is not', async () => {
  await using stage = await openStage({ accounts: ['manager1', 'nobody'] });
  const { dingtalk, platform } = stage;
  const parts = [{ kind: 'text' as const, text: ['decide'] }];
  const send = (account: string) =>
    platform.post({ platform: platform.id, id: `@${account}` }, { summary: 's', parts }, 'key', signal());
  dingtalk.faults.next('POST /v1.0/robot/oToMessages/batchSend', {
    kind: 'flow_controlled',
    userIds: ['manager1'],
  });
  await assert.rejects(send('manager1'), { outcome: 'throttled' });
  await assert.rejects(send('nobody'), { outcome: 'rejected', code: 'person-unknown' });
});

test('no error that leaves the adapter carries a secret, a token or what was said', async () => {
  await using stage = await openStage();
  const { dingtalk, platform } = stage;
  const room = { platform: platform.id, id: GROUP };
  const ref = await platform.post(room, card('confidential'), 'key', signal());
  const errors: unknown[] = [];
  for (const fault of [
    { kind: 'drop' },
    { kind: 'status', status: 502 },
    { kind: 'error', status: 400, code: 'param.invalid', message: 'confidential shhh' },
  ] as const) {
    dingtalk.faults.next(EDIT, fault);
    await platform
      .edit(ref, card('confidential'), 'key', signal())
      .catch((error: unknown) => errors.push(error));
  }
  assert.equal(errors.length, 3);
  assert.ok(errors.every((error) => error instanceof UpstreamError));
  assert.doesNotMatch(errors.map(everything).join('\n'), /shhh|confidential|access_token=/);
});

function everything(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack} ${JSON.stringify(error)} ${everything(error.cause)}`;
}

test('a call that is on its way is waited for, whoever waits no longer: what became of it is known', async () => {
  await using stage = await openStage();
  const { dingtalk, platform, cards } = stage;
  const room = { platform: platform.id, id: GROUP };
  const impatient = new AbortController();
  const ref = await platform.post(room, card('before'), 'key', signal());
  dingtalk.faults.next(EDIT, { kind: 'delay', ms: 100, when: 'after' });
  dingtalk.onCall((method, _args, stage) => {
    if (method === EDIT && stage === 'applied') impatient.abort();
  });
  const edited = platform.edit(ref, card('after'), 'key', impatient.signal);
  await edited;
  assert.equal(impatient.signal.aborted, true);
  assert.match(cards(GROUP)[0]?.text ?? '', /after/);
});

test('an API that never answers is given up after the time-out of requests', async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = createApi({ ...CLIENT, apiUrl: url, oapiUrl: url, requestMs: 100, clock: systemClock });
  await assert.rejects(api.call('PUT /v1.0/x', {}, signal()), { outcome: 'unreachable', code: 'timeout' });
  await api.close(0);
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
