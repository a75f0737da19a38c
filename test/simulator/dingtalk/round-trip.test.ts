import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoomMessage } from '../../../src/simulator/dingtalk/world.ts';
import { until } from '../../until.ts';
import {
  ADA,
  BEN,
  BUILTIN,
  CREATE,
  EVE,
  GROUP,
  groupCard,
  oneGate,
  openOrganisation,
  UPDATE,
} from './organisation.ts';

type Heard = {
  conversationId: string;
  conversationType: string;
  msgId: string;
  text: { content: string; isReplyMsg?: boolean; repliedMsg?: { msgType: string } };
  senderStaffId?: string;
  senderNick: string;
  sessionWebhook: string;
  atUsers?: { staffId?: string }[];
  originalProcessQueryKey?: string;
};

function cardIn(messages: RoomMessage[]): Extract<RoomMessage, { kind: 'card' }> {
  const card = messages.find((message) => message.kind === 'card');
  assert.ok(card?.kind === 'card');
  return card;
}

test('a mention reaches the SDK, and the answer by session webhook reaches the group', async () => {
  await using organisation = await openOrganisation();
  const { dingtalk, call } = organisation;
  const heard: Heard[] = [];
  await organisation.connect({
    message(frame, client) {
      heard.push(JSON.parse(frame.data));
      client.socketCallBackResponse(frame.headers.messageId, { ok: true });
    },
  });

  dingtalk.people.say(ADA, 'releases', '@greenlight /deploy shop prod @李四');
  const message = await until('the message', () => heard[0]);
  assert.equal(message.conversationId, GROUP);
  assert.equal(message.conversationType, '2');
  assert.equal(message.senderStaffId, ADA);
  assert.equal(message.text.content, ' /deploy shop prod');
  assert.deepEqual(
    message.atUsers?.map(({ staffId }) => staffId),
    [undefined, BEN],
  );
  const push = await until('the acknowledgement', () =>
    dingtalk.pushes.find((one) => one.ackedAt !== undefined),
  );
  assert.deepEqual(push.response, { ok: true });

  const answer = await call('POST', message.sessionWebhook, {
    msgtype: 'markdown',
    markdown: { title: 'started', text: `@${ADA} run 12 is on its way` },
    at: { atUserIds: [ADA, BEN] },
  });
  assert.deepEqual(answer.body, { errcode: 0, errmsg: 'ok' });
  const said = dingtalk.messages('releases').at(-1);
  assert.ok(said?.kind === 'robot');
  assert.deepEqual(said.atUserIds, [ADA]);
  assert.match(said.text, /run 12 is on its way/);
});

test('a group message without a mention stays in the group, a direct one always arrives, and an outsider has no staff id', async () => {
  await using organisation = await openOrganisation();
  const { dingtalk } = organisation;
  const heard: Heard[] = [];
  await organisation.connect({ message: (frame) => void heard.push(JSON.parse(frame.data)) });

  dingtalk.people.say(ADA, 'releases', 'lunch?', { mention: false });
  dingtalk.people.say(EVE, 'releases', 'approve');
  dingtalk.people.say(BEN, 'direct', 'status');
  await until('two messages', () => heard.length === 2);
  const [outsider, direct] = heard;
  assert.equal(outsider?.senderStaffId, undefined);
  assert.equal(outsider?.senderNick, '王五');
  assert.equal(direct?.conversationType, '1');
  assert.equal(direct?.conversationId, dingtalk.people.directChat(BEN));
  assert.equal(direct?.text.content, 'status');
});

