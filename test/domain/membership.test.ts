import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountOfToken } from '../../src/domain/api-token.ts';
import { createDirectory, type Group, type Person } from '../../src/domain/directory.ts';
import { createRosterHolder, NOTHING_KNOWN, type RosterState, rosterKey } from '../../src/domain/roster.ts';

const CHAT = 'chat';
const OTHER = 'other';

function person(id: string, accounts: Record<string, string> = {}): Person {
  return { id, name: id, language: 'en', accounts };
}

const people = [
  person('ada', { [CHAT]: 'U-ada' }),
  person('ben', { [CHAT]: 'U-ben' }),
  person('chen'),
  person('dana'),
];

const groups: Group[] = [
  { id: 'sre', people: ['ada', 'gone'], sources: [{ platform: CHAT, group: 'S1' }] },
  { id: 'empty', people: [], sources: [] },
];

function open(state: Partial<RosterState> = {}) {
  const roster = createRosterHolder();
  const set = (next: Partial<RosterState>): void => roster.replace({ ...NOTHING_KNOWN, ...next });
  set(state);
  const platforms = [
    { id: CHAT, kind: 'memory', language: 'en', matchEmail: true },
    { id: OTHER, kind: 'memory', language: 'en' },
  ] as const;
  const directory = createDirectory({ language: 'en', people, groups, apps: [], platforms }, roster);
  const personOf = (id: string, platform = CHAT): string | undefined =>
    directory.personOf({ platform, id })?.id;
  const peopleOf = (...list: string[]): string[] => [...directory.peopleOf(list)].toSorted();
  const accountOf = (id: string, platform = CHAT): string | undefined => directory.accountOf(id, platform);
  return { directory, set, personOf, peopleOf, accountOf };
}

const listing = (accounts: string[]) => new Map([[rosterKey(CHAT, 'S1'), accounts]]);
const matching = (entries: [string, string][], platform = CHAT) =>
  new Map(entries.map(([id, account]) => [rosterKey(platform, id), account]));
const barring = (...accounts: string[]) => new Set(accounts.map((account) => rosterKey(CHAT, account)));

void test('a list is its people, the people of its groups, and everyone; other names are nobody', () => {
  const { peopleOf } = open();
  assert.deepEqual(peopleOf(), []);
  assert.deepEqual(peopleOf('ben', 'nobody'), ['ben']);
  assert.deepEqual(peopleOf('sre'), ['ada']);
  assert.deepEqual(peopleOf('sre', 'ben', 'empty'), ['ada', 'ben']);
  assert.deepEqual(peopleOf('everyone'), ['ada', 'ben', 'chen', 'dana']);
  assert.deepEqual(peopleOf('gone'), []);
});

void test('a group is whom its sources list now, and whom the file names when they cannot be read', () => {
  const { set, peopleOf } = open({ groups: listing(['U-ben', 'U-stranger']) });
  assert.deepEqual(peopleOf('sre'), ['ada', 'ben']);
  set({ groups: listing([]) });
  assert.deepEqual(peopleOf('sre'), ['ada']);
  set({ groups: listing(['U-ben']) });
  assert.deepEqual(peopleOf('sre'), ['ada', 'ben']);
  set({});
  assert.deepEqual(peopleOf('sre'), ['ada']);
});

void test('an account of a group is whoever joined it to themselves, unless it is barred or theirs no more', () => {
  const linked = new Map([
    [rosterKey(CHAT, 'U-own'), 'chen'],
    [rosterKey(CHAT, 'U-old'), 'gone'],
  ]);
  const groups = listing(['U-own', 'U-old']);
  const { set, peopleOf } = open({ groups, linked });
  assert.deepEqual(peopleOf('sre'), ['ada', 'chen']);
  set({ groups, linked, barred: barring('U-own') });
  assert.deepEqual(peopleOf('sre'), ['ada']);
});

void test('a barred account is nobody although the file names it, in groups too, and is not written to', () => {
  const { directory, personOf, peopleOf, accountOf } = open({
    groups: listing(['U-ben']),
    barred: barring('U-ben'),
  });
  assert.equal(personOf('U-ben'), undefined);
  assert.equal(accountOf('ben'), undefined);
  assert.deepEqual(peopleOf('sre'), ['ada']);
  assert.equal(directory.person('ben')?.id, 'ben');
});

void test('an account that an address led to is the person, where the operator wants it', () => {
  const matched = new Map([...matching([['chen', 'U-chen']]), ...matching([['chen', 'O-chen']], OTHER)]);
  const { personOf, peopleOf, accountOf } = open({ matched, groups: listing(['U-chen']) });
  assert.equal(personOf('U-chen'), 'chen');
  assert.equal(accountOf('chen'), 'U-chen');
  assert.deepEqual(peopleOf('sre'), ['ada', 'chen']);
  assert.equal(personOf('O-chen', OTHER), undefined);
  assert.equal(accountOf('chen', OTHER), undefined);
});

void test('an account of the file goes before an address, both ways', () => {
  const { personOf, accountOf } = open({
    matched: matching([
      ['ada', 'U-ada-2'],
      ['chen', 'U-ben'],
    ]),
  });
  assert.equal(personOf('U-ada-2'), undefined);
  assert.equal(accountOf('ada'), 'U-ada');
  assert.equal(personOf('U-ben'), 'ben');
  assert.equal(accountOf('chen'), undefined);
});

