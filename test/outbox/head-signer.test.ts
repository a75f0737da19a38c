import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Log, silentLog } from '../../src/log.ts';
import { createHeadSigner } from '../../src/outbox/head-signer.ts';
import { appendAudit, verifyAudit } from '../../src/store/audit.ts';
import { readHead } from '../../src/store/audit-head.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { temporaryFolder } from '../store/sqlite.ts';
import { until } from '../until.ts';

const HOUR_MS = 3600 * 1000;

test('a head is signed into the log at the start, each hour and at the end, and holds in the chain', async (t) => {
  const { folder, remove } = await temporaryFolder();
  t.after(remove);
  const db = openSqlite(defineSchema, { file: join(folder, 'test.db'), clock: systemClock, log: silentLog });
  t.after(() => db.close());
  await db.migrate();
  const append = async (step: number): Promise<void> => {
    const entry = { at: step, actor: 'ada', action: 'run.requested', run: step, detail: {} } as const;
    await db.tx((tx) => appendAudit(tx, [entry], AUDIT_KEYS.current));
  };

  const lines: { head: string; message: string }[] = [];
  const log: Log = {
    ...silentLog,
    info: ({ head }, message) => void lines.push({ head: String(head), message }),
  };
  const clock = createHandClock();
  const signer = createHeadSigner({ db, clock, log, auditKey: AUDIT_KEYS.current });
  signer.start();
  await clock.turn(HOUR_MS);
  assert.deepEqual(lines, [], 'nothing is signed of an audit without entries');

  await append(1);
  await clock.turn(HOUR_MS);
  await until('the first head', () => lines.length === 1);
  await append(2);
  await clock.turn(HOUR_MS - 1);
  assert.equal(lines.length, 1);
  await clock.turn(1);
  await until('the second head', () => lines.length === 2);
  await append(3);
  await signer.stop();
  assert.equal(lines.length, 3);
  await clock.turn(5 * HOUR_MS);
  assert.equal(lines.length, 3, 'the end is the end');

  const begin = Date.UTC(2026, 0, 1);
  for (const [i, { head: text, message }] of lines.entries()) {
    assert.equal(message, 'head of the audit');
    const read = readHead(text, AUDIT_KEYS);
    assert.ok(read.kind === 'head');
    assert.equal(read.head.number, i + 1);
    assert.equal(read.head.at, begin + Math.min(i + 2, 3) * HOUR_MS);
    assert.ok((await verifyAudit(db, AUDIT_KEYS, { head: read.head })).intact);
  }
});

test('a head that cannot be read is tried again, and does not keep the server from its end', async () => {
  const failures: string[] = [];
  const log: Log = { ...silentLog, error: (_fields, message) => void failures.push(message) };
  const clock = createHandClock();
  const read = new Proxy({} as never, {
    get() {
      throw new Error('the disk is gone');
    },
  });
  const signer = createHeadSigner({ db: { read }, clock, log, auditKey: AUDIT_KEYS.current });
  signer.start();
  await clock.turn(1000);
  assert.ok(failures.length >= 2, 'it does not wait for the next hour');
  await signer.stop();
  assert.deepEqual(new Set(failures), new Set(['signing the head of the audit failed']));
});
