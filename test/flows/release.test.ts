import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import type { Phase, RunSnapshot } from '../../src/domain/run.ts';
import { observe } from '../../src/flows/observe.ts';
import { silentLog } from '../../src/log.ts';
import { appendAudit } from '../../src/store/audit.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { latestRevisions, revisionByNumber } from '../../src/store/revisions.ts';
import { insertRun, runById } from '../../src/store/runs.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { oneShop } from '../ring/one-shop.ts';
import { newRun } from '../store/new-run.ts';
import { type PostgresServer, startPostgres } from '../store/postgres-server.ts';
import { temporaryFolder } from '../store/sqlite.ts';

const NOW = 1_000_000;
const SHOP = { app: 'shop', environment: 'prod' };
const directory = createDirectory({ language: 'en', platforms: [], people: [], apps: oneShop() });

const sqlite: Database[] = [];
const replicas: Database[] = [];
let postgres: PostgresServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

before(async () => {
  folder = await temporaryFolder();
  const options = { clock: systemClock, log: silentLog };
  sqlite.push(openSqlite(defineSchema, { file: `${folder.folder}/test.db`, ...options }));
  postgres = await startPostgres();
  const url = await postgres.createDatabase();
  for (let server = 0; server < 2; server += 1)
    replicas.push(await openPostgres(defineSchema, { url, ...options }));
  for (const [first] of [sqlite, replicas]) await first?.migrate();
});

after(async () => {
  for (const database of [...sqlite, ...replicas]) await database.close();
  await postgres.stop();
  await folder.remove();
});

let runs = 0;

/** A run of shop in prod that somebody asked for by command. */
async function started(db: Database, other: Parameters<typeof newRun>[1] = {}): Promise<[number, string]> {
  runs += 1;
  const key = `run ${runs}`;
  const place = { engine: 'hostile', workflow: 'one-gate', ...SHOP, inbox: 1 };
  const asked = { parameters: { tag: `v${runs}` }, initiator: 'ada', initiatorName: 'Ada' };
  return [await db.tx((tx) => insertRun(tx, newRun(key, { ...place, ...asked, ...other }))), key];
}

async function tell(db: Database, key: string, phase: Phase, other: Partial<RunSnapshot> = {}) {
  const base = { engine: 'hostile', ref: key, key, workflow: 'one-gate', links: [], steps: [], gates: [] };
  const snapshot = { ...base, order: 1, phase, ...other };
  return await db.tx(async (tx) => {
    const engines = new Map([['hostile', { keys: true, cancel: true, retry: true }]]);
    const context = { tx, now: NOW, directory, engines, platforms: new Map(), audit: [] };
    await observe(context, snapshot);
    await appendAudit(tx, context.audit, AUDIT_KEYS, silentLog);
  });
}

const databases: readonly [string, () => readonly Database[]][] = [
  ['SQLite', () => sqlite],
  ['two servers on PostgreSQL', () => replicas],
];

for (const [name, open] of databases) {
  test(`${name}: runs that end at one moment make revisions with numbers of their own, without a gap`, async () => {
    const [db] = open();
    assert.ok(db);
    const begun = await Promise.all(Array.from({ length: 24 }, () => started(db)));
    // Both servers hear of every end.
    const told = begun.flatMap(([, key]) => open().map((server) => tell(server, key, 'succeeded')));
    await Promise.all(told);
    const made = await latestRevisions(db.read, SHOP, 100);
    assert.deepEqual(
      made.map(({ number }) => number),
      Array.from({ length: 24 }, (_, i) => 24 - i),
    );
    for (const { run, number } of made) assert.equal((await runById(db.read, run))?.revision, number);
    assert.equal(new Set(made.map(({ run }) => run)).size, 24);
  });

  test(`${name}: a revision keeps what was deployed, by whom, and when`, async () => {
    const [db] = open();
    assert.ok(db);
    const [run, key] = await started(db, { parameters: { tag: 'v9', commit: 'c0ffee' }, rollbackTo: 3 });
    await tell(db, key, 'succeeded', {
      endedAt: 5000,
      images: ['shop:v9'],
      commits: [{ id: 'beef', repository: 'shop', message: 'a secret of the author' }],
    });
    const number = (await runById(db.read, run))?.revision ?? 0;
    const { id: _, ...kept } = (await revisionByNumber(db.read, SHOP, number)) ?? {};
    assert.deepEqual(kept, {
      ...SHOP,
      number,
      run,
      workflow: 'one-gate',
      parameters: { tag: 'v9', commit: 'c0ffee' },
      images: ['shop:v9'],
      commits: [{ id: 'c0ffee' }, { id: 'beef', repository: 'shop' }],
      by: 'ada',
      byName: 'Ada',
      rollbackTo: 3,
      at: 5000,
    });
    // The engine tells of the end once more.
    await tell(db, key, 'succeeded', { order: 2 });
    assert.equal((await latestRevisions(db.read, SHOP, 1))[0]?.number, number);
    assert.equal((await latestRevisions(db.read, SHOP, 1, number))[0]?.number, number - 1);
  });
}

test('what failed, what is nowhere in the configuration, and what another engine calls so makes no revision', async () => {
  const [db] = sqlite;
  assert.ok(db);
  const count = async (): Promise<number> => (await latestRevisions(db.read, SHOP, 1))[0]?.number ?? 0;
  const before = await count();
  for (const phase of ['failed', 'terminated', 'skipped', 'running'] as const) {
    const [, key] = await started(db);
    await tell(db, key, phase);
  }
  for (const other of [{ environment: 'staging' }, { app: 'billing' }, { app: null }]) {
    const [run, key] = await started(db, other);
    await tell(db, key, 'succeeded');
    assert.equal((await runById(db.read, run))?.revision, null);
  }
  const [run, key] = await started(db, { engine: 'other' });
  await tell(db, key, 'succeeded', { engine: 'other' });
  assert.equal((await runById(db.read, run))?.revision, null);
  assert.equal(await count(), before);
});

test('the parameters of a run that a plan or a hook started are known', async () => {
  const [db] = sqlite;
  assert.ok(db);
  const [, key] = await started(db, { inbox: null, parameters: { tag: 'v7' } });
  await tell(db, key, 'succeeded');
  assert.deepEqual((await latestRevisions(db.read, SHOP, 1))[0]?.parameters, { tag: 'v7' });
});

test('nobody knows the parameters of a run that was started elsewhere', async () => {
  const [db] = sqlite;
  assert.ok(db);
  await tell(db, 'elsewhere', 'succeeded');
  const [newest] = await latestRevisions(db.read, SHOP, 1);
  assert.equal(newest?.parameters, null);
  assert.equal((await runById(db.read, newest?.run ?? 0))?.revision, newest?.number);
});