test('a card is delivered, clicked with a reason, changed by the answer and by an update, and quoted', async () => {
  await using organisation = await openOrganisation();
  const { dingtalk, call } = organisation;
  const heard: Heard[] = [];
  const clicks: { value: string; content: string; userId: string; spaceId: string; extension: string }[] = [];
  await organisation.connect({
    message: (frame) => void heard.push(JSON.parse(frame.data)),
    card(frame, client) {
      clicks.push(JSON.parse(frame.data));
      client.socketCallBackResponse(frame.headers.messageId, {
        cardUpdateOptions: { updateCardDataByKey: true },
        cardData: { cardParamMap: { tone: 'running', gate_1: '' } },
        userPrivateData: { cardParamMap: { body: 'you approved' } },
      });
    },
  });

  const created = await call('POST', CREATE, groupCard('run-1'));
  assert.equal(created.status, 200);
  const card = cardIn(dingtalk.messages(GROUP));
  assert.deepEqual(
    card.buttons.map(({ id, text, params }) => ({ id, text, params })),
    [
      { id: 'approve_1', text: 'Approve', params: { verdict: 'approve', gate: 'a1:1' } },
      { id: 'reject_1', text: 'Reject', params: { verdict: 'reject', gate: 'a1:1' } },
    ],
  );

  const outcome = await dingtalk.people.click(BEN, 'run-1', { verdict: 'reject' }, { reason: 'too late' });
  assert.ok(outcome.acked);
  const [click] = clicks;
  assert.equal(click?.userId, BEN);
  assert.equal(click?.spaceId, GROUP);
  assert.deepEqual(JSON.parse(click?.extension ?? ''), { from: 'test' });
  assert.equal(click?.value, click?.content);
  assert.deepEqual(JSON.parse(click?.content ?? '').cardPrivateData, {
    actionIds: ['reject_1'],
    params: { verdict: 'reject', gate: 'a1:1', reason: 'too late' },
  });
  const answered = cardIn(dingtalk.messages(GROUP));
  assert.equal(answered.cardParamMap.tone, 'running');
  assert.equal(answered.cardParamMap.title, oneGate.title);
  assert.deepEqual(answered.buttons, []);
  assert.deepEqual(answered.privateData, { [BEN]: { body: 'you approved' } });

  const updated = await call('PUT', UPDATE, {
    outTrackId: 'run-1',
    cardData: { cardParamMap: { title: 'over' } },
  });
  assert.deepEqual(updated.body, { success: true, result: true });
  assert.deepEqual(cardIn(dingtalk.messages(GROUP)).cardParamMap, { title: 'over' });
  assert.deepEqual(
    answered.history.map(({ by }) => by),
    ['create', 'callback', 'update'],
  );

  dingtalk.people.say(ADA, GROUP, 'approve', { quote: card.carrierId });
  const quote = await until('the quote', () => heard[0]);
  assert.equal(quote.originalProcessQueryKey, card.carrierId);
  assert.equal(quote.text.isReplyMsg, true);
  assert.equal(quote.text.repliedMsg?.msgType, 'interactiveCard');
});

test('the built-in card shows its buttons when it is finished, and a click sends the id alone', async () => {
  await using organisation = await openOrganisation();
  const { dingtalk, call } = organisation;
  const params: unknown[] = [];
  await organisation.connect({
    card(frame, client) {
      params.push(JSON.parse(JSON.parse(frame.data).content).cardPrivateData);
      client.socketCallBackResponse(frame.headers.messageId, {});
    },
  });
  const sys = {
    order: ['msgTitle', 'msgContent', 'msgButtons'],
    msgButtons: [
      { text: 'Approve', color: 'blue', id: 'approve:a1:1', request: true },
      { text: 'Log', color: 'gray', url: 'https://ci.example.com/12' },
    ],
  };
  const variables = { flowStatus: '1', msgTitle: 'Deploy', sys_full_json_obj: JSON.stringify(sys) };
  await call(
    'POST',
    CREATE,
    groupCard('run-2', { cardTemplateId: BUILTIN, cardData: { cardParamMap: variables } }),
  );
  assert.deepEqual(cardIn(dingtalk.messages(GROUP)).buttons, []);

  const update = { outTrackId: 'run-2', cardData: { cardParamMap: { flowStatus: '3' } } };
  await call('PUT', UPDATE, { ...update, cardUpdateOptions: { updateCardDataByKey: true } });
  assert.equal(cardIn(dingtalk.messages(GROUP)).buttons[1]?.url, 'https://ci.example.com/12');
  const outcome = await dingtalk.people.click(ADA, 'run-2', { verdict: 'approve', gate: 'a1:1' });
  assert.ok(outcome.acked);
  assert.deepEqual(params, [{ actionIds: ['approve:a1:1'], params: {} }]);
});

test('the SDK answers the pings of the stream, and exactly one connection gets each message', async () => {
  await using organisation = await openOrganisation({ limits: { systemPingMs: 20 } });
  const { dingtalk } = organisation;
  const heard: string[] = [];
  const pinged: string[] = [];
  for (const name of ['one', 'two']) {
    const client = await organisation.connect({
      message(frame, sdk) {
        heard.push(name);
        sdk.socketCallBackResponse(frame.headers.messageId, {});
      },
    });
    const onSystem = client.onSystem.bind(client);
    client.onSystem = (frame) => {
      pinged.push(frame.headers.topic);
      onSystem(frame);
    };
  }
  for (let i = 0; i < 4; i++) dingtalk.people.say(ADA, 'releases', `status ${i}`);
  await until(
    'four acknowledgements',
    () => dingtalk.pushes.filter((push) => push.ackedAt !== undefined).length === 4,
  );
  assert.deepEqual(heard.toSorted(), ['one', 'one', 'two', 'two']);
  await until('a ping', () => pinged.includes('ping'));
  assert.equal(dingtalk.connections(), 2);
});
