import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import { identityOf } from '../../../src/engines/embedded/effects/process-identity.ts';
import { createEmbeddedEngine } from '../../../src/engines/embedded/embedded-engine.ts';
import type { Engine } from '../../../src/engines/engine.ts';
import { ConfigError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import type { Database, Tx } from '../../../src/store/database.ts';
import { sql } from '../../../src/store/drizzle.ts';
import { executionById, saveExecution, takeExecution } from '../../../src/store/executions.ts';
import type { NoticeRow } from '../../../src/store/notices.ts';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { insertRun } from '../../../src/store/runs.ts';
import { defineSchema } from '../../../src/store/schema.ts';
import { wakeExecution } from '../../../src/store/step-notices.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { request } from '../../contracts/engine.ts';
import { newRun } from '../../store/new-run.ts';
import { type PostgresServer, startPostgres } from '../../store/postgres-server.ts';
import { until } from '../../until.ts';
import { linesOf, openPlace, type Place } from './bench.ts';
import { close, rowsOf } from './notice-bench.ts';

const files = {
  'w.yaml': `
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components: [{ name: a, type: t }]
  workflow:
    steps:
      - { name: ask, type: suspend }
      - { name: go, type: deploy }
      - { name: wait, type: suspend, properties: { duration: 1s } }
---
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: side-by-side }
spec:
  components: [{ name: a, type: t }, { name: hook, type: slow }]
  workflow:
    mode: { steps: DAG }
    steps:
      - { name: command, type: apply-component, properties: { component: a } }
      - { name: hook, type: apply-component, properties: { component: hook } }
---
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: gates }
spec:
  components: [{ name: a, type: t }]
  workflow:
    mode: { steps: DAG }
    steps:
      - { name: ask-one, type: suspend }
      - { name: ask-two, type: suspend }
      - { name: go-one, type: apply-component, properties: { component: a }, dependsOn: [ask-one] }
      - { name: go-two, type: apply-component, properties: { component: a }, dependsOn: [ask-two] }
`,
  'tell.yaml': `
apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: tell }
steps:
  - name: tell
    type: notification
    properties:
      slack: { url: { value: "https://hooks.slack.example/x" }, message: { text: x } }
      dingding: { url: { value: "https://oapi.dingtalk.example/x" }, message: { text: { content: x } } }
      lark: { url: { value: "https://open.feishu.example/x" }, message: { msg_type: text, content: '{"text": "x"}' } }
`,
};

/** Time passes fifty times as fast for the engines: their leases end while the test waits. */
const FASTER = 50;

let server: PostgresServer;
before(async () => {
  server = await startPostgres();
});
after(() => server.stop());

type Replica = { engine: Engine; db: Database };

type Bench = AsyncDisposable & {
  replicas: Replica[];
  place: Place;
  /** Requests that the slow hook has got. */
  asked: string[];
  /** Lets it answer them all. */
  answer(): void;
};

async function openReplicas(count: number): Promise<Bench> {
  const asked: string[] = [];
  const answered = new AbortController();
  const slow = createServer((incoming, response) => {
    incoming.resume();
    asked.push(String(incoming.headers['idempotency-key']));
    const answer = (): void => void response.end('{}');
    if (answered.signal.aborted) answer();
    else answered.signal.addEventListener('abort', answer);
  });
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const port = (slow.address() as AddressInfo).port;
  const url = await server.createDatabase();
  const start = systemClock.now();
  const clock: Clock = {
    now: () => start + (systemClock.now() - start) * FASTER,
    after: (ms, fire) => systemClock.after(ms / FASTER, fire),
  };
  const shell =
    'echo ran >> "$FOLDER/ran"; while test -d "$FOLDER" && ! test -e "$FOLDER/go"; do sleep 0.02; done';
  const targets = [
    {
      name: 'slow',
      takes: ['slow'],
      http: { url: `http://127.0.0.1:${port}/`, headers: {}, timeoutMs: 3_600_000 },
    },
    { name: 'x', command: { argv: ['sh', '-c', shell], environment: { PATH: process.env.PATH ?? '' } } },
  ];
  const open = (): Promise<Database> =>
    openPostgres(defineSchema, { url, clock: systemClock, log: silentLog });
  const first = await open();
  await first.migrate();
  const place = await openPlace({ files, targets, db: first });
  const replicas: Replica[] = [];
  for (let i = 0; i < count; i += 1) {
    const db = i === 0 ? first : await open();
    const options = { ...place.options, dataDir: join(place.folder, `data-${i}`) };
    const { engine } = createEmbeddedEngine(options, { db, clock, log: silentLog });
    await engine.start(async () => {});
    replicas.push({ engine, db });
  }
  return {
    replicas,
    place,
    asked,
    answer: () => answered.abort(),
    async [Symbol.asyncDispose]() {
      answered.abort();
      for (const { engine } of replicas) await engine.stop();
      slow.closeAllConnections();
      slow.close();
      for (const { db } of replicas.slice(1)) await db.close();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function look(engine: Engine, ref: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return await until(`a state of run ${ref}`, async () => {
    const snapshot = await engine.look(ref);
    return snapshot !== undefined && is(snapshot) && snapshot;
  });
}

function two(replicas: readonly Replica[]): [Engine, Engine] {
  const [a, b] = replicas;
  if (a === undefined || b === undefined) throw new Error('two replicas are needed');
  return [a.engine, b.engine];
}

test('servers share the runs of one database; a command stays with the one that began it', async () => {
  await using bench = await openReplicas(2);
  const { place } = bench;
  const [one, other] = two(bench.replicas);
  const { ref } = await one.run(request('w'), 'k');
  assert.deepEqual(await other.run(request('w'), 'k'), { ref });
  const [gate] = (await look(other, ref, (s) => s.phase === 'suspended')).gates;
  assert.ok(gate);
  const outcomes = await Promise.all([
    one.decide(ref, gate, 'approve', { name: 'Ben' }, 'd1'),
    other.decide(ref, gate, 'approve', { name: 'Chen' }, 'd2'),
  ]);
  assert.deepEqual(outcomes.map((o) => o.kind).sort(), ['accepted', 'settled-elsewhere']);
  const [ran, idle] = outcomes[0]?.kind === 'accepted' ? [one, other] : [other, one];
  await until('the command', async () => (await linesOf(join(place.folder, 'ran'))).length > 0);

  // The server that began it goes away for longer than any lease: the other one must not begin it again.
  await ran.stop();
  const { db } = bench.place;
  await until('the other server to look at it and leave it', async () => {
    const row = await executionById(db.read, 'local', Number(ref));
    return row?.wakeAt !== undefined && row.wakeAt !== null && row.wakeAt > row.leaseUntil;
  });
  assert.equal((await look(idle, ref, () => true)).phase, 'running');
  await writeFile(join(place.folder, 'go'), '');
  await ran.start(async () => {});
  const end = await look(idle, ref, (s) => isFinal(s.phase));
  assert.equal(end.phase, 'succeeded', JSON.stringify(end.steps));
  assert.deepEqual(await linesOf(join(place.folder, 'ran')), ['ran']);
});

test('a cancel through one server ends the command of another', async () => {
  await using bench = await openReplicas(2);
  const [one, other] = two(bench.replicas);
  const { ref } = await one.run(request('w'), 'k');
  const [gate] = (await look(one, ref, (s) => s.phase === 'suspended')).gates;
  assert.ok(gate);
  await one.decide(ref, gate, 'approve', { name: 'Ben' }, 'd');
  await until('the command', async () => (await linesOf(join(bench.place.folder, 'ran'))).length > 0);
  assert.deepEqual(await other.act(ref, 'cancel', { name: 'Ada' }, 'a'), { kind: 'accepted' });
  const end = await look(other, ref, (s) => isFinal(s.phase));
  assert.deepEqual([end.phase, end.steps[1]?.message], ['terminated', 'cancelled by Ada']);
});

test('a server that comes back goes on with its command while another one holds the run', async () => {
  await using bench = await openReplicas(2);
  const { place } = bench;
  const [one, other] = two(bench.replicas);
  const { ref } = await one.run(request('side-by-side'), 'k');
  await until(
    'both',
    async () => (await linesOf(join(place.folder, 'ran'))).length + bench.asked.length === 2,
  );
  await one.stop();
  // The request is the other server's now; it takes as long as it likes.
  await until('the second request', () => bench.asked.length === 2);
  await one.start(async () => {});
  await writeFile(join(place.folder, 'go'), '');
  const seen = await look(other, ref, (s) => s.steps[0]?.phase === 'succeeded');
  assert.deepEqual([seen.phase, seen.steps[1]?.phase], ['running', 'running']);
  bench.answer();
  const end = await look(one, ref, (s) => isFinal(s.phase));
  assert.equal(end.phase, 'succeeded', JSON.stringify(end.steps));
  assert.deepEqual(await linesOf(join(place.folder, 'ran')), ['ran']);
});

test('two people decide two gates of one run through two servers, and what follows begins at once', async () => {
  await using bench = await openReplicas(2);
  const { place } = bench;
  const [one, other] = two(bench.replicas);
  const { ref } = await one.run(request('gates'), 'k');
  const [a, b] = (await look(one, ref, (s) => s.gates.length === 2)).gates;
  assert.ok(a && b);
  assert.equal((await one.decide(ref, a, 'approve', { name: 'Ben' }, 'd1')).kind, 'accepted');
  await until('the first command', async () => (await linesOf(join(place.folder, 'ran'))).length === 1);
  // The first server holds the run by now: the second command is begun there.
  assert.equal((await other.decide(ref, b, 'approve', { name: 'Chen' }, 'd2')).kind, 'accepted');
  await until('the second command', async () => (await linesOf(join(place.folder, 'ran'))).length === 2);
  await writeFile(join(place.folder, 'go'), '');
  const end = await look(other, ref, (s) => isFinal(s.phase));
  assert.equal(end.phase, 'succeeded', JSON.stringify(end.steps));
  assert.equal((await linesOf(join(place.folder, 'ran'))).length, 2);
});

test('a data folder belongs to one running process', async () => {
  await using place = await openPlace({
    files,
    targets: [{ name: 'x', http: { url: 'http://127.0.0.1:1', headers: {}, timeoutMs: 1 } }],
  });
  const { engine } = createEmbeddedEngine(place.options, {
    db: place.db,
    clock: systemClock,
    log: silentLog,
  });
  await engine.start(async () => {});
  await engine.stop();
  const other = await identityOf(process.ppid);
  await writeFile(join(place.options.dataDir, 'owner'), JSON.stringify(other));
  await assert.rejects(
    engine.start(async () => {}),
    (error) => error instanceof ConfigError && /each server needs one of its own/.test(error.message),
  );
  await writeFile(join(place.options.dataDir, 'owner'), JSON.stringify({ ...other, started: 'long ago' }));
  await engine.start(async () => {});
  await engine.stop();
});

test('messages that end at the same moment at several servers let the step go on, once', async () => {
  await using open = await openReplicas(2);
  const [a, b] = two(open.replicas);
  const dbs = open.replicas.map(({ db }) => db);
  const [db] = dbs;
  assert.ok(db);
  for (let i = 0; i < 10; i += 1) {
    const key = `k-${i}`;
    await db.tx((tx) => insertRun(tx, newRun(key, { engine: 'local' })));
    const { ref } = await (i % 2 === 0 ? a : b).run(request('tell'), key);
    const rows: NoticeRow[] = (await rowsOf({ db })).filter(({ state }) => state === 'owed');
    assert.equal(rows.length, 3);
    await Promise.all(rows.map((row, j) => close({ db: dbs[j % 2] ?? db, clock: systemClock }, row, 'sent')));
    const end = await look(a, ref, ({ phase }) => isFinal(phase));
    assert.equal(end.phase, 'succeeded');
    // Its begin and its end.
    assert.equal(end.order, 2);
  }
});

test('what ends while somebody looks at the execution, and does not see it yet, wakes it again', async () => {
  await using open = await openReplicas(2);
  const [a, b] = two(open.replicas);
  const [here, there] = open.replicas.map(({ db }) => db);
  assert.ok(here && there);
  const { ref } = await a.run(request('w'), 'k');
  const id = Number(ref);
  // Nobody else looks.
  await Promise.all([a.stop(), b.stop()]);
  const setWakeAt = async (tx: Tx, wakeAt: number | null): Promise<void> => {
    const row = await takeExecution(tx, 'local', id);
    assert.ok(row);
    await saveExecution(tx, id, { ...row, wakeAt });
  };
  await here.tx((tx) => setWakeAt(tx, 5));
  const looking = Promise.withResolvers<void>();
  const seen = Promise.withResolvers<void>();
  const look = here.tx(async (tx) => {
    await takeExecution(tx, 'local', id);
    looking.resolve();
    await seen.promise;
    await setWakeAt(tx, null);
  });
  await looking.promise;
  let woken = false;
  const wake = there
    .tx((tx) => wakeExecution(tx, 'local', ref, 7))
    .then(() => {
      woken = true;
    });
  await until('the wake to wait for the look', async () => woken || (await waitingForLocks(there)) > 0);
  seen.resolve();
  await Promise.all([look, wake]);
  assert.equal((await executionById(here.read, 'local', id))?.wakeAt, 7);
});

async function waitingForLocks(db: Database): Promise<number> {
  const [row] = await db.read
    .select({ count: sql<number>`count(*)::int` })
    .from(sql`pg_locks WHERE NOT granted`);
  return row?.count ?? 0;
}
