import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFaults } from '../../../src/simulator/dingtalk/faults.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { ADA, CREATE, GROUP, groupCard, openOrganisation, UPDATE } from './organisation.ts';

const TARGET = `POST ${CREATE}`;

test('a call can be lost before or after it was done, fail, be throttled or not delivered', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  const shown = (): number => dingtalk.messages(GROUP).length;

  dingtalk.faults.next(TARGET, { kind: 'drop' });
  await assert.rejects(call('POST', CREATE, groupCard('lost')));
  assert.equal(shown(), 0);

  dingtalk.faults.next(TARGET, { kind: 'apply_then_fail' });
  await assert.rejects(call('POST', CREATE, groupCard('done')));
  assert.equal(shown(), 1);
  assert.equal((await call('POST', CREATE, groupCard('done'))).body.code, 'param.cardAlreadyExist');

  dingtalk.faults.next(TARGET, { kind: 'apply_then_fail', answer: 503 });
  assert.equal((await call('POST', CREATE, groupCard('done-2'))).status, 503);
  assert.equal(shown(), 2);

  dingtalk.faults.next(TARGET, { kind: 'status', status: 500 });
  assert.equal((await call('POST', CREATE, groupCard('run'))).status, 500);
  dingtalk.faults.next(TARGET, { kind: 'error', status: 400, code: 'param.contentUnsafe' });
  assert.equal((await call('POST', CREATE, groupCard('run'))).body.code, 'param.contentUnsafe');
  dingtalk.faults.next(TARGET, { kind: 'ratelimited' });
  assert.equal((await call('POST', CREATE, groupCard('run'))).status, 403);
  assert.equal(dingtalk.throttled(), 0);
  dingtalk.faults.next(TARGET, { kind: 'not_delivered', errorMsg: 'SYSTEM_ERROR' });
  const { status, body } = await call('POST', CREATE, groupCard('run'));
  assert.equal(status, 200);
  assert.match(JSON.stringify(body.result), /"success":false,"errorMsg":"SYSTEM_ERROR"/);
  assert.equal(shown(), 2);

  dingtalk.faults.next(TARGET, { kind: 'drop' });
  dingtalk.faults.clear();
  assert.equal((await call('POST', CREATE, groupCard('well'))).status, 200);
  assert.deepEqual(
    dingtalk.calls
      .filter(({ method }) => method === TARGET)
      .map(({ outcome, applied }) => `${outcome} ${applied}`),
    [
      'drop false',
      'apply_then_fail true',
      'param.cardAlreadyExist false',
      'apply_then_fail true',
      'status false',
      'error false',
      'ratelimited false',
      'not_delivered true',
      'ok true',
    ],
  );
});

test('an answer that is late is late also when it refuses', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock });
  const { call, dingtalk } = organisation;
  await call('POST', CREATE, groupCard('run'));
  dingtalk.faults.next(TARGET, { kind: 'delay', ms: 5_000, when: 'after' });
  let answered = false;
  const refusal = call('POST', CREATE, groupCard('run')).finally(() => {
    answered = true;
  });
  await until('the call', () => dingtalk.calls.filter(({ method }) => method === TARGET).length === 2);
  await clock.turn(4_999);
  assert.equal(answered, false);
  await clock.turn(1);
  assert.equal((await refusal).body.code, 'param.cardAlreadyExist');
});

test('an answer by session webhook can fail with an errcode', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  dingtalk.people.say(ADA, 'releases', 'status');
  dingtalk.faults.next('POST /robot/sendBySession', { kind: 'errcode', errcode: -1, errmsg: 'system busy' });
  const webhook = String(dingtalk.pushes[0]?.data.sessionWebhook);
  const { status, body } = await call('POST', webhook, { msgtype: 'text', text: { content: 'fine' } });
  assert.deepEqual([status, body.errcode], [200, -1]);
});