void test('an account that two people lead to, or that is barred, is nobody', () => {
  const { set, personOf, accountOf } = open({
    matched: matching([
      ['chen', 'U-both'],
      ['dana', 'U-both'],
    ]),
  });
  assert.equal(personOf('U-both'), undefined);
  assert.deepEqual([accountOf('chen'), accountOf('dana')], [undefined, undefined]);
  set({ matched: matching([['chen', 'U-chen']]), barred: barring('U-chen') });
  assert.equal(personOf('U-chen'), undefined);
});

void test('whoever is barred on every chat is nobody in lists and by a token too; one account that is left is enough', () => {
  const sha256 = 'ab'.repeat(32);
  const eve = person('eve', { [CHAT]: 'U-eve', [OTHER]: 'V-eve' });
  const roster = createRosterHolder();
  const platforms = [CHAT, OTHER].map((id) => ({ id, kind: 'memory', language: 'en' }) as const);
  const plain = { language: 'en', people: [eve, person('bot')], apps: [], platforms } as const;
  const tokens = [
    { person: 'eve', sha256 },
    { person: 'bot', sha256: 'cd'.repeat(32) },
  ];
  const directory = createDirectory({ ...plain, tokens }, roster);
  const known = (): boolean[] => [
    directory.peopleOf(['eve']).has('eve'),
    directory.peopleOf(['everyone']).has('eve'),
    directory.holderOf(accountOfToken({ person: 'eve', sha256 })) !== undefined,
  ];
  const bar = (state: Partial<RosterState>): void => roster.replace({ ...NOTHING_KNOWN, ...state });
  bar({ barred: barring('U-eve') });
  assert.deepEqual(known(), [true, true, true]);
  const everywhere = new Set([rosterKey(CHAT, 'U-eve'), rosterKey(OTHER, 'V-eve')]);
  bar({ barred: everywhere });
  assert.deepEqual(known(), [false, false, false]);
  bar({ barred: everywhere, linked: new Map([[rosterKey(CHAT, 'U-second'), 'eve']]) });
  assert.deepEqual(known(), [true, true, true]);
  bar({
    barred: new Set([...everywhere, rosterKey(CHAT, 'U-second')]),
    linked: new Map([[rosterKey(CHAT, 'U-second'), 'eve']]),
  });
  assert.deepEqual(known(), [false, false, false]);
  assert.ok(directory.peopleOf(['bot']).has('bot'), 'who has no account is known by a token alone');
});

void test('who is behind a group is known when the chat has said so, also that it is gone, and of whoever it cannot concern', () => {
  const roster = createRosterHolder();
  const mailed = { ...person('mia'), email: 'mia@example.com' };
  const plain = {
    language: 'en',
    people: [person('ada', { [CHAT]: 'U-ada' }), mailed],
    groups: [
      { id: 'sre', people: ['ada'], sources: [{ platform: CHAT, group: 'G' }] },
      { id: 'file', people: ['ada'], sources: [] },
    ],
    apps: [],
    platforms: [{ id: CHAT, kind: 'memory', language: 'en', matchEmail: true }],
  } as const;
  const directory = createDirectory(plain, roster);
  const knows = (): boolean[] => [
    directory.knows(['sre']),
    directory.knows(['file', 'sre'], 'ada'),
    directory.knows(['sre'], 'mia'),
  ];
  const say = (state: Partial<RosterState>): void => roster.replace({ ...NOTHING_KNOWN, ...state });
  assert.deepEqual(knows(), [false, false, false]);
  assert.ok(directory.knows([]) && directory.knows(['ada', 'file', 'everyone', 'nobody-of-this-name']));
  const groups = new Map([[rosterKey(CHAT, 'G'), []]]);
  say({ groups });
  assert.deepEqual(knows(), [false, true, false], 'whose the address is was not looked up');
  say({ groups, matched: new Map([[rosterKey(CHAT, 'mia'), undefined]]) });
  assert.deepEqual(knows(), [true, true, true]);
  say({ barred: barring('U-ada') });
  assert.deepEqual(knows(), [false, true, false], 'whoever has left is in no group');
});

void test('two lists whose names read alike are two lists', () => {
  const { peopleOf } = open();
  assert.deepEqual(peopleOf('ada', 'ben'), ['ada', 'ben']);
  assert.deepEqual(peopleOf('adaben'), []);
  assert.deepEqual(peopleOf('ad', 'aben'), []);
});

void test('somebody who has left is not kept by what somebody else has joined', () => {
  const barred = barring('U-ada');
  const { set, peopleOf } = open({ barred, linked: new Map([[rosterKey(OTHER, 'O-ben'), 'ben']]) });
  assert.deepEqual(peopleOf('ada', 'ben'), ['ben']);
  set({ barred, linked: new Map([[rosterKey(OTHER, 'O-ada'), 'ada']]) });
  assert.deepEqual(peopleOf('ada', 'ben'), ['ada', 'ben']);
});

void test('each reading is told from the one before', () => {
  const { directory, set } = open();
  const first = directory.asOf();
  assert.equal(directory.asOf(), first);
  set({});
  assert.notEqual(directory.asOf(), first);
  assert.deepEqual(directory.asOf(), NOTHING_KNOWN);
});
