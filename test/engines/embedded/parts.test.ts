import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputOf, type Part, partsOf } from '../../../src/engines/embedded/parts.ts';
import type { Component, Fields, Plan } from '../../../src/engines/embedded/plan.ts';

const component = (name: string, dependsOn?: string[]): Component => ({
  name,
  type: 'webservice',
  properties: {},
  traits: [],
  ...(dependsOn === undefined ? {} : { dependsOn }),
});

const plan: Pick<Plan, 'components' | 'policies' | 'namespace'> = {
  components: [component('web', ['api', 'db']), component('api', ['db']), component('db')],
  policies: [
    { name: 'two', type: 'topology', properties: { clusters: ['c1', 'c2'], namespace: 'n' } },
    { name: 'one', type: 'topology', properties: { clusters: ['c1'] } },
    { name: 'big', type: 'override', properties: { components: [{ properties: { size: 2 } }] } },
    { name: 'bigger', type: 'override', properties: { components: [{ properties: { size: 3 } }] } },
    { name: 'alone', type: 'override', properties: { selector: ['db'] } },
    { name: 'torn', type: 'override', properties: { selector: ['web', 'db'] } },
    { name: 'keep', type: 'garbage-collect', properties: { keepLegacyResource: true } },
    {
      name: 'envs',
      type: 'env-binding',
      properties: { envs: [{ name: 'e', selector: { components: ['web', 'db'] } }] },
    },
  ],
  namespace: 'home',
};

function partsFor(properties: Fields, type = 'deploy'): readonly Part[] {
  const found = partsOf(plan, type, properties);
  assert.ok(!('problem' in found), JSON.stringify(found));
  return found.parts;
}

const keys = (parts: readonly Part[]): string[] => parts.map(({ key }) => key);

test('a deploy without policies puts every component where the Application is, each after what it depends on', () => {
  const parts = partsFor({});
  assert.deepEqual(keys(parts), ['db', 'api', 'web']);
  assert.deepEqual(parts[2]?.after, ['api', 'db']);
  assert.deepEqual(
    parts.map(({ where, said, number }) => [where, said, number]),
    [2, 1, 0].map((number) => [{ cluster: 'local', namespace: 'home' }, {}, number]),
  );
});

test('with several places everything goes to each, and waits only for what goes to the same', () => {
  const parts = partsFor({ policies: ['two'] });
  assert.deepEqual(keys(parts), ['c1/n/db', 'c1/n/api', 'c1/n/web', 'c2/n/db', 'c2/n/api', 'c2/n/web']);
  const web = parts.find(({ key }) => key === 'c2/n/web');
  assert.deepEqual(web?.after, ['c2/n/api', 'c2/n/db']);
  assert.deepEqual(web.where, { topology: 'two', cluster: 'c2', namespace: 'n' });
  assert.deepEqual(web.said, { topology: 'two', cluster: 'c2', namespace: 'n' });
  assert.equal(new Set(parts.map(({ number }) => number)).size, 6);
  assert.deepEqual(outputOf(parts, { 'c1/n/db': 1, 'c2/n/db': 2, 'c2/n/web': { x: 3 } }), {
    'c1/n': { db: 1, api: null, web: null },
    'c2/n': { db: 2, api: null, web: { x: 3 } },
  });
});

test('one place is named in no key, and the policies count in their order', () => {
  const parts = partsFor({ policies: ['bigger', 'one', 'big', 'keep'] });
  assert.deepEqual(keys(parts), ['db', 'api', 'web']);
  assert.deepEqual(parts[0]?.where, { topology: 'one', cluster: 'c1', namespace: 'home' });
  assert.deepEqual(parts[0]?.component.properties, { size: 2 });
  // What says nothing of what and where is the target's to know.
  assert.deepEqual(parts[0]?.said, { topology: 'one', cluster: 'c1', policies: [plan.policies[6]] });
  assert.deepEqual(outputOf(parts, { db: 1 }), { db: 1, api: null, web: null });
  assert.deepEqual(keys(partsFor({ policies: ['alone'] })), ['db']);
});

test('what depends on a component that the step does not deploy is a problem of deploy alone', () => {
  assert.deepEqual(partsOf(plan, 'deploy', { policies: ['torn'] }), {
    problem:
      'component "web" depends on "api", which this step does not deploy: KubeVela would wait for it for ever',
  });
  const parts = partsFor({ env: 'e' }, 'deploy2env');
  assert.deepEqual(keys(parts), ['db', 'web']);
  assert.deepEqual(parts[1]?.after, ['db']);
  assert.deepEqual(parts[1]?.where, { cluster: 'local', namespace: 'home', env: 'e' });
});

test('a component that is applied by itself goes where its step says', () => {
  const [part] = partsFor({ component: 'api', cluster: 'c9', namespace: '' }, 'apply-component');
  assert.deepEqual(part?.where, { cluster: 'c9', namespace: 'home' });
  assert.equal(part.number, 1);
  assert.deepEqual(partsOf(plan, 'apply-component', { component: 'x' }), {
    problem: 'there is no component "x" (the Application has web, api, db)',
  });
  assert.deepEqual(partsFor({}, 'suspend'), []);
});
