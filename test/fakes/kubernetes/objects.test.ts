import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPS, ask, RUNS, runOf, SUSPENDED, suspendedRun } from './ask.ts';
import { at, textAt } from './json.ts';
import { startKubeApi } from './kube-api.ts';

const start = () => startKubeApi({ namespaces: ['prod'] });

test('an object gets what the server gives: uid, time, generation, version, its manager', async () => {
  await using kube = await start();
  const { code, body } = await ask(kube, 'POST', RUNS, { body: { ...runOf('a'), status: SUSPENDED } });
  assert.equal(code, 201);
  assert.match(textAt(body, 'metadata', 'uid'), /^[0-9a-f-]{36}$/);
  assert.match(textAt(body, 'metadata', 'creationTimestamp'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.equal(at(body, 'metadata', 'generation'), 1);
  assert.equal(body.status, undefined, 'a status is written at its own address only');
  const again = await ask(kube, 'GET', `${RUNS}/a`);
  assert.deepEqual(again.body, body);
});

test('a name is taken once', async () => {
  await using kube = await start();
  await ask(kube, 'POST', RUNS, { body: runOf('a') });
  const { code, body } = await ask(kube, 'POST', RUNS, { body: runOf('a') });
  assert.equal(code, 409);
  assert.deepEqual(body, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'workflowruns.core.oam.dev "a" already exists',
    reason: 'AlreadyExists',
    details: { name: 'a', group: 'core.oam.dev', kind: 'workflowruns' },
    code: 409,
  });
});

test('generateName makes names', async () => {
  await using kube = await start();
  const body = { ...runOf(''), metadata: { generateName: 'release-' } };
  const one = await ask(kube, 'POST', RUNS, { body });
  const two = await ask(kube, 'POST', RUNS, { body });
  assert.match(textAt(one.body, 'metadata', 'name'), /^release-[a-z0-9]{5}$/);
  assert.notEqual(textAt(one.body, 'metadata', 'name'), textAt(two.body, 'metadata', 'name'));
});

test('what is wrong is said field by field', async () => {
  await using kube = await start();
  const spec = { workflowSpec: { steps: [{ name: 'x' }, { name: 'y', type: 3 }] } };
  const { code, body } = await ask(kube, 'POST', RUNS, {
    body: runOf('a', { labels: { x: 'no spaces' } }, spec),
  });
  assert.equal(code, 422);
  assert.equal(body.reason, 'Invalid');
  const causes = at(body, 'details', 'causes') as { reason: string; message: string; field: string }[];
  assert.deepEqual(
    causes.map(({ reason, field }) => [reason, field]),
    [
      ['FieldValueInvalid', 'metadata.labels'],
      ['FieldValueRequired', 'spec.workflowSpec.steps[0].type'],
      ['FieldValueTypeInvalid', 'spec.workflowSpec.steps[1].type'],
    ],
  );
  assert.match(
    textAt(body, 'message'),
    /^WorkflowRun\.core\.oam\.dev "a" is invalid: \[metadata\.labels: Invalid value: "no spaces": a valid label/,
  );
  assert.equal(at(body, 'details', 'kind'), 'WorkflowRun');
});

test('what the kind does not know is pruned, told as a warning, or refused', async () => {
  await using kube = await start();
  const body = runOf('a', {}, { suspend: false, workflowRef: 'x', context: { kept: { deep: 1 } } });
  const made = await ask(kube, 'POST', RUNS, { body });
  assert.deepEqual(made.body.spec, { workflowRef: 'x', context: { kept: { deep: 1 } } });
  assert.match(made.headers.get('warning') ?? '', /299 - "unknown field \\"spec\.suspend\\""/);
  const strict = await ask(kube, 'POST', `${RUNS}?fieldValidation=Strict`, {
    body: { ...body, metadata: { name: 'b' } },
  });
  assert.equal(strict.code, 400);
  assert.match(textAt(strict.body, 'message'), /strict decoding error: unknown field "spec\.suspend"$/);
});

test('a namespace must be there', async () => {
  await using kube = await start();
  const path = '/apis/core.oam.dev/v1alpha1/namespaces/nowhere/workflowruns';
  const { code, body } = await ask(kube, 'POST', path, { body: runOf('a') });
  assert.equal(code, 404);
  assert.equal(body.message, 'namespaces "nowhere" not found');
});

test('status and the rest are written at two addresses, and only the spec makes a new generation', async () => {
  await using kube = await start();
  const run = await suspendedRun(kube, 'a');
  assert.equal(at(run, 'metadata', 'generation'), 1);
  const both = { metadata: { labels: { x: 'y' } }, spec: { workflowRef: 'z' }, status: { suspend: false } };
  const status = await ask(kube, 'PATCH', `${RUNS}/a/status`, { body: both, type: 'merge' });
  assert.equal(at(status.body, 'status', 'suspend'), false);
  assert.equal(at(status.body, 'metadata', 'labels'), undefined);
  assert.equal(at(status.body, 'spec', 'workflowRef'), undefined);
  const main = await ask(kube, 'PATCH', `${RUNS}/a`, {
    body: { ...both, status: { suspend: true } },
    type: 'merge',
  });
  assert.equal(at(main.body, 'status', 'suspend'), false);
  assert.equal(at(main.body, 'spec', 'workflowRef'), 'z');
  assert.equal(at(main.body, 'metadata', 'generation'), 2);
  const label = await ask(kube, 'PATCH', `${RUNS}/a`, {
    body: { metadata: { labels: { x: 'z' } } },
    type: 'merge',
  });
  assert.equal(at(label.body, 'metadata', 'generation'), 2);
});

test('a write that changes nothing is none', async () => {
  await using kube = await start();
  const run = await suspendedRun(kube, 'a');
  const body = { status: { suspend: true } };
  const again = await ask(kube, 'PATCH', `${RUNS}/a/status?fieldManager=other`, { body, type: 'merge' });
  assert.deepEqual(again.body, run);
  const dry = await ask(kube, 'PATCH', `${RUNS}/a?dryRun=All`, {
    body: { spec: { workflowRef: 'x' } },
    type: 'merge',
  });
  assert.equal(at(dry.body, 'spec', 'workflowRef'), 'x');
  assert.deepEqual((await ask(kube, 'GET', `${RUNS}/a`)).body, run);
});

test('a status lacks nothing that the definition wants, and times are times', async () => {
  await using kube = await start();
  await ask(kube, 'POST', RUNS, { body: runOf('a') });
  const { steps: _, ...rest } = SUSPENDED;
  const wrong = { ...rest, finished: undefined, startTime: 'yesterday' };
  const { code, body } = await ask(kube, 'PATCH', `${RUNS}/a/status`, {
    body: { status: wrong },
    type: 'merge',
  });
  assert.equal(code, 422);
  assert.match(textAt(body, 'message'), /status\.finished: Required value/);
  assert.match(
    textAt(body, 'message'),
    /status\.startTime: Invalid value: "yesterday": startTime in body must be of type date-time: "yesterday"/,
  );
});

test('a deleted object is gone, or waits for its finalizers', async () => {
  await using kube = await start();
  await ask(kube, 'POST', RUNS, { body: runOf('a') });
  const gone = await ask(kube, 'DELETE', `${RUNS}/a`);
  assert.equal(gone.body.status, 'Success');
  const missing = await ask(kube, 'DELETE', `${RUNS}/a`);
  assert.equal(missing.code, 404);
  assert.equal(missing.body.message, 'workflowruns.core.oam.dev "a" not found');
  await ask(kube, 'POST', RUNS, { body: runOf('b', { finalizers: ['x.example/keep'] }) });
  const held = await ask(kube, 'DELETE', `${RUNS}/b`);
  assert.notEqual(textAt(held.body, 'metadata', 'deletionTimestamp'), '');
  assert.equal(at(held.body, 'metadata', 'generation'), 2);
  await ask(kube, 'PATCH', `${RUNS}/b`, { body: { metadata: { finalizers: null } }, type: 'merge' });
  assert.equal((await ask(kube, 'GET', `${RUNS}/b`)).code, 404);
});

test('a delete may name what it means', async () => {
  await using kube = await start();
  await ask(kube, 'POST', RUNS, { body: runOf('a') });
  const body = { preconditions: { uid: 'another' } };
  const { code, body: told } = await ask(kube, 'DELETE', `${RUNS}/a`, { body });
  assert.equal(code, 409);
  assert.match(
    textAt(told, 'message'),
    /the UID in the precondition \(another\) does not match the UID in record/,
  );
});

test('the kind in the body is the kind of the address', async () => {
  await using kube = await start();
  const app = {
    apiVersion: 'core.oam.dev/v1beta1',
    kind: 'Application',
    metadata: { name: 'a' },
    spec: { components: [] },
  };
  assert.equal((await ask(kube, 'POST', RUNS, { body: app })).code, 400);
  assert.equal((await ask(kube, 'POST', APPS, { body: app })).code, 201);
  assert.equal((await ask(kube, 'POST', APPS, { body: { ...app, kind: '' } })).code, 400);
  assert.equal((await ask(kube, 'POST', APPS, { body: '{' })).code, 400);
});
