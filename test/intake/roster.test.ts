import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { createRosterHolder } from '../../src/domain/roster.ts';
import { createRosterLoop } from '../../src/intake/roster.ts';
import { GRACE_MS } from '../../src/intake/roster-memory.ts';
import { silentLog } from '../../src/log.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryRoster } from '../fakes/memory-roster.ts';

const MINUTE = 60_000;

/** Ada and Ben have accounts, Chen an address; `sre` is backed by S1, where Ben and Chen are. */
function open({ matchEmail = true, source = true } = {}) {
  const clock = createHandClock();
  const chat = createMemoryRoster();
  chat.add('U-ada');
  chat.add('U-ben');
  chat.add('U-chen', 'member', 'chen@example.com');
  chat.groups.set('S1', ['U-ben', 'U-chen']);
  const linked: { account: string; person: string }[] = [];
  const holder = createRosterHolder();
  const person = (id: string, accounts: Record<string, string>, email?: string) => ({
    id,
    name: id,
    language: 'en' as const,
    accounts,
    ...(email === undefined ? {} : { email }),
  });
  const directory = createDirectory(
    {
      language: 'en',
      people: [
        person('ada', { chat: 'U-ada' }),
        person('ben', { chat: 'U-ben' }),
        person('chen', {}, 'chen@example.com'),
      ],
      groups: [{ id: 'sre', people: ['ada'], sources: source ? [{ platform: 'chat', group: 'S1' }] : [] }],
      apps: [],
      platforms: [{ id: 'chat', kind: 'memory', language: 'en', matchEmail }],
    },
    holder,
  );
  const loop = createRosterLoop({
    directory,
    rosters: new Map([['chat', chat.roster]]),
    linkedOn: async () => linked,
    holder,
    clock,
    log: silentLog,
  });
  const sre = (): string[] => [...directory.peopleOf(['sre'])].toSorted();
  const personOf = (id: string): string | undefined => directory.personOf({ platform: 'chat', id })?.id;
  const isBarred = (id: string): boolean => directory.isBarred({ platform: 'chat', id });
  return { clock, chat, linked, loop, sre, personOf, isBarred };
}

void test('before the first answer a group is the people of the file, and accounts count as they stand there', async () => {
  const { clock, chat, loop, sre, personOf } = open();
  chat.down(true);
  loop.start();
  await clock.turn(0);
  assert.deepEqual(sre(), ['ada']);
  assert.deepEqual([personOf('U-ben'), personOf('U-chen')], ['ben', undefined]);
  await loop.stop();
});

void test('members and addresses are read at the start, and again after five minutes', async () => {
  const { clock, chat, loop, sre, personOf } = open();
  loop.start();
  await clock.turn(0);
  assert.deepEqual(sre(), ['ada', 'ben', 'chen']);
  assert.equal(personOf('U-chen'), 'chen');
  chat.groups.set('S1', ['U-chen']);
  chat.add('U-chen', 'guest', 'chen@example.com');
  await clock.turn(4 * MINUTE);
  assert.deepEqual(sre(), ['ada', 'ben', 'chen']);
  await clock.turn(MINUTE);
  await clock.turn(0);
  assert.deepEqual(sre(), ['ada']);
  assert.equal(personOf('U-chen'), undefined);
  await loop.stop();
});

void test('a group that is gone is nobody at once', async () => {
  const { clock, chat, loop, sre } = open();
  loop.start();
  await clock.turn(0);
  chat.groups.delete('S1');
  await clock.turn(5 * MINUTE);
  await clock.turn(0);
  assert.deepEqual(sre(), ['ada']);
  await loop.stop();
});

void test('while the chat is away the last reading counts for fifteen minutes and not longer', async () => {
  const { clock, chat, loop, sre, personOf } = open();
  loop.start();
  await clock.turn(0);
  chat.down(true);
  await clock.turn(GRACE_MS - 1);
  assert.deepEqual(sre(), ['ada', 'ben', 'chen']);
  await clock.turn(1);
  await clock.turn(0);
  assert.deepEqual(sre(), ['ada']);
  assert.equal(personOf('U-chen'), undefined);
  assert.equal(personOf('U-ben'), 'ben');
  chat.down(false);
  await clock.turn(MINUTE);
  await clock.turn(0);
  assert.deepEqual(sre(), ['ada', 'ben', 'chen']);
  await loop.stop();
});

