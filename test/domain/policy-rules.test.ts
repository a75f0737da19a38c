import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyOf } from '../../src/domain/policy.ts';
import {
  type GatePlace,
  narrownessOf,
  type PolicyRule,
  policyFor,
  policyForWish,
} from '../../src/domain/policy-rules.ts';

const GATE: GatePlace = { app: 'shop', environment: 'prod', workflow: 'release', path: 'deploy/sign-off' };

/** A rule whose policy is called like the rule. */
function rule(id: string, where: Omit<PolicyRule, 'policy'>): PolicyRule {
  return { ...where, policy: anyOf(id, ['ada']) };
}

test('the narrowest rule that fits decides, wherever it stands in the list', () => {
  const rules = [
    rule('everything', {}),
    rule('app', { app: 'shop' }),
    rule('workflow', { workflow: 'release' }),
    rule('workflow of the app', { app: 'shop', workflow: 'release' }),
    rule('environment', { environment: 'prod' }),
    rule('environment of the app', { app: 'shop', environment: 'prod' }),
    rule('workflow there', { environment: 'prod', workflow: 'release' }),
    rule('all but the step', { app: 'shop', environment: 'prod', workflow: 'release' }),
    rule('step', { step: 'sign-off' }),
    rule('step of the app', { app: 'shop', step: 'sign-off' }),
  ];
  for (let known = 1; known <= rules.length; known++) {
    const given = rules.slice(0, known);
    assert.equal(policyFor(given, GATE).id, given.at(-1)?.policy.id);
    assert.equal(policyFor(given.toReversed(), GATE).id, given.at(-1)?.policy.id);
  }
});

test('each kind of place that a rule names must be the place of the gate', () => {
  for (const where of [{ app: 'blog' }, { environment: 'test' }, { workflow: 'build' }, { step: 'deploy' }]) {
    assert.equal(policyFor([rule('other', where)], GATE).id, 'nobody');
    assert.equal(policyFor([rule('other', { app: 'shop', step: 'sign-off', ...where })], GATE).id, 'nobody');
  }
});

test('a step is named by its whole path or by its own name, never by a part of them', () => {
  const fits = (step: string): boolean => policyFor([rule('step', { step })], GATE).id === 'step';
  assert.deepEqual(['deploy/sign-off', 'sign-off', 'deploy', 'off', '/sign-off', ''].map(fits), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('a run of no app is only under rules that name none', () => {
  const stray = { ...GATE, app: null, environment: null };
  assert.equal(policyFor([rule('app', { app: 'shop' }), rule('all', {})], stray).id, 'all');
  assert.equal(policyFor([rule('environment', { environment: 'prod' })], stray).id, 'nobody');
});

test('a step deep in others is called by its own name', () => {
  const deep = { ...GATE, path: 'release/deploy/sign-off' };
  const fits = (step: string): boolean => policyFor([rule('step', { step })], deep).id === 'step';
  assert.deepEqual(['sign-off', 'deploy', 'release'].map(fits), [true, false, false]);
});

test('of two rules that are equally narrow, which no configuration has, the first stays', () => {
  assert.equal(
    policyFor([rule('first', { app: 'shop' }), rule('second', { app: 'shop' })], GATE).id,
    'first',
  );
});

test('without a rule nobody may approve', () => {
  const policy = policyFor([], GATE);
  assert.deepEqual([policy.id, policy.levels, policy.breakGlass], ['nobody', [], []]);
});

/** Which policy a run of `engine` is under that names `wish` itself. */
function wished(rules: readonly PolicyRule[], wish: string | undefined, engine = 'cluster'): string {
  const choosable = [
    { engine: 'another', policy: anyOf('lax', ['eve']) },
    { engine: 'cluster', policy: anyOf('strict', ['ben']) },
    { engine: 'cluster', policy: anyOf('stricter', ['ben']) },
  ];
  return policyForWish(rules, GATE, { engine, wish, choosable }).id;
}

test('a run has its wish only among the policies that the objects of its engine may choose', () => {
  assert.deepEqual([wished([], 'strict'), wished([], 'stricter')], ['strict', 'stricter']);
  assert.equal(wished([], 'lax'), 'nobody', 'it is for the objects of another engine');
  assert.equal(wished([], 'strict', 'another'), 'nobody');
  assert.deepEqual([wished([], undefined), wished([], 'unknown')], ['nobody', 'nobody']);
});

test('a wish goes before the general rule and before no other', () => {
  const general = [rule('general', {})];
  assert.equal(wished(general, 'strict'), 'strict');
  assert.deepEqual([wished(general, undefined), wished(general, 'lax')], ['general', 'general']);
  for (const where of [
    { app: 'shop' },
    { environment: 'prod' },
    { workflow: 'release' },
    { step: 'sign-off' },
  ])
    assert.equal(wished([...general, rule('narrow', where)], 'strict'), 'narrow');
  assert.equal(wished([rule('elsewhere', { app: 'blog' })], 'strict'), 'strict');
});

test('two rules are equally narrow only when they name the same kinds of places', () => {
  const where = fc.record(
    {
      app: fc.constant('a'),
      environment: fc.constant('e'),
      workflow: fc.constant('w'),
      step: fc.constant('s'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(where, where, (one, other) => {
      const same = Object.keys(one).toSorted().join() === Object.keys(other).toSorted().join();
      assert.equal(narrownessOf(rule('one', one)) === narrownessOf(rule('other', other)), same);
    }),
  );
});
