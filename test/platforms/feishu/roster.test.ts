import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../../src/log.ts';
import { createFeishuPlatform } from '../../../src/platforms/feishu/feishu-platform.ts';
import { neededScopes, rosterScopes } from '../../../src/platforms/feishu/scopes.ts';
import type {
  FeishuDepartmentOption,
  FeishuSimulatorOptions,
  FeishuUserGroupOption,
  FeishuUserOption,
} from '../../../src/simulator/feishu/options.ts';
import type { FeishuSimulator } from '../../../src/simulator/feishu/simulator.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { type RosterBench, rosterContract } from '../../contracts/roster.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { openFeishu } from './bench.ts';

const METHODS = [
  'contact.user.get',
  'contact.user.batch',
  'contact.user.batch_get_id',
  'contact.user.find_by_department',
  'contact.department.children',
  'contact.group.member.simplelist',
];

function user(name: string, more: Partial<FeishuUserOption> = {}): FeishuUserOption {
  return { openId: `ou_${name}`, userId: name, unionId: `on_${name}`, name, ...more };
}

/** More than a page of people, and more than a page of departments. */
const crowd = Array.from({ length: 120 }, (_, i) => user(`crowd${i}`));
const teams = Array.from({ length: 60 }, (_, i) => ({
  id: `od-team${i}`,
  parent: 'od-wide',
  memberIds: [`ou_crowd${i}`],
}));

const users: FeishuUserOption[] = [
  user('ada', { email: 'ada@corp.example', enterpriseEmail: 'Ada@corp.example' }),
  user('ben', { email: 'ben@home.example', enterpriseEmail: 'ben@corp.example' }),
  // Somebody has written another one's address down as hers.
  user('liar', { email: 'ben@corp.example' }),
  user('intern', { employeeType: 2 }),
  user('contractor', { employeeType: 3 }),
  user('own-type', { employeeType: 7 }),
  user('left', { state: 'resigned', email: 'left@corp.example', enterpriseEmail: 'left@corp.example' }),
  user('frozen', { state: 'frozen' }),
  user('exited', { state: 'exited' }),
  user('inactive', { state: 'inactive' }),
  user('unjoined', { state: 'unjoined' }),
  user('eve', { outside: true, email: 'eve@corp.example' }),
  user('unseen', { unavailable: true }),
  ...crowd,
];

const departments: FeishuDepartmentOption[] = [
  { id: 'od-all', memberIds: ['ou_ada'] },
  { id: 'od-team', parent: 'od-all', memberIds: [] },
  { id: 'od-below', parent: 'od-team', memberIds: ['ou_ben', 'ou_ada'] },
  { id: 'od-wide', memberIds: [] },
  ...teams,
  { id: 'od-crowd', memberIds: [...crowd.map(({ openId }) => openId), 'ou_left', 'ou_frozen'] },
  { id: 'od-empty', memberIds: [] },
  { id: 'od-hidden', memberIds: ['ou_ada'], hidden: true },
];

const userGroups: FeishuUserGroupOption[] = [
  { id: 'g-crowd', memberIds: [...crowd.map(({ openId }) => openId), 'ou_contractor'] },
  { id: 'g-mixed', memberIds: ['ou_intern', 'ou_ben', 'ou_left', 'ou_unseen'], departmentIds: ['od-all'] },
  { id: 'g-hidden', memberIds: ['ou_ada'], hidden: true },
  { id: 'g-part', memberIds: ['ou_ada'], departmentIds: ['od-hidden'] },
];

async function open(
  overrides: Partial<FeishuSimulatorOptions> = {},
  clock: Clock = systemClock,
): Promise<RosterBench & { feishu: FeishuSimulator }> {
  const { feishu, config } = await openFeishu({ users, departments, userGroups, chats: [], ...overrides });
  const { platform, roster } = createFeishuPlatform(config, { log: silentLog, clock });
  assert.ok(roster);
  const all = (fault: Parameters<FeishuSimulator['faults']['next']>[1], times?: number): void => {
    for (const method of METHODS) feishu.faults.next(method, fault, times);
  };
  return {
    feishu,
    roster,
    member: { account: 'ou_ada', name: 'ada', email: 'ada@corp.example' },
    guest: 'ou_contractor',
    outsider: 'ou_eve',
    deactivated: 'ou_left',
    unverified: { account: 'ou_liar', email: 'ben@corp.example' },
    nobody: { account: 'ou_nobody', email: 'nobody@corp.example', group: 'group:g-none' },
    group: {
      id: 'group:g-crowd',
      accounts: [...crowd.map(({ openId }) => openId), 'ou_contractor'],
    },
    nested: { id: 'department:od-all', accounts: ['ou_ada', 'ou_ben'] },
    emptyGroup: 'department:od-empty',
    lockGroups() {
      for (const one of feishu.world.userGroups.values()) one.hidden = true;
    },
    throttle() {
      all({ kind: 'ratelimited', resetSeconds: 7 });
      return 7_000;
    },
    bringDown: () => all({ kind: 'status', status: 502 }, 1_000),
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await feishu.stop();
    },
  };
}