test('a push can be lost, come twice, and lose its acknowledgement', async () => {
  const clock = createHandClock();
  await using organisation = await openOrganisation({ clock });
  const { dingtalk } = organisation;
  const heard: { msgId: string; messageId: string }[] = [];
  await organisation.connect({
    message(frame, client) {
      heard.push({ msgId: JSON.parse(frame.data).msgId, messageId: frame.headers.messageId });
      client.socketCallBackResponse(frame.headers.messageId, {});
    },
  });
  const acked = async (count: number): Promise<unknown> =>
    until('the acknowledgement', () => dingtalk.pushes[count - 1]?.ackedAt !== undefined);

  dingtalk.faults.next('push:message', { kind: 'drop' });
  dingtalk.people.say(ADA, 'releases', 'lost');
  await clock.turn(60_000);
  await acked(2);
  assert.equal(heard.length, 1);

  dingtalk.faults.next('push', { kind: 'apply_then_fail' });
  dingtalk.people.say(ADA, 'releases', 'acknowledged in vain');
  await until('the miss', () => dingtalk.pushes[2]?.missed === 'timeout');
  await clock.turn(60_000);
  await acked(4);
  assert.equal(heard.length, 3);
  assert.equal(heard[1]?.msgId, heard[2]?.msgId);

  dingtalk.faults.next('push', { kind: 'duplicate' });
  dingtalk.people.say(ADA, 'releases', 'twice');
  await until('both', () => heard.length === 5);
  const [one, two] = heard.slice(-2);
  assert.equal(one?.msgId, two?.msgId);
  assert.notEqual(one?.messageId, two?.messageId);
});

test('hooks are awaited at every stage of calls and pushes', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  const stages: string[] = [];
  dingtalk.onCall((method, _args, stage) => void (method === `PUT ${UPDATE}` && stages.push(stage)));
  dingtalk.onCall(async (method, _args, stage) => {
    if (method !== TARGET) return;
    await Promise.resolve();
    stages.push(`${stage}: ${dingtalk.messages(GROUP).length}`);
  });
  await call('POST', CREATE, groupCard('run-1'));
  await call('PUT', UPDATE, { outTrackId: 'gone', cardData: { cardParamMap: {} } });
  await until('the last answer', () => stages.length === 5);
  assert.deepEqual(stages, ['received: 0', 'applied: 1', 'answered: 1', 'received', 'answered']);

  const pushed: string[] = [];
  const off = dingtalk.onPush((push, stage) => void pushed.push(`${push.kind} ${stage}`));
  await dingtalk.people.click(ADA, 'run-1', 'approve_1');
  assert.deepEqual(pushed, ['card sending', 'card sent', 'card missed']);
  off();
  await dingtalk.people.click(ADA, 'run-1', 'approve_1');
  assert.equal(pushed.length, 3);
});

test('an onlooker hears of cards, their changes, calls and connections', async () => {
  await using organisation = await openOrganisation();
  const { call, dingtalk } = organisation;
  const seen: string[] = [];
  dingtalk.subscribe((change) => void seen.push(change.type));
  const token = await organisation.token();
  await call('POST', CREATE, groupCard('run-1'), token);
  await call('PUT', UPDATE, { outTrackId: 'run-1', cardData: { cardParamMap: { title: 'on' } } }, token);
  await organisation.connect();
  assert.deepEqual(seen, ['call', 'message', 'call', 'message_changed', 'call', 'call', 'connections']);
});

test('faults at random: the same seed draws the same numbers, and the gateway is spared', () => {
  const drawn = (seed: number): (string | undefined)[] => {
    const faults = createFaults();
    faults.rate(seed, { drop: 0.2, applyThenFail: 0.2, delay: 0.2, duplicate: 0.2 });
    return Array.from({ length: 50 }, () => faults.take('push')?.kind);
  };
  assert.deepEqual(drawn(7), drawn(7));
  assert.notDeepEqual(drawn(7), drawn(8));
  assert.equal(new Set(drawn(7)).size, 5);
  const faults = createFaults();
  faults.rate(1, { drop: 1 });
  assert.equal(faults.take('POST /v1.0/gateway/connections/open'), undefined);
});
