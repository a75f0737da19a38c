import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event } from '../../../src/domain/event.ts';
import { silentLog } from '../../../src/log.ts';
import { UNREADABLE } from '../../../src/platforms/common/gate-value.ts';
import { createReceiver } from '../../../src/platforms/feishu/receiver.ts';
import { recording } from '../../contracts/recording.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { ADA, ADA_NAMED, appId, BOT, ID, message, ROOM, TENANT } from './bench.ts';
import { strangers } from './strangers.ts';

const NOW = Date.UTC(2026, 0, 1);

const people = { ...strangers, nameOf: (openId: string) => (openId === ADA ? ADA_NAMED : openId) };

/** What becomes of one pushed event; undefined when it is acknowledged and forgotten. */
async function eventOf(
  type: 'im.message.receive_v1' | 'card.action.trigger',
  event: unknown,
  header: Record<string, unknown> = {},
): Promise<Event | undefined> {
  const inbound = recording(() => ({ kind: 'none' }));
  const receiver = createReceiver({
    appId,
    identity: {
      platform: ID,
      botOpenId: BOT,
      people,
    },
    inbound,
    tell: async () => {},
    clock: createHandClock(NOW),
    log: silentLog,
  });
  await receiver.receive({
    schema: '2.0',
    header: { event_id: 'ev-1', event_type: type, app_id: appId, tenant_key: TENANT, ...header },
    event,
  });
  return inbound.events[0];
}

async function said(
  content: unknown,
  more: Record<string, unknown> = {},
  sender: Record<string, unknown> = {},
): Promise<Event | undefined> {
  const told = message({ content: JSON.stringify(content), ...more }, sender);
  return await eventOf('im.message.receive_v1', told);
}

const bot = { key: '@_user_1', id: { open_id: BOT }, name: 'greenlight' };
const ben = (key: string) => ({ key, id: { open_id: 'ou_ben' }, name: 'Ben $& Co' });

void test('a mention that reads like a command is one, whatever keyboard it was typed on', async () => {
  for (const text of [
    '@_user_1 deploy shop prod',
    '@_user_1 /deploy shop prod',
    '@_user_1 ／deploy shop prod',
    '@_user_1\u00A0/deploy\u00A0shop prod',
    '@_user_1\u3000ｄｅｐｌｏｙ\u3000shop prod',
    '/deploy @_user_1 shop prod',
    '  @_user_1   deploy   shop prod ',
  ]) {
    const event = await said({ text });
    assert.deepEqual(event?.deed.kind === 'command' && event.deed.name, 'deploy', text);
    assert.deepEqual(event?.deed.kind === 'command' && event.deed.text.split(/\s+/), ['shop', 'prod'], text);
  }
});

void test('an event says who, when and where', async () => {
  const event = await said({ text: '@_user_1 hello' });
  assert.deepEqual(event, {
    key: 'message:om_told',
    conversation: `cmd:${ROOM}:${ADA_NAMED}`,
    actor: { platform: ID, id: ADA_NAMED },
    at: 1_700_000_000_000,
    room: { platform: ID, id: ROOM },
    deed: { kind: 'message', text: 'hello', mention: true },
    handle: { openId: ADA },
    handleUntil: NOW,
  });
});

void test('mentions are told apart by their whole key; everybody else keeps their name', async () => {
  const mentions = [bot, ben('@_user_10'), { ...ben('@_user_2'), name: undefined }];
  const event = await said({ text: '@_user_1 ask @_user_10 and @_user_2 and @_all' }, { mentions });
  assert.deepEqual(event?.deed, {
    kind: 'message',
    text: 'ask @Ben $& Co and @_user_2 and @all',
    mention: true,
  });
});

void test('nobody is mentioned by words: @all, a missing list of mentions, somebody else', async () => {
  assert.equal(await said({ text: '@_all approve' }), undefined);
  assert.equal(await said({ text: '@_user_1 approve' }, { mentions: undefined }), undefined);
  assert.equal(await said({ text: '@_user_1 approve' }, { mentions: [ben('@_user_1')] }), undefined);
  assert.equal(await said({ text: 'approve' }, { mentions: null }), undefined);
});

void test('a rich text post is read like a text', async () => {
  const line = [
    { tag: 'at', user_id: '@_user_1', user_name: 'greenlight' },
    { tag: 'text', text: ' approve ' },
    { tag: 'a', text: 'because', href: 'https://example.com' },
    { tag: 'img', image_key: 'img_1' },
  ];
  const post = { title: '', content: [line, [{ tag: 'text', text: 'of the log' }]] };
  for (const content of [post, { zh_cn: post }]) {
    const event = await said(content, { message_type: 'post' });
    assert.deepEqual(event?.deed, { kind: 'message', text: 'approve because\nof the log', mention: true });
  }
});