rosterContract(
  'feishu',
  {
    guests: true,
    outsiders: true,
    seesDeactivated: true,
    byEmail: true,
    unverified: true,
    sharedEmail: false,
    nests: true,
    emptyGroups: true,
  },
  async () => {
    // The contract locks groups by a mark on them, which the next bench must not see.
    return await open({ userGroups: structuredClone(userGroups) });
  },
);

const signal = AbortSignal.timeout(60_000);

void test('who has left, is frozen or has never come is deactivated; only staff and interns are members', async () => {
  await using bench = await open();
  const standings = {
    ada: 'member',
    intern: 'member',
    contractor: 'guest',
    'own-type': 'guest',
    left: 'deactivated',
    frozen: 'deactivated',
    exited: 'deactivated',
    inactive: 'deactivated',
    unjoined: 'deactivated',
    eve: 'outsider',
  };
  for (const [name, standing] of Object.entries(standings)) {
    assert.equal((await bench.roster.profile(`ou_${name}`, signal))?.standing, standing, name);
  }
});

void test('a mailbox of the tenant is an address, what an administrator wrote down is none', async () => {
  await using bench = await open();
  const { roster } = bench;
  assert.equal((await roster.profile('ou_ben', signal))?.email, 'ben@corp.example');
  assert.equal(await roster.byEmail('ben@home.example', signal), undefined);
  assert.equal(await roster.byEmail('ben@corp.example', signal), undefined, 'found by it is somebody else');
  assert.equal(await roster.byEmail('left@corp.example', signal), undefined);
});

void test('a user group has the people of its departments, whoever is not described is an outsider', async () => {
  await using bench = await open();
  const members = await bench.roster.members('group:g-mixed', signal);
  assert.deepEqual(members?.map(({ account, standing }) => `${account} ${standing}`).toSorted(), [
    'ou_ada member',
    'ou_ben member',
    'ou_intern member',
    'ou_left deactivated',
    'ou_unseen outsider',
  ]);
});

void test('who has left is in no department, and a frozen account is no member of it', async () => {
  await using bench = await open();
  const members = await bench.roster.members('department:od-crowd', signal);
  assert.equal(members?.length, 121);
  assert.deepEqual(
    members?.filter(({ standing }) => standing !== 'member').map(({ account }) => account),
    ['ou_frozen'],
  );
});

void test('a group of which only a part may be read is an error', async () => {
  await using bench = await open();
  for (const group of ['group:g-part', 'group:g-hidden', 'department:od-hidden']) {
    await assert.rejects(bench.roster.members(group, signal), { outcome: 'rejected', code: 'out-of-range' });
  }
  await assert.rejects(bench.roster.profile('ou_unseen', signal), { code: 'out-of-range' });
  bench.feishu.faults.next('contact.user.batch', { kind: 'drop' });
  await assert.rejects(bench.roster.members('group:g-crowd', signal), { outcome: 'unknown' });
});

void test('departments and groups that are not there, and names that are no groups', async () => {
  await using bench = await open();
  for (const group of ['department:od-none', 'group:g-none', 'ops', 'department:', 'role:1', 'chat:oc_1']) {
    assert.equal(await bench.roster.members(group, signal), undefined, group);
  }
});

void test('without its scopes nothing is said of anybody', async () => {
  for (const scope of rosterScopes.keys()) {
    const scopes = [...neededScopes.keys(), ...rosterScopes.keys()].filter((one) => one !== scope);
    await using bench = await open({ scopes });
    const asked = bench.roster.members('group:g-mixed', signal);
    // Names are for people to read only.
    if (scope === 'contact:user.base:readonly') assert.equal((await asked)?.[0]?.name, 'ou_intern');
    else await assert.rejects(asked, { outcome: 'rejected', code: 'scope-missing' }, scope);
  }
});

void test('a department with many below it is read at a pace that Feishu bears', async () => {
  const hand = createHandClock();
  await using bench = await open({ clock: hand }, hand);
  const { feishu, roster } = bench;
  let members: readonly unknown[] | undefined;
  const asked = roster.members('department:od-wide', signal).then((all) => {
    members = all;
  });
  const calls = (): number => feishu.calls.length;
  await until('the first calls', () => calls() >= 15);
  assert.ok(calls() < 20, 'the token and the first second');
  await until('all members', async () => {
    await hand.turn(500);
    return members !== undefined;
  });
  await asked;
  assert.equal(members?.length, 60);
  assert.equal(feishu.throttled(), 0);
});

void test('a group costs one call for a page of it, and ids are in no error', async () => {
  await using bench = await open();
  const { feishu, roster } = bench;
  await roster.members('group:g-crowd', signal);
  const asked = (method: string) => feishu.calls.filter((call) => call.method === method).length;
  // 121 people in pages of 100, and no department.
  assert.equal(asked('contact.group.member.simplelist'), 3);
  assert.equal(asked('contact.user.batch'), 3);
  assert.equal(feishu.throttled(), 0);
  for (const group of ['group:g-hidden', 'department:od-hidden']) {
    const error: unknown = await roster.members(group, signal).catch((cause: unknown) => cause);
    assert.doesNotMatch(String(error), /hidden/);
  }
});
