import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../until.ts';
import { at, type JsonObject, textAt } from '../kubernetes/json.ts';
import { APPLICATION_REVISIONS, APPLICATIONS } from '../kubernetes/resources.ts';
import { argoCdMarks, fluxMarks, marked } from './gitops.ts';
import { application } from './objects.ts';
import { finished, openStage, type Stage, suspending, told } from './stage.ts';
import type { SpecStep } from './types.ts';

const STEPS: SpecStep[] = [
  { name: 'test', type: 'deploy', properties: { policies: ['test'] } },
  { name: 'prod', type: 'deploy', properties: { policies: ['prod'], auto: false } },
];

const shop = (image: string, publishVersion?: string): JsonObject =>
  application('prod', 'shop', {
    image,
    steps: STEPS,
    ...(publishVersion === undefined ? {} : { publishVersion }),
  });

function resumeProd(stage: Stage): Promise<number> {
  const operations = [
    { op: 'test', path: '/status/workflow/steps/1/name', value: 'prod' },
    { op: 'test', path: '/status/workflow/steps/1/phase', value: 'suspending' },
    { op: 'replace', path: '/status/workflow/steps/1/phase', value: 'running' },
    { op: 'replace', path: '/status/workflow/suspend', value: false },
  ];
  return stage.patch('shop', operations, APPLICATIONS);
}

const objectOf = (stage: Stage) => stage.kube.store.get(APPLICATIONS, 'prod', 'shop')?.object;
const phaseOf = (stage: Stage) => textAt(objectOf(stage), 'status', 'status');

test('an Application shows its workflow, and keeps a revision', async () => {
  await using stage = await openStage();
  await stage.create(APPLICATIONS, shop('shop:1'));
  const waiting = await stage.reached('shop', suspending);
  assert.deepEqual(told(waiting), ['test=succeeded', 'prod=suspending/Suspend']);
  assert.equal(at(objectOf(stage), 'status', 'workflow', 'mode'), 'StepByStep-DAG');
  assert.equal(at(objectOf(stage), 'status', 'workflow', 'appRevision'), 'shop-v1');
  assert.equal(phaseOf(stage), 'workflowSuspending');
  assert.equal(at(objectOf(stage), 'status', 'latestRevision', 'name'), 'shop-v1');
  assert.equal(await resumeProd(stage), 200);
  await stage.reached('shop', finished);
  assert.equal(phaseOf(stage), 'running');
  const revision = stage.kube.store.get(APPLICATION_REVISIONS, 'prod', 'shop-v1')?.object;
  assert.equal(at(revision, 'status', 'succeeded'), true);
  assert.equal(at(revision, 'status', 'workflow', 'finished'), true);
});

test('a change begins the workflow anew; under a publish version only another one does', async () => {
  await using stage = await openStage();
  await stage.create(APPLICATIONS, shop('shop:1', 'one'));
  await stage.reached('shop', suspending);
  const first = stage.status('shop').steps?.[1]?.id;
  const apply = (object: JsonObject) =>
    stage.kubectl.patch(APPLICATIONS, 'prod', 'shop', { type: 'apply', body: object, force: true });
  await apply(shop('shop:2', 'one'));
  await stage.vela.idle();
  assert.equal(stage.status('shop').steps?.[1]?.id, first, 'the pin holds');
  await apply(shop('shop:2', 'two'));
  const again = await stage.reached(
    'shop',
    (status) => suspending(status) && status.steps?.[1]?.id !== first,
  );
  assert.equal(at(objectOf(stage), 'status', 'workflow', 'appRevision'), 'two');
  assert.equal(at(objectOf(stage), 'status', 'latestRevision', 'name'), 'shop-v2');
  assert.equal(again.finished, false);
  const left = stage.kube.store.get(APPLICATION_REVISIONS, 'prod', 'shop-v1')?.object;
  assert.equal(at(left, 'status', 'workflow', 'terminated'), true, 'what was left is ended in its revision');
});

test('a terminated workflow says so, and one that is taken away begins anew', async () => {
  await using stage = await openStage();
  await stage.create(APPLICATIONS, shop('shop:1'));
  await stage.reached('shop', suspending);
  const operations = [
    { op: 'replace', path: '/status/workflow/terminated', value: true },
    { op: 'replace', path: '/status/workflow/suspend', value: false },
    { op: 'replace', path: '/status/workflow/steps/1/phase', value: 'failed' },
    { op: 'add', path: '/status/workflow/steps/1/reason', value: 'Terminate' },
  ];
  await stage.patch('shop', operations, APPLICATIONS);
  assert.equal((await stage.reached('shop', finished)).status, 'terminated');
  assert.equal(phaseOf(stage), 'workflowTerminated');
  await stage.patch('shop', [{ op: 'remove', path: '/status/workflow' }], APPLICATIONS);
  await stage.reached('shop', suspending);
  assert.equal(at(objectOf(stage), 'status', 'workflow', 'endTime'), undefined);
});

test('without a workflow of its own each component is applied', async () => {
  await using stage = await openStage();
  await stage.create(APPLICATIONS, application('prod', 'shop', { image: 'shop:1' }));
  assert.deepEqual(told(await stage.reached('shop', finished)), ['web=succeeded']);
});

test('an Application goes when it is deleted', async () => {
  await using stage = await openStage();
  await stage.create(APPLICATIONS, shop('shop:1'));
  await stage.reached('shop', suspending);
  await stage.kubectl.delete(APPLICATIONS, 'prod', 'shop');
  await until('it is gone', () => objectOf(stage) === undefined);
});

test('GitOps marks its own', () => {
  const app = application('prod', 'shop', { image: 'shop:1' });
  const argo = marked(app, argoCdMarks('shop', app));
  assert.equal(
    textAt(argo, 'metadata', 'annotations', 'argocd.argoproj.io/tracking-id'),
    'shop:core.oam.dev/Application:prod/shop',
  );
  const flux = marked(app, fluxMarks('kustomize', 'apps'));
  assert.equal(textAt(flux, 'metadata', 'labels', 'kustomize.toolkit.fluxcd.io/name'), 'apps');
});
