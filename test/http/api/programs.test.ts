import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountOfToken, createApiToken, hashOfToken } from '../../../src/domain/api-token.ts';
import { createDirectory } from '../../../src/domain/directory.ts';
import { API_PLATFORM } from '../../../src/domain/platform-ability.ts';
import { createRosterHolder, NOTHING_KNOWN, rosterKey } from '../../../src/domain/roster.ts';
import { createPrograms } from '../../../src/http/api/programs.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';

const HOUR = 3_600_000;
const clock = createHandClock();
const secrets = { ada: createApiToken(), ben: createApiToken(), gone: createApiToken() };
const token = (person: keyof typeof secrets, until?: number) => {
  return { person, name: `${person}-ci`, sha256: hashOfToken(secrets[person]), until };
};
const tokens = [token('ada'), token('ben', clock.now() + HOUR), token('gone')];
const roster = createRosterHolder();
const people = ['ada', 'ben'].map((id) => {
  return { id, name: id, language: 'en', accounts: { chat: `U-${id}` } } as const;
});
const directory = createDirectory({ language: 'en', platforms: [], apps: [], people, tokens }, roster);
const programs = createPrograms(tokens, directory, clock);
const who = (header: string | undefined): string | undefined => programs(header)?.person.id;

test('a program is its token: who it acts for, and what it is called', () => {
  const program = programs(`Bearer ${secrets.ada}`);
  const id = accountOfToken(token('ada'));
  assert.deepEqual(program?.account, { platform: API_PLATFORM, id, name: 'ada-ci' });
  assert.equal(program?.person.id, 'ada');
});

test('the header is read as RFC 6750 writes it, and nothing else is', () => {
  const { ada } = secrets;
  for (const good of [`bearer ${ada}`, `BEARER   ${ada}`, `Bearer ${ada} `])
    assert.equal(who(good), 'ada', good);
  const bad = [
    undefined,
    '',
    ada,
    `Bearer${ada}`,
    `Basic ${ada}`,
    `x Bearer ${ada}`,
    `Bearer ${ada} x`,
    `Bearer ${ada}!`,
  ];
  for (const one of bad) assert.equal(who(one), undefined, one);
  for (const none of [
    'Bearer ',
    'Bearer glt_',
    `Bearer ${ada}x`,
    `Bearer ${ada.slice(1)}`,
    `Bearer ${ada}==`,
  ])
    assert.equal(who(none), undefined, none);
});

test('a token is over at its moment, and one of nobody works for nobody', async () => {
  assert.equal(who(`Bearer ${secrets.gone}`), undefined);
  assert.equal(who(`Bearer ${secrets.ben}`), 'ben');
  await clock.turn(HOUR - 1);
  assert.equal(who(`Bearer ${secrets.ben}`), 'ben');
  await clock.turn(1);
  assert.equal(who(`Bearer ${secrets.ben}`), undefined);
  assert.equal(who(`Bearer ${secrets.ada}`), 'ada');
});

test('whoever has left has no programs', () => {
  roster.replace({ ...NOTHING_KNOWN, barred: new Set([rosterKey('chat', 'U-ada')]) });
  assert.equal(who(`Bearer ${secrets.ada}`), undefined);
  roster.replace(NOTHING_KNOWN);
  assert.equal(who(`Bearer ${secrets.ada}`), 'ada');
});
