import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createRetention } from '../../src/intake/retention.ts';
import { silentLog } from '../../src/log.ts';
import { openApproval } from '../../src/store/approvals.ts';
import { appendAudit } from '../../src/store/audit.ts';
import type { Database, Tx } from '../../src/store/database.ts';
import { eq } from '../../src/store/drizzle.ts';
import { insertCall } from '../../src/store/engine-calls.ts';
import { insertExecution } from '../../src/store/executions.ts';
import { endedPastRuns, PAST_RUN_MS, pastRunByKey } from '../../src/store/past-runs.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { insertPost } from '../../src/store/posts.ts';
import { insertRevision } from '../../src/store/revisions.ts';
import { insertRun, setTrouble } from '../../src/store/runs.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createHandClock, type HandClock } from '../fakes/hand-clock.ts';
import { newRun } from '../store/new-run.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { openProduct } from '../store/product.ts';
import { until } from '../until.ts';

const DAY = 24 * 3_600_000;
const RUNS_MS = 90 * DAY;

/** One run with all that a run leaves behind. */
async function leave(
  tx: Tx,
  key: string,
  {
    endedAt,
    phase = 'succeeded',
    open = false,
    createdAt = endedAt ?? 0,
  }: { endedAt: number | null; phase?: string; open?: boolean; createdAt?: number },
): Promise<number> {
  const { schema } = tx;
  const execution = await insertExecution(tx, {
    engine: 'engine',
    key,
    workflow: 'ship',
    document: {},
    state: { steps: [] },
    phase,
    order: 1,
    wakeAt: null,
    untold: null,
    createdAt: 0,
    endedAt,
    leaseEpoch: 0,
    leaseUntil: 0,
  });
  const id = await insertRun(tx, newRun(key, { ref: String(execution), createdAt }));
  await tx.update(schema.runs).set({ phase, endedAt }).where(eq(schema.runs.id, id));
  await insertPost(tx, { run: id, platform: 'chat', room: 'room', key: `post-${key}`, createdAt: 0 });
  const approval = await openApproval(tx, {
    run: id,
    gatePath: 'go',
    gateAttempt: 'a',
    title: 'go',
    message: null,
    round: 0,
    approvers: [],
    policy: null,
    authors: null,
    digest: null,
    openedAt: 0,
    wakeAt: null,
  });
  await tx.insert(schema.decisions).values({
    approval: approval ?? 0,
    person: 'ben',
    verdict: 'approve',
    surface: 'button',
    inbox: 1,
    at: 0,
  });
  await insertCall(tx, {
    engine: 'engine',
    run: id,
    approval: null,
    key: `call-${key}`,
    payload: { kind: 'act', verb: 'cancel', by: 'x' },
    createdAt: 0,
  });
  if (!open) await tx.update(schema.engineCalls).set({ settledAt: 1 }).where(eq(schema.engineCalls.run, id));
  const entry = { at: 0, actor: 'ben', action: 'run.requested', run: id, detail: {} } as const;
  await appendAudit(tx, [entry], AUDIT_KEYS, silentLog);
  return id;
}

async function openOnPostgres(): Promise<Database> {
  const server = await startPostgres();
  const url = await server.createDatabase();
  const db = await openPostgres(defineSchema, { url, clock: systemClock, log: silentLog });
  await db.migrate();
  return {
    ...db,
    async close() {
      await db.close();
      await server.stop();
    },
  };
}