void test('a reply hangs on the card that it answers, with or without a mention', async () => {
  const replied = { root_id: 'om_card', parent_id: 'om_notice' };
  const mentioned = await said({ text: '@_user_1 approve' }, replied);
  assert.deepEqual(mentioned?.deed, { kind: 'message', text: 'approve', mention: true });
  const plain = await said({ text: 'approve' }, { ...replied, mentions: [] });
  assert.deepEqual(plain?.deed, { kind: 'message', text: 'approve', mention: false });
  for (const event of [mentioned, plain]) {
    assert.equal(event?.room.thread, 'om_card');
    assert.equal(event?.conversation, 'thread:om_card');
    assert.equal(event?.replyTo, 'om_notice');
  }
});

void test('a reply says which message it answers only where that is another one than the first', async () => {
  for (const replied of [
    { root_id: 'om_card', parent_id: 'om_card' },
    { root_id: 'om_card' },
    { parent_id: 'om_card' },
    { root_id: '', parent_id: 'om_card' },
  ]) {
    const event = await said({ text: 'approve' }, replied);
    assert.equal(event?.room.thread, 'om_card');
    assert.ok(event && !('replyTo' in event), JSON.stringify(replied));
  }
});

void test('a direct conversation needs no mention, and is the direct room of the person', async () => {
  const event = await said({ text: 'status 42' }, { chat_type: 'p2p', chat_id: 'oc_direct', mentions: [] });
  assert.deepEqual(event?.deed, { kind: 'command', name: 'flow', text: 'status 42' });
  assert.deepEqual(event?.room, { platform: ID, id: `@${ADA_NAMED}` });
});

void test('what is no speech of a person is forgotten', async () => {
  const text = { text: '@_user_1 approve' };
  assert.equal(await said(text, {}, { sender_type: 'app' }), undefined);
  assert.equal(await said(text, {}, { sender_id: { open_id: BOT } }), undefined);
  assert.equal(await said({ image_key: 'img_1' }, { message_type: 'image' }), undefined);
  assert.equal(await said({ text: 7 }), undefined);
  assert.equal(await eventOf('im.message.receive_v1', { message: {} }), undefined);
  const other = message();
  assert.equal(await eventOf('im.message.receive_v1', other, { app_id: 'cli_0000000000000000' }), undefined);
});

