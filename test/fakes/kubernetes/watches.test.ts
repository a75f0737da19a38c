import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../until.ts';
import { createLeapClock } from '../leap-clock.ts';
import { ask, RUNS, runOf, suspendedRun } from './ask.ts';
import { at, type JsonObject, textAt } from './json.ts';
import { ADMIN, type KubeApi, startKubeApi } from './kube-api.ts';

const ALL = '/apis/core.oam.dev/v1alpha1/workflowruns';

type Event = { type: string; object: JsonObject };

type Stream = AsyncDisposable & { code: number; events: Event[]; over: Promise<'end' | 'broken'> };

/** A stream as clients read it. */
async function watch(kube: KubeApi, query: string, path = ALL): Promise<Stream> {
  const controller = new AbortController();
  const response = await fetch(`${kube.url}${path}?watch=true&${query}`, {
    headers: { authorization: `Bearer ${kube.tokenOf(ADMIN)}` },
    signal: controller.signal,
  });
  const events: Event[] = [];
  async function read(): Promise<'end' | 'broken'> {
    let rest = '';
    try {
      for await (const chunk of response.body ?? []) {
        rest += Buffer.from(chunk as Uint8Array).toString();
        const lines = rest.split('\n');
        rest = lines.pop() ?? '';
        events.push(...lines.map((line) => JSON.parse(line) as Event));
      }
      return 'end';
    } catch {
      return 'broken';
    }
  }
  const over = read();
  return {
    code: response.status,
    events,
    over,
    async [Symbol.asyncDispose]() {
      controller.abort();
      await over;
    },
  };
}

const told = (events: readonly Event[]) =>
  events.map(({ type, object }) => `${type} ${textAt(object, 'metadata', 'name')}`);

const seen = (stream: Stream, count: number) =>
  until(`${count} events`, () => stream.events.length >= count && stream.events);

test('a stream shows every change after its version, in order', async () => {
  await using kube = await startKubeApi({ namespaces: ['prod'] });
  await ask(kube, 'POST', RUNS, { body: runOf('a') });
  await using stream = await watch(kube, `resourceVersion=${kube.store.version}`);
  await suspendedRun(kube, 'b');
  await ask(kube, 'DELETE', `${RUNS}/a`);
  assert.deepEqual(told(await seen(stream, 3)), ['ADDED b', 'MODIFIED b', 'DELETED a']);
  const versions = stream.events.map(({ object }) => Number(textAt(object, 'metadata', 'resourceVersion')));
  assert.deepEqual(
    versions,
    versions.toSorted((a, b) => a - b),
  );
  await using late = await watch(kube, `resourceVersion=${versions[0]}`);
  assert.deepEqual(told(await seen(late, 2)), ['MODIFIED b', 'DELETED a']);
});

test('without a version, or with 0, it begins with what is there', async () => {
  await using kube = await startKubeApi({ namespaces: ['prod'] });
  await ask(kube, 'POST', RUNS, { body: runOf('a') });
  for (const query of ['', 'resourceVersion=0']) {
    await using stream = await watch(kube, query);
    assert.deepEqual(told(await seen(stream, 1)), ['ADDED a']);
  }
});

test('what leaves the selector is deleted for the stream', async () => {
  await using kube = await startKubeApi({ namespaces: ['prod'] });
  await using stream = await watch(kube, 'labelSelector=team%3Dred');
  await ask(kube, 'POST', RUNS, { body: runOf('a', { labels: { team: 'blue' } }) });
  for (const team of ['red', 'blue'])
    await ask(kube, 'PATCH', `${RUNS}/a`, { body: { metadata: { labels: { team } } }, type: 'merge' });
  assert.deepEqual(told(await seen(stream, 2)), ['ADDED a', 'DELETED a']);
});

test('bookmarks come when they are asked for, and before the end', async () => {
  const clock = createLeapClock();
  await using kube = await startKubeApi({ namespaces: ['prod'], clock });
  await using stream = await watch(kube, 'timeoutSeconds=100&allowWatchBookmarks=true');
  await using without = await watch(kube, 'timeoutSeconds=100');
  clock.leap(60_000);
  const [bookmark] = await seen(stream, 1);
  assert.deepEqual(bookmark, {
    type: 'BOOKMARK',
    object: {
      kind: 'WorkflowRun',
      apiVersion: 'core.oam.dev/v1alpha1',
      metadata: { resourceVersion: String(kube.store.version) },
    },
  });
  clock.leap(38_000);
  await seen(stream, 2);
  clock.leap(2_000);
  assert.deepEqual([await stream.over, await without.over], ['end', 'end']);
  assert.equal(without.events.length, 0);
});

