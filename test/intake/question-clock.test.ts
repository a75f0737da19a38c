import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { anyOf, type Policy } from '../../src/domain/policy.ts';
import { createQuestionClock } from '../../src/intake/question-clock.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { openApproval } from '../../src/store/approvals.ts';
import type { Database } from '../../src/store/database.ts';
import { lte } from '../../src/store/drizzle.ts';
import { storeEvent } from '../../src/store/inbox.ts';
import { insertRun } from '../../src/store/runs.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createHandClock, type HandClock } from '../fakes/hand-clock.ts';
import { eventOf } from '../ring/harness.ts';
import { newRun } from '../store/new-run.ts';
import { openProduct } from '../store/product.ts';
import { until } from '../until.ts';

/** More than one look takes in. */
const CROWD = 70;
const EXPIRES_MS = 60_000;
const REMIND_MS = 90_000;

const directory = createDirectory({ language: 'en', platforms: [], people: [], apps: [] });

const expiring = (id: string): Policy => ({ ...anyOf(id, ['ben']), expiresMs: EXPIRES_MS });

async function openQuestion(db: Database, clock: HandClock, id: string, name: string): Promise<number> {
  const now = clock.now();
  const policy = id === 'reminded' ? { ...anyOf(id, ['ben']), remindMs: REMIND_MS } : expiring(id);
  const wakeAt = now + (id === 'reminded' ? REMIND_MS : EXPIRES_MS);
  const about = { title: name, message: null, approvers: [], authors: null, digest: null, round: 0 };
  const opened = await db.tx(async (tx) => {
    const run = await insertRun(
      tx,
      newRun(name, { initiator: 'ada', initiatorName: 'ada', phase: 'suspended', createdAt: now }),
    );
    return await openApproval(tx, {
      ...about,
      run,
      gatePath: 'go',
      gateAttempt: '1',
      policy,
      openedAt: now,
      wakeAt,
    });
  });
  assert.ok(opened);
  return opened;
}

async function openClock(t: { after(done: () => Promise<void>): void }) {
  const db = await openProduct();
  const clock = createHandClock();
  const failed: unknown[] = [];
  const log: Log = { ...silentLog, error: ({ approval }) => void failed.push(approval) };
  const parts = {
    db,
    clock,
    log,
    directory,
    engines: new Map(),
    platforms: new Map(),
    auditKeys: AUDIT_KEYS,
  };
  const loop = createQuestionClock(parts, () => {});
  t.after(async () => {
    await loop.stop();
    await db.close();
  });
  const rowOf = async (id: number) => {
    const [row] = (await db.read.select().from(db.schema.approvals)).filter((one) => one.id === id);
    assert.ok(row);
    return row;
  };
  return { db, clock, loop, failed, rowOf };
}

/** Looks may take several turns of the clock: the database answers in its own time. */
async function turnUntil(clock: HandClock, what: string, done: () => Promise<boolean>): Promise<void> {
  await until(what, async () => {
    await clock.turn(100);
    return await done();
  });
}

test('questions that fail do not keep the others from their end, and are looked at again', async (t) => {
  const { db, clock, loop, failed, rowOf } = await openClock(t);
  const bad: number[] = [];
  for (let i = 0; i < CROWD; i += 1) bad.push(await openQuestion(db, clock, 'x', `bad ${i}`));
  const setPolicies = async (policy: Policy): Promise<void> => {
    await db.tx(
      async (tx) =>
        await tx.update(tx.schema.approvals).set({ policy }).where(lte(tx.schema.approvals.id, CROWD)),
    );
  };
  // As if a later version had written it.
  await setPolicies(JSON.parse('{ "levels": "?" }'));
  await clock.turn(1);
  const good = await openQuestion(db, clock, 'good', 'good');
  await clock.turn(EXPIRES_MS + 2000);
  loop.start();
  await turnUntil(clock, 'the end of the good one', async () => (await rowOf(good)).state === 'expired');
  assert.ok(new Set(failed).size >= 64, 'the others were tried before it');
  await setPolicies(expiring('mended'));
  await clock.turn(5000);
  await turnUntil(clock, 'the end of all', async () => {
    const rows = await Promise.all(bad.map(rowOf));
    return rows.every(({ state }) => state === 'expired');
  });
});

test('questions that wait for older votes do not keep the others from what the clock wants of them', async (t) => {
  const { db, clock, loop, rowOf } = await openClock(t);
  const waiting: number[] = [];
  for (let i = 0; i < CROWD; i += 1) waiting.push(await openQuestion(db, clock, 'x', `waiting ${i}`));
  const reminded = await openQuestion(db, clock, 'reminded', 'reminded');
  const event = eventOf('ada', { kind: 'command', name: 'flow', text: 'help' });
  await db.tx((tx) => storeEvent(tx, event, clock.now(), clock.now()));
  await clock.turn(REMIND_MS);
  loop.start();
  await turnUntil(clock, 'the reminder', async () => (await rowOf(reminded)).reminders === 1);
  assert.ok((await Promise.all(waiting.map(rowOf))).every(({ state }) => state === 'open'));
  await db.tx(async (tx) => await tx.update(tx.schema.inbox).set({ state: 'done' }));
  await turnUntil(clock, 'their end', async () => {
    const rows = await Promise.all(waiting.map(rowOf));
    return rows.every(({ state }) => state === 'expired');
  });
});
