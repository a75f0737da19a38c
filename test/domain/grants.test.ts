import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { App } from '../../src/domain/directory.ts';
import { rolesOf, rulesOf, saysOf } from '../../src/domain/grants.ts';
import { anyOf, type Policy } from '../../src/domain/policy.ts';
import type { PolicyRule } from '../../src/domain/policy-rules.ts';
import { worldOf } from './world-of.ts';

const environment = { workflow: 'ship', operators: [], approvers: [], rooms: [], parameters: [] };

function app(id: string, environments: Partial<App['environments'][number]>[]): App {
  return {
    id,
    title: id,
    engine: 'local',
    environments: environments.map((one) => ({ id: 'prod', ...environment, ...one })),
  };
}

/** Who may read where: `ben in shop/prod`. */
function readers(apps: readonly App[], rules: readonly PolicyRule[]): string[] {
  return rolesOf(apps, [], rulesOf(apps, rules)).flatMap(({ allow, who, apps: in_, environments }) =>
    allow.includes('read') ? who.map((one) => `${one} in ${in_?.join()}/${environments?.join()}`) : [],
  );
}

test('approvers and operators are short forms of a policy and a role of that environment', () => {
  const shop = app('shop', [{ approvers: ['ben'], operators: ['ada'] }]);
  const [rule] = rulesOf([shop], []);
  assert.deepEqual(rule, { app: 'shop', environment: 'prod', policy: anyOf('approvers', ['ben']) });
  assert.deepEqual(readers([shop], []), ['ada in shop/prod', 'ben in shop/prod']);
  const roles = rolesOf([shop], [], rulesOf([shop], []));
  assert.deepEqual(
    roles.map(({ id }) => id),
    ['operators', 'policy approvers'],
  );
  assert.ok(!rolesOf([shop], [], []).some(({ allow }) => allow.includes('link')), 'nobody gets more by it');
});

test('whoever a policy names may read where it can come to a question, and nowhere else', () => {
  const shop = app('shop', [{}, { id: 'staging', workflow: 'try' }]);
  const till = app('till', [{}]);
  const rules: PolicyRule[] = [
    { policy: anyOf('general', ['gina']) },
    { workflow: 'try', policy: anyOf('easy', ['eve']) },
    { app: 'shop', environment: 'prod', policy: anyOf('strict', ['sam']) },
    { app: 'shop', step: 'sign', policy: anyOf('signers', ['sid']) },
  ];
  assert.deepEqual(readers([shop, till], rules).sort(), [
    'eve in shop/staging',
    'gina in till/prod',
    'sam in shop/prod',
    'sid in shop/prod',
    'sid in shop/staging',
  ]);
});

test('those who may reject, are called later, or break the glass may read too', () => {
  const policy: Policy = {
    ...anyOf('whole', ['ben']),
    rejecters: ['rita'],
    escalation: { afterMs: 1, to: ['mia'] },
    breakGlass: ['ada'],
  };
  const names = readers([app('shop', [{}])], [{ policy }]);
  assert.deepEqual(
    names,
    ['ben', 'rita', 'mia', 'ada'].map((one) => `${one} in shop/prod`),
  );
});

test('what a policy lets somebody do, in their own name or in that of others', () => {
  const whole: Policy = {
    ...anyOf('whole', ['ben']),
    escalation: { afterMs: 1, to: ['mia', 'ben'] },
    breakGlass: ['ada'],
  };
  const held = (from: string, to: string) => ({ from, to, since: 0, until: 100 });
  const world = worldOf({}, [held('ben', 'dele'), held('ada', 'dora')]);
  const says = (person: string, policy = whole, at = 50): string =>
    saysOf(person, policy, at, world).join(' ');
  assert.equal(says('ben'), 'approve reject');
  assert.equal(says('mia'), 'approve-later');
  assert.equal(says('ada'), 'break-glass');
  assert.equal(says('dele'), 'approve reject');
  assert.equal(says('dele', whole, 100), '', 'that is over');
  assert.equal(says('dora'), '', 'to break the glass cannot be handed over');
  assert.equal(says('ben', { ...whole, rejecters: [] }), 'approve');
  assert.equal(says('rita', { ...whole, rejecters: ['rita'] }), 'reject');
  assert.equal(says('mia', { ...whole, levels: [] }), '', 'an empty list is nobody, also later');
});

test('whoever a policy that runs may choose names may read in all apps of its engine, and in no other', () => {
  const cart = { ...app('cart', [{}]), engine: 'cluster' };
  const till = { ...app('till', [{}]), engine: 'cluster' };
  const choosable = [
    { engine: 'cluster', policy: { ...anyOf('strict', ['sam']), breakGlass: ['max'] } },
    { engine: 'unused', policy: anyOf('lax', ['eve']) },
  ];
  const roles = rolesOf([app('shop', [{}]), cart, till], [], [], choosable);
  assert.deepEqual(
    roles.filter(({ id }) => id !== 'operators'),
    [
      { id: 'policy strict', allow: ['read'], who: ['sam', 'max'], apps: ['cart', 'till'] },
      { id: 'policy lax', allow: ['read'], who: ['eve'], apps: [] },
    ],
  );
});
