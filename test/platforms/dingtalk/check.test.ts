import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../src/domain/finding.ts';
import { silentLog } from '../../../src/log.ts';
import {
  createDingTalkPlatform,
  type DingTalkConfig,
} from '../../../src/platforms/dingtalk/dingtalk-platform.ts';
import { rosterPermissions } from '../../../src/platforms/dingtalk/permissions.ts';
import type { DingTalkSimulator } from '../../../src/simulator/dingtalk/simulator.ts';
import { systemClock } from '../../../src/time.ts';
import { recording } from '../../contracts/recording.ts';
import { BEN, BEN_MOBILE, GROUP, openDingTalk, QUIET } from './bench.ts';

async function findings(
  change: Partial<DingTalkConfig>,
  prepare: (dingtalk: DingTalkSimulator) => void = () => {},
  rooms = [GROUP],
  skewMs = 0,
): Promise<Finding[]> {
  const { dingtalk, config } = await openDingTalk();
  prepare(dingtalk);
  const clock = { ...systemClock, now: () => systemClock.now() + skewMs };
  const { platform } = createDingTalkPlatform(
    { ...config, startMs: 200, ...change },
    { log: silentLog, clock },
  );
  await platform.start(recording(() => ({ kind: 'none' })));
  const found = await platform.check(rooms);
  await platform.stop();
  await dingtalk.stop();
  assert.ok(found.every(({ level, remedy }) => level === 'ok' || remedy));
  assert.doesNotMatch(JSON.stringify(found), /shhh/);
  return found;
}

function of(found: Finding[], subject: string): Finding {
  const finding = found.find((one) => one.subject.includes(subject));
  assert.ok(finding, `${subject} in ${JSON.stringify(found)}`);
  return finding;
}

test('all is well', async () => {
  const found = await findings({ startMs: 5_000 });
  assert.deepEqual(
    found.map(({ level, subject }) => [level, subject]),
    [
      ['ok', 'credentials'],
      ['ok', 'connection'],
      ['ok', 'cards'],
      ['ok', `room ${GROUP}`],
      ['ok', 'directory'],
      ['ok', 'quota'],
      ['ok', 'clock'],
    ],
  );
});

test('a wrong secret is named, and says what it keeps from working', async () => {
  const found = await findings({ clientSecret: 'wrong' });
  assert.match(of(found, 'credentials').detail, /invalidClientIdOrSecret/);
  assert.match(of(found, 'connection').detail, /authFailed/);
});

test('a template that is not there, or belongs to somebody else', async () => {
  const found = await findings({ cards: { kind: 'template', templateId: 'unknown.schema' } });
  assert.match(of(found, 'cards').detail, /param\.templateNotExist/);
  assert.match(of(found, 'cards').remedy ?? '', /\.schema/);
});

test('a group without the robot, an id that is none, and a robot of another app', async () => {
  const found = await findings({}, () => {}, [QUIET, 'cidnone==']);
  assert.match(of(found, QUIET).remedy ?? '', /Add the robot to the group/);
  assert.match(of(found, 'cidnone==').remedy ?? '', /openConversationId/);
  const other = await findings({ robotCode: 'dingother' });
  assert.match(of(other, GROUP).remedy ?? '', /robotCode belongs to another app/);
});

test('each missing permission point is named with its use', async () => {
  const cards = await findings({}, (dingtalk) => dingtalk.denyPermission('Card.Instance.Write', true));
  assert.match(of(cards, 'cards').remedy ?? '', /Card\.Instance\.Write \(cards/);
  const robot = await findings({}, (dingtalk) => dingtalk.denyPermission('qyapi_robot_sendmsg', true));
  assert.match(of(robot, GROUP).remedy ?? '', /qyapi_robot_sendmsg/);
  const people = await findings({}, (dingtalk) =>
    dingtalk.denyPermission('qyapi_get_member_by_mobile', true),
  );
  assert.match(of(people, 'person').remedy ?? '', /qyapi_get_member_by_mobile/);
});

test('permission points that only groups need are missed, and nothing else', async () => {
  for (const point of rosterPermissions.keys()) {
    const found = await findings({}, (dingtalk) => dingtalk.denyPermission(point, true));
    const wrong = found.filter(({ level }) => level !== 'ok');
    assert.deepEqual(
      wrong.map(({ level, subject }) => [level, subject]),
      [['warn', 'directory']],
    );
    assert.ok(wrong[0]?.remedy?.includes(`${point} (`), point);
  }
});

test('a mobile number that is nobody is named', async () => {
  const found = await findings({ accounts: ['+8613899999999', '+86 138 0000 0001'] });
  assert.deepEqual(
    found.filter(({ subject }) => subject.startsWith('person')).map(({ subject, level }) => [subject, level]),
    [['person +8613899999999', 'error']],
  );
});

test('accounts that are one member are named together', async () => {
  const found = await findings({ accounts: [BEN, BEN_MOBILE, '+86 138 0000 0001'] });
  const people = found.filter(({ subject }) => subject.startsWith('person'));
  assert.deepEqual(
    people.map(({ level }) => level),
    ['error'],
  );
  assert.match(people[0]?.detail ?? '', /^manager2 and \+8613800000002 are one member/);
});

test('a clock that is wrong is named, also when nothing else could be asked', async () => {
  const behind = await findings({}, () => {}, [], -600_000);
  assert.match(of(behind, 'clock').detail, /(599|600) s behind DingTalk's/);
  const ahead = await findings({ clientSecret: 'wrong' }, () => {}, [], 600_000);
  assert.match(of(ahead, 'clock').detail, /ahead of/);
});

test('a DingTalk that is away is said to be away, and start does not wait for it', async () => {
  const found = await findings({ apiUrl: 'http://127.0.0.1:9', oapiUrl: 'http://127.0.0.1:9' });
  assert.match(of(found, 'credentials').detail, /cannot be reached/);
});

test('before the start, as doctor asks: nothing is opened, and everything is looked at', async () => {
  const { dingtalk, config } = await openDingTalk();
  const { platform } = createDingTalkPlatform(
    { ...config, accounts: ['+8613800000001', '+8613899999999'] },
    { log: silentLog, clock: systemClock },
  );
  const found = await platform.check([GROUP]);
  assert.equal(of(found, 'connection').detail, 'the stream may be opened');
  assert.equal(dingtalk.connections(), 0);
  assert.deepEqual(
    found.filter(({ level }) => level !== 'ok').map(({ subject }) => subject),
    ['person +8613899999999'],
  );
  dingtalk.faults.gateway({ mode: 503 });
  assert.match(of(await platform.check([]), 'connection').detail, /cannot be reached/);
  await platform.stop();
  await dingtalk.stop();
});
