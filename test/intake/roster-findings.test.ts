import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { createRosterHolder } from '../../src/domain/roster.ts';
import { checkRoster } from '../../src/intake/roster-findings.ts';
import { createRosterMemory } from '../../src/intake/roster-memory.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { createMemoryRoster, type MemoryRoster } from '../fakes/memory-roster.ts';

async function findings(
  chat: MemoryRoster,
  linked: { account: string; person: string }[] = [],
): Promise<string[]> {
  const holder = createRosterHolder();
  const sources = ['S1', 'S2', 'S3'].map((group) => ({ platform: 'chat', group }));
  const directory = createDirectory(
    {
      language: 'en',
      people: [
        { id: 'ada', name: 'Ada', language: 'en', accounts: { chat: 'U-ada' } },
        { id: 'ben', name: 'Ben', language: 'en', accounts: { chat: 'U-ben' } },
        { id: 'chen', name: 'Chen', language: 'en', accounts: {}, email: 'chen@example.com' },
        { id: 'dana', name: 'Dana', language: 'en', accounts: {}, email: 'dana@example.com' },
      ],
      groups: [{ id: 'sre', people: [], sources }],
      apps: [],
      platforms: [{ id: 'chat', kind: 'memory', language: 'en', matchEmail: true }],
    },
    holder,
  );
  const clock = createHandClock();
  const { roster } = chat;
  const memory = createRosterMemory();
  const found = await checkRoster({ directory, holder, memory, platform: 'chat', roster, linked, clock });
  return found.map(({ level, subject, detail, remedy = '' }) => {
    const way = remedy.includes('/flow') ? `; ${remedy}` : '';
    return `${level} ${subject}: ${detail}${way}`;
  });
}

void test('doctor names the people of each group, groups that are not there, and who is nobody', async () => {
  const chat = createMemoryRoster();
  chat.add('U-ada');
  chat.add('U-ben', 'guest');
  chat.add('U-chen', 'member', 'chen@example.com');
  chat.groups.set('S1', ['U-ada', 'U-ben', 'U-chen']);
  chat.groups.set('S2', ['U-ben']);
  assert.deepEqual(await findings(chat), [
    'warn person ben: U-ben is a guest: it is nobody',
    'ok person chen: chen@example.com is U-chen',
    'warn person dana: dana@example.com is no verified address of a single member: nobody is known by it',
    'ok group S1: 3 members: ada, chen',
    'warn group S2: 1 members: none of them is in people',
    'error group S3: it is not there, and is nobody',
  ]);
});

void test('doctor says what cannot be read', async () => {
  const chat = createMemoryRoster();
  chat.down(true);
  const found = await findings(chat);
  assert.ok(found.includes('error group S1: ECONNREFUSED: it cannot be read, and is nobody'));
  assert.ok(
    found.includes('warn person ada: ECONNREFUSED: U-ada cannot be looked up, and counts as the file says'),
  );
});

void test('doctor knows accounts that people joined to themselves', async () => {
  const chat = createMemoryRoster();
  for (const account of ['U-ada', 'U-ben', 'U-mine']) chat.add(account);
  chat.add('U-guest', 'guest');
  chat.groups.set('S1', ['U-mine', 'U-guest']);
  const found = await findings(chat, [
    { account: 'U-mine', person: 'chen' },
    { account: 'U-guest', person: 'dana' },
  ]);
  assert.ok(found.includes('ok group S1: 2 members: chen'), found.join('\n'));
  assert.ok(
    found.includes(
      'warn person dana: U-guest is a guest: it is nobody; dana joined it with /flow link; /flow unlink chat parts it.',
    ),
    found.join('\n'),
  );
});
