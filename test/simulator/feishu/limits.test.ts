import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHandClock } from '../../fakes/hand-clock.ts';
import {
  ADA,
  approvalCard,
  BEN,
  cardOf,
  openTenant,
  type Refusal,
  ROOM,
  refusalOf,
  restClient,
  type Tenant,
} from './tenant.ts';

const DAY_MS = 86_400_000;
const calm = { perChat: { count: 1_000, perMs: 1_000 } };

function patch({ client }: Tenant, id: string, card = approvalCard()): Promise<Refusal> {
  return refusalOf(
    client.im.message.patch({ path: { message_id: id }, data: { content: JSON.stringify(card) } }),
  );
}

function say(
  { client }: Tenant,
  to: string,
  type: 'chat_id' | 'open_id' = 'chat_id',
  text = 'x',
): Promise<Refusal> {
  return refusalOf(
    client.im.message.create({
      params: { receive_id_type: type },
      data: { receive_id: to, msg_type: 'text', content: JSON.stringify({ text }) },
    }),
  );
}

test('five messages a second fit into a chat, five changes a second onto a card', async () => {
  const clock = createHandClock();
  await using tenant = await openTenant({ clock });
  const id = await tenant.send(approvalCard());
  for (let i = 0; i < 4; i++) assert.equal((await say(tenant, ROOM)).code, 0);
  assert.equal((await say(tenant, ROOM)).code, 230020);
  assert.equal((await say(tenant, ADA, 'open_id')).code, 0, 'another chat has its own second');
  for (let i = 0; i < 5; i++) assert.equal((await patch(tenant, id)).code, 0);
  assert.equal((await patch(tenant, id)).code, 230020);
  assert.equal(tenant.feishu.throttled(), 2);
  await clock.turn(1_000);
  assert.equal((await patch(tenant, id)).code, 0);
  assert.equal((await say(tenant, ROOM)).code, 0);
});

test('fifty calls a second and a thousand a minute, then the gateway says when to come back', async () => {
  const clock = createHandClock();
  const perMethod = [
    { count: 5, perMs: 1_000 },
    { count: 8, perMs: 60_000 },
  ];
  await using tenant = await openTenant({ clock, limits: { ...calm, perMethod } });
  for (let i = 0; i < 5; i++) await say(tenant, ROOM);
  const second = await say(tenant, ROOM);
  assert.equal(second.status, 429);
  assert.equal(second.code, 99991400);
  assert.equal(second.headers['x-ogw-ratelimit-reset'], '1');
  assert.equal(second.headers['retry-after'], undefined);
  await clock.turn(1_000);
  for (let i = 0; i < 3; i++) assert.equal((await say(tenant, ROOM)).code, 0);
  assert.equal((await say(tenant, ROOM)).headers['x-ogw-ratelimit-reset'], '59');
  assert.equal((await patch(tenant, 'om_none')).code, 231003, 'another method has its own count');
});

test('a card can be changed for fourteen days', async () => {
  const clock = createHandClock();
  await using tenant = await openTenant({ clock });
  const id = await tenant.send(approvalCard());
  const later = async (): Promise<number> =>
    (await patch({ ...tenant, client: restClient(tenant.base) }, id)).code;
  await clock.turn(14 * DAY_MS);
  assert.equal(await later(), 0);
  await clock.turn(1);
  assert.equal(await later(), 230031);
  await assert.rejects(tenant.feishu.people.click(ADA, id, 'approve'), /too old/);
});

test('the same uuid is the same message for an hour', async () => {
  const clock = createHandClock();
  await using tenant = await openTenant({ clock });
  const first = await tenant.send(approvalCard('a'), { uuid: 'u-1' });
  assert.equal(await tenant.send(approvalCard('b'), { uuid: 'u-1' }), first);
  const content = JSON.stringify({ text: 'x' });
  const data = { msg_type: 'text', content, uuid: 'u-1' };
  const reply = await tenant.client.im.message.reply({ path: { message_id: first }, data });
  assert.equal(reply.data?.message_id, first);
  assert.equal(tenant.feishu.messages(ROOM).length, 1);
  await clock.turn(3_600_000);
  assert.notEqual(await tenant.send(approvalCard(), { uuid: 'u-1' }), first);
  const long = { uuid: 'u'.repeat(51) };
  await assert.rejects(tenant.send(approvalCard(), long), { name: 'AxiosError' });
});

