import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { appToken, handClock, openWorkspace, ROOM, webClient } from './workspace.ts';

async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (err) {
    if (err instanceof WebAPIPlatformError) return err.data.error;
    throw err;
  }
}

void test('a room takes a small burst of posts, then one a second, with Retry-After', async () => {
  const clock = handClock();
  await using at = await openWorkspace({ clock });
  const post = () => at.web.chat.postMessage({ channel: ROOM, text: 'x' });
  for (let i = 0; i < 5; i++) await post();
  await assert.rejects(post(), (err) => err instanceof WebAPIRateLimitedError && err.retryAfter === 1);
  assert.equal(at.slack.throttled(), 1);
  clock.advance(1_000);
  await post();
  assert.equal(at.slack.messages(ROOM).length, 6);
});

void test('chat.update is 50 in any minute', async () => {
  const clock = handClock();
  await using at = await openWorkspace({ clock });
  const { ts = '' } = await at.web.chat.postMessage({ channel: ROOM, text: 'x' });
  const edit = () => at.web.chat.update({ channel: ROOM, ts, text: 'y' });
  for (let i = 0; i < 50; i++) await edit();
  clock.advance(30_000);
  await assert.rejects(edit(), (err) => err instanceof WebAPIRateLimitedError && err.retryAfter === 30);
  clock.advance(30_001);
  await edit();
});

void test('tokens: missing, wrong, revoked, of the wrong kind, without the scope', async () => {
  await using at = await openWorkspace({ scopes: ['chat:write'] });
  const as = (token: string) => errorOf(webClient(at.apiUrl, token).auth.test());
  assert.equal(await as(''), 'not_authed');
  assert.equal(await as('xoxb-else'), 'invalid_auth');
  assert.equal(await as(appToken), 'not_allowed_token_type');
  assert.equal(await errorOf(at.web.apps.connections.open({})), 'not_allowed_token_type');
  await assert.rejects(at.web.users.list({}), (err) => {
    assert.ok(err instanceof WebAPIPlatformError);
    const data = err.data as { error: string; needed?: string; provided?: string };
    assert.deepEqual([data.error, data.needed, data.provided], ['missing_scope', 'users:read', 'chat:write']);
    return true;
  });
  const { response_metadata } = await at.web.auth.test();
  assert.deepEqual(response_metadata?.scopes, ['chat:write']);
  at.slack.revokeToken(true);
  assert.equal(await errorOf(at.web.auth.test()), 'token_revoked');
});

void test('rooms refuse as Slack does', async () => {
  await using at = await openWorkspace({ scopes: ['chat:write', 'channels:read', 'users:read.email'] });
  const post = (channel: string) => errorOf(at.web.chat.postMessage({ channel, text: 'x' }));
  assert.equal(await post('C0NOWHERE'), 'channel_not_found');
  assert.equal(await post('C0SECRET'), 'channel_not_found');
  assert.equal(await post('C0ELSE'), 'not_in_channel');
  assert.equal(await post('C0OLD'), 'is_archived');
  assert.equal(await errorOf(at.web.chat.postMessage({ channel: ROOM, text: '' })), 'no_text');
  assert.equal(
    await errorOf(at.web.chat.update({ channel: ROOM, ts: '1.2', text: 'x' })),
    'message_not_found',
  );
  assert.equal(
    await errorOf(at.web.chat.postEphemeral({ channel: ROOM, user: 'U0NOBODY', text: 'x' })),
    'user_not_in_channel',
  );
  assert.equal(await errorOf(at.web.users.lookupByEmail({ email: 'nobody@example.com' })), 'users_not_found');
  const said = at.slack.people.say('U0ADA', 'deployments', 'mine');
  assert.equal(
    await errorOf(at.web.chat.update({ channel: ROOM, ts: said.ts, text: 'x' })),
    'cant_update_message',
  );
  const { ts = '' } = await at.web.chat.postMessage({ channel: ROOM, text: 'x' });
  assert.equal(
    await errorOf(at.web.chat.update({ channel: ROOM, ts, text: 'x'.repeat(4001) })),
    'msg_too_long',
  );
  assert.equal(await errorOf(at.web.apiCall('chat.shout')), 'unknown_method');
});

void test('an old message cannot be edited any more', async () => {
  const clock = handClock();
  await using at = await openWorkspace({ clock, limits: { editWindowMs: 60_000 } });
  const { ts = '' } = await at.web.chat.postMessage({ channel: ROOM, text: 'x' });
  clock.advance(60_001);
  assert.equal(await errorOf(at.web.chat.update({ channel: ROOM, ts, text: 'y' })), 'edit_window_closed');
});

void test('a trigger opens one view and dies after three seconds', async () => {
  const clock = handClock();
  await using at = await openWorkspace({ clock });
  await at.slack.people.command('U0ADA', 'deployments', '/deploy', '');
  const trigger = String(at.slack.envelopes[0]?.payload.trigger_id);
  const open = (trigger_id: string) =>
    errorOf(
      at.web.views.open({
        trigger_id,
        view: { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] },
      }),
    );
  assert.equal(await open('made.up'), 'invalid_trigger_id');
  assert.equal(await open(trigger), 'ok');
  assert.equal(await open(trigger), 'exchanged_trigger_id');
  await at.slack.people.command('U0ADA', 'deployments', '/deploy', '');
  clock.advance(3_001);
  assert.equal(await open(String(at.slack.envelopes[1]?.payload.trigger_id)), 'expired_trigger_id');
});
