import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import { createEmbeddedEngine } from '../../../src/engines/embedded/embedded-engine.ts';
import { silentLog } from '../../../src/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { StatementError, TransactionError } from '../../../src/store/failures.ts';
import { request } from '../../contracts/engine.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { openPlace, startEngine } from './bench.ts';

type Address = { url: string; asked: () => number };

async function address(t: TestContext, answer: string): Promise<Address> {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, asked: () => asked };
}

const workflow = (url: string, ...more: string[]): string => `apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: w }
steps:
  - { name: get, type: request, properties: { url: "${url}" }, outputs: [{ name: odd, valueFrom: response.odd }] }
${more.map((step) => `  - ${step}`).join('\n')}`;

/** Fails each unit after which the run would hold what the address answered. */
function refusing(db: Database, failure: () => Error | undefined): Database {
  return {
    ...db,
    tx: (work) =>
      db.tx(async (tx) => {
        const result = await work(tx);
        const [row] = await tx.select().from(db.schema.executions);
        const error = JSON.stringify(row?.state ?? null).includes('poison') ? failure() : undefined;
        if (error !== undefined) throw error;
        return result;
      }),
  };
}

/** A run whose first result meets `failure`, renewed until it is over or `turns` are. */
async function run(t: TestContext, failure: (times: number) => Error | undefined, turns = 10) {
  const { url, asked } = await address(t, '{"odd":"poison"}');
  const clock = createHandClock();
  const http = { allow: ['127.0.0.1'] };
  const always =
    '{ name: after, type: print-message-in-status, if: status.get.failed, properties: { message: told } }';
  await using place = await openPlace({ files: { 'w.yaml': workflow(url, always) }, clock, http });
  let times = 0;
  const db = refusing(place.db, () => {
    times += 1;
    return failure(times);
  });
  const { engine } = createEmbeddedEngine(place.options, { db, clock, log: silentLog });
  await engine.start(async () => {});
  const { ref } = await engine.run(request('w'), 'k');
  let snapshot: RunSnapshot | undefined;
  for (let turn = 1; turn <= turns; turn += 1) {
    await until(`try ${turn}`, async () => {
      snapshot = await engine.look(ref);
      return (snapshot !== undefined && isFinal(snapshot.phase)) || times >= turn;
    });
    if (snapshot !== undefined && isFinal(snapshot.phase)) break;
    await clock.turn(10_000);
  }
  await engine.stop();
  return { snapshot, times, asked: asked() };
}

test('a result that cannot be written down fails its step after three tries, and is not asked for again', async (t) => {
  const faults = [
    new TypeError('a bug'),
    new StatementError('UPDATE', Object.assign(new Error('unsupported'), { code: '22P05' })),
  ];
  for (const fault of faults) {
    const { snapshot, times, asked } = await run(t, () => fault);
    assert.deepEqual([times, asked], [3, 1]);
    const [get, after] = snapshot?.steps ?? [];
    assert.deepEqual([get?.phase, after?.message], ['failed', 'told']);
    assert.match(get?.message ?? '', /could not be written down/);
    assert.ok(!JSON.stringify(snapshot).includes('poison'));
  }
});

test('while the database is away a result waits for it', async (t) => {
  const away = new TransactionError('no connection to the database', new Error('ECONNREFUSED'));
  const { snapshot, times, asked } = await run(t, (n) => (n <= 5 ? away : undefined));
  assert.deepEqual([snapshot?.phase, times >= 6, asked], ['succeeded', true, 1]);
});

test('the next step gets what is stored, also where it begins before anything is read back', async (t) => {
  const { url } = await address(t, String.raw`{"odd":"a\u0000b\ud800c"}`);
  const print = "process.stdout.write(JSON.stringify(process.argv[1]) + '\\n')";
  const next = `{ name: run, type: exec, properties: { command: [node, -e, "${print.replaceAll('\\', '\\\\')}", x] }, inputs: [{ from: odd, parameterKey: "command[3]" }], outputs: [{ name: got, valueFrom: output }] }`;
  const say = '{ name: say, type: print-message-in-status, inputs: [{ from: got, parameterKey: message }] }';
  const http = { allow: ['127.0.0.1'] };
  const exec = { node: process.execPath };
  const made =
    '{ name: made, type: print-message-in-status, properties: { message: x }, outputs: [{ name: nul, valueFrom: \'"\\u0000"\' }] }';
  const last = next
    .replace('name: run', 'name: last')
    .replace('from: odd', 'from: nul')
    .replace('name: got', 'name: end');
  const files = { 'w.yaml': workflow(url, next, say, made, last) };
  await using place = await openPlace({ files, http, exec });
  await using running = await startEngine(place);
  const { ref } = await running.engine.run(request('w'), 'k');
  const end = await until('the end', async () => {
    const snapshot = await running.engine.look(ref);
    return snapshot !== undefined && isFinal(snapshot.phase) && snapshot;
  });
  assert.equal(end.steps[2]?.message, 'a\ufffdb\ufffdc', JSON.stringify(end.steps));
  assert.equal(end.phase, 'succeeded', JSON.stringify(end.steps));
});
