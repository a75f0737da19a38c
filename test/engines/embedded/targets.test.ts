import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Target } from '../../../src/engines/embedded/options.ts';
import type { Where } from '../../../src/engines/embedded/parts.ts';
import { destinationOf, untaken } from '../../../src/engines/embedded/targets.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';

const web = { name: 'web', type: 'webservice', properties: {}, traits: [] };

/** Where it goes, as `target in environment`. */
function to(targets: readonly Target[], where: Partial<Where>, environment?: string): string | undefined {
  const part = { component: web, where: { cluster: 'local', namespace: 'default', ...where } };
  const found = destinationOf(targets, part, environment);
  return found && `${found.target.name} in ${found.environment}`;
}

test('a place leads to the target that is for it, any other to the one that says nothing of places', () => {
  const targets = [
    { name: 'named', topologies: ['canary'] },
    { name: 'east', clusters: ['tokyo', 'seoul'] },
    { name: 'shop', namespaces: ['shop'] },
    { name: 'rest' },
  ];
  assert.equal(to(targets, { topology: 'canary', cluster: 'seoul' }, 'prod'), 'named in prod');
  assert.equal(to(targets, { topology: 'x', cluster: 'seoul' }, 'prod'), 'east in prod');
  assert.equal(to(targets, { namespace: 'shop' }, 'prod'), 'shop in prod');
  assert.equal(to(targets, { topology: 'x', cluster: 'paris' }, 'prod'), 'rest in prod');
  assert.equal(to(targets.slice(0, 3), { cluster: 'paris' }, 'prod'), undefined);
});

test('of several the one goes before that says more of places, then one that names its environments, then the first', () => {
  const targets: Target[] = [
    { name: 'first' },
    { name: 'second' },
    { name: 'prod', environments: ['prod'] },
    { name: 'cluster', clusters: ['c'] },
    { name: 'prod-cluster', clusters: ['c'], environments: ['prod'] },
    { name: 'both', clusters: ['c'], namespaces: ['n'] },
  ];
  assert.equal(to(targets, { cluster: 'c', namespace: 'n' }, 'prod'), 'both in prod');
  assert.equal(to(targets, { cluster: 'c' }, 'prod'), 'prod-cluster in prod');
  assert.equal(to(targets, { cluster: 'c' }, 'test'), 'cluster in test');
  assert.equal(to(targets, {}, 'prod'), 'prod in prod');
  assert.equal(to(targets, {}, 'test'), 'first in test');
});

test('all that a target says has to hold', () => {
  const targets = [
    { name: 'a', clusters: ['local'], namespaces: ['n'], environments: ['prod'], takes: ['webservice'] },
  ];
  assert.equal(to(targets, { namespace: 'n' }, 'prod'), 'a in prod');
  assert.equal(to(targets, { namespace: 'n' }, 'test'), undefined);
  assert.equal(to(targets, { namespace: 'm' }, 'prod'), undefined);
  assert.equal(to(targets, { cluster: 'c', namespace: 'n' }, 'prod'), undefined);
  assert.equal(to([{ name: 'a', takes: ['worker'] }], {}, 'prod'), undefined);
  // No run is there to ask for its environment.
  assert.equal(to(targets, { namespace: 'n' }), 'a in ');
});

test('an env leads to the target of its name, or to the targets of the environment of its name', () => {
  const targets = [
    { name: 'test', environments: ['prod'] },
    { name: 'other', environments: ['test'] },
  ];
  assert.equal(to(targets, { env: 'test' }, 'prod'), 'test in prod');
  assert.equal(to(targets, { env: 'test' }, 'live'), 'other in test');
  // By its name a target is meant whatever it says of places.
  assert.equal(to([{ name: 'test', clusters: ['far'] }], { env: 'test' }, 'prod'), 'test in prod');
  assert.equal(to([{ name: 'x', environments: ['test'], clusters: ['far'] }], { env: 'test' }), undefined);
});

test('what nothing takes is said with what there is', () => {
  const part = { component: web, where: { cluster: 'c', namespace: 'n' } };
  const told = untaken(
    [
      { name: 'a', topologies: ['t'], clusters: ['x', 'y'], namespaces: ['z'] },
      { name: 'b', takes: ['job'] },
    ],
    part,
    'prod',
  );
  assert.equal(
    told.message,
    'no target takes component "web" of type "webservice" at c/n in "prod" (targets: a takes all types in all environments at topology t and cluster x, y and namespace z; b takes job in all environments)',
  );
  assert.equal(
    sayingText(told, 'zh'),
    '环境“prod”中没有目标在 c/n 接收组件“web”（类型“webservice”）：targets：a 接收的类型：所有类型，环境：所有环境，位置：topology t and cluster x, y and namespace z；b 接收的类型：job，环境：所有环境',
  );
  assert.equal(
    sayingText(untaken([], part, undefined), 'zh'),
    '没有目标接收组件“web”（类型“webservice”）：配置中没有任何目标',
  );
});