for (const [name, open] of [
  ['SQLite', openProduct],
  ['PostgreSQL', openOnPostgres],
] as const) {
  void describe(`retention on ${name}`, () => {
    let db: Database;
    let clock: HandClock;
    before(async () => {
      db = await open();
      clock = createHandClock();
    });
    after(() => db.close());

    test('runs that ended long ago go with all that is theirs; the audit, revisions and what goes on stay', async () => {
      const long = clock.now() - RUNS_MS - 1;
      const kept = await db.tx(async (tx) => {
        // More than one batch.
        for (let i = 0; i < 45; i += 1) await leave(tx, `old-${i}`, { endedAt: long });
        const older = await leave(tx, 'older-revision', { endedAt: long });
        const newest = await leave(tx, 'newest-revision', { endedAt: long });
        const revision = {
          app: 'shop',
          environment: 'prod',
          workflow: 'ship',
          parameters: {},
          images: [],
          commits: [],
          by: null,
          byName: null,
          rollbackTo: null,
          at: long,
        };
        for (const run of [older, newest]) await insertRevision(tx, { ...revision, run });
        return [
          newest,
          await leave(tx, 'young', { endedAt: long + DAY }),
          await leave(tx, 'open', { endedAt: null, phase: 'suspended' }),
          await leave(tx, 'retried', { endedAt: long, phase: 'running' }),
          await leave(tx, 'asked', { endedAt: long, phase: 'failed', open: true }),
        ];
      });
      const retention = createRetention({ db, clock, log: silentLog, runsMs: RUNS_MS });
      retention.start();
      await until('the last batch', async () => {
        await clock.turn(200);
        return retention.deleted() === 46;
      });
      await retention.stop();
      const { runs, approvals, decisions, posts, engineCalls, executions, audit, revisions } = db.schema;
      const idsIn = async (table: typeof runs): Promise<number[]> =>
        (await db.read.select({ id: table.id }).from(table)).map(({ id }) => id).sort((a, b) => a - b);
      assert.deepEqual(await idsIn(runs), kept);
      for (const table of [approvals, decisions, posts, engineCalls, executions])
        assert.equal((await idsIn(table as never)).length, kept.length);
      assert.equal((await idsIn(audit as never)).length, 51);
      assert.equal((await idsIn(revisions as never)).length, 2);
      // Numbers are never used again: the audit speaks of them.
      const next = await db.tx((tx) => insertRun(tx, newRun('next')));
      assert.ok(next > 51);
    });

    test('the key of a deleted run and how it ended are known for a year after its begin', async () => {
      const now = clock.now();
      const place = { engine: 'engine', workflow: 'ship', app: 'shop', environment: 'staging' };
      const asked = { ...place, parameters: { tag: 'v1' } };
      const id = await db.tx(async (tx) => {
        const run = await insertRun(tx, newRun('of-ci', { ...asked, createdAt: now - PAST_RUN_MS + 1 }));
        await setTrouble(tx, run, null, now - RUNS_MS);
        // Begun so long ago that nothing is to be remembered.
        const older = await insertRun(tx, newRun('older', { ...asked, createdAt: now - PAST_RUN_MS }));
        await setTrouble(tx, older, null, now - RUNS_MS);
        return run;
      });
      const retention = createRetention({ db, clock, log: silentLog, runsMs: RUNS_MS });
      retention.start();
      await until('both to be gone', async () => {
        await clock.turn(1);
        return retention.deleted() === 2;
      });
      const known = await pastRunByKey(db.read, 'of-ci');
      assert.deepEqual([known?.run, known?.app, known?.parameters], [id, 'shop', { tag: 'v1' }]);
      assert.equal(await pastRunByKey(db.read, 'older'), undefined);
      assert.deepEqual(await endedPastRuns(db.read, place, 10), [
        { id, parameters: { tag: 'v1' }, outcome: 'failed' },
      ]);
      assert.deepEqual(await endedPastRuns(db.read, { ...place, workflow: 'another' }, 10), []);
      await until('it to be forgotten', async () => {
        await clock.turn(3_600_000);
        return (await pastRunByKey(db.read, 'of-ci')) === undefined;
      });
      await retention.stop();
    });

    test('without a time in the configuration nothing is ever deleted', async () => {
      const retention = createRetention({ db, clock, log: silentLog, runsMs: undefined });
      retention.start();
      await clock.turn(3 * 3_600_000);
      await retention.stop();
      assert.equal(retention.deleted(), 0);
    });
  });
}
