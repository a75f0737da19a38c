import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createDirectory, type Environment } from '../../src/domain/directory.ts';
import type { Outcome } from '../../src/domain/run-event.ts';
import { heldBack } from '../../src/flows/held-back.ts';
import { createRetention } from '../../src/intake/retention.ts';
import { silentLog } from '../../src/log.ts';
import { eq } from '../../src/store/drizzle.ts';
import { PAST_RUN_MS } from '../../src/store/past-runs.ts';
import { insertRevision } from '../../src/store/revisions.ts';
import { insertRun } from '../../src/store/runs.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { newRun } from '../store/new-run.ts';
import { openFlowUnit } from './flow-unit.ts';

const DAY = 24 * 3_600_000;

const tag = { name: 'tag', required: false, type: 'string', sets: 'x' } as const;
const environment = { operators: ['ada'], approvers: [], rooms: [], parameters: [tag] };
const staging: Environment = { ...environment, id: 'staging', workflow: 'to-staging' };
const prod: Environment = {
  ...environment,
  id: 'prod',
  workflow: 'to-prod',
  after: { environment: 'staging' },
};
const ADA = { id: 'ada', name: 'Ada', language: 'en', accounts: {} } as const;
const SHOP = { id: 'shop', title: 'Shop', engine: 'engine', environments: [staging, prod] };
const directory = createDirectory({ language: 'en', platforms: [], people: [ADA], apps: [SHOP] });

/** Staging behind which prod comes, and a clock that lets runs grow old. */
async function open(t: TestContext) {
  const unit = await openFlowUnit(t, directory);
  const { db } = unit;
  const clock = createHandClock();
  let runs = 0;
  return {
    /** A run of staging that ends now; a good one makes a revision. */
    ended: async (value: string, outcome: Outcome, workflow = staging.workflow): Promise<void> => {
      runs += 1;
      const at = clock.now();
      const asked = { app: 'shop', environment: 'staging', workflow, parameters: { tag: value } };
      await db.tx(async (tx) => {
        const run = await insertRun(tx, newRun(`run ${runs}`, { ...asked, createdAt: at }));
        const phase = outcome === 'succeeded' ? 'succeeded' : 'failed';
        await tx
          .update(tx.schema.runs)
          .set({ phase, outcome, endedAt: at })
          .where(eq(tx.schema.runs.id, run));
        const more = { images: [], commits: [], by: null, byName: null, rollbackTo: null, at };
        if (outcome === 'succeeded') await insertRevision(tx, { ...asked, ...more, run });
      });
    },
    /** Lets `ms` pass and what is old by then be deleted; resolves with how many runs, and traces of deleted ones, are left. */
    later: async (ms: number): Promise<{ runs: number; past: number }> => {
      await clock.turn(ms);
      // One look.
      const retention = createRetention({ db, clock, log: silentLog, runsMs: 7 * DAY });
      retention.start();
      await retention.stop();
      const left = await db.read.select().from(db.schema.runs);
      return { runs: left.length, past: (await db.read.select().from(db.schema.pastRuns)).length };
    },
    held: (value: string, kind: 'deploy' | 'rollback' = 'deploy') =>
      unit.run(
        async (context) =>
          (await heldBack(context, ADA, SHOP, prod, { parameters: { tag: value }, kind, steps: [] }))?.code,
        clock.now(),
      ),
  };
}

test('what went well in the environment before counts also when its run is not kept any more', async (t) => {
  const { ended, later, held } = await open(t);
  await ended('v1', 'succeeded');
  await ended('v2', 'succeeded');
  assert.equal(await held('v1'), undefined);
  // The run of the newest revision stays.
  assert.deepEqual(await later(8 * DAY), { runs: 1, past: 1 });
  assert.equal(await held('v1'), undefined);
  assert.equal(await held('v2'), undefined);
  assert.equal(await held('v3'), 'order.never');
  // After a year the revision is all that is left of it.
  assert.deepEqual(await later(PAST_RUN_MS), { runs: 1, past: 0 });
  assert.equal(await held('v1'), undefined);
});

test('what ended badly there counts against it also when its run is not kept any more', async (t) => {
  const { ended, later, held } = await open(t);
  await ended('v1', 'succeeded');
  await ended('v1', 'rejected');
  await ended('v2', 'failed');
  await ended('v2', 'succeeded');
  assert.deepEqual(await later(8 * DAY), { runs: 1, past: 3 });
  assert.equal(await held('v1'), 'order.bad-end');
  assert.equal(await held('v1', 'rollback'), undefined);
  assert.equal(await held('v2'), undefined);
});

test('what another workflow made of the environment before does not count, kept or not', async (t) => {
  const { ended, later, held } = await open(t);
  await ended('v1', 'succeeded', 'another');
  await ended('v2', 'succeeded');
  assert.equal(await held('v1'), 'order.never');
  assert.deepEqual(await later(8 * DAY), { runs: 1, past: 1 });
  assert.equal(await held('v1'), 'order.never');
});
