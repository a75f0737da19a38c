import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../../src/log.ts';
import type { Api } from '../../../src/platforms/dingtalk/api.ts';
import { createDingTalkPlatform } from '../../../src/platforms/dingtalk/dingtalk-platform.ts';
import { rosterPermissions } from '../../../src/platforms/dingtalk/permissions.ts';
import { createRoster } from '../../../src/platforms/dingtalk/roster.ts';
import type { DepartmentOption, UserOption } from '../../../src/simulator/dingtalk/options.ts';
import type { DingTalkSimulator } from '../../../src/simulator/dingtalk/simulator.ts';
import { systemClock } from '../../../src/time.ts';
import { type RosterBench, rosterContract } from '../../contracts/roster.ts';
import { openDingTalk } from './bench.ts';
import { signal } from './stage.ts';

const PROFILE = 'POST /topapi/v2/user/get';
const LIST = 'POST /topapi/v2/user/list';
const BELOW = 'POST /topapi/v2/department/listsubid';

function user(name: string, more: Partial<UserOption> = {}): UserOption {
  return { userId: name, dingtalkId: `$:LWCP_v1:$${name}`, name, ...more };
}

/** More than two pages of people. */
const crowd = Array.from({ length: 201 }, (_, i) => user(`crowd${i}`));

const users: UserOption[] = [
  user('ada'),
  user('ben'),
  user('never', { inactive: true }),
  user('own', { enterprise: 'own' }),
  user('disabled', { enterprise: 'disabled' }),
  user('foreign', { enterprise: 'foreign' }),
  user('eve', { outsider: true }),
  ...crowd,
];

function departments(): DepartmentOption[] {
  return [
    { id: 1, memberIds: [] },
    { id: 10, parent: 1, memberIds: ['ada'] },
    { id: 11, parent: 10, memberIds: [] },
    { id: 12, parent: 11, memberIds: ['ben', 'ada'] },
    { id: 20, parent: 1, memberIds: [...crowd.map(({ userId }) => userId), 'foreign'] },
    { id: 30, parent: 1, memberIds: [] },
    { id: 40, memberIds: ['own', 'disabled', 'never', 'eve', 'foreign'] },
    { id: 50, memberIds: ['ada'] },
    { id: 51, parent: 50, memberIds: ['ben'], hidden: true },
  ];
}

async function open(): Promise<RosterBench & { dingtalk: DingTalkSimulator }> {
  const { dingtalk, config } = await openDingTalk({ users, groups: [], departments: departments() });
  const { platform, roster } = createDingTalkPlatform(config, { log: silentLog, clock: systemClock });
  assert.ok(roster);
  const methods = [PROFILE, LIST, BELOW];
  return {
    dingtalk,
    roster,
    member: { account: 'ada', name: 'ada', email: 'ada@corp.example' },
    guest: 'foreign',
    deactivated: 'never',
    nobody: { account: 'nobody', email: 'nobody@corp.example', group: 'department:99' },
    group: { id: 'department:20', accounts: [...crowd.map(({ userId }) => userId), 'foreign'] },
    nested: { id: 'department:10', accounts: ['ada', 'ben'] },
    emptyGroup: 'department:30',
    lockGroups: () => dingtalk.denyPermission('qyapi_get_department_member', true),
    throttle() {
      for (const method of methods) dingtalk.faults.next(method, { kind: 'ratelimited' });
      return 1_000;
    },
    bringDown() {
      for (const method of methods) dingtalk.faults.next(method, { kind: 'status', status: 503 }, 1_000);
    },
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await dingtalk.stop();
    },
  };
}

rosterContract(
  'dingtalk',
  {
    guests: true,
    outsiders: false,
    seesDeactivated: true,
    byEmail: false,
    unverified: false,
    sharedEmail: false,
    nests: true,
    emptyGroups: true,
  },
  open,
);

