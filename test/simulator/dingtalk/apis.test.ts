import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ADA,
  type Answer,
  BEN,
  CREATE,
  EVE,
  GROUP,
  groupCard,
  openOrganisation,
  QUIET,
  TEMPLATE,
  UPDATE,
} from './organisation.ts';

const SEND = '/v1.0/robot/groupMessages/send';
const TO_PEOPLE = '/v1.0/robot/oToMessages/batchSend';

function results(
  answer: Answer,
): { success: boolean; errorMsg: string; carrierId: string; spaceType: string }[] {
  assert.equal(answer.status, 200);
  return JSON.parse(JSON.stringify(answer.body.result)).deliverResults;
}

test('what is wrong with a card is refused with the code of its page, and nothing is shown', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  const wrong: [string, Record<string, unknown>][] = [
    ['param.outTrackIdEmpty', { outTrackId: '' }],
    ['param.invalid', { outTrackId: 'x'.repeat(65) }],
    ['param.templateNotExist', { cardTemplateId: 'foreign.schema' }],
    ['param.invalid', { cardData: { cardParamMap: { done: true } } }],
    ['param.invalid', { callbackType: 'stream' }],
    ['param.openSpaceIdInvalid', { openSpaceId: GROUP }],
    ['param.openDeliverModelEmpty', { imGroupOpenDeliverModel: undefined }],
    ['param.openDeliverModelError', { imGroupOpenDeliverModel: {} }],
    ['param.openSpaceModelInvalid', { imGroupOpenSpaceModel: {} }],
    ['param.userIdNotExist', { privateData: { nobody: { cardParamMap: {} } } }],
  ];
  for (const [code, overrides] of wrong) {
    const { status, body } = await call('POST', CREATE, groupCard('run-1', overrides));
    assert.deepEqual({ status, code: body.code }, { status: 400, code }, JSON.stringify(overrides));
  }
  assert.deepEqual(dingtalk.messages(GROUP), []);
  assert.equal(
    (await call('PUT', UPDATE, { outTrackId: 'run-1', cardData: { cardParamMap: {} } })).body.code,
    'param.cardNotExist',
  );
});

test('an outTrackId is used once: the second card is refused and nothing is delivered twice', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  await call('POST', CREATE, groupCard('run-1'));
  const again = await call('POST', CREATE, groupCard('run-1'));
  assert.equal(again.body.code, 'param.cardAlreadyExist');
  assert.equal(dingtalk.messages(GROUP).length, 1);
});

test('a group without the robot is told inside an HTTP 200, and the card can be delivered later', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  const spaces = `dtv1.card//IM_GROUP.${QUIET};IM_ROBOT.${ADA}`;
  const created = await call('POST', CREATE, groupCard('run-1', { openSpaceId: spaces }));
  const [group, direct] = results(created);
  assert.equal(group?.success, false);
  assert.notEqual(group?.errorMsg, '');
  assert.equal(direct?.success, true);
  assert.equal(dingtalk.messages(QUIET).length, 0);
  assert.equal(dingtalk.messages(ADA).length, 1);

  const quiet = dingtalk.world.groups.get(QUIET);
  assert.ok(quiet);
  quiet.botIn = true;
  await call(
    'POST',
    '/v1.0/card/instances/deliver',
    groupCard('run-1', { openSpaceId: `dtv1.card//IM_GROUP.${QUIET}` }),
  );
  assert.equal(dingtalk.messages('quiet').length, 1);
});

test('a card that was made without callbacks tells nobody of a click', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  await call('POST', CREATE, groupCard('run-1', { callbackType: undefined }));
  assert.deepEqual(await dingtalk.people.click(ADA, 'run-1', 'approve_1'), {
    acked: false,
    error: 'no_callback',
  });
  assert.equal(dingtalk.pushes.length, 0);
});

test('direct messages: one key for all, and who got none is in the lists', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  const card = {
    title: 'Your turn',
    text: 'Deploy waits. [log](https://ci.example.com/1)',
    actionTitle1: 'Approve',
    actionURL1: 'https://bot.example.com/a',
    actionTitle2: 'Reject',
    actionURL2: 'https://bot.example.com/r',
  };
  const body = {
    robotCode: 'dingrobot',
    userIds: [ADA, BEN, EVE, 'nobody'],
    msgKey: 'sampleActionCard2',
    msgParam: JSON.stringify(card),
  };
  dingtalk.faults.next(`POST ${TO_PEOPLE}`, { kind: 'flow_controlled', userIds: [BEN] });
  const sent = await call('POST', TO_PEOPLE, body);
  assert.deepEqual(sent.body.invalidStaffIdList, [EVE, 'nobody']);
  assert.deepEqual(sent.body.flowControlledStaffIdList, [BEN]);
  const [message] = dingtalk.people.directMessages(ADA);
  assert.deepEqual(message?.links, [
    { title: 'Approve', url: 'https://bot.example.com/a' },
    { title: 'Reject', url: 'https://bot.example.com/r' },
    { title: 'log', url: 'https://ci.example.com/1' },
  ]);
  assert.match(message?.text ?? '', /Your turn\nDeploy waits/);
  assert.deepEqual(dingtalk.people.directMessages(BEN), []);

  const key = sent.body.processQueryKey;
  const recalled = await call('POST', '/v1.0/robot/otoMessages/batchRecall', {
    robotCode: 'dingrobot',
    processQueryKeys: [key, 'unknown'],
  });
  assert.deepEqual(recalled.body.successResult, [key]);
  assert.deepEqual(Object.keys(Object(recalled.body.failedResult)), ['unknown']);
  assert.equal(dingtalk.people.directMessages(ADA)[0]?.recalled, true);

  const many = { ...body, userIds: Array.from({ length: 21 }, (_, i) => `user${i}`) };
  assert.equal((await call('POST', TO_PEOPLE, many)).body.code, 'invalidParameter.userIds.overMax');
});

