import assert from 'node:assert/strict';
import { test } from 'node:test';
import { application } from '../kubevela/objects.ts';
import { APPS, ask, RUNS, suspendedRun, type Told } from './ask.ts';
import { at, type JsonObject, textAt } from './json.ts';
import { type KubeApi, startKubeApi } from './kube-api.ts';

const start = () => startKubeApi({ namespaces: ['prod'] });

function applyAs(kube: KubeApi, manager: string, body: JsonObject, force = false): Promise<Told> {
  return ask(kube, 'PATCH', `${APPS}/shop?fieldManager=${manager}&force=${force}`, { body, type: 'apply' });
}

type Entry = { manager: string; operation: string; subresource?: string; fieldsV1: JsonObject };

function entriesOf(body: JsonObject): Entry[] {
  return at(body, 'metadata', 'managedFields') as unknown as Entry[];
}

const shop = (image: string, extra: { publishVersion?: string } = {}) =>
  application('prod', 'shop', { image, ...extra });

test('applying makes an object, and changes it when its fields are ones own', async () => {
  await using kube = await start();
  const made = await applyAs(kube, 'greenlight', shop('shop:1'));
  assert.equal(made.code, 201);
  const changed = await applyAs(kube, 'greenlight', shop('shop:2', { publishVersion: 'v2' }));
  assert.equal(changed.code, 200);
  assert.equal(at(changed.body, 'metadata', 'generation'), 2);
  assert.deepEqual(
    entriesOf(changed.body).map(({ manager, operation, fieldsV1 }) => [manager, operation, fieldsV1]),
    [
      [
        'greenlight',
        'Apply',
        {
          'f:metadata': { 'f:annotations': { 'f:app.oam.dev/publishVersion': {} } },
          'f:spec': { 'f:components': {} },
        },
      ],
    ],
  );
});

test("another manager's fields are named, and taken with force", async () => {
  await using kube = await start();
  await applyAs(kube, 'argocd-controller', shop('shop:1'));
  const refused = await applyAs(kube, 'greenlight', shop('shop:2', { publishVersion: 'v2' }));
  assert.equal(refused.code, 409);
  assert.equal(
    refused.body.message,
    'Apply failed with 1 conflict: conflict with "argocd-controller": .spec.components',
  );
  assert.deepEqual(at(refused.body, 'details', 'causes'), [
    {
      reason: 'FieldManagerConflict',
      message: 'conflict with "argocd-controller"',
      field: '.spec.components',
    },
  ]);
  const forced = await applyAs(kube, 'greenlight', shop('shop:2'), true);
  assert.equal(forced.code, 200);
  assert.deepEqual(
    entriesOf(forced.body).map(({ manager }) => manager),
    ['greenlight'],
  );
});

test('the same value may have several owners', async () => {
  await using kube = await start();
  await applyAs(kube, 'argocd-controller', shop('shop:1'));
  const both = await applyAs(kube, 'greenlight', shop('shop:1'));
  assert.equal(both.code, 200);
  assert.deepEqual(
    entriesOf(both.body)
      .map(({ manager }) => manager)
      .sort(),
    ['argocd-controller', 'greenlight'],
  );
});

test('several conflicts are listed by their managers, with the version of updates', async () => {
  await using kube = await start();
  await ask(kube, 'POST', `${APPS}?fieldManager=kubectl-create`, {
    body: shop('shop:1', { publishVersion: 'v1' }),
  });
  const { code, body } = await applyAs(kube, 'greenlight', shop('shop:2', { publishVersion: 'v2' }));
  assert.equal(code, 409);
  assert.match(
    textAt(body, 'message'),
    /^Apply failed with 2 conflicts: conflicts with "kubectl-create" using core\.oam\.dev\/v1beta1:\n- \.metadata\.annotations\.app\.oam\.dev\/publishVersion\n- \.spec\.components$/,
  );
});

test('what an applier no longer names goes, unless somebody else owns it', async () => {
  await using kube = await start();
  const labelled = (labels: JsonObject): JsonObject => ({
    ...shop('shop:1'),
    metadata: { name: 'shop', labels },
  });
  await applyAs(kube, 'greenlight', labelled({ mine: '1', ours: '1' }));
  await applyAs(kube, 'other', labelled({ ours: '1', theirs: '1' }));
  const { body } = await applyAs(kube, 'greenlight', shop('shop:1'));
  assert.deepEqual(at(body, 'metadata', 'labels'), { ours: '1', theirs: '1' });
});

test('every writer has its entry; a status is an entry of its own', async () => {
  await using kube = await start();
  await suspendedRun(kube, 'a');
  const body = [{ op: 'replace', path: '/status/suspend', value: false }];
  const resumed = await ask(kube, 'PATCH', `${RUNS}/a/status?fieldManager=vela`, {
    body,
    type: 'json-patch',
  });
  const entries = entriesOf(resumed.body).map(({ manager, operation, subresource }) => [
    manager,
    operation,
    subresource,
  ]);
  assert.deepEqual(
    entries.sort((a, b) => a.join().localeCompare(b.join())),
    [
      ['greenlight', 'Update', undefined],
      ['greenlight', 'Update', 'status'],
      ['vela', 'Update', 'status'],
    ],
  );
  const vela = entriesOf(resumed.body).find(({ manager }) => manager === 'vela');
  assert.deepEqual(vela?.fieldsV1, { 'f:status': { 'f:suspend': {} } });
  const rest = entriesOf(resumed.body).find(
    ({ manager, subresource }) => manager === 'greenlight' && subresource,
  );
  assert.equal(at(rest?.fieldsV1, 'f:status', 'f:suspend'), undefined);
});

test('applying wants a manager, the kind of the address and no managed fields', async () => {
  await using kube = await start();
  const nobody = await ask(kube, 'PATCH', `${APPS}/shop`, { body: shop('shop:1'), type: 'apply' });
  assert.equal(nobody.code, 422);
  assert.equal(
    nobody.body.message,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  );
  assert.equal((await applyAs(kube, 'x', { ...shop('shop:1'), apiVersion: 'core.oam.dev/v1' })).code, 400);
  const owned = { ...shop('shop:1'), metadata: { name: 'shop', managedFields: [] } };
  assert.equal((await applyAs(kube, 'x', owned)).code, 400);
});

test('YAML is taken too, and an old version in it is refused', async () => {
  await using kube = await start();
  const yaml = `
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: shop }
spec: { components: [{ name: web, type: webservice, properties: { image: "shop:1" } }] }
`;
  const made = await ask(kube, 'PATCH', `${APPS}/shop?fieldManager=x`, { body: yaml, type: 'apply' });
  assert.equal(made.code, 201);
  await applyAs(kube, 'x', shop('shop:2'));
  const resourceVersion = textAt(made.body, 'metadata', 'resourceVersion');
  const stale = await applyAs(kube, 'x', { ...shop('shop:3'), metadata: { name: 'shop', resourceVersion } });
  assert.equal(stale.code, 409);
  assert.equal(stale.body.reason, 'Conflict');
});
