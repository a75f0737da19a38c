import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { type AuditKeys, createAuditKeys } from '../../src/domain/audit-key.ts';
import { silentLog } from '../../src/log.ts';
import { appendAudit, newestAudit } from '../../src/store/audit.ts';
import { signHead } from '../../src/store/audit-head.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS, AUDIT_SECRET } from '../fakes/audit-keys.ts';
import { type Ended, runVerb, startVerb } from './run-verb.ts';

/** What somebody who checks an export needs: no platform, no engine, no database. */
const CONFIG = 'server: { port: 0 }\n';
const ENV = { GREENLIGHT_AUDIT_KEY: AUDIT_SECRET };

let folder: string;
let head: string;

/** A database with entries of the given keys, and the head of it signed by the newest key. */
async function write(name: string, keys: readonly AuditKeys[], word = 'as it was'): Promise<string> {
  const file = join(folder, name);
  const db = openSqlite(defineSchema, { file, clock: systemClock, log: silentLog });
  await db.migrate();
  for (const [i, key] of keys.entries()) {
    const detail = { word, step: i, nul: '\0', text: '=1+1' };
    const entry = { at: 1000 + i, actor: 'ada', action: 'run.requested', run: i, detail } as const;
    await db.tx((tx) => appendAudit(tx, [entry], key, silentLog));
  }
  const newest = await newestAudit(db.read);
  await db.close();
  assert.ok(newest);
  return signHead({ number: newest.id, hash: newest.hash, at: 5000 }, (keys.at(-1) ?? AUDIT_KEYS).current);
}

function change(name: string, sql: string): void {
  const db = new Sqlite(join(folder, name));
  db.exec(sql);
  db.close();
}

