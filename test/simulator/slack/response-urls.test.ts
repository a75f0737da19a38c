import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADA, BEN, handClock, openWorkspace, ROOM } from './workspace.ts';

type Workspace = Awaited<ReturnType<typeof openWorkspace>>;

async function commandUrl(at: Workspace): Promise<string> {
  await at.slack.people.command(ADA, 'deployments', '/deploy', '');
  return String(at.slack.envelopes.at(-1)?.payload.response_url);
}

async function respond(url: string, body: unknown): Promise<[number, string]> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  return [response.status, text === 'ok' ? 'ok' : String((JSON.parse(text) as { error: string }).error)];
}

async function clickedUrl(at: Workspace): Promise<{ url: string; ts: string }> {
  const { ts = '' } = await at.web.chat.postMessage({
    channel: ROOM,
    text: 'card',
    blocks: [
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'A' } }],
      },
    ],
  });
  await at.slack.people.click(BEN, ROOM, ts, 'a');
  return { url: String(at.slack.envelopes.at(-1)?.payload.response_url), ts };
}

void test('a response_url works five times', async () => {
  await using at = await openWorkspace();
  const url = await commandUrl(at);
  for (let i = 0; i < 5; i++) assert.deepEqual(await respond(url, { text: `answer ${i}` }), [200, 'ok']);
  assert.deepEqual(await respond(url, { text: 'six' }), [404, 'used_url']);
  const answers = at.slack.ephemerals(ADA).filter((one) => one.from === 'bot');
  assert.equal(answers.length, 5);
});

void test('a response_url dies after half an hour', async () => {
  const clock = handClock();
  await using at = await openWorkspace({ clock });
  const url = await commandUrl(at);
  clock.advance(30 * 60_000 + 1);
  assert.deepEqual(await respond(url, { text: 'late' }), [404, 'expired_url']);
});

void test('in_channel speaks to everybody, in a thread when asked', async () => {
  await using at = await openWorkspace();
  const root = at.slack.people.say(ADA, 'deployments', 'root');
  const url = await commandUrl(at);
  await respond(url, { text: 'all', response_type: 'in_channel', thread_ts: root.ts });
  assert.deepEqual(
    at.slack.messages(ROOM, { thread: root.ts }).map((one) => one.text),
    ['root', 'all'],
  );
});

void test('a click may replace or delete the message that was clicked', async () => {
  await using at = await openWorkspace();
  const { url, ts } = await clickedUrl(at);
  await respond(url, { text: 'done', replace_original: true });
  assert.deepEqual([at.slack.messages(ROOM)[0]?.text, at.slack.messages(ROOM)[0]?.ts], ['done', ts]);
  await respond(url, { delete_original: true });
  assert.equal(at.slack.messages(ROOM).length, 0);
});

void test('a click on an ephemeral message carries no message and can replace it', async () => {
  await using at = await openWorkspace();
  const text = { type: 'plain_text' as const, text: 'A' };
  const button = { type: 'button' as const, action_id: 'a', text };
  await at.web.chat.postEphemeral({
    channel: ROOM,
    user: BEN,
    text: 'psst',
    blocks: [{ type: 'actions', elements: [button] }],
  });
  await at.slack.people.click(BEN, ROOM, at.slack.ephemerals(BEN)[0]?.ts ?? '', 'a');
  const payload = at.slack.envelopes.at(-1)?.payload;
  assert.ok(payload);
  assert.equal('message' in payload, false);
  assert.equal((payload.container as { is_ephemeral: boolean }).is_ephemeral, true);
  await respond(String(payload.response_url), { text: 'gone', replace_original: true });
  assert.equal(at.slack.ephemerals(BEN)[0]?.text, 'gone');
});

void test('bad bodies are refused', async () => {
  await using at = await openWorkspace();
  const url = await commandUrl(at);
  assert.deepEqual(await respond(url, []), [400, 'invalid_payload']);
  assert.deepEqual(await respond(url, { blocks: [{ type: 'banner' }] }), [400, 'invalid_blocks']);
  assert.deepEqual(await respond(`${url}x`, { text: 'x' }), [404, 'no_service']);
});
