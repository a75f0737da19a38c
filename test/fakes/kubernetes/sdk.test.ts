import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ApiException,
  CustomObjectsApi,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  VersionApi,
  Watch,
} from '@kubernetes/client-node';
import { until } from '../../until.ts';
import { RUNS, runOf, suspendedRun } from './ask.ts';
import { at, type JsonObject, textAt } from './json.ts';
import { type KubeApi, type KubeApiOptions, startKubeApi } from './kube-api.ts';
import { createSelfSigned } from './self-signed.ts';

/** What the vendor's own client makes of the fake. */

async function start(options: KubeApiOptions = {}): Promise<{ kube: KubeApi; config: KubeConfig }> {
  const kube = await startKubeApi({ namespaces: ['prod'], ...options });
  const config = new KubeConfig();
  config.loadFromString(JSON.stringify(kube.kubeconfig()));
  return { kube, config };
}

const runs = { group: 'core.oam.dev', version: 'v1alpha1', namespace: 'prod', plural: 'workflowruns' };

test('the SDK speaks https with an authority of its own', async () => {
  const { kube, config } = await start({ certificate: createSelfSigned() });
  await using _ = kube;
  assert.match(kube.url, /^https:/);
  assert.equal((await config.makeApiClient(VersionApi).getCode()).gitVersion, 'v1.31.2');
});

test('the SDK creates, lists in pages, patches and deletes', async () => {
  const { kube, config } = await start();
  await using _ = kube;
  const api = config.makeApiClient(CustomObjectsApi);
  await api.createNamespacedCustomObject({ ...runs, body: runOf('a') });
  await suspendedRun(kube, 'b');
  const page = (await api.listNamespacedCustomObject({ ...runs, limit: 1 })) as JsonObject;
  assert.equal((page.items as JsonObject[]).length, 1);
  const body = [
    { op: 'test', path: '/status/steps/0/phase', value: 'suspending' },
    { op: 'replace', path: '/status/suspend', value: false },
  ];
  const patched: unknown = await api.patchNamespacedCustomObjectStatus(
    { ...runs, name: 'b', body, fieldManager: 'greenlight' },
    setHeaderOptions('Content-Type', PatchStrategy.JsonPatch),
  );
  assert.equal(at(patched as JsonObject, 'status', 'suspend'), false);
  await api.deleteNamespacedCustomObject({ ...runs, name: 'a' });
  await assert.rejects(api.getNamespacedCustomObject({ ...runs, name: 'a' }), (error) => {
    assert.ok(error instanceof ApiException);
    assert.equal(error.code, 404);
    assert.match(String(error.body), /workflowruns\.core\.oam\.dev \\?"a\\?" not found/);
    return true;
  });
});

test('the SDK watches', async () => {
  const { kube, config } = await start();
  await using _ = kube;
  const events: string[] = [];
  let over = false;
  const watching = await new Watch(config).watch(
    RUNS,
    { resourceVersion: String(kube.store.version), allowWatchBookmarks: true },
    (type: string, object: JsonObject) => events.push(`${type} ${textAt(object, 'metadata', 'name')}`),
    () => {
      over = true;
    },
  );
  await suspendedRun(kube, 'a');
  kube.watches.bookmark();
  await until('three events', () => events.length === 3);
  assert.deepEqual(events, ['ADDED a', 'MODIFIED a', 'BOOKMARK ']);
  kube.watches.list()[0]?.cut();
  await until('the end', () => over);
  watching.abort();
});
