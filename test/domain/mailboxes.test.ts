import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory, type Person } from '../../src/domain/directory.ts';
import { createRosterHolder, NOTHING_KNOWN, rosterKey } from '../../src/domain/roster.ts';

const CHAT = 'chat';
const MAIL = 'mail';

function person(id: string, email: string | undefined, accounts: Record<string, string> = {}): Person {
  return { id, name: id, language: 'en', accounts, ...(email === undefined ? {} : { email }) };
}

function open(barred: readonly string[] = []) {
  const roster = createRosterHolder();
  roster.replace({ ...NOTHING_KNOWN, barred: new Set(barred.map((id) => rosterKey(CHAT, id))) });
  const platforms = [{ id: CHAT, kind: 'memory', language: 'en' }] as const;
  const channels = [
    { id: MAIL, kind: 'email', language: 'en', audience: 'person' },
    { id: 'robot', kind: 'wecom', language: 'en', audience: 'room' },
  ] as const;
  const people = [
    person('ada', 'ada@example.com', { [CHAT]: 'U-ada' }),
    person('ben', 'team@example.com'),
    person('chen', 'team@example.com'),
    person('dana', undefined),
  ];
  return createDirectory({ language: 'en', people, apps: [], platforms, channels }, roster);
}

test('a letter reaches a person at their address, and what comes back from it is theirs', () => {
  const directory = open();
  assert.equal(directory.accountOf('ada', MAIL), 'ada@example.com');
  assert.equal(directory.personOf({ platform: MAIL, id: 'ada@example.com' })?.id, 'ada');
  assert.equal(directory.personOf({ platform: 'robot', id: 'ada@example.com' }), undefined);
  assert.equal(directory.accountOf('ada', 'robot'), undefined);
  assert.equal(directory.accountOf('dana', MAIL), undefined);
  assert.equal(directory.personOf({ platform: MAIL, id: 'undefined' }), undefined);
});

test('an address that two people have is nobody’s', () => {
  const directory = open();
  assert.equal(directory.accountOf('ben', MAIL), undefined);
  assert.equal(directory.personOf({ platform: MAIL, id: 'team@example.com' }), undefined);
});

test('whoever has left the chat has no mailbox either', () => {
  const directory = open(['U-ada']);
  assert.equal(directory.accountOf('ada', MAIL), undefined);
  assert.equal(directory.personOf({ platform: MAIL, id: 'ada@example.com' }), undefined);
});
