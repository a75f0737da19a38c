import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, RUNS, suspendedRun } from './ask.ts';
import { at, type Json, type JsonObject, textAt } from './json.ts';
import { applyJsonPatch, readJsonPatch } from './json-patch.ts';
import { startKubeApi } from './kube-api.ts';
import { applyMergePatch } from './merge-patch.ts';
import { KubeError } from './status.ts';

const start = () => startKubeApi({ namespaces: ['prod'] });

const RESUME = [
  { op: 'test', path: '/metadata/generation', value: 1 },
  { op: 'test', path: '/status/terminated', value: false },
  { op: 'test', path: '/status/steps/0/name', value: 'ask' },
  { op: 'test', path: '/status/steps/0/id', value: 'k3v9w0q2za' },
  { op: 'test', path: '/status/steps/0/phase', value: 'suspending' },
  { op: 'replace', path: '/status/steps/0/phase', value: 'running' },
  { op: 'replace', path: '/status/suspend', value: false },
];

const SERVER_KEEPS_THE_REASON = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'the server rejected our request due to an error in our request',
  reason: 'Invalid',
  details: {},
  code: 422,
};

test('a JSON patch with tests applies once', async () => {
  await using kube = await start();
  await suspendedRun(kube, 'a');
  const path = `${RUNS}/a/status?fieldManager=greenlight`;
  const first = await ask(kube, 'PATCH', path, { body: RESUME, type: 'json-patch' });
  assert.equal(first.code, 200);
  assert.equal(at(first.body, 'status', 'suspend'), false);
  const second = await ask(kube, 'PATCH', path, { body: RESUME, type: 'json-patch' });
  assert.equal(second.code, 422);
  assert.deepEqual(second.body, SERVER_KEEPS_THE_REASON);
});

test('a JSON patch without a version is about what is there, whoever wrote before', async () => {
  await using kube = await start();
  await suspendedRun(kube, 'a');
  await ask(kube, 'PATCH', `${RUNS}/a/status`, { body: { status: { message: 'm' } }, type: 'merge' });
  const { code, body } = await ask(kube, 'PATCH', `${RUNS}/a/status`, { body: RESUME, type: 'json-patch' });
  assert.equal(code, 200);
  assert.equal(at(body, 'status', 'message'), 'm');
});

test('a whole object with an old version is refused, however it comes', async () => {
  await using kube = await start();
  const old = await suspendedRun(kube, 'a');
  await ask(kube, 'PATCH', `${RUNS}/a/status`, { body: { status: { message: 'm' } }, type: 'merge' });
  for (const [method, type] of [
    ['PATCH', 'merge'],
    ['PUT', 'json'],
  ] as const) {
    const { code, body } = await ask(kube, method, `${RUNS}/a/status`, { body: old, type });
    assert.equal(code, 409);
    assert.equal(body.reason, 'Conflict');
    assert.equal(
      body.message,
      'Operation cannot be fulfilled on workflowruns.core.oam.dev "a": the object has been modified; please apply your changes to the latest version and try again',
    );
  }
  const versioned = [
    { op: 'test', path: '/metadata/resourceVersion', value: textAt(old, 'metadata', 'resourceVersion') },
  ];
  assert.equal(
    (await ask(kube, 'PATCH', `${RUNS}/a/status`, { body: versioned, type: 'json-patch' })).code,
    422,
  );
});

test('PUT wants a version, the right name and the right uid', async () => {
  await using kube = await start();
  const run = await suspendedRun(kube, 'a');
  const metadata = run.metadata as JsonObject;
  const put = (changed: JsonObject) =>
    ask(kube, 'PUT', `${RUNS}/a`, { body: { ...run, metadata: { ...metadata, ...changed } } });
  const unversioned = await put({ resourceVersion: '' });
  assert.equal(unversioned.code, 422);
  assert.equal(
    unversioned.body.message,
    'workflowruns.core.oam.dev "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  );
  assert.equal((await put({ name: 'b' })).code, 400);
  assert.equal((await put({ uid: 'other' })).code, 409);
  assert.equal((await put({})).code, 200);
});

test('a patch is of a type that the kind takes, and of an object that is there', async () => {
  await using kube = await start();
  await suspendedRun(kube, 'a');
  const strategic = await ask(kube, 'PATCH', `${RUNS}/a`, { body: {}, type: 'strategic' });
  assert.equal(strategic.code, 415);
  assert.equal(
    strategic.body.message,
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
  );
  assert.equal(
    (await ask(kube, 'PATCH', `${RUNS}/none/status`, { body: RESUME, type: 'json-patch' })).code,
    404,
  );
  assert.equal((await ask(kube, 'PATCH', `${RUNS}/a`, { body: {}, type: 'json-patch' })).code, 400);
});

function patched(document: JsonObject, ...operations: JsonObject[]): Json {
  return applyJsonPatch(document, readJsonPatch(JSON.stringify(operations)));
}

test('operations of a JSON patch', () => {
  const document = { a: { b: [1, 2, 3] }, 'x/y~z': 1 };
  assert.deepEqual(patched(document, { op: 'add', path: '/a/b/1', value: 9 }), {
    ...document,
    a: { b: [1, 9, 2, 3] },
  });
  assert.deepEqual(patched(document, { op: 'add', path: '/a/b/-', value: 9 }), {
    ...document,
    a: { b: [1, 2, 3, 9] },
  });
  assert.deepEqual(patched(document, { op: 'remove', path: '/a/b/0' }), { ...document, a: { b: [2, 3] } });
  assert.deepEqual(patched(document, { op: 'replace', path: '/x~1y~0z', value: 2 }), {
    ...document,
    'x/y~z': 2,
  });
  assert.deepEqual(patched(document, { op: 'move', from: '/a/b', path: '/c' }), {
    a: {},
    'x/y~z': 1,
    c: [1, 2, 3],
  });
  assert.deepEqual(patched(document, { op: 'copy', from: '/a', path: '/c' }), { ...document, c: document.a });
  assert.deepEqual(patched(document, { op: 'test', path: '/missing', value: null }), document);
  assert.deepEqual(patched(document, { op: 'replace', path: '/missing', value: 1 }), {
    ...document,
    missing: 1,
  });
  assert.equal(JSON.stringify(document), '{"a":{"b":[1,2,3]},"x/y~z":1}', 'what it is of stays as it is');
});

test('a JSON patch that does not apply is refused', () => {
  for (const operation of [
    { op: 'test', path: '/a', value: 2 },
    { op: 'remove', path: '/missing' },
    { op: 'add', path: '/list/9', value: 1 },
    { op: 'add', path: '/no/parent', value: 1 },
    { op: 'jump', path: '/a' },
    { op: 'replace', path: 'a', value: 1 },
  ])
    assert.throws(
      () => patched({ a: 1, list: [1] }, operation),
      (error) => error instanceof KubeError && error.code === 422,
    );
});

test('a merge patch takes away with null and replaces lists', () => {
  const document = { a: { b: 1, c: [1, 2] }, d: 1 };
  const merged = applyMergePatch(
    document,
    JSON.stringify({ a: { b: null, c: [3], e: { f: null } }, d: null }),
  );
  assert.deepEqual(merged, { a: { c: [3], e: {} } });
  assert.throws(() => applyMergePatch(document, '[]'), KubeError);
});
