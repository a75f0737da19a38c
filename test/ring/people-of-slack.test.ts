import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { createRosterHolder } from '../../src/domain/roster.ts';
import { GRACE_MS } from '../../src/intake/roster-memory.ts';
import { silentLog } from '../../src/log.ts';
import { createSlackPlatform } from '../../src/platforms/slack/slack-platform.ts';
import { createRing } from '../../src/ring.ts';
import type { SlackSimulator } from '../../src/simulator/slack/simulator.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createLeapClock, type LeapClock } from '../fakes/leap-clock.ts';
import { openSlack, ROOM } from '../platforms/slack/bench.ts';
import { until } from '../until.ts';
import { openHostile } from './harness.ts';
import { oneShop } from './one-shop.ts';

/** Slack's own SDK and a simulated workspace: who may decide follows what Slack says of its people. */

const READING_MS = 5 * 60_000;
const PEOPLE = ['ada', 'ben', 'gus', 'una', 'eva'];
const idOf = (person: string): string => `U0${person.toUpperCase()}`;

/** Ada deploys. `sre` may decide: it is backed by a user group, where Ben, the guest Gus, Eva (verified) and Una (not) are. */
async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-people-'));
  const clock = createLeapClock();
  const { slack, config } = await openSlack({
    users: PEOPLE.map((name) => ({
      id: idOf(name),
      name,
      realName: name,
      email: `${name}@example.com`,
      ...(name === 'gus' ? { guest: true } : {}),
      ...(name === 'una' ? { emailConfirmed: false } : {}),
    })),
    channels: [{ id: ROOM, name: 'deployments', memberIds: PEOPLE.map(idOf), botIn: true }],
    userGroups: [
      { id: 'S0SRE', handle: 'sre', name: 'SRE', userIds: ['ben', 'gus', 'una', 'eva'].map(idOf) },
    ],
  });
  const { platform, roster } = createSlackPlatform(config, { log: silentLog, clock: systemClock });
  assert.ok(roster);
  const holder = createRosterHolder();
  const directory = createDirectory(
    {
      language: 'en',
      platforms: [{ id: config.id, kind: 'slack', language: 'en', matchEmail: true }],
      people: PEOPLE.map((id) => ({
        id,
        name: id,
        language: 'en' as const,
        accounts: ['una', 'eva'].includes(id) ? {} : { [config.id]: idOf(id) },
        email: `${id}@example.com`,
      })),
      groups: [{ id: 'sre', people: [], sources: [{ platform: config.id, group: 'S0SRE' }] }],
      apps: oneShop({ approvers: ['sre'] }),
    },
    holder,
  );
  const db = openSqlite(defineSchema, { file: join(folder, 'test.db'), clock: systemClock, log: silentLog });
  await db.migrate();
  const hostile = openHostile();
  const people = { rosters: new Map([[platform.id, roster]]), holder };
  const ring = createRing({
    db,
    clock,
    log: silentLog,
    directory,
    platforms: [platform],
    engines: [hostile.engine],
    auditKeys: AUDIT_KEYS,
    people,
  });
  await ring.start();
  const sre = (): string => [...directory.peopleOf(['sre'])].toSorted().join();
  return {
    slack,
    clock,
    sre,
    async [Symbol.asyncDispose]() {
      await ring.stop();
      await db.close();
      await slack.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a run and waits for its buttons; gives the card's `ts`. */
async function deploy(slack: SlackSimulator): Promise<string> {
  const before = new Set(slack.messages(ROOM).map(({ ts }) => ts));
  await until('a connection', () => slack.servingConnections() > 0);
  await slack.people.command(idOf('ada'), ROOM, '/deploy', 'shop prod');
  const card = await until('a card with buttons', () =>
    slack
      .messages(ROOM)
      .find((one) => !before.has(one.ts) && JSON.stringify(one.blocks).includes('decide:approve:')),
  );
  return card.ts;
}

/** Whether the click decided: then the card shows it; else the person alone is told why not. */
async function approve(slack: SlackSimulator, person: string, card: string): Promise<boolean> {
  const told = (): number => slack.ephemerals(idOf(person)).length;
  const before = told();
  await slack.people.click(idOf(person), ROOM, card, (element) =>
    String(element.action_id).startsWith('decide:approve:'),
  );
  const decided = (): boolean => {
    const shown = slack.messages(ROOM).find(({ ts }) => ts === card);
    return !JSON.stringify(shown?.blocks).includes('decide:approve:');
  };
  await until(`an answer to ${person}`, () => decided() || told() > before);
  return decided();
}

async function untilRead(clock: LeapClock, slack: SlackSimulator): Promise<void> {
  const reads = (): number => slack.calls.filter(({ method }) => method === 'usergroups.users.list').length;
  const before = reads();
  clock.leap(READING_MS);
  await until('the next reading', () => reads() > before);
}

void test('a member of the user group decides; a guest in it and an address that is not verified do not', async () => {
  await using house = await open();
  const { slack } = house;
  await until('the first reading', () => house.sre() === 'ben,eva');
  const card = await deploy(slack);
  assert.equal(await approve(slack, 'gus', card), false);
  assert.equal(await approve(slack, 'una', card), false);
  assert.equal(await approve(slack, 'ben', card), true);
});

void test('a person known by a verified address decides', async () => {
  await using house = await open();
  await until('the first reading', () => house.sre() === 'ben,eva');
  assert.equal(await approve(house.slack, 'eva', await deploy(house.slack)), true);
});

void test('whoever left the user group decides nothing after the next reading, on an open question too', async () => {
  await using house = await open();
  const { slack, clock } = house;
  await until('the first reading', () => house.sre() === 'ben,eva');
  const card = await deploy(slack);
  const [group] = slack.world.userGroups;
  assert.ok(group);
  group.userIds = [idOf('eva')];
  await untilRead(clock, slack);
  await until('ben out of the group', () => house.sre() === 'eva');
  assert.equal(await approve(slack, 'ben', card), false);
});

void test('when the user group cannot be read for long, it is nobody', async () => {
  await using house = await open();
  const { slack, clock } = house;
  await until('the first reading', () => house.sre() === 'ben,eva');
  const card = await deploy(slack);
  slack.faults.next('usergroups.users.list', { kind: 'error', error: 'missing_scope' }, 100);
  slack.faults.next('users.lookupByEmail', { kind: 'status', status: 503 }, 100);
  await untilRead(clock, slack);
  assert.equal(house.sre(), 'ben,eva');
  clock.leap(GRACE_MS);
  await until('nobody in the group', () => house.sre() === '');
  assert.equal(await approve(slack, 'ben', card), false);
});
