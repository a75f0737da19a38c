import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADA, BEN, BOT, openWorkspace, ROOM } from './workspace.ts';

const card = [
  { type: 'section', text: { type: 'mrkdwn', text: '*Deploy* shop' } },
  {
    type: 'actions',
    block_id: 'gate',
    elements: [
      {
        type: 'button',
        action_id: 'approve',
        text: { type: 'plain_text', text: 'Approve' },
        style: 'primary',
        value: 'g1',
      },
    ],
  },
];

void test('a slash command reaches the app, and what its ack says is shown to the caller alone', async () => {
  await using at = await openWorkspace();
  await at.connect({ slash_commands: ({ ack, body }) => ack({ text: `deploying ${body.text}` }) });
  const outcome = await at.slack.people.command(ADA, 'deployments', '/deploy', 'shop prod tag=v2');
  assert.equal(outcome.acked, true);
  assert.deepEqual(
    at.slack.ephemerals(ADA).map((one) => one.text),
    ['deploying shop prod tag=v2'],
  );
  assert.equal(at.slack.ephemerals(BEN).length, 0);
  const [envelope] = at.slack.envelopes;
  assert.equal(envelope?.payload.channel_id, ROOM);
  assert.equal(envelope?.payload.user_name, 'ada');
});

void test('a click carries the message, and the card is updated in place with its history kept', async () => {
  await using at = await openWorkspace();
  await at.connect({
    interactive: async ({ ack, body }) => {
      await ack();
      await at.web.chat.update({
        channel: body.channel.id,
        ts: body.message.ts,
        text: `approved by ${body.user.id}`,
      });
    },
  });
  const posted = await at.web.chat.postMessage({ channel: ROOM, text: 'deploy', blocks: card });
  const outcome = await at.slack.people.click(BEN, ROOM, posted.ts ?? '', 'approve');
  assert.equal(outcome.acked, true);
  const message = await at.until(() =>
    at.slack.messages(ROOM).find((one) => one.text === `approved by ${BEN}`),
  );
  assert.equal(message.ts, posted.ts);
  assert.equal(message.blocks.length, 0, 'an update with text alone takes the blocks away');
  assert.deepEqual(
    message.history.map((one) => one.by),
    ['post', 'update'],
  );
  const [click] = at.slack.envelopes.filter((one) => one.type === 'interactive');
  assert.ok(click);
  const [action] = click.payload.actions as { action_id: string; block_id: string; value: string }[];
  assert.deepEqual([action?.action_id, action?.block_id, action?.value], ['approve', 'gate', 'g1']);
});

void test('a modal shows field errors, then closes when the submission is accepted', async () => {
  await using at = await openWorkspace();
  await at.connect({
    slash_commands: async ({ ack, body }) => {
      await ack();
      await at.web.views.open({
        trigger_id: body.trigger_id,
        view: {
          type: 'modal',
          title: { type: 'plain_text', text: 'Reject' },
          submit: { type: 'plain_text', text: 'Reject' },
          blocks: [
            {
              type: 'input',
              block_id: 'why',
              label: { type: 'plain_text', text: 'Reason' },
              element: { type: 'plain_text_input', action_id: 'text' },
            },
          ],
        },
      });
    },
    interactive: async ({ ack, body }) => {
      const reason = body.view.state.values.why?.text?.value;
      await ack(reason ? {} : { response_action: 'errors', errors: { why: 'say why' } });
    },
  });
  await at.slack.people.command(ADA, 'deployments', '/reject', '');
  const view = await at.until(() => at.slack.views(ADA)[0]);
  await at.slack.people.submitView(view.id, {});
  assert.deepEqual(at.slack.views(ADA)[0]?.errors, { why: 'say why' });
  await at.slack.people.submitView(view.id, { why: 'not today' });
  assert.equal(at.slack.views(ADA).length, 0);
  assert.equal(at.slack.views(BEN).length, 0);
});

void test('a mention arrives twice, as app_mention and as message, in the order asked for', async () => {
  await using at = await openWorkspace();
  await at.connect({ slack_event: ({ ack }) => ack() });
  for (const first of [true, false]) {
    at.slack.mentionFirst(first);
    const before = at.slack.envelopes.length;
    at.slack.people.say(ADA, 'deployments', '@greenlight status & <more>');
    const pair = await at.until(() => {
      const seen = at.slack.envelopes.slice(before).filter((one) => one.ackedAt !== undefined);
      return seen.length === 2 && seen;
    });
    const events = pair.map((one) => one.payload.event as { type: string; text: string; ts: string });
    assert.deepEqual(
      events.map((one) => one.type),
      first ? ['app_mention', 'message'] : ['message', 'app_mention'],
    );
    assert.equal(events[0]?.ts, events[1]?.ts);
    assert.equal(events[0]?.text, `<@${BOT}> status &amp; &lt;more&gt;`);
  }
});

void test('the bot hears its own posts and edits when it is subscribed to messages', async () => {
  await using at = await openWorkspace();
  await at.connect({ slack_event: ({ ack }) => ack() });
  const { ts } = await at.web.chat.postMessage({ channel: ROOM, text: 'one' });
  await at.web.chat.update({ channel: ROOM, ts: ts ?? '', text: 'two' });
  const events = await at.until(
    () => at.slack.envelopes.length === 2 && at.slack.envelopes.map((one) => one.payload.event),
  );
  const [posted, changed] = events as {
    bot_id?: string;
    subtype?: string;
    previous_message?: { text: string };
  }[];
  assert.equal(posted?.bot_id, 'B0BOT');
  assert.equal(changed?.subtype, 'message_changed');
  assert.equal(changed?.previous_message?.text, 'one');
});

void test('metadata survives an edit without it, and is found again by conversations.history', async () => {
  await using at = await openWorkspace();
  const metadata = { event_type: 'card', event_payload: { key: 'run-1' } };
  const { ts } = await at.web.chat.postMessage({ channel: ROOM, text: 'one', metadata });
  await at.web.chat.update({ channel: ROOM, ts: ts ?? '', text: 'two' });
  const found = await at.web.conversations.history({ channel: ROOM, include_all_metadata: true });
  assert.deepEqual(found.messages?.[0]?.metadata, metadata);
  const without = await at.web.conversations.history({ channel: ROOM });
  assert.equal(without.messages?.[0]?.metadata, undefined);
});
