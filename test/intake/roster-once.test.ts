import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { createRosterHolder } from '../../src/domain/roster.ts';
import { readRosters } from '../../src/intake/roster-once.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryRoster } from '../fakes/memory-roster.ts';

function open() {
  const holder = createRosterHolder();
  const source = (platform: string, group: string) => ({ platform, group });
  const directory = createDirectory(
    {
      language: 'en',
      people: ['ada', 'ben'].map((id) => ({ id, name: id, language: 'en', accounts: { one: id, two: id } })),
      groups: [
        { id: 'sre', people: [], sources: [source('one', 'S1'), source('two', 'S2')] },
        { id: 'gone', people: [], sources: [source('one', 'S3')] },
      ],
      apps: [],
      platforms: ['one', 'two'].map((id) => ({ id, kind: 'memory', language: 'en' })),
    },
    holder,
  );
  const [one, two] = [createMemoryRoster(), createMemoryRoster()];
  for (const chat of [one, two]) for (const id of ['ada', 'ben']) chat.add(id);
  one.groups.set('S1', ['ada']);
  two.groups.set('S2', ['ben']);
  const rosters = new Map([
    ['one', one.roster],
    ['two', two.roster],
  ]);
  const linked: { account: string; person: string }[] = [];
  const linkedOn = async (platform: string) => (platform === 'one' ? linked : []);
  return { directory, holder, rosters, one, two, linked, linkedOn, clock: createHandClock() };
}

void test('what all chats say counts together; a group that is not there is named', async () => {
  const asking = open();
  assert.deepEqual(await readRosters(asking), [{ platform: 'one', group: 'S3' }]);
  assert.deepEqual([...asking.directory.peopleOf(['sre'])].toSorted(), ['ada', 'ben']);
});

void test('groups of a chat that does not answer are named, and are nobody', async () => {
  const { two, ...asking } = open();
  two.down(true);
  assert.deepEqual(await readRosters(asking), [
    { platform: 'two', group: 'S2' },
    { platform: 'one', group: 'S3' },
  ]);
  assert.deepEqual([...asking.directory.peopleOf(['sre'])], ['ada']);
});

void test('an account that somebody joined to themselves counts, unless the chat says that it is a guest', async () => {
  const { one, linked, ...asking } = open();
  linked.push({ account: 'U-mine', person: 'ben' }, { account: 'U-guest', person: 'ada' });
  one.add('U-mine');
  one.add('U-guest', 'guest');
  one.groups.set('S1', ['U-mine']);
  one.groups.set('S3', ['U-guest']);
  assert.deepEqual(await readRosters(asking), []);
  assert.deepEqual([...asking.directory.peopleOf(['sre'])], ['ben']);
  assert.deepEqual([...asking.directory.peopleOf(['gone'])], []);
  assert.ok(asking.directory.isBarred({ platform: 'one', id: 'U-guest' }));
});
