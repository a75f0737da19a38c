import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, RUNS, runOf } from './ask.ts';
import { at, textAt } from './json.ts';
import { type KubeApi, startKubeApi } from './kube-api.ts';
import { APPLICATIONS } from './resources.ts';

const BOT = 'system:serviceaccount:greenlight:greenlight';

async function start(): Promise<KubeApi> {
  const kube = await startKubeApi({ namespaces: ['prod', 'test'] });
  kube.grant(BOT, [
    {
      apiGroups: ['core.oam.dev'],
      resources: ['workflowruns', 'workflowruns/status'],
      verbs: ['get', 'list', 'watch', 'patch'],
      namespaces: ['prod'],
    },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['lark'] },
  ]);
  return kube;
}

test('what no rule allows is forbidden, with the whole sentence', async () => {
  await using kube = await start();
  const create = await ask(kube, 'POST', RUNS, { user: BOT, body: runOf('a') });
  assert.equal(create.code, 403);
  assert.deepEqual(create.body, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `workflowruns.core.oam.dev is forbidden: User "${BOT}" cannot create resource "workflowruns" in API group "core.oam.dev" in the namespace "prod"`,
    reason: 'Forbidden',
    details: { group: 'core.oam.dev', kind: 'workflowruns' },
    code: 403,
  });
  const everywhere = await ask(kube, 'GET', '/apis/core.oam.dev/v1alpha1/workflowruns', { user: BOT });
  assert.match(textAt(everywhere.body, 'message'), /in API group "core\.oam\.dev" at the cluster scope$/);
  const path = '/apis/core.oam.dev/v1beta1/namespaces/prod/applications/shop/status';
  const status = await ask(kube, 'PATCH', path, { user: BOT, body: [], type: 'json-patch' });
  assert.equal(
    status.body.message,
    `applications.core.oam.dev "shop" is forbidden: User "${BOT}" cannot patch resource "applications/status" in API group "core.oam.dev" in the namespace "prod"`,
  );
});

test('a rule holds for its verbs, places and names', async () => {
  await using kube = await start();
  assert.equal((await ask(kube, 'GET', RUNS, { user: BOT })).code, 200);
  assert.equal((await ask(kube, 'GET', RUNS.replace('prod', 'test'), { user: BOT })).code, 403);
  const secret = (name: string) => ask(kube, 'GET', `/api/v1/namespaces/prod/secrets/${name}`, { user: BOT });
  assert.equal((await secret('lark')).code, 404);
  assert.equal((await secret('other')).code, 403);
  assert.equal((await ask(kube, 'GET', '/api/v1/namespaces/prod/secrets', { user: BOT })).code, 403);
  const named = '/api/v1/namespaces/prod/secrets?fieldSelector=metadata.name%3Dlark';
  assert.equal((await ask(kube, 'GET', named, { user: BOT })).code, 403, 'the rule has no list');
});

test('a wrong token is nobody; none is the anonymous one, who may know the version', async () => {
  await using kube = await start();
  const wrong = await ask(kube, 'GET', RUNS, { headers: { authorization: 'Bearer nonsense' } });
  assert.equal(wrong.code, 401);
  assert.deepEqual(wrong.body, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Unauthorized',
    reason: 'Unauthorized',
    code: 401,
  });
  const anonymous = { headers: { authorization: '' } };
  assert.match(
    textAt((await ask(kube, 'GET', RUNS, anonymous)).body, 'message'),
    /User "system:anonymous" cannot list/,
  );
  assert.equal((await ask(kube, 'GET', '/version', anonymous)).code, 200);
  assert.equal((await ask(kube, 'GET', '/apis', anonymous)).code, 403);
});

test('everybody may ask what they may, and who they are', async () => {
  await using kube = await start();
  const may = async (verb: string, subresource: string) => {
    const resourceAttributes = {
      verb,
      group: 'core.oam.dev',
      resource: 'workflowruns',
      subresource,
      namespace: 'prod',
    };
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const { code, body } = await ask(kube, 'POST', path, { user: BOT, body: review });
    assert.equal(code, 201);
    return at(body, 'status', 'allowed');
  };
  assert.equal(await may('patch', 'status'), true);
  assert.equal(await may('update', 'status'), false);
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const who = await ask(kube, 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    user: BOT,
    body: review,
  });
  assert.equal(textAt(who.body, 'status', 'userInfo', 'username'), BOT);
});

test('the server tells what it serves', async () => {
  await using kube = await start();
  const groups = await ask(kube, 'GET', '/apis', { user: BOT });
  assert.ok(JSON.stringify(groups.body).includes('"core.oam.dev/v1beta1"'));
  const kinds = await ask(kube, 'GET', '/apis/core.oam.dev/v1alpha1', { user: BOT });
  const names = (kinds.body.resources as { name: string }[]).map(({ name }) => name);
  assert.deepEqual(names.sort(), ['workflowruns', 'workflowruns/status', 'workflows']);
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/applications.core.oam.dev';
  assert.equal(textAt((await ask(kube, 'GET', path)).body, 'spec', 'names', 'kind'), 'Application');
  assert.equal((await ask(kube, 'GET', path, { user: BOT })).code, 403);
  assert.equal((await ask(kube, 'GET', '/readyz', { user: BOT })).body.text, 'ok');
});

test('a kind that is not installed has no address', async () => {
  await using kube = await start();
  kube.withdraw(APPLICATIONS);
  const gone = await ask(kube, 'GET', '/apis/core.oam.dev/v1beta1/namespaces/prod/applications');
  assert.equal(gone.code, 404);
  assert.equal(gone.body.text, '404 page not found\n');
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/applications.core.oam.dev';
  assert.equal((await ask(kube, 'GET', path)).code, 404);
});
