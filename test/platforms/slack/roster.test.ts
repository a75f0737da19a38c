import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../../src/log.ts';
import { createSlackPlatform } from '../../../src/platforms/slack/slack-platform.ts';
import type { UserGroupOption, UserOption } from '../../../src/simulator/slack/options.ts';
import { systemClock } from '../../../src/time.ts';
import { type RosterBench, rosterContract } from '../../contracts/roster.ts';
import { openSlack } from './bench.ts';

const users: UserOption[] = [
  { id: 'U0ADA', name: 'ada', realName: 'Ada Lovelace', email: 'Ada@example.com' },
  { id: 'U0GUS', name: 'gus', realName: 'Gus', guest: true, email: 'gus@example.com' },
  { id: 'U0SUE', name: 'sue', realName: 'Sue', guest: 'single' },
  { id: 'U0OUT', name: 'out', realName: 'Out', teamId: 'T0ELSE' },
  { id: 'U0DEE', name: 'dee', realName: 'Dee', deleted: true, email: 'dee@example.com' },
  { id: 'U0UNA', name: 'una', realName: 'Una', email: 'una@example.com', emailConfirmed: false },
  { id: 'U0BOX', name: 'box', realName: 'Box', bot: true },
  { id: 'USLACKBOT', name: 'slackbot', realName: 'Slackbot' },
];

const userGroups: UserGroupOption[] = [
  { id: 'S0SRE', handle: 'sre', name: 'SRE', userIds: ['U0ADA', 'U0GUS', 'U0DEE', 'U0ADA'] },
  { id: 'S0NONE', handle: 'none', name: 'Nobody', userIds: [] },
  { id: 'S0OLD', handle: 'old', name: 'Old', userIds: ['U0ADA'], disabled: true },
];

async function openRoster() {
  const { slack, config } = await openSlack({ users, userGroups });
  const { platform, roster } = createSlackPlatform(config, { log: silentLog, clock: systemClock });
  assert.ok(roster);
  return {
    slack,
    roster,
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await slack.stop();
    },
  };
}

const METHODS = ['users.info', 'users.lookupByEmail', 'usergroups.users.list'];

async function openBench(): Promise<RosterBench> {
  const opened = await openRoster();
  const { slack } = opened;
  return {
    ...opened,
    member: { account: 'U0ADA', name: 'Ada Lovelace', email: 'Ada@example.com' },
    guest: 'U0GUS',
    outsider: 'U0OUT',
    deactivated: 'U0DEE',
    unverified: { account: 'U0UNA', email: 'una@example.com' },
    nobody: { account: 'U0NOBODY', email: 'nobody@example.com', group: 'S0NOSUCH' },
    group: { id: 'S0SRE', accounts: ['U0ADA', 'U0GUS', 'U0DEE'] },
    emptyGroup: 'S0NONE',
    lockGroups() {
      slack.faults.next('usergroups.users.list', { kind: 'error', error: 'missing_scope' }, 100);
    },
    throttle() {
      for (const method of METHODS) slack.faults.next(method, { kind: 'ratelimited', retryAfterSeconds: 7 });
      return 7_000;
    },
    bringDown() {
      for (const method of METHODS) slack.faults.next(method, { kind: 'status', status: 503 }, 100);
    },
  };
}

rosterContract(
  'slack',
  {
    guests: true,
    outsiders: true,
    seesDeactivated: true,
    byEmail: true,
    unverified: true,
    sharedEmail: false,
    nests: false,
    emptyGroups: true,
  },
  openBench,
);

function signal(): AbortSignal {
  return AbortSignal.timeout(15_000);
}

void test('guests of one channel are guests, and bots are nobody', async () => {
  await using bench = await openRoster();
  const standing = async (account: string) => (await bench.roster.profile(account, signal()))?.standing;
  assert.equal(await standing('U0SUE'), 'guest');
  assert.equal(await standing('U0BOX'), 'outsider');
  assert.equal(await standing('USLACKBOT'), 'outsider');
});

void test('a user group that was disabled is not there', async () => {
  await using bench = await openRoster();
  assert.equal(await bench.roster.members('S0OLD', signal()), undefined);
});

void test('members of several groups are described once', async () => {
  await using bench = await openRoster();
  await bench.roster.members('S0SRE', signal());
  await bench.roster.members('S0SRE', signal());
  await bench.roster.profile('U0ADA', signal());
  assert.equal(bench.slack.calls.filter(({ method }) => method === 'users.info').length, 3);
});