test('thirty kilobytes of card, a hundred and fifty of text', async () => {
  await using tenant = await openTenant();
  const cardOfSize = (bytes: number) => {
    const empty = JSON.stringify(JSON.stringify(cardOf([{ tag: 'markdown', content: '' }]))).length;
    return cardOf([{ tag: 'markdown', content: 'x'.repeat(bytes - empty) }]);
  };
  const id = await tenant.send(cardOfSize(30 * 1024));
  assert.equal((await patch(tenant, id, cardOfSize(30 * 1024 + 1))).code, 230025);
  assert.equal((await say(tenant, ROOM, 'chat_id', '值'.repeat(51_100))).code, 0);
  assert.equal((await say(tenant, ROOM, 'chat_id', '值'.repeat(51_200))).code, 230025);
});

test('who may be written to, and what may be changed', async () => {
  await using tenant = await openTenant({
    users: [
      { openId: ADA, userId: 'a', unionId: 'on_a', name: 'Ada' },
      { openId: BEN, userId: 'b', unionId: 'on_b', name: 'Ben', unavailable: true },
    ],
    limits: calm,
  });
  const { people } = tenant.feishu;
  assert.equal((await say(tenant, 'oc_elsewhere')).code, 230002);
  assert.equal((await say(tenant, 'oc_nowhere')).code, 230001);
  assert.equal((await say(tenant, BEN, 'open_id')).code, 230013);
  const withdrawn = await tenant.send(approvalCard());
  people.remove(withdrawn);
  assert.equal((await patch(tenant, withdrawn)).code, 230011);
  const deleted = await tenant.send(approvalCard());
  people.remove(deleted, 'deleted');
  assert.equal((await patch(tenant, deleted)).code, 231003);
  const theirs = people.say(ADA, ROOM, 'hi').messageId;
  assert.equal((await patch(tenant, theirs)).code, 230012);
  const alone = await tenant.send({ ...approvalCard(), config: {} });
  assert.equal((await patch(tenant, alone)).code, 230001, 'not shared from the beginning');
  const shared = await tenant.send(approvalCard());
  assert.equal((await patch(tenant, shared, { ...approvalCard(), config: {} })).code, 230001);
});

test('tokens die with the secret, their time and by force; a missing scope is named', async () => {
  const clock = createHandClock();
  await using tenant = await openTenant({ clock, scopes: ['im:message:send_as_bot'] });
  const { feishu, base } = tenant;
  const client = restClient(base);
  type Scopes = { data: { scopes: { scope_name: string; grant_status: number }[] } };
  type Answer = { code: number; msg: string; tenant_access_token: string };
  const token = async (secret: string): Promise<Answer> => {
    const body = JSON.stringify({ app_id: 'cli_a1b2c3d4e5f60718', app_secret: secret });
    const address = `${base}/open-apis/auth/v3/tenant_access_token/internal`;
    return (await (await fetch(address, { method: 'POST', body })).json()) as Answer;
  };
  assert.equal((await token('wrong')).code, 10014);
  const { tenant_access_token: first } = await token('s3cret');
  await clock.turn(5_400_001);
  const { tenant_access_token: second } = await token('s3cret');
  assert.notEqual(second, first, 'the old one has less than half an hour left');
  const get = async (bearer: string): Promise<Answer> => {
    const headers = { authorization: `Bearer ${bearer}` };
    return (await (await fetch(`${base}/open-apis/im/v1/chats`, { headers })).json()) as Answer;
  };
  assert.equal((await get(first)).code, 99991672);
  await clock.turn(1_800_000);
  assert.equal((await get(first)).code, 99991663);
  assert.match((await get(second)).msg, /im:chat:readonly.*https:\/\/open\.feishu\.cn\/app\/cli_/);
  const scopes = await client.request<Scopes>({ method: 'GET', url: '/open-apis/application/v6/scopes' });
  const granted = scopes.data.scopes.filter((one) => one.grant_status === 1).map((one) => one.scope_name);
  assert.deepEqual(granted, ['im:message:send_as_bot']);
  feishu.expireTokens();
  assert.equal((await get(second)).code, 99991663);
  feishu.revokeToken(true);
  assert.equal((await refusalOf(restClient(base).im.chat.list({}))).code, 99991663);
  feishu.revokeToken(false);
  assert.equal((await refusalOf(restClient(base).im.chat.list({}))).code, 99991672);
  assert.doesNotMatch(JSON.stringify(feishu.calls), /s3cret|"t-/);
});