test('group messages: their parameters are a JSON text of the kind, and a recall hides them', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  const message = { robotCode: 'dingrobot', openConversationId: GROUP, msgKey: 'sampleMarkdown' };
  const wrong: [string, Record<string, unknown>][] = [
    ['invalidParameter.msgParam.invalid', { msgParam: { title: 'a', text: 'b' } }],
    ['invalidParameter.msgParam.invalid', { msgParam: '{"title":"a"}' }],
    [
      'invalidParameter.msgParam.tooLong',
      { msgParam: JSON.stringify({ title: 'a', text: '字'.repeat(5000) }) },
    ],
    ['invalidParameter.msgKey.invalid', { msgKey: 'sampleActionCard9', msgParam: '{}' }],
    ['invalidParameter.robotCode.auth', { robotCode: 'other', msgParam: '{}' }],
    ['invalid.openConversationId', { openConversationId: 'cid', msgParam: '{"title":"a","text":"b"}' }],
    [
      'invalidParameter.robotCode.notExsit',
      { openConversationId: QUIET, msgParam: '{"title":"a","text":"b"}' },
    ],
  ];
  for (const [code, overrides] of wrong)
    assert.equal((await call('POST', SEND, { ...message, ...overrides })).body.code, code);
  const { body } = await call('POST', SEND, { ...message, msgParam: '{"title":"a","text":"b"}' });
  await call('POST', '/v1.0/robot/groupMessages/recall', {
    robotCode: 'dingrobot',
    openConversationId: GROUP,
    processQueryKeys: [body.processQueryKey],
  });
  const shown = dingtalk.messages(GROUP);
  assert.deepEqual(
    shown.map(({ recalled }) => recalled),
    [true],
  );
});

test('a StandardCard is sent once for its cardBizId and replaced in its place', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  const data = (text: string): string =>
    JSON.stringify({
      header: { title: { type: 'text', text: 'Deploy' } },
      contents: [{ type: 'markdown', text }],
    });
  const send = {
    cardTemplateId: 'StandardCard',
    robotCode: 'dingrobot',
    cardBizId: 'run-1',
    openConversationId: GROUP,
    cardData: data('running'),
  };
  const path = '/v1.0/im/v1.0/robot/interactiveCards/send';
  const wrong: Record<string, unknown>[] = [
    { cardTemplateId: TEMPLATE },
    { robotCode: 'other' },
    { cardBizId: '' },
    { cardBizId: 'x'.repeat(65) },
    { cardData: { header: {} } },
    { openConversationId: 'cid' },
    { openConversationId: QUIET },
    { openConversationId: undefined, singleChatReceiver: JSON.stringify({ userId: 'nobody' }) },
  ];
  for (const overrides of wrong) {
    const { body } = await call('POST', path, { ...send, ...overrides });
    assert.equal(body.code, 'param.error', JSON.stringify(overrides));
  }
  const first = await call('POST', path, send);
  const second = await call('POST', path, send);
  assert.equal(second.body.processQueryKey, first.body.processQueryKey);
  await call('PUT', '/v1.0/im/robots/interactiveCards', { cardBizId: 'run-1', cardData: data('over') });
  const nothing = { cardBizId: 'run-1', userIdPrivateDataMap: '{}' };
  assert.equal((await call('PUT', '/v1.0/im/robots/interactiveCards', nothing)).status, 200);
  const [card, ...rest] = dingtalk.messages(GROUP);
  assert.deepEqual(rest, []);
  assert.ok(card?.kind === 'card');
  assert.equal(card.text, 'Deploy\nover');
  assert.equal(card.history.length, 2);
  const unknown = await call('PUT', '/v1.0/im/robots/interactiveCards', {
    cardBizId: 'x',
    cardData: data(''),
  });
  assert.equal(unknown.status, 400);
});

