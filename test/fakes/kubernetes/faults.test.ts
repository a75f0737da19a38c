import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLeapClock } from '../leap-clock.ts';
import { ask, RUNS, runOf, suspendedRun } from './ask.ts';
import { at } from './json.ts';
import { startKubeApi } from './kube-api.ts';
import { WORKFLOW_RUNS } from './resources.ts';

const start = () => startKubeApi({ namespaces: ['prod'] });
const patches = { verb: 'patch', resource: 'workflowruns', subresource: 'status' } as const;
const MESSAGE = { body: { status: { message: 'm' } }, type: 'merge' } as const;

test('a connection breaks before or after the work', async () => {
  for (const when of ['before', 'after'] as const) {
    await using kube = await start();
    await suspendedRun(kube, 'a');
    const fault = kube.faults.add(patches, { do: 'cut', when });
    await assert.rejects(ask(kube, 'PATCH', `${RUNS}/a/status`, MESSAGE));
    assert.equal(fault.hits, 1);
    const status = at(kube.store.get(WORKFLOW_RUNS, 'prod', 'a')?.object, 'status', 'message');
    assert.equal(status, when === 'before' ? undefined : 'm');
    assert.equal((await ask(kube, 'PATCH', `${RUNS}/a/status`, MESSAGE)).code, 200, 'once was enough');
  }
});

test('the server, or what stands before it, is in trouble', async () => {
  await using kube = await start();
  kube.faults.add({ verb: 'list' }, { do: 'answer', code: 429, retryAfterSeconds: 7 });
  const busy = await ask(kube, 'GET', RUNS);
  assert.equal(busy.code, 429);
  assert.equal(busy.headers.get('retry-after'), '7');
  assert.equal(busy.body.reason, 'TooManyRequests');
  for (const code of [500, 503, 504] as const) {
    kube.faults.add({}, { do: 'answer', code });
    assert.equal((await ask(kube, 'GET', RUNS)).code, code);
  }
  kube.faults.add({ verb: 'create' }, { do: 'answer', code: 504, when: 'after' });
  assert.equal((await ask(kube, 'POST', RUNS, { body: runOf('a') })).code, 504);
  assert.equal((await ask(kube, 'GET', `${RUNS}/a`)).code, 200, 'done all the same');
});

test('requests stand still until they are let go', async () => {
  await using kube = await start();
  await suspendedRun(kube, 'a');
  const hold = kube.faults.hold({ ...patches, is: ({ body }) => body.includes('"m"') });
  const held = ask(kube, 'PATCH', `${RUNS}/a/status`, MESSAGE);
  await hold.arrived();
  assert.equal(hold.waiting.length, 1);
  const other = { body: { status: { message: 'other' } }, type: 'merge' } as const;
  await ask(kube, 'PATCH', `${RUNS}/a/status`, other);
  hold.release();
  assert.equal(at((await held).body, 'status', 'message'), 'm');
  await ask(kube, 'PATCH', `${RUNS}/a/status`, MESSAGE);
});

test('a slow server is slow by its own clock', async () => {
  const clock = createLeapClock();
  await using kube = await startKubeApi({ namespaces: ['prod'], clock });
  const fault = kube.faults.add({ verb: 'list' }, { do: 'delay', ms: 60_000 }, Number.POSITIVE_INFINITY);
  const slow = ask(kube, 'GET', RUNS);
  while (fault.hits === 0) await new Promise((resolve) => setImmediate(resolve));
  clock.leap(60_000);
  assert.equal((await slow).code, 200);
  fault.remove();
  assert.equal((await ask(kube, 'GET', RUNS)).code, 200);
});

test('a request without an answer is none before and one after its work', async () => {
  await using kube = await start();
  await suspendedRun(kube, 'a');
  kube.faults.add(patches, { do: 'hang', when: 'after' });
  const signal = AbortSignal.timeout(100);
  const url = `${kube.url}${RUNS}/a/status`;
  const headers = {
    authorization: `Bearer ${kube.tokenOf('kubernetes-admin')}`,
    'content-type': 'application/merge-patch+json',
  };
  await assert.rejects(fetch(url, { method: 'PATCH', headers, body: JSON.stringify(MESSAGE.body), signal }));
  assert.equal(at(kube.store.get(WORKFLOW_RUNS, 'prod', 'a')?.object, 'status', 'message'), 'm');
});

test('a scheduler sees each request twice, and may keep it waiting', async () => {
  await using kube = await start();
  const steps: string[] = [];
  kube.faults.pace((seen, when) => {
    steps.push(`${when} ${seen.verb ?? seen.path}`);
    return Promise.resolve();
  });
  await ask(kube, 'GET', RUNS);
  await ask(kube, 'GET', '/version');
  kube.faults.clear();
  await ask(kube, 'GET', RUNS);
  assert.deepEqual(steps, ['before list', 'after list', 'before /version', 'after /version']);
});

test('requests are counted and kept', async () => {
  await using kube = await start();
  await suspendedRun(kube, 'a');
  await ask(kube, 'GET', `${RUNS}/none`);
  assert.equal(kube.counts.get('patch workflowruns/status'), 1);
  assert.equal(kube.counts.get('get workflowruns'), 1);
  const last = kube.exchanges.at(-1);
  assert.deepEqual([last?.verb, last?.name, last?.code], ['get', 'none', 404]);
  kube.forget();
  assert.equal(kube.exchanges.length + kube.counts.size, 0);
});