test('accounts of another organisation are guests, disabled ones and those never used are deactivated', async () => {
  await using bench = await open();
  const members = await bench.roster.members('department:40', signal());
  const standings = {
    own: 'member',
    disabled: 'deactivated',
    never: 'deactivated',
    foreign: 'guest',
  };
  // Outsiders are in no department.
  assert.deepEqual(
    Object.fromEntries(members?.map(({ account, standing }) => [account, standing]) ?? []),
    standings,
  );
  for (const [account, standing] of Object.entries(standings))
    assert.equal((await bench.roster.profile(account, signal()))?.standing, standing, account);
  assert.equal(await bench.roster.profile('eve', signal()), undefined);
});

test('nobody is found by an address, and DingTalk is not asked', async () => {
  await using bench = await open();
  assert.equal(await bench.roster.byEmail('ada@corp.example', signal()), undefined);
  assert.deepEqual(bench.dingtalk.calls, []);
});

test('a department of which only a part may be read is an error', async () => {
  await using bench = await open();
  for (const group of ['department:50', 'department:51']) {
    const asked = bench.roster.members(group, signal());
    await assert.rejects(asked, { outcome: 'rejected', code: 'out-of-range' }, group);
  }
  bench.dingtalk.faults.next(BELOW, { kind: 'errcode', errcode: -1, errmsg: '系统繁忙' });
  await assert.rejects(bench.roster.members('department:10', signal()), { outcome: 'unknown', code: 'busy' });
});

test('a department that goes while those above it are read is an error', async () => {
  await using bench = await open();
  const forget = bench.dingtalk.onCall(async (method, args, stage) => {
    if (method === LIST && args.dept_id === 11 && stage === 'answered')
      bench.dingtalk.world.departments.delete(11);
  });
  await assert.rejects(bench.roster.members('department:10', signal()), { code: 'group-unknown' });
  forget();
});

test('names that are no departments are not there', async () => {
  await using bench = await open();
  for (const group of ['department:', 'department:0', 'department:1e3', 'department:-1', '10', 'group:10'])
    assert.equal(await bench.roster.members(group, signal()), undefined, group);
  assert.deepEqual(bench.dingtalk.calls, []);
});

test('without a permission point nothing is said', async () => {
  await using bench = await open();
  const { dingtalk, roster } = bench;
  for (const point of rosterPermissions.keys()) {
    dingtalk.denyPermission(point, true);
    const asked =
      point === 'qyapi_get_member'
        ? roster.profile('ada', signal())
        : roster.members('department:10', signal());
    await assert.rejects(asked, { outcome: 'rejected', code: 'permission-missing' }, point);
    dingtalk.denyPermission(point, false);
  }
});

test('a department costs two calls for each one in it, and one more for each further page', async () => {
  await using bench = await open();
  const { dingtalk, roster } = bench;
  await roster.members('department:10', signal());
  const asked = (method: string) => dingtalk.calls.filter((call) => call.method === method).length;
  assert.deepEqual([asked(LIST), asked(BELOW), asked(PROFILE)], [3, 3, 0]);
  await roster.members('department:20', signal());
  assert.equal(asked(LIST), 6);
});

test('an answer that leaves the state out makes an outsider, and one that cannot be read is an error', async () => {
  const answering = (result: unknown): Pick<Api, 'legacy'> => ({
    legacy: async () => ({ errcode: 0, result }),
  });
  const profile = (result: unknown) => createRoster(answering(result)).profile('x', signal());
  assert.equal((await profile({ userid: 'x' }))?.standing, 'outsider');
  await assert.rejects(profile({ userid: 'x', active: 'yes' }), { outcome: 'unknown', code: 'bad-answer' });
  await assert.rejects(profile(undefined), { outcome: 'unknown', code: 'bad-answer' });
  const stuck = { list: [], dept_id_list: [], has_more: true, next_cursor: 0 };
  const members = createRoster(answering(stuck)).members('department:1', signal());
  await assert.rejects(members, { outcome: 'unknown', code: 'bad-answer' });
});
