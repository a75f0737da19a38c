import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../src/domain/run.ts';
import { patchComponents } from '../../../src/engines/embedded/patch-components.ts';
import type { Component } from '../../../src/engines/embedded/plan.ts';

const web: Component = {
  name: 'web',
  type: 'webservice',
  properties: { image: 'web:1', env: { A: '1' }, ports: [80, 81] },
  traits: [{ type: 'scaler', properties: { replicas: 1 } }, { type: 'ingress' }],
  dependsOn: ['jobs'],
};
const api: Component = { name: 'api', type: 'webservice', properties: {}, traits: [] };
const jobs: Component = { name: 'jobs', type: 'worker', properties: {}, traits: [] };

function patched(patches: Json[], selector?: Json[], components = [web, api, jobs]): Component[] {
  const result = patchComponents(components, patches, selector);
  assert.ok(!('problem' in result), JSON.stringify(result));
  return result.components;
}

function problem(patches: Json[], selector?: Json[], components = [web, api, jobs]): string {
  const result = patchComponents(components, patches, selector);
  return 'problem' in result ? result.problem : 'none';
}

test('a patch without a name changes all components, or all of its type', () => {
  const replicas = { replicas: 3 };
  assert.deepEqual(
    patched([{ properties: replicas }]).map(({ properties }) => properties.replicas),
    [3, 3, 3],
  );
  assert.deepEqual(
    patched([{ type: 'webservice', properties: replicas }]).map(({ properties }) => properties.replicas),
    [3, 3, undefined],
  );
});

test('a patch by name merges field by field, with the type or without it, and keeps what the component waits for', () => {
  const properties = { image: 'web:2', env: { B: null }, ports: [90] };
  const expected = { ...web, properties: { image: 'web:2', env: { A: '1', B: null }, ports: [90] } };
  assert.deepEqual(patched([{ name: 'web', properties }])[0], expected);
  assert.deepEqual(patched([{ name: 'web', type: 'webservice', properties }])[0], expected);
  assert.deepEqual(
    patched([{ name: '*', properties: { x: 1 } }]).map(({ properties: { x } }) => x),
    [1, 1, 1],
  );
});

test('traits are merged by type, added, and taken away', () => {
  const traits = [
    { type: 'scaler', properties: { replicas: 4 }, disable: false },
    { type: 'ingress', disable: true },
    { type: 'gateway', properties: { port: 1 } },
    { type: 'labels', disable: true },
  ];
  assert.deepEqual(patched([{ name: 'web', traits }])[0]?.traits, [
    { type: 'scaler', properties: { replicas: 4 } },
    { type: 'gateway', properties: { port: 1 } },
  ]);
});

test('another type takes the place of the component, and a new name adds one', () => {
  const db = { name: 'db', type: 'postgres', traits: [{ type: 'backup' }, { type: 'x', disable: true }] };
  const all = patched([{ name: 'web', type: 'static', properties: { dir: 'x' } }, db]);
  assert.deepEqual(all, [
    { name: 'web', type: 'static', properties: { dir: 'x' }, traits: [] },
    api,
    jobs,
    { name: 'db', type: 'postgres', properties: {}, traits: [{ type: 'backup' }] },
  ]);
  // A later patch sees what an earlier one has added.
  assert.deepEqual(patched([db, { name: 'db', properties: { size: 1 } }])[3]?.properties, { size: 1 });
});

test('the selector leaves those that it names, in the order of the components', () => {
  assert.deepEqual(
    patched([], ['jobs', 'web', 'nobody']).map(({ name }) => name),
    ['web', 'jobs'],
  );
  assert.equal(problem([], ['nobody']), 'its selector leaves none of the components');
  assert.equal(problem([], []), 'its selector leaves none of the components');
});

test('what KubeVela would make nonsense of is a problem', () => {
  const cache = { ...jobs, name: 'web-cache' };
  assert.match(
    problem([{ name: 'web', type: 'webservice' }], undefined, [web, cache]),
    /means component "web-cache" too, of type "worker", which KubeVela would replace by one more "web"/,
  );
  assert.match(
    problem([{ name: '*-x', type: 'worker' }]),
    /^no component is called like "\*-x" \(there are web, api, jobs\)$/,
  );
  assert.match(problem([{ name: 'wbe' }]), /^there is no component "wbe" .*to add it, say its type$/);
  assert.match(problem([{ name: 'we(b' }]), /no pattern/);
});
