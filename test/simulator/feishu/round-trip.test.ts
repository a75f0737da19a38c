import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { ADA, approvalCard, BEN, type Data, EVE, openTenant, part, ROOM, refusalOf } from './tenant.ts';

const MESSAGE = 'im.message.receive_v1';

function reply(text: string): { data: { msg_type: string; content: string } } {
  return { data: { msg_type: 'text', content: JSON.stringify({ text }) } };
}

test('a card is sent, changed and taken away, and each state stays readable', async () => {
  await using tenant = await openTenant({ clock: createHandClock() });
  const { feishu, client } = tenant;
  const id = await tenant.send(approvalCard('one'));
  await client.im.message.patch({
    path: { message_id: id },
    data: { content: JSON.stringify(approvalCard('two')) },
  });
  const got = await client.im.message.get({ path: { message_id: id } });
  assert.equal(got.data?.items?.[0]?.updated, true);
  assert.doesNotMatch(got.data?.items?.[0]?.body?.content ?? '', /two/, 'nobody reads a card by the API');
  await client.im.message.delete({ path: { message_id: id } });
  assert.deepEqual(feishu.messages(ROOM), []);
  const [message] = feishu.messages(ROOM, { gone: true });
  assert.deepEqual(
    message?.history.map((one) => [one.by, JSON.stringify(one.card ?? '').match(/one|two/)?.[0]]),
    [
      ['post', 'one'],
      ['patch', 'two'],
      ['delete', undefined],
    ],
  );
  const times = message?.history.map((one) => one.at) ?? [];
  assert.ok(
    times.every((at, i) => i === 0 || at > (times[i - 1] ?? at)),
    'each state has its own time',
  );
});

test('a mention arrives with numbered names, an answer lands below it', async () => {
  await using tenant = await openTenant();
  const { feishu, client } = tenant;
  const heard: Data[] = [];
  await tenant.connect({ [MESSAGE]: (data) => void heard.push(data) });
  feishu.people.say(ADA, ROOM, 'nobody listens to this');
  const said = feishu.people.say(ADA, ROOM, '@Ben look @greenlight /status', { mention: true });
  const [event] = await until('the event', () => (heard.length > 0 ? heard : undefined));
  const message = part(event, 'message');
  assert.deepEqual(JSON.parse(String(message.content)), { text: '@_user_1 look @_user_2 /status' });
  const mentions = message.mentions as Data[];
  assert.deepEqual(
    mentions.map((one) => [one.key, one.name, (one.id as Data).open_id]),
    [
      ['@_user_1', 'Ben', BEN],
      ['@_user_2', 'greenlight', 'ou_bot'],
    ],
  );
  assert.equal(part(part(event, 'sender'), 'sender_id').user_id, 'ada1');
  const answer = await client.im.message.reply({
    path: { message_id: said.messageId },
    ...reply('all well'),
  });
  assert.equal(answer.data?.root_id, said.messageId);
  await client.im.message.reply({ path: { message_id: answer.data?.message_id ?? '' }, ...reply('still') });
  const thread = feishu.messages(ROOM, { root: said.messageId }).map((one) => one.text);
  assert.deepEqual(thread, ['@Ben look @greenlight /status', 'all well', 'still']);
  assert.equal(heard.length, 1);
});

test('posts, everybody, outsiders and direct chats look as in Feishu', async () => {
  await using tenant = await openTenant({ groupMessages: true });
  const { people } = tenant.feishu;
  const heard: Data[] = [];
  await tenant.connect({ [MESSAGE]: (data) => void heard.push(data) });
  people.say(ADA, ROOM, 'approve', { mention: true, asPost: true });
  people.say(EVE, ROOM, '@all listen');
  people.say(BEN, people.directChat(BEN), 'hello');
  await until('three events', () => heard.length === 3);
  const messages = heard.map((one) => part(one, 'message'));
  assert.deepEqual(JSON.parse(String(messages[0]?.content)).content[0], [
    { tag: 'at', user_id: '@_user_1', user_name: 'greenlight' },
    { tag: 'text', text: ' approve' },
  ]);
  assert.deepEqual(JSON.parse(String(messages[1]?.content)), { text: '@_all listen' });
  assert.equal(messages[1]?.mentions, undefined);
  const outsider = part(heard[1], 'sender');
  assert.notEqual(outsider.tenant_key, '736588c9260f175d');
  assert.deepEqual(outsider.sender_id, { open_id: EVE, union_id: 'on_eve' });
  assert.equal(messages[2]?.chat_type, 'p2p');
});