void test('guests, outsiders, deactivated accounts and those that are not there are nobody until the chat says otherwise', async () => {
  const { clock, chat, loop, personOf } = open();
  for (const standing of ['guest', 'outsider', 'deactivated', undefined] as const) {
    if (standing === undefined) chat.profiles.delete('U-ben');
    else chat.add('U-ben', standing);
    if (standing === 'guest') loop.start();
    await clock.turn(5 * MINUTE);
    await clock.turn(0);
    assert.equal(personOf('U-ben'), undefined, String(standing));
    chat.down(true);
    await clock.turn(2 * GRACE_MS);
    assert.equal(personOf('U-ben'), undefined, `${String(standing)}, long after`);
    chat.down(false);
    chat.add('U-ben');
    await clock.turn(5 * MINUTE);
    await clock.turn(0);
    assert.equal(personOf('U-ben'), 'ben');
  }
  await loop.stop();
});

void test('an address that is not verified, or another one than asked for, is nobody', async () => {
  const { clock, chat, loop, personOf } = open();
  chat.roster.byEmail = async () => ({ account: 'U-chen', name: 'Chen', standing: 'member' });
  loop.start();
  await clock.turn(0);
  assert.equal(personOf('U-chen'), undefined);
  chat.roster.byEmail = async () => ({
    account: 'U-chen',
    name: 'Chen',
    standing: 'member',
    email: 'chen@example.org',
  });
  await clock.turn(5 * MINUTE);
  await clock.turn(0);
  assert.equal(personOf('U-chen'), undefined);
  await loop.stop();
});

void test('where the operator does not want it, nobody is looked up by address', async () => {
  const { clock, chat, loop, sre } = open({ matchEmail: false });
  loop.start();
  await clock.turn(0);
  assert.deepEqual(sre(), ['ada', 'ben']);
  assert.ok(!chat.asked.some((question) => question.startsWith('byEmail')));
  await loop.stop();
});

void test('a chat that is away is not asked everything in vain', async () => {
  const { clock, chat, loop } = open();
  chat.down(true);
  loop.start();
  await clock.turn(0);
  const once = chat.asked.length;
  await clock.turn(MINUTE);
  await clock.turn(0);
  assert.equal(chat.asked.length, 2 * once);
  await loop.stop();
  await clock.turn(10 * MINUTE);
  assert.equal(chat.asked.length, 2 * once);
});

void test('an account that somebody joined to themselves counts in groups, and is barred like any other', async () => {
  const { clock, chat, linked, loop, sre, isBarred } = open({ matchEmail: false });
  chat.add('U-linked');
  chat.groups.set('S1', ['U-linked']);
  linked.push({ account: 'U-linked', person: 'chen' });
  loop.start();
  await clock.turn(0);
  assert.deepEqual(sre(), ['ada', 'chen']);
  chat.add('U-linked', 'guest');
  await clock.turn(5 * MINUTE);
  await clock.turn(0);
  assert.deepEqual([sre(), isBarred('U-linked')], [['ada'], true]);
  await loop.stop();
});

void test('an account that is joined between two readings counts at once', async () => {
  const { clock, chat, linked, loop, sre } = open({ matchEmail: false });
  chat.add('U-linked');
  chat.groups.set('S1', ['U-linked']);
  loop.start();
  await clock.turn(0);
  assert.deepEqual(sre(), ['ada']);
  linked.push({ account: 'U-linked', person: 'chen' });
  await loop.relink();
  assert.deepEqual(sre(), ['ada', 'chen']);
  linked.pop();
  await loop.relink();
  assert.deepEqual(sre(), ['ada']);
  await loop.stop();
});

void test('the first reading is over when the chat has answered, or failed', async () => {
  for (const down of [false, true]) {
    const { clock, chat, loop } = open();
    chat.down(down);
    loop.start();
    await clock.turn(0);
    assert.equal(await loop.firstReading, 'read');
    await loop.stop();
  }
});

void test('a chat whose word no right depends on is not waited for', async () => {
  const { chat, loop } = open({ matchEmail: false, source: false });
  chat.down(true);
  assert.equal(await loop.firstReading, 'read');
});