function audit(name: string, ...args: string[]): Promise<Ended> {
  return runVerb(['audit', ...args], folder, { ...ENV, DATABASE_URL: `sqlite:${join(folder, name)}` });
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-audit-'));
  writeFileSync(join(folder, 'greenlight.yaml'), CONFIG);
  head = await write('whole.db', times(5, AUDIT_KEYS));
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('the verbs of the audit', { concurrency: 2 }, () => {
  test('verify finds the audit intact, and its head in it', async () => {
    const { code, stdout } = await audit('whole.db', 'verify', '--head', head);
    assert.match(
      stdout,
      /^The audit is intact: 5 entries, the newest is 5 with hash [0-9a-f]{8}-[0-9a-f]{64}\n/,
    );
    assert.match(stdout, /The head of 1970-01-01T00:00:05\.000Z is in it, at entry 5\./);
    assert.match(stdout, new RegExp(`entries 1\\.\\.5: key ${AUDIT_KEYS.current.id}\n`));
    assert.equal(code, 0);
  });

  test('verify finds a cut end by the head only', async () => {
    await write('cut.db', times(5, AUDIT_KEYS));
    change('cut.db', 'delete from audit where id > 3');
    assert.equal((await audit('cut.db', 'verify')).code, 0);
    const { code, stdout } = await audit('cut.db', 'verify', '--head', head);
    assert.equal(code, 1);
    assert.match(stdout, /broken at entry 5: .*Its end was cut off\. It has 3 entries/);
  });

  test('verify finds a whole that was made anew: with another key at once, with the same or without by the head', async () => {
    const stranger = createAuditKeys('key-of-a-stranger-0123456789-abcdef');
    await write('stranger.db', times(5, stranger));
    const other = await audit('stranger.db', 'verify');
    assert.equal(other.code, 1);
    assert.match(other.stdout, new RegExp(`broken at entry 1: it carries the key ${stranger.current.id}`));
    await write('same.db', times(5, AUDIT_KEYS), 'otherwise');
    const same = await audit('same.db', 'verify', '--head', head);
    assert.equal(same.code, 1);
    assert.match(same.stdout, /broken at entry 5: the signed head has another hash/);
  });

  test('verify warns of entries without a key, and of nothing but such', async () => {
    const { createHash } = await import('node:crypto');
    await write('old.db', [AUDIT_KEYS]);
    const previous = '0'.repeat(64);
    const hash = createHash('sha256')
      .update(JSON.stringify([previous, 1, 'ada', 'run.ended', null, {}]))
      .digest('hex');
    change(
      'old.db',
      `delete from audit; insert into audit values (1, 1, 'ada', 'run.ended', null, '{}', '${previous}', '${hash}')`,
    );
    const bare = await audit('old.db', 'verify');
    assert.equal(bare.code, 1);
    assert.match(bare.stdout, /WARN {2}entry 1 carries no key.*\nNothing seals them/);

    const server = startVerb(['start'], folder, { ...ENV, DATABASE_URL: `sqlite:${join(folder, 'old.db')}` });
    await server.printed(/Greenlight runs/);
    const [, started = ''] = await server.printed(/"head":"(head\.1\.2\.[^"]+)"/);
    const sealed = await audit('old.db', 'verify', '--head', started);
    assert.equal(sealed.code, 0, sealed.stdout);
    assert.match(sealed.stdout, /entry 1: no key, from an older version; the head vouches for it/);
    server.kill('SIGTERM');
    const { stderr } = await server.ended;
    const heads = stderr.split('\n').filter((line) => line.includes('"msg":"head of the audit"'));
    assert.equal(heads.length, 2, 'one at the start, one at the end');
    assert.ok(!stderr.includes(AUDIT_SECRET));
  });

  test('verify refuses a head that is none, or that nobody here signed', async () => {
    assert.equal((await audit('whole.db', 'verify', '--head', 'head.1.5')).code, 2);
    const forged = await audit('whole.db', 'verify', '--head', head.replace('.5000.', '.6000.'));
    assert.equal(forged.code, 1);
    assert.match(forged.stdout, /not signed with the key that it names/);
  });

  test('an export as JSON Lines can be verified as the database can, without the database', async () => {
    const { stdout } = await audit('whole.db', 'export');
    assert.equal(stdout.trim().split('\n').length, 5);
    const file = join(folder, 'export.jsonl');
    writeFileSync(file, stdout);
    const good = await audit('nowhere.db', 'verify', '--from', file, '--head', head);
    assert.equal(good.code, 0, good.stdout + good.stderr);
    writeFileSync(file, stdout.replace('"step":2', '"step":3'));
    const bad = await audit('nowhere.db', 'verify', '--from', file);
    assert.equal(bad.code, 1);
    assert.match(
      bad.stdout,
      /broken at entry 3: its content does not fit its hash\. It was changed\. The 2 entries/,
    );
    writeFileSync(file, stdout.slice(0, -20));
    assert.match((await audit('nowhere.db', 'verify', '--from', file)).stdout, /line 5 is no entry/);
  });

  test('a piece of the audit can be exported, and verified when that is said', async () => {
    const { stdout } = await audit('whole.db', 'export', '--from', '2', '--to', '4');
    const file = join(folder, 'piece.jsonl');
    writeFileSync(file, stdout);
    const whole = await audit('whole.db', 'verify', '--from', file);
    assert.equal(whole.code, 1);
    assert.match(whole.stdout, /broken at entry 2: .*--part/);
    const part = await audit('whole.db', 'verify', '--from', file, '--part');
    assert.equal(part.code, 0);
    assert.match(part.stdout, /intact: 3 entries/);
  });

  test('a head of another piece is no fault: verify says which piece to take', async () => {
    const file = join(folder, 'other-piece.jsonl');
    const piece = async (from: string, to: string): Promise<Ended> => {
      writeFileSync(file, (await audit('whole.db', 'export', '--from', from, '--to', to)).stdout);
      return await audit('nowhere.db', 'verify', '--from', file, '--part', '--head', head);
    };
    const held = await piece('2', '5');
    assert.equal(held.code, 0, held.stdout + held.stderr);
    assert.match(held.stdout, /The head of .* is in it, at entry 5\./);
    const earlier = await piece('2', '4');
    assert.equal(earlier.code, 2, earlier.stdout);
    assert.match(earlier.stdout, /^The audit is intact: 3 entries/);
    assert.doesNotMatch(earlier.stdout, /The head|broken/);
    assert.match(
      earlier.stderr,
      /head is of entry 5, which is not in this piece \(entries 2 to 4\).*Export up to entry 5/,
    );

    const first = await write('first.db', times(1, AUDIT_KEYS));
    writeFileSync(file, (await audit('whole.db', 'export', '--from', '3')).stdout);
    const later = await audit('nowhere.db', 'verify', '--from', file, '--part', '--head', first);
    assert.equal(later.code, 2, later.stdout);
    assert.match(later.stderr, /head is of entry 1, .*\(entries 3 to 5\).*Export from entry 1 on/);
  });

  test('an export as CSV is for reading, and says so', async () => {
    const { stdout } = await audit('whole.db', 'export', '--format', 'csv', '--to', '1');
    assert.match(
      stdout,
      /^id,time,at,actor,action,run,detail,previous,hash\r\n1,1970-01-01T00:00:01\.000Z,1000,/,
    );
    const file = join(folder, 'export.csv');
    writeFileSync(file, stdout);
    const { code, stdout: told } = await audit('whole.db', 'verify', '--from', file);
    assert.equal(code, 1);
    assert.match(told, /is CSV, which is for reading: export again with --format jsonl/);
  });

  test('mistakes in options are told, and nothing is done', async () => {
    for (const [args, told] of [
      [['export', '--format', 'xml'], /no format “xml”/],
      [['export', '--from', '0'], /“0” is not the number of an entry/],
      [['export', '--to', 'x'], /“x” is not the number of an entry/],
      [['verify', '--from', join(folder, 'gone')], /gone cannot be read: ENOENT/],
    ] as const) {
      const { code, stderr, stdout } = await audit('whole.db', ...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, told);
      assert.equal(stdout, '');
    }
  });

  test('whoever reads an export may stop early', async () => {
    await write('long.db', times(1, AUDIT_KEYS), 'x'.repeat(1_000_000));
    const running = startVerb(['audit', 'export'], folder, {
      ...ENV,
      DATABASE_URL: `sqlite:${join(folder, 'long.db')}`,
    });
    running.deaf();
    const { code, stderr } = await running.ended;
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
  });

  test('without a key every verb says how to make one', async () => {
    for (const args of [['start'], ['check'], ['doctor'], ['audit', 'verify'], ['audit', 'export']]) {
      const { code, stderr } = await runVerb(args, folder, {});
      assert.equal(code, 78);
      assert.match(stderr, /GREENLIGHT_AUDIT_KEY: is not set: .*openssl rand -hex 32/);
    }
  });
});