test('of two names that begin alike the longer one is meant', async () => {
  await using tenant = await openTenant({
    users: ['Ann', 'Anna'].map((name) => ({ openId: `ou_${name}`, userId: name, unionId: name, name })),
    chats: [{ id: ROOM, name: 'x', memberIds: ['ou_Ann', 'ou_Anna'], botIn: true }],
  });
  const said = tenant.feishu.people.say('ou_Ann', ROOM, '@Anna and @Ann');
  assert.deepEqual(said.notified, ['ou_Anna', 'ou_Ann']);
});

test('a card notifies whom it mentions when it is sent, and nobody when it is changed', async () => {
  await using tenant = await openTenant();
  const { feishu, client } = tenant;
  const id = await tenant.send(approvalCard(`<at id=${ADA}></at> please`));
  const content = JSON.stringify(approvalCard(`<at id=${BEN}></at> please`));
  await client.im.message.patch({ path: { message_id: id }, data: { content } });
  assert.deepEqual(feishu.messages(ROOM)[0]?.notified, [ADA]);
  await client.im.message.create({
    params: { receive_id_type: 'chat_id' },
    data: {
      receive_id: ROOM,
      msg_type: 'text',
      content: JSON.stringify({ text: `<at user_id="${BEN}">x</at> and <at user_id="all">all</at>` }),
    },
  });
  const [, message] = feishu.messages(ROOM);
  assert.deepEqual(message?.notified, [BEN, 'all']);
  assert.equal(message?.text, '@Ben and @all');
  assert.equal(message?.content, '{"text":"@_user_1 and @_all"}');
});

test('people and chats are found as far as the app may see them', async () => {
  await using tenant = await openTenant();
  const { client } = tenant;
  const found = await client.contact.user.batchGetId({
    params: { user_id_type: 'open_id' },
    data: { emails: ['ada@example.com', 'eve@example.com', 'no@example.com'], mobiles: ['13800000000'] },
  });
  assert.deepEqual(
    found.data?.user_list?.map((one) => one.user_id),
    [ADA, undefined, undefined, BEN],
  );
  const chats = await client.im.chat.list({});
  assert.deepEqual(
    chats.data?.items?.map((one) => one.chat_id),
    [ROOM],
  );
  assert.equal((await client.im.chat.get({ path: { chat_id: ROOM } })).data?.name, 'deployments');
  const elsewhere = await refusalOf(client.im.chat.get({ path: { chat_id: 'oc_elsewhere' } }));
  assert.equal(elsewhere.code, 232011);
  const info: { bot?: Data } = await client.request({ method: 'GET', url: '/open-apis/bot/v3/info' });
  assert.equal(info.bot?.open_id, 'ou_bot');
});

test('a restarted tenant remembers what was said, and its cards can be changed', async () => {
  let saved: string;
  let id: string;
  {
    await using tenant = await openTenant();
    id = await tenant.send(approvalCard());
    await tenant.client.im.message.create({
      params: { receive_id_type: 'email' },
      data: { receive_id: 'ada@example.com', ...reply('psst').data },
    });
    saved = JSON.stringify(tenant.feishu.save());
  }
  await using tenant = await openTenant({ saved: JSON.parse(saved) });
  const { feishu } = tenant;
  assert.deepEqual(
    feishu.messages(feishu.people.directChat(ADA)).map((one) => one.text),
    ['psst'],
  );
  await tenant.client.im.message.patch({
    path: { message_id: id },
    data: { content: JSON.stringify(approvalCard('again')) },
  });
  assert.equal(feishu.messages(ROOM)[0]?.history.length, 2);
});