test('people are found by mobile number and by user id; outsiders are not', async () => {
  await using organisation = await openOrganisation();
  const { call } = organisation;
  const found = await call('POST', '/topapi/v2/user/getbymobile', { mobile: '13800000002' });
  assert.deepEqual(found.body.result, { userid: BEN });
  const outsider = await call('POST', '/topapi/v2/user/getbymobile', { mobile: '13800000003' });
  assert.equal(outsider.body.errcode, 60121);
  const details = await call('POST', '/topapi/v2/user/get', { userid: ADA });
  assert.equal(Object(details.body.result).name, '张三');
  const blank = await call('POST', '/topapi/v2/user/get', { userid: ADA }, 'made-up');
  assert.deepEqual([blank.status, blank.body.errcode, blank.body.sub_code], [200, 88, '40014']);
});

test('a department gives its people page by page and the departments right below it', async () => {
  await using organisation = await openOrganisation({
    departments: [
      { id: 1, memberIds: [ADA, EVE, BEN] },
      { id: 2, parent: 1, memberIds: [] },
      { id: 3, parent: 2, memberIds: [] },
      { id: 4, memberIds: [], hidden: true },
    ],
  });
  const { call } = organisation;
  const list = (body: object) => call('POST', '/topapi/v2/user/list', body);
  const first = Object((await list({ dept_id: 1, cursor: 0, size: 1 })).body.result);
  assert.deepEqual([first.list[0].userid, first.has_more, first.next_cursor], [ADA, true, 1]);
  const second = Object((await list({ dept_id: 1, cursor: 1, size: 1 })).body.result);
  assert.deepEqual([second.list[0].userid, second.has_more, second.next_cursor], [BEN, false, undefined]);
  const below = await call('POST', '/topapi/v2/department/listsubid', { dept_id: 1 });
  assert.deepEqual(below.body.result, { dept_id_list: [2] });
  for (const [body, code] of [
    [{ dept_id: 1, cursor: 0, size: 101 }, 40035],
    [{ dept_id: 1, size: 10 }, 40035],
    [{ dept_id: '1', cursor: 0, size: 10 }, 40035],
    [{ dept_id: 9, cursor: 0, size: 10 }, 60003],
    [{ dept_id: 4, cursor: 0, size: 10 }, 50004],
  ] as const) {
    const refused = await list(body);
    assert.deepEqual([refused.status, refused.body.errcode], [200, code], JSON.stringify(body));
  }
});

test('an enterprise account says whose it is, and its login name to its own organisation only', async () => {
  const account = (userId: string, enterprise: 'own' | 'disabled' | 'foreign') => ({
    userId,
    dingtalkId: userId,
    name: userId,
    enterprise,
  });
  await using organisation = await openOrganisation({
    users: [account('own', 'own'), account('disabled', 'disabled'), account('foreign', 'foreign')],
    groups: [],
  });
  const said = async (userid: string) => {
    const { body } = await organisation.call('POST', '/topapi/v2/user/get', { userid });
    const { exclusive_account, exclusive_account_corp_id, login_id, disable_status } = Object(body.result);
    return [exclusive_account, exclusive_account_corp_id, login_id, disable_status];
  };
  assert.deepEqual(await said('own'), [true, 'dingcorp', 'own@login', false]);
  assert.deepEqual(await said('disabled'), [true, 'dingcorp', 'disabled@login', true]);
  assert.deepEqual(await said('foreign'), [true, 'dingelsewhere', undefined, undefined]);
});

test('what was said and shown comes back after a restart, and old addresses are forgotten', async () => {
  await using first = await openOrganisation();
  await first.call('POST', CREATE, groupCard('run-1'));
  first.dingtalk.people.say(ADA, 'releases', 'status');
  const saved = JSON.parse(JSON.stringify(first.dingtalk.save()));
  await using second = await openOrganisation({ saved });
  assert.deepEqual(second.dingtalk.messages(GROUP), first.dingtalk.messages(GROUP));
  const updated = await second.call('PUT', UPDATE, {
    outTrackId: 'run-1',
    cardData: { cardParamMap: { title: 'on' } },
  });
  assert.equal(updated.status, 200);
});

test('only so many posts are remembered, and their cards go with them', async () => {
  await using organisation = await openOrganisation({ limits: { recordsKept: 10, callsPerSecond: 1000 } });
  const { call, dingtalk } = organisation;
  for (let i = 0; i < 40; i++) await call('POST', CREATE, groupCard(`run-${i}`));
  assert.ok(dingtalk.messages(GROUP).length <= 10);
  assert.equal(dingtalk.world.cards.size, dingtalk.messages(GROUP).length);
  assert.ok(dingtalk.calls.length <= 10);
  const old = await call('PUT', UPDATE, { outTrackId: 'run-0', cardData: { cardParamMap: {} } });
  assert.equal(old.body.code, 'param.cardNotExist');
});