void test('somebody of another tenant, or without a name of this app, is a stranger whom nobody can configure', async () => {
  const strangers = [
    await said({ text: '@_user_1 x' }, {}, { tenant_key: 'another' }),
    await said({ text: '@_user_1 x' }, {}, { sender_id: { union_id: 'on_eve' } }),
    await said({ text: '@_user_1 x' }, {}, { sender_id: null }),
    await clicked({ operator: { open_id: ADA, tenant_key: 'another' } }),
    await clicked({ operator: { union_id: 'on_eve', tenant_key: TENANT } }),
  ];
  for (const event of strangers) assert.match(event?.actor.id ?? '', /^outside\//);
  assert.deepEqual(strangers[1]?.handle, {});
});

async function clicked(
  more: Record<string, unknown> = {},
  action: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<Event | undefined> {
  const payload = {
    operator: { open_id: ADA, tenant_key: TENANT },
    token: 'c-295ee57216a5dc9de90fefd0aadb4b1d7d',
    action: { tag: 'button', value: { approval: 7, attempt: 'a', verdict: 'reject' }, ...action },
    context: { open_message_id: 'om_card', open_chat_id: ROOM },
    ...more,
  };
  return await eventOf('card.action.trigger', payload, header);
}

void test('a click is named by its event, and its time is read in microseconds', async () => {
  const event = await clicked({}, {}, { create_time: '1603977298000000' });
  assert.deepEqual(event, {
    key: 'click:ev-1',
    conversation: 'thread:om_card',
    actor: { platform: ID, id: ADA_NAMED },
    at: 1_603_977_298_000,
    room: { platform: ID, id: ROOM },
    deed: { kind: 'click', approval: 7, attempt: 'a', verdict: 'reject' },
    handle: { openId: ADA },
    handleUntil: NOW,
    answeredByAck: true,
  });
  for (const time of [undefined, '', 'soon', '0', String((NOW + 60_000) * 1_000)]) {
    assert.equal((await clicked({}, {}, { create_time: time }))?.at, NOW, String(time));
  }
});

void test('the value of a button may be JSON, or JSON of JSON', async () => {
  const value = { approval: 7, attempt: 'a', verdict: 'reject' };
  for (const sent of [value, JSON.stringify(value), JSON.stringify(JSON.stringify(value))]) {
    assert.deepEqual((await clicked({}, { value: sent }))?.deed, { kind: 'click', ...value });
  }
});

void test('a form brings its values, also the ones that were left empty', async () => {
  const value = { approval: 7, attempt: 'a', verdict: 'reject', fields: ['reason'] };
  const form = { kind: 'form', approval: 7, attempt: 'a', verdict: 'reject' };
  const deed = async (sent: unknown) => (await clicked({}, { value, form_value: sent }))?.deed;
  assert.deepEqual(await deed({ reason_7: 'red <tests>' }), { ...form, values: { reason: 'red <tests>' } });
  for (const sent of [{}, null, undefined, { reason_7: null }, { reason_8: 'of another gate' }]) {
    assert.deepEqual(await deed(sent), { ...form, values: { reason: '' } });
  }
});

void test('the values of a form may be JSON, or JSON of JSON; what cannot be read counts as left empty', async () => {
  const value = { approval: 7, attempt: 'a', verdict: 'reject', fields: ['reason'] };
  const form = { kind: 'form', approval: 7, attempt: 'a', verdict: 'reject' };
  const deed = async (sent: unknown) => (await clicked({}, { value, form_value: sent }))?.deed;
  const long = JSON.stringify({ reason_7: '"'.repeat(1_000) });
  assert.deepEqual(await deed(long), { ...form, values: { reason: '"'.repeat(1_000) } });
  assert.deepEqual(await deed(JSON.stringify(long)), { ...form, values: { reason: '"'.repeat(1_000) } });
  for (const sent of [7, true, 'red tests', '', 'null', '[]', ['red tests'], { reason_7: 7 }]) {
    assert.deepEqual(await deed(sent), { ...form, values: { reason: '' } }, JSON.stringify(sent));
  }
});

void test('a click is heard whatever is odd about it, as long as it says by whom', async () => {
  const deed = { kind: 'click', approval: 7, attempt: 'a', verdict: 'reject' };
  for (const context of ['om_card', 7, [], { open_message_id: 7, open_chat_id: {} }]) {
    const event = await clicked({ context });
    assert.deepEqual([event?.deed, event?.room.id], [deed, `@${ADA_NAMED}`], JSON.stringify(context));
  }
  const halfRead = await clicked({ context: { open_message_id: 7, open_chat_id: ROOM } });
  assert.deepEqual(halfRead?.room, { platform: ID, id: ROOM });
  const numbered = await clicked({
    operator: { open_id: ADA, user_id: 7, union_id: [], tenant_key: TENANT },
  });
  assert.deepEqual([numbered?.deed, numbered?.actor.id], [deed, ADA_NAMED]);
  const timed = await clicked({}, {}, { create_time: 1_603_977_298_000_000 });
  assert.deepEqual([timed?.deed, timed?.at], [deed, 1_603_977_298_000]);
  assert.equal((await clicked({}, {}, { create_time: {} }))?.at, NOW);
  for (const action of [undefined, null, 'approve', 7, []]) {
    const event = await clicked({ action });
    assert.deepEqual(event?.deed, { kind: 'click', ...UNREADABLE }, JSON.stringify(action));
    assert.deepEqual(event?.handle, { openId: ADA });
  }
  for (const operator of [undefined, null, ADA]) assert.equal(await clicked({ operator }), undefined);
});

void test('whose name or tenant cannot be read is a stranger', async () => {
  for (const operator of [
    { open_id: ADA, tenant_key: 7 },
    { open_id: 7, tenant_key: TENANT },
  ]) {
    assert.match((await clicked({ operator }))?.actor.id ?? '', /^outside\//);
  }
});

void test('a button of another version reaches no approval, and its clicker is told so', async () => {
  for (const value of [undefined, {}, 'x', { approval: '7', attempt: 'a', verdict: 'approve' }, { v: 1 }]) {
    const event = await clicked({}, { value });
    assert.equal(event?.deed.kind === 'click' && event.deed.approval, 0, JSON.stringify(value));
  }
});

void test('a click without its place is answered to its person', async () => {
  const event = await clicked({ context: null });
  assert.equal(event?.room.id, `@${ADA_NAMED}`);
  assert.equal(event?.conversation, 'click:ev-1');
});

void test('an answer that came too late for its toast is told once more', async () => {
  const clock = createHandClock(NOW);
  for (const [ms, told] of [
    [2_900, [1]],
    [3_100, []],
  ] as const) {
    const inbound = recording(async () => {
      await clock.turn(ms);
      return { kind: 'none' };
    });
    const identity = { platform: ID, botOpenId: BOT, people };
    const receiver = createReceiver({
      appId,
      identity,
      inbound,
      tell: async () => {},
      clock,
      log: silentLog,
    });
    const { afterwards } = await receiver.receive({
      header: { event_id: 'ev-1', event_type: 'card.action.trigger' },
      event: { operator: { open_id: ADA }, action: { value: {} } },
    });
    await afterwards();
    assert.deepEqual(inbound.answered, told);
  }
});
