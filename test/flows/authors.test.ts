import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { createRosterHolder, NOTHING_KNOWN, rosterKey } from '../../src/domain/roster.ts';
import type { Initiator } from '../../src/domain/run.ts';
import { authorsOf, peopleMeant } from '../../src/flows/authors.ts';
import { silentLog } from '../../src/log.ts';
import { insertIdentity } from '../../src/store/identities.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { temporaryFolder } from '../store/sqlite.ts';

test('whoever an engine may mean must not approve: by account, by one that is barred or joined, by address or number', async () => {
  const { folder, remove } = await temporaryFolder();
  const db = openSqlite(defineSchema, { file: `${folder}/test.db`, clock: systemClock, log: silentLog });
  await db.migrate();
  const roster = createRosterHolder({
    ...NOTHING_KNOWN,
    barred: new Set([rosterKey('chat', 'U-ben')]),
  });
  const directory = createDirectory(
    {
      language: 'en',
      platforms: [{ id: 'chat', kind: 'memory', language: 'en' }],
      people: [
        { id: 'ada', name: 'Ada', language: 'en', accounts: { chat: 'U-ada' }, email: 'ada@x.io' },
        { id: 'ben', name: 'Ben', language: 'en', accounts: { chat: 'U-ben' }, mobile: '+4912345678' },
        { id: 'eve', name: 'Eve', language: 'en', accounts: {}, email: 'ada@x.io' },
      ],
      apps: [],
    },
    roster,
  );
  await db.tx((tx) => insertIdentity(tx, { platform: 'other', id: 'X-eve' }, 'eve', 1));
  const around = { tx: db.read, directory };
  const meant = async (who: Initiator): Promise<string[]> => (await peopleMeant(around, who)).toSorted();
  assert.deepEqual(await meant({ ids: { chat: 'U-ada' } }), ['ada']);
  assert.deepEqual(await meant({ ids: { chat: 'U-ben' } }), ['ben'], 'a guest wrote it all the same');
  assert.deepEqual(await meant({ ids: { other: 'X-eve' } }), ['eve'], 'a joined account');
  assert.deepEqual(await meant({ email: 'Ada@X.io' }), ['ada', 'eve'], 'both who have the address');
  assert.deepEqual(await meant({ phone: '+4912345678' }), ['ben']);
  assert.deepEqual(await meant({ name: 'Ada', ids: { chat: 'U-nobody' } }), []);
  const commits = [
    { id: '1', author: { ids: { other: 'X-eve' } } },
    { id: '2' },
    { id: '3', author: { email: 'ada@x.io' } },
  ];
  const snapshot = {
    engine: 'e',
    ref: 'r',
    order: 1,
    workflow: 'w',
    phase: 'running',
    links: [],
    steps: [],
    gates: [],
  } as const;
  assert.deepEqual(
    (await authorsOf(around, { ...snapshot, links: [], steps: [], gates: [], commits })).toSorted(),
    ['ada', 'eve'],
  );
  for (const [said, expected] of [
    ['Ben', ['ben']],
    ['ben', ['ben']],
    ['ADA@x.io', ['ada', 'eve']],
    ['Ben <ada@x.io>', ['ada', 'ben', 'eve']],
    ['Somebody <else@x.io>', []],
  ] as const)
    assert.deepEqual((await authorsOf(around, {}, said)).toSorted(), expected, said);
  await db.close();
  await remove();
});
