import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, RUNS, runOf } from './ask.ts';
import { at, type JsonObject, textAt } from './json.ts';
import { type KubeApi, startKubeApi } from './kube-api.ts';

const ALL = '/apis/core.oam.dev/v1alpha1/workflowruns';

async function start(): Promise<KubeApi> {
  const kube = await startKubeApi({ namespaces: ['prod', 'test'] });
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const team = name < 'c' ? 'red' : 'blue';
    await ask(kube, 'POST', RUNS, { body: runOf(name, { labels: { team, [`is-${name}`]: 'true' } }) });
  }
  await ask(kube, 'POST', RUNS.replace('prod', 'test'), { body: runOf('f') });
  return kube;
}

function names(body: JsonObject): string[] {
  return (body.items as JsonObject[]).map((item) => textAt(item, 'metadata', 'name'));
}

test('a collection of one namespace or of all', async () => {
  await using kube = await start();
  const { body } = await ask(kube, 'GET', RUNS);
  assert.equal(body.kind, 'WorkflowRunList');
  assert.equal(textAt(body, 'metadata', 'resourceVersion'), String(kube.store.version));
  assert.deepEqual(names(body), ['a', 'b', 'c', 'd', 'e']);
  assert.deepEqual(names((await ask(kube, 'GET', ALL)).body), ['a', 'b', 'c', 'd', 'e', 'f']);
});

test('pages show the collection as it was at the first one', async () => {
  await using kube = await start();
  const first = await ask(kube, 'GET', `${ALL}?limit=2`);
  assert.deepEqual(names(first.body), ['a', 'b']);
  assert.equal(at(first.body, 'metadata', 'remainingItemCount'), 4);
  await ask(kube, 'POST', RUNS, { body: runOf('bb') });
  await ask(kube, 'DELETE', `${RUNS}/c`);
  const more = encodeURIComponent(textAt(first.body, 'metadata', 'continue'));
  const second = await ask(kube, 'GET', `${ALL}?limit=2&continue=${more}`);
  assert.deepEqual(names(second.body), ['c', 'd']);
  assert.equal(
    textAt(second.body, 'metadata', 'resourceVersion'),
    textAt(first.body, 'metadata', 'resourceVersion'),
  );
  const last = encodeURIComponent(textAt(second.body, 'metadata', 'continue'));
  const third = await ask(kube, 'GET', `${ALL}?limit=2&continue=${last}`);
  assert.deepEqual(names(third.body), ['e', 'f']);
  assert.equal(textAt(third.body, 'metadata', 'continue'), '');
});

test('a page of a past that is forgotten is gone; what is there now can be read on', async () => {
  await using kube = await start();
  const first = await ask(kube, 'GET', `${ALL}?limit=2`);
  await ask(kube, 'POST', RUNS, { body: runOf('bb') });
  kube.store.compact();
  const token = encodeURIComponent(textAt(first.body, 'metadata', 'continue'));
  const gone = await ask(kube, 'GET', `${ALL}?limit=2&continue=${token}`);
  assert.equal(gone.code, 410);
  assert.equal(gone.body.reason, 'Expired');
  assert.match(
    textAt(gone.body, 'message'),
    /^The provided continue parameter is too old to display a consistent list/,
  );
  const other = encodeURIComponent(textAt(gone.body, 'metadata', 'continue'));
  assert.deepEqual(names((await ask(kube, 'GET', `${ALL}?continue=${other}`)).body), [
    'bb',
    'c',
    'd',
    'e',
    'f',
  ]);
  assert.equal((await ask(kube, 'GET', `${ALL}?continue=nonsense`)).code, 400);
});

test('selectors', async () => {
  await using kube = await start();
  const of = async (query: string) => names((await ask(kube, 'GET', `${ALL}?${query}`)).body);
  assert.deepEqual(await of('labelSelector=team%3Dred'), ['a', 'b']);
  assert.deepEqual(await of('labelSelector=team!%3Dred'), ['c', 'd', 'e', 'f']);
  assert.deepEqual(await of('labelSelector=team+in+(red,green),is-a'), ['a']);
  assert.deepEqual(await of('labelSelector=team+notin+(red)'), ['c', 'd', 'e', 'f']);
  assert.deepEqual(await of('labelSelector=!team'), ['f']);
  assert.deepEqual(await of('fieldSelector=metadata.name%3Dc'), ['c']);
  assert.deepEqual(await of('fieldSelector=metadata.namespace%3Dtest'), ['f']);
  assert.equal((await ask(kube, 'GET', `${ALL}?fieldSelector=spec.x%3D1`)).code, 400);
});

test('versions that a list may ask for', async () => {
  await using kube = await start();
  const version = kube.store.version;
  assert.equal((await ask(kube, 'GET', `${ALL}?resourceVersion=0`)).code, 200);
  assert.equal(
    (await ask(kube, 'GET', `${ALL}?resourceVersion=${version}&resourceVersionMatch=NotOlderThan`)).code,
    200,
  );
  const future = await ask(kube, 'GET', `${ALL}?resourceVersion=${version + 5}`);
  assert.equal(future.code, 504);
  assert.equal(
    future.body.message,
    `Timeout: Too large resource version: ${version + 5}, current: ${version}`,
  );
  assert.equal(future.headers.get('retry-after'), '1');
  assert.equal((await ask(kube, 'GET', `${ALL}?resourceVersion=x`)).code, 400);
  assert.equal((await ask(kube, 'GET', `${ALL}?resourceVersionMatch=Exact`)).code, 422);
  assert.equal((await ask(kube, 'GET', `${ALL}?sendInitialEvents=true`)).code, 422);
});