test('a version that is forgotten is an event, or an answer of its own', async () => {
  for (const expiry of ['event', 'http'] as const) {
    await using kube = await startKubeApi({ namespaces: ['prod'], expiry });
    const old = kube.store.version;
    await ask(kube, 'POST', RUNS, { body: runOf('a') });
    kube.store.compact();
    if (expiry === 'http') {
      const { code, body } = await ask(kube, 'GET', `${ALL}?watch=true&resourceVersion=${old}`);
      assert.equal(code, 410);
      assert.equal(body.reason, 'Expired');
      continue;
    }
    await using stream = await watch(kube, `resourceVersion=${old}`);
    assert.equal(await stream.over, 'end');
    assert.equal(stream.events[0]?.type, 'ERROR');
    assert.equal(at(stream.events[0]?.object, 'code'), 410);
    assert.equal(at(stream.events[0]?.object, 'reason'), 'Expired');
  }
});

test('a version of the future shows nothing until it has come', async () => {
  await using kube = await startKubeApi({ namespaces: ['prod'] });
  await using stream = await watch(kube, `resourceVersion=${kube.store.version + 1}`);
  for (const name of ['a', 'b']) await ask(kube, 'POST', RUNS, { body: runOf(name) });
  assert.deepEqual(told(await seen(stream, 1)), ['ADDED b']);
});

test('only so much of the past is remembered', async () => {
  await using kube = await startKubeApi({ namespaces: ['prod'], window: 10 });
  const old = kube.store.version;
  for (let i = 0; i < 40; i += 1) await ask(kube, 'POST', RUNS, { body: runOf(`run-${i}`) });
  assert.equal(kube.store.since(old), undefined);
  assert.ok((kube.store.since(kube.store.version - 10) ?? []).length === 10);
});

test('streams end, break, fall silent and go on as a test wishes', async () => {
  await using kube = await startKubeApi({ namespaces: ['prod'] });
  await using ended = await watch(kube, '');
  await using broken = await watch(kube, '');
  await using silent = await watch(kube, '');
  const [one, two, three] = kube.watches.list();
  one?.end();
  two?.cut();
  three?.stall();
  assert.deepEqual([await ended.over, await broken.over], ['end', 'broken']);
  await ask(kube, 'POST', RUNS, { body: runOf('a') });
  assert.equal(silent.events.length, 0);
  three?.resume();
  assert.deepEqual(told(await seen(silent, 1)), ['ADDED a']);
  three?.expire();
  assert.equal(await silent.over, 'end');
  assert.equal(silent.events.at(-1)?.type, 'ERROR');
});

test('a client that goes away leaves no stream behind', async () => {
  await using kube = await startKubeApi({ namespaces: ['prod'] });
  const stream = await watch(kube, '');
  assert.equal(kube.watches.list().length, 1);
  await stream[Symbol.asyncDispose]();
  await until('no stream', () => kube.watches.list().length === 0);
});

test('a stream may begin with all that is there, where the server can do that', async () => {
  const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  await using old = await startKubeApi({ namespaces: ['prod'] });
  const refused = await ask(old, 'GET', `${ALL}?watch=true&${query}`);
  assert.equal(refused.code, 422);
  assert.match(
    textAt(refused.body, 'message'),
    /sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled$/,
  );
  await using kube = await startKubeApi({ namespaces: ['prod'], initialEvents: true });
  await ask(kube, 'POST', RUNS, { body: runOf('a') });
  await using stream = await watch(kube, query);
  const events = await seen(stream, 2);
  assert.deepEqual(told(events), ['ADDED a', 'BOOKMARK ']);
  assert.deepEqual(at(events[1]?.object, 'metadata', 'annotations'), { 'k8s.io/initial-events-end': 'true' });
});

test('events may come later than the answers to what caused them', async () => {
  const clock = createLeapClock();
  await using kube = await startKubeApi({ namespaces: ['prod'], clock, lagMs: 5_000 });
  await using stream = await watch(kube, '');
  await ask(kube, 'POST', RUNS, { body: runOf('a') });
  assert.equal(stream.events.length, 0);
  clock.leap(5_000);
  assert.deepEqual(told(await seen(stream, 1)), ['ADDED a']);
});
