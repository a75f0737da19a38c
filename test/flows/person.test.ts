import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { accountOfToken } from '../../src/domain/api-token.ts';
import { createDirectory } from '../../src/domain/directory.ts';
import { API_PLATFORM } from '../../src/domain/platform-ability.ts';
import { createRosterHolder, NOTHING_KNOWN, rosterKey } from '../../src/domain/roster.ts';
import { accountFor, personBehind } from '../../src/flows/person.ts';
import { insertIdentity } from '../../src/store/identities.ts';
import { NOW, openFlowUnit } from './flow-unit.ts';

const token = { person: 'ada', sha256: 'a'.repeat(64) };
const barred = new Set([
  rosterKey('chat', 'U-ben'),
  rosterKey('other', 'O-left'),
  rosterKey('third', 'T-left'),
]);
const directory = createDirectory(
  {
    language: 'en',
    platforms: [],
    apps: [],
    people: ['ada', 'ben'].map((id) => ({ id, name: id, language: 'en', accounts: { chat: `U-${id}` } })),
    tokens: [token],
  },
  createRosterHolder({ ...NOTHING_KNOWN, barred }),
);

async function open(t: TestContext) {
  const unit = await openFlowUnit(t, directory);
  const join = (platform: string, id: string, person: string) =>
    unit.run(({ tx }) => insertIdentity(tx, { platform, id }, person, NOW));
  const behind = async (platform: string, id: string) =>
    (await unit.run((context) => personBehind(context, { platform, id })))?.id;
  const accountOn = (person: string, platform: string) =>
    unit.run((context) => accountFor(context, person, platform));
  return { join, behind, accountOn };
}

test('an account is its person by the file, else by what was joined; strangers and barred ones are nobody', async (t) => {
  const { join, behind } = await open(t);
  await join('other', 'O-ada', 'ada');
  await join('other', 'O-gone', 'gone');
  await join('other', 'O-left', 'ada');
  assert.equal(await behind('chat', 'U-ada'), 'ada');
  assert.equal(await behind('chat', 'U-nobody'), undefined);
  assert.equal(await behind('chat', 'U-ben'), undefined, 'barred, whatever the file says');
  assert.equal(await behind('other', 'O-ada'), 'ada');
  assert.equal(
    await behind('other', 'O-gone'),
    undefined,
    'joined to somebody who is not configured any more',
  );
  assert.equal(await behind('other', 'O-left'), undefined, 'barred, whatever was joined');
  assert.equal(await behind('chat', 'O-ada'), undefined, 'of another chat');
});

test('a program is whom its token was made for, and nobody joins one to themselves', async (t) => {
  const { join, behind } = await open(t);
  assert.equal(await behind(API_PLATFORM, accountOfToken(token)), 'ada');
  await join(API_PLATFORM, 'ben/ffff', 'ben');
  assert.equal(await behind(API_PLATFORM, 'ben/ffff'), undefined);
});

test('somebody is reached at the account of the file, else at the first that they joined and that is not barred', async (t) => {
  const { join, accountOn } = await open(t);
  assert.equal(await accountOn('ada', 'other'), undefined);
  await join('chat', 'U-second', 'ada');
  await join('other', 'O-left', 'ada');
  await join('other', 'O-ada', 'ada');
  await join('other', 'O-later', 'ada');
  await join('third', 'T-left', 'ada');
  assert.equal(await accountOn('ada', 'chat'), 'U-ada');
  assert.equal(await accountOn('ada', 'other'), 'O-ada');
  assert.equal(await accountOn('ada', 'third'), undefined);
  assert.equal(await accountOn('ada', 'fourth'), undefined);
  assert.equal(await accountOn('nobody', 'other'), undefined);
});
