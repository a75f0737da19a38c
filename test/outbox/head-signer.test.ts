import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuditKeys, createAuditKeys } from '../../src/domain/audit-key.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { createHeadSigner } from '../../src/outbox/head-signer.ts';
import { appendAudit, verifyAudit } from '../../src/store/audit.ts';
import { readHead } from '../../src/store/audit-head.ts';
import { eq } from '../../src/store/drizzle.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { openProduct } from '../store/product.ts';
import { until } from '../until.ts';

const HOUR_MS = 3600 * 1000;

test('a head is signed into the log at the start, each hour and at the end, and holds in the chain', async (t) => {
  const db = await openProduct();
  t.after(() => db.close());
  const append = async (step: number): Promise<void> => {
    const entry = { at: step, actor: 'ada', action: 'run.requested', run: step, detail: {} } as const;
    await db.tx((tx) => appendAudit(tx, [entry], AUDIT_KEYS, silentLog));
  };

  const lines: { head: string; message: string }[] = [];
  const log: Log = {
    ...silentLog,
    info: ({ head }, message) => void lines.push({ head: String(head), message }),
  };
  const clock = createHandClock();
  const signer = createHeadSigner({ db, clock, log, auditKeys: AUDIT_KEYS });
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
  const signer = createHeadSigner({ db: { read }, clock, log, auditKeys: AUDIT_KEYS });
  signer.start();
  await clock.turn(1000);
  assert.ok(failures.length >= 2, 'it does not wait for the next hour');
  await signer.stop();
  assert.deepEqual(new Set(failures), new Set(['signing the head of the audit failed']));
});

test('no head is signed of an end that no server wrote, or that does not hold the head before', async (t) => {
  const db = await openProduct();
  t.after(() => db.close());
  const { audit } = db.schema;
  const entry = { at: 1, actor: 'ada', action: 'run.requested', run: 1, detail: {} } as const;
  const append = (keys: AuditKeys) => db.tx((tx) => appendAudit(tx, [entry], keys, silentLog));
  const lines: string[] = [];
  const log: Log = {
    ...silentLog,
    info: (_fields, message) => void lines.push(message),
    error: ({ entry: number, because }, message) =>
      void lines.push(`${String(number)}: ${String(because)}; ${message}`),
  };
  const next = async (expected: RegExp): Promise<void> => {
    const count = lines.length;
    await clock.turn(HOUR_MS);
    await until('another line', () => lines.length > count);
    assert.match(lines.at(-1) ?? '', expected);
  };
  const clock = createHandClock();
  const signer = createHeadSigner({ db, clock, log, auditKeys: AUDIT_KEYS });

  await append(createAuditKeys('key-of-a-stranger-0123456789-abcdef'));
  signer.start();
  await until('the first line', () => lines.length === 1);
  assert.match(
    lines[0] ?? '',
    /^1: the newest entry is not sealed .*no head of the audit was signed: .*verify/,
  );
  await append(AUDIT_KEYS);
  await next(/^head of the audit$/);
  await db.tx(async (tx) => await tx.update(audit).set({ actor: 'mallory' }).where(eq(audit.id, 2)));
  await next(/^2: the newest entry is not sealed .*no head/);
  await db.tx(async (tx) => await tx.delete(audit));
  await next(/^2: the entry of the head before is not there any more; no head/);
  await append(AUDIT_KEYS);
  await next(/^2: the entry of the head before is not there any more; no head/);
  await signer.stop();
  assert.match(lines.at(-1) ?? '', /no head/);
});
