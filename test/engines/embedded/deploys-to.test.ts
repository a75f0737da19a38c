import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploysTo } from '../../../src/engines/embedded/deploys-to.ts';
import type { StepPlan } from '../../../src/engines/embedded/plan.ts';

const policy = (name: string, ...envs: string[]) => {
  return { name, type: 'env-binding', properties: { envs: envs.map((env) => ({ name: env })) } };
};
const policies = [
  { name: 'first', type: 'topology' },
  policy('one', 'test', 'live'),
  policy('two', 'live', 'far'),
];

const names = (properties: StepPlan['properties'], inputs: StepPlan['inputs'] = [], type = 'deploy2env') =>
  deploysTo({ policies }, { type, properties, inputs });

test('a deploy2env goes to the environment that it names; other steps stay in that of their run', () => {
  assert.deepEqual(names({ env: 'live' }), ['live']);
  assert.deepEqual(names({ env: 'live', policy: 'two' }, [{ from: ['a'], key: ['parallel'] }]), ['live']);
  for (const type of ['deploy', 'apply-component', 'exec'])
    assert.deepEqual(names({ env: 'live' }, [], type), []);
});

test('where an input says the environment it may be any that the policy has', () => {
  const env = { from: ['a'], key: ['env'] };
  const other = { from: ['b'], key: ['policy'] };
  assert.deepEqual(names({}, [env]), ['test', 'live'], 'without a name the first policy counts');
  assert.deepEqual(names({ env: 'test', policy: 'two' }, [env]), ['live', 'far']);
  assert.deepEqual(names({ policy: 'two' }, [env, other]), ['test', 'live', 'far']);
  assert.deepEqual(names({ env: 'test' }, [other]), ['test']);
  assert.deepEqual(names({ policy: 'none' }, [env]), []);
});
