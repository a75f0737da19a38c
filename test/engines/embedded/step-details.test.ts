import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepDetails } from '../../../src/domain/run.ts';
import type { Component, StepPlan } from '../../../src/engines/embedded/plan.ts';
import { toSnapshot } from '../../../src/engines/embedded/run/snapshot.ts';
import type { State } from '../../../src/engines/embedded/run/state.ts';

function component(name: string, image?: string): Component {
  return { name, type: 'webservice', properties: image === undefined ? {} : { image }, traits: [] };
}

function details(
  components: Component[],
  steps: Partial<StepPlan>[],
  state: State = { steps: new Map() },
): (StepDetails | undefined)[] {
  const plan = {
    workflow: 'w',
    kind: 'Application',
    namespace: 'default',
    context: {},
    components,
    policies: [],
    steps: steps.map((step, i) => ({ name: `step-${i}`, type: 'deploy', properties: {}, ...step })),
  };
  const document = { plan, app: 'shop', environment: 'prod', initiator: {} };
  const row = { id: 1, engine: 'local', key: 'k', order: 1, createdAt: 0, endedAt: null, document, state };
  return toSnapshot(row).steps.map((step) => step.details);
}

const web = component('web', 'registry.example.com/web:2');
const worker = component('worker', 'registry.example.com/worker:5');
const modules = [
  { name: 'web', image: 'registry.example.com/web:2' },
  { name: 'worker', image: 'registry.example.com/worker:5' },
];

test('a step that applies a component deploys it as a service, with its image where it has one', () => {
  const apply = (name: string): Partial<StepPlan> => ({
    type: 'apply-component',
    properties: { component: name },
  });
  assert.deepEqual(details([web, component('cron')], [apply('web'), apply('cron')]), [
    { deploys: { environment: 'prod', service: 'web', modules: [modules[0]] } },
    { deploys: { environment: 'prod', service: 'cron', modules: [] } },
  ]);
});

test('what is deployed together is one service, named after the app; what is alone has its own name', () => {
  assert.deepEqual(details([web, worker], [{}]), [
    { deploys: { environment: 'prod', service: 'shop', modules } },
  ]);
  assert.deepEqual(details([worker], [{}]), [
    { deploys: { environment: 'prod', service: 'worker', modules: [modules[1]] } },
  ]);
});

test('nothing is told of a step that deploys nothing, was skipped, or is told by an input what to deploy', () => {
  const apply = { type: 'apply-component', properties: { component: 'web' } };
  const filled = { ...apply, inputs: [{ from: ['which'], key: ['component'] }] };
  assert.deepEqual(details([web], [{ type: 'suspend' }, filled]), [undefined, undefined]);
  const skipped: State = {
    steps: new Map([['step-0', { phase: 'skipped', attempt: '1', startedAt: 0, endedAt: 0 }]]),
  };
  assert.deepEqual(details([web], [apply, apply], skipped), [
    undefined,
    { deploys: { environment: 'prod', service: 'web', modules: [modules[0]] } },
  ]);
  assert.deepEqual(details([], [{}]), [undefined]);
});
