import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createHttpServer } from '../../src/http/server.ts';
import { type Log, silentLog } from '../../src/log.ts';
import type { Hook, HookAnswer, HookRequest } from '../../src/platforms/platform.ts';
import type { Database } from '../../src/store/database.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { type Clock, systemClock } from '../../src/time.ts';
import { until } from '../until.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlight-hooks-'));
let db: Database;

before(() => {
  db = openSqlite(defineSchema, { file: join(folder, 'test.db'), clock: systemClock, log: silentLog });
});

after(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

async function serve(
  handle: Hook['handle'],
  { log = silentLog, clock = systemClock }: { log?: Log; clock?: Clock } = {},
): Promise<AsyncDisposable & { url: string; base: string; stop(): Promise<void> }> {
  const hooks = [{ path: '/hooks/chat', handle }];
  const deps = { db, clock, log, ready: async () => [], hooks };
  const server = createHttpServer({ host: '127.0.0.1', port: 0 }, deps);
  const base = await server.start();
  return {
    base,
    url: `${base}/hooks/chat`,
    stop: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

async function refusal(response: Response): Promise<[number, unknown]> {
  const body = (await response.json()) as { error: unknown; message: unknown };
  assert.equal(typeof body.message, 'string');
  return [response.status, body.error];
}

test('the adapter gets the bytes as they came, whatever they are said to be', async () => {
  const requests: HookRequest[] = [];
  await using server = await serve(async (request) => {
    requests.push(request);
    return { status: 200 };
  });
  const types = [
    'application/json',
    'application/json; charset=utf-8',
    'application/x-www-form-urlencoded; charset=utf-8',
    'text/plain',
    'x/y',
  ];
  const bytes = Buffer.from('{ "not":  json\r\n\u0000\xff', 'latin1');
  for (const type of types) {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'Content-Type': type, 'X-Some-Signature': 'v0=AbC' },
      body: bytes,
    });
    assert.equal(response.status, 200);
  }
  assert.deepEqual(
    requests.map(({ headers }) => headers['content-type']),
    types,
  );
  for (const { headers, body } of requests) {
    assert.deepEqual(body, bytes);
    assert.equal(headers['x-some-signature'], 'v0=AbC');
  }
  await fetch(server.url, { method: 'POST' });
  assert.equal(requests.at(-1)?.body.length, 0);
  await fetch(server.url, { method: 'POST', body: new Blob([bytes]) });
  assert.deepEqual(requests.at(-1)?.body, bytes);
});

test('an answer goes out as it is: nothing, words or an object', async () => {
  const answers: HookAnswer[] = [
    { status: 200 },
    { status: 202, body: 'words' },
    { status: 401, body: { error: 'unsigned' } },
  ];
  await using server = await serve(async () => answers.shift() ?? { status: 500 });
  const post = async (): Promise<Response> => await fetch(server.url, { method: 'POST', body: 'x' });
  const nothing = await post();
  assert.deepEqual([nothing.status, await nothing.text()], [200, '']);
  const words = await post();
  assert.deepEqual([words.status, await words.text()], [202, 'words']);
  const object = await post();
  assert.deepEqual([object.status, await object.json()], [401, { error: 'unsigned' }]);
});

/** Time does not pass: nothing is cut off because it takes long. */
const patient = { clock: { ...systemClock, after: () => () => {} } };

test('what is no hook, no POST or too large does not reach the adapter', async () => {
  let reached = 0;
  await using server = await serve(async () => {
    reached += 1;
    return { status: 200 };
  });
  const elsewhere = await fetch(`${server.base}/hooks/other`, { method: 'POST', body: '{}' });
  assert.deepEqual(await refusal(elsewhere), [404, 'not-found']);
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const response = await fetch(server.url, { method });
    assert.equal(response.headers.get('allow'), 'POST');
    assert.deepEqual(await refusal(response), [405, 'method-not-allowed']);
  }
  const large = await fetch(server.url, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) });
  assert.deepEqual(await refusal(large), [413, 'FST_ERR_CTP_BODY_TOO_LARGE']);
  assert.equal(reached, 0);
  assert.equal((await fetch(server.url, { method: 'POST', body: 'x'.repeat(1024 * 1024) })).status, 200);
});

test('an adapter that fails is a 500 without details, and nothing of the request is in the log', async () => {
  const lines: string[] = [];
  const write = (fields: object, message: string): void => {
    lines.push(JSON.stringify([fields, message]));
  };
  const log: Log = { ...silentLog, error: write, warn: write, info: write, debug: write, child: () => log };
  await using server = await serve(
    async () => {
      throw new Error('the disk is full');
    },
    { log },
  );
  const response = await fetch(server.url, { method: 'POST', body: 'token=secret' });
  const text = await response.text();
  assert.equal(response.status, 500);
  assert.match(text, /the log has the details/);
  assert.doesNotMatch(text, /disk/);
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines.join(), /secret/);
});

test('what follows an answer waits until it has left', async () => {
  const order: string[] = [];
  await using server = await serve(async () => ({
    status: 200,
    body: 'x'.repeat(5_000_000),
    afterwards: async () => {
      order.push('afterwards');
    },
  }));
  const response = await fetch(server.url, { method: 'POST', body: 'x' });
  // Too large for what the two ends keep in between: it has not left before somebody reads it.
  assert.deepEqual(order, []);
  await response.text();
  await until('what follows', () => order.length === 1);
});

test('what follows an answer is left out when the connection was lost before', async () => {
  const held = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  let followed = false;
  const server = await serve(async () => {
    arrived.resolve();
    await held.promise;
    const afterwards = async (): Promise<void> => {
      followed = true;
    };
    return { status: 200, afterwards };
  }, patient);
  const socket = connect(Number(new URL(server.base).port), '127.0.0.1');
  socket.write('POST /hooks/chat HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\nx');
  await arrived.promise;
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.resetAndDestroy();
  });
  assert.equal((await fetch(`${server.base}/healthz`)).status, 200);
  held.resolve();
  let ended = false;
  void server.stop().then(() => {
    ended = true;
  });
  await until('the end, which has nothing to wait for', () => ended);
  assert.equal(followed, false);
});

test('the end waits for the answer in hand and for what follows it', async () => {
  const held = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  let followed = false;
  const server = await serve(async () => {
    arrived.resolve();
    await held.promise;
    return {
      status: 200,
      body: 'stored',
      afterwards: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        followed = true;
      },
    };
  }, patient);
  const answering = fetch(server.url, { method: 'POST', body: 'x' });
  await arrived.promise;
  const stopping = server.stop();
  const refused = async (): Promise<boolean> => {
    const response = await fetch(`${server.base}/healthz`).catch(() => undefined);
    return response?.status !== 200;
  };
  await until('the end to begin', refused);
  held.resolve();
  assert.equal(await (await answering).text(), 'stored');
  await stopping;
  assert.equal(followed, true);
  await assert.rejects(fetch(server.url, { method: 'POST', body: 'x' }));
});
