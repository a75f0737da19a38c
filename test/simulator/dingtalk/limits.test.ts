import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { ADA, CREATE, GROUP, groupCard, openOrganisation, UPDATE } from './organisation.ts';

const update = { outTrackId: 'run-1', cardData: { cardParamMap: { title: 'on' } } };

test('the twenty-first call of one API in a second is refused and told apart; other APIs and the next second are free', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock });
  const { call, dingtalk } = organisation;
  const token = await organisation.token();
  await call('POST', CREATE, groupCard('run-1'), token);
  for (let i = 0; i < 20; i++) assert.equal((await call('PUT', UPDATE, update, token)).status, 200);
  const over = await call('PUT', UPDATE, update, token);
  assert.equal(over.status, 403);
  assert.match(String(over.body.code), /^Forbidden\.AccessDenied\.QpsLimitFor/);
  assert.equal(dingtalk.throttled(), 1);
  assert.equal((await call('POST', CREATE, groupCard('run-2'), token)).status, 200);
  for (let i = 0; i < 20; i++) await call('POST', '/topapi/v2/user/get', { userid: ADA }, token);
  const top = await call('POST', '/topapi/v2/user/get', { userid: ADA }, token);
  assert.deepEqual([top.status, top.body.errcode, top.body.sub_code], [200, 88, '90018']);

  await clock.turn(1_001);
  assert.equal((await call('PUT', UPDATE, update, token)).status, 200);
  assert.equal(dingtalk.throttled(), 2);
});

test('a token ends with its time, with expireTokens, and with revokeToken no new one is given out', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock });
  const { base, call, dingtalk } = organisation;
  const token = await organisation.token();
  assert.equal(await organisation.token(), token);
  await clock.turn(7_200_001);
  const late = await call('POST', CREATE, groupCard('run-1'), token);
  assert.deepEqual([late.status, late.body.code], [400, 'InvalidAuthentication']);

  const second = await organisation.token();
  assert.notEqual(second, token);
  dingtalk.expireTokens();
  assert.equal((await call('POST', CREATE, groupCard('run-1'), second)).body.code, 'InvalidAuthentication');

  dingtalk.revokeToken(true);
  const refused = await call(
    'POST',
    '/v1.0/oauth2/accessToken',
    { appKey: 'dingapp', appSecret: 'shhh' },
    'none',
  );
  assert.equal(refused.body.code, 'invalidClientIdOrSecret');
  dingtalk.revokeToken(false);
  assert.equal((await call('POST', CREATE, groupCard('run-1'))).status, 200);

  const missing = await fetch(`${base}${CREATE}`, { method: 'POST', body: '{}' });
  assert.match(await missing.text(), /AuthenticationFailed\.MissingParameter/);
});

test('credentials that are wrong are refused, and no record keeps a secret', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  const bad = await call(
    'POST',
    '/v1.0/oauth2/accessToken',
    { appKey: 'dingapp', appSecret: 'wrong' },
    'none',
  );
  assert.deepEqual([bad.status, bad.body.code], [400, 'invalidClientIdOrSecret']);
  const gateway = { clientId: 'dingapp', clientSecret: 'wrong', subscriptions: [] };
  const closed = await call('POST', '/v1.0/gateway/connections/open', gateway, 'none');
  assert.deepEqual([closed.status, closed.body.code], [401, 'authFailed']);
  const token = await organisation.token();
  const address = await organisation.address();
  const kept = JSON.stringify(dingtalk.calls);
  for (const secret of ['shhh', 'wrong', token, new URL(address).searchParams.get('ticket') ?? 'none'])
    assert.ok(!kept.includes(secret));
});

test('a permission point that was taken away is named in the refusal', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  dingtalk.denyPermission('Card.Instance.Write', true);
  const denied = await call('POST', CREATE, groupCard('run-1'));
  assert.equal(denied.status, 403);
  assert.equal(denied.body.code, 'Forbidden.AccessDenied.AccessTokenPermissionDenied');
  assert.deepEqual(denied.body.accessdenieddetail, { requiredScopes: ['Card.Instance.Write'] });
  dingtalk.denyPermission('qyapi_get_member_by_mobile', true);
  const top = await call('POST', '/topapi/v2/user/getbymobile', { mobile: '13800000001' });
  assert.equal(top.body.sub_code, '60011');
  dingtalk.denyPermission('Card.Instance.Write', false);
  assert.equal((await call('POST', CREATE, groupCard('run-1'))).status, 200);
});

test('a session webhook ends with its time and says so inside an HTTP 200', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock });
  const { call, dingtalk } = organisation;
  dingtalk.people.say(ADA, 'releases', 'status');
  const webhook = String(dingtalk.pushes[0]?.data.sessionWebhook);
  const text = { msgtype: 'text', text: { content: 'fine' } };
  assert.equal((await call('POST', webhook, text)).body.errcode, 0);
  assert.equal((await call('POST', webhook, { msgtype: 'video' })).body.errcode, 400105);
  await clock.turn(90 * 60_000 + 1);
  const late = await call('POST', webhook, text);
  assert.equal(late.status, 200);
  assert.notEqual(late.body.errcode, 0);
  assert.equal(dingtalk.messages(GROUP).filter(({ kind }) => kind === 'robot').length, 1);
});

test('a page of another site and a name that leads here are turned away', async () => {
  await using organisation = await openOrganisation();
  const { base, dingtalk } = organisation;
  const byOrigin = await fetch(`${base}${CREATE}`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
  });
  assert.equal(byOrigin.status, 403);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const { port } = new URL(base);
    const asked = request(
      { port, host: '127.0.0.1', headers: { host: `evil.example:${port}` } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    asked.on('error', reject).end();
  });
  assert.equal(status, 403);
  assert.equal(dingtalk.calls.length, 0);
});
