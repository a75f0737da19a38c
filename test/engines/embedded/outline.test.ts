import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outlineOf } from '../../../src/engines/embedded/outline.ts';
import type { Component, StepPlan } from '../../../src/engines/embedded/plan.ts';

const component = (name: string, dependsOn?: string[]): Component => ({
  name,
  type: 'webservice',
  properties: {},
  traits: [],
  ...(dependsOn === undefined ? {} : { dependsOn }),
});

const plan = {
  workflow: 'w',
  kind: 'Application',
  namespace: 'home',
  context: {},
  components: [component('web', ['db']), component('db')],
  policies: [
    { name: 'east', type: 'topology', properties: { clusters: ['e1', 'e2'], namespace: 'shop' } },
    { name: 'more', type: 'override', properties: { components: [{ name: 'mail', type: 'worker' }] } },
    { name: 'envs', type: 'env-binding', properties: { envs: [{ name: 'live' }] } },
  ],
};

const targets = [
  { name: 'east', clusters: ['e1'], takes: ['webservice'] },
  { name: 'rest', takes: ['webservice'] },
  { name: 'live-mail', takes: ['worker'], environments: ['live'] },
];

function deploysOf(step: Partial<StepPlan>, environment = 'prod'): unknown {
  const steps = [{ name: 'go', type: 'deploy', properties: {}, ...step }];
  const [outline] = outlineOf({ plan: { ...plan, steps }, environment }, { targets });
  const { deploys, overrides } = outline ?? {};
  return { deploys, overrides };
}

test('a step that deploys says what goes where in its order, by which target, and what changes it', () => {
  assert.deepEqual(deploysOf({ properties: { policies: ['more', 'east'] } }), {
    deploys: [
      { components: ['db', 'web'], environment: 'prod', target: 'east', place: 'e1/shop' },
      { components: ['db', 'web'], environment: 'prod', target: 'rest', place: 'e2/shop' },
      { components: ['mail'], environment: 'prod', place: 'e1/shop' },
      { components: ['mail'], environment: 'prod', place: 'e2/shop' },
    ],
    overrides: ['more'],
  });
});

test('without policies it says neither a place nor a change', () => {
  const deploys = [{ components: ['db', 'web'], environment: 'prod', target: 'rest' }];
  assert.deepEqual(deploysOf({}), { deploys, overrides: undefined });
});

test('steps of the other types that deploy say it too', () => {
  assert.deepEqual(deploysOf({ type: 'apply-component', properties: { component: 'web', cluster: 'e1' } }), {
    deploys: [{ components: ['web'], environment: 'prod', target: 'east', place: 'e1/home' }],
    overrides: undefined,
  });
  assert.deepEqual(deploysOf({ type: 'deploy2env', properties: { env: 'live' } }), {
    deploys: [{ components: ['db', 'web'], environment: 'live', target: 'rest' }],
    overrides: undefined,
  });
});

test('what an input says when the step begins, and what deploys nothing, says nothing', () => {
  const nothing = { deploys: undefined, overrides: undefined };
  const inputs = [{ from: ['which'], key: ['policies'] }];
  assert.deepEqual(deploysOf({ inputs }), nothing);
  assert.deepEqual(deploysOf({ type: 'suspend' }), nothing);
});
