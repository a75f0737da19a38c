import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { deleteLock, insertLock, lockOf } from '../../src/store/locks.ts';
import { insertSchedule, settleSchedule } from '../../src/store/schedules.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { systemClock } from '../../src/time.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlight-http-'));
let db: Database;
let server: HttpServer;
let url: string;
let missing: string[] = [];

before(async () => {
  db = openSqlite(defineSchema, { file: join(folder, 'test.db'), clock: systemClock, log: silentLog });
  await db.migrate();
  const deps = { db, clock: systemClock, log: silentLog, ready: async () => missing };
  server = createHttpServer({ host: '127.0.0.1', port: 0 }, deps);
  url = await server.start();
});

after(async () => {
  await server.stop();
  await db.close();
  rmSync(folder, { recursive: true });
});

test('it says that it lives, and whether it is ready', async () => {
  assert.deepEqual(await (await fetch(`${url}/healthz`)).json(), { status: 'ok' });
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
  missing = ['database'];
  const response = await fetch(`${url}/readyz`);
  assert.equal(response.status, 503);
  assert.deepEqual(await response.json(), { status: 'not ready', missing: ['database'] });
  missing = [];
});

test('metrics name what waits, and since when', async () => {
  const text = await (await fetch(`${url}/metrics`)).text();
  for (const queue of ['inbox', 'engine-calls', 'posts', 'notices']) {
    assert.match(text, new RegExp(`greenlight_waiting\\{queue="${queue}"\\} 0`));
    assert.match(text, new RegExp(`greenlight_oldest_seconds\\{queue="${queue}"\\} 0`));
  }
  assert.match(text, /process_resident_memory_bytes \d+/);
});

test('metrics count what is planned and what is locked, as long as it is', async () => {
  const counts = async (): Promise<string[]> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return ['planned_starts', 'locked_environments'].map(
      (name) => new RegExp(`^greenlight_${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 'none',
    );
  };
  assert.deepEqual(await counts(), ['0', '0']);
  const place = { app: 'shop', environment: 'prod' };
  const plan = { ...place, parameters: [], person: 'ada', room: { platform: 'chat', id: 'R' }, createdAt: 1 };
  const lock = { ...place, owner: 'ada', platform: 'chat', reason: 'a look', since: 1 };
  const first = await db.tx(async (tx) => {
    await insertLock(tx, lock);
    await insertSchedule(tx, { ...plan, at: 2 });
    return await insertSchedule(tx, { ...plan, at: 3 });
  });
  assert.deepEqual(await counts(), ['2', '1']);
  await db.tx(async (tx) => {
    await settleSchedule(tx, first, { state: 'cancelled', at: 2 });
    await deleteLock(tx, (await lockOf(tx, place))?.id ?? 0);
  });
  assert.deepEqual(await counts(), ['1', '0']);
});

test('what is not there, too large or not HTTP is refused, and the server lives', async () => {
  const unknown = await fetch(`${url}/hooks/zadig/x?token=secret`, { method: 'POST', body: '{}' });
  assert.equal(unknown.status, 404);
  assert.doesNotMatch(await unknown.text(), /secret/);
  const large = await fetch(`${url}/healthz`, { method: 'POST', body: 'x'.repeat(10_000_000) }).catch(
    () => undefined,
  );
  assert.ok(large === undefined || large.status >= 400);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write('\x16\x03\x01 nonsense\r\n\r\n'),
    );
    socket.on('close', () => resolve());
    socket.on('error', () => {});
    socket.resume();
  });
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
});

test('a body that is longer than its Content-Length says is refused with what to look at', async () => {
  const said = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write(
        'POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"event":\n  "workflow"\n}',
      ),
    );
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', () => {});
  });
  assert.match(said, /400 Bad Request[^]*"error":"no-http-request".*Content-Length/);
});
