import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Policy } from '../../src/domain/policy.ts';
import { policyFor } from '../../src/domain/policy-rules.ts';
import { load, small } from './load.ts';

const PROD = 'prod: { workflow: shop-prod, approvers: [ben] }';

/** The only policy of a small file, in YAML's flow style. */
function policyOf(body: string): Policy {
  const yaml = `${small(PROD, 'prod: { workflow: shop-prod, policy: one }')}policies: { one: ${body} }\n`;
  const [rule] = load(yaml).policies;
  assert.ok(rule);
  return rule.policy;
}

describe('a policy of the file', () => {
  it('comes out complete', () => {
    const policy = policyOf(`{
      approve: [ { quota: { ada: 1, ben: 1 } }, { any: [ada, ada] } ],
      reject: { by: [ada, ben], count: 2 }, reason: always,
      selfApproval: allow, unknownInitiator: allow,
      expires: { after: 4h, then: cancel }, remind: 30m, escalate: { after: 2h, to: [ada] }, breakGlass: [ada],
      form: { ticket: { label: Change ticket, required: true, options: [A-1, A-2] }, note: {} } }`);
    assert.deepEqual(policy, {
      id: 'one',
      levels: [
        [
          { count: 1, of: ['ada'] },
          { count: 1, of: ['ben'] },
        ],
        [{ count: 1, of: ['ada'] }],
      ],
      rejecters: ['ada', 'ben'],
      rejections: 2,
      selfApproval: true,
      unknownInitiator: 'allow',
      reason: 'always',
      fields: [
        { name: 'ticket', label: 'Change ticket', required: true, options: ['A-1', 'A-2'] },
        { name: 'note', label: 'note', required: false, options: [] },
      ],
      expiresMs: 14_400_000,
      expired: 'cancel',
      remindMs: 1_800_000,
      escalation: { afterMs: 7_200_000, to: ['ada'] },
      breakGlass: ['ada'],
    });
  });

  it('is strict where it says nothing', () => {
    assert.deepEqual(policyOf('{ approve: { any: [ben] } }'), {
      id: 'one',
      levels: [[{ count: 1, of: ['ben'] }]],
      rejections: 1,
      selfApproval: false,
      unknownInitiator: 'refuse',
      reason: 'on-reject',
      fields: [],
      expired: 'reject',
      breakGlass: [],
    });
  });

  it('has levels of four forms, and a short form of its end', () => {
    assert.deepEqual(policyOf('{ approve: { all: [ada, ben] } }').levels, [
      [{ count: 'all', of: ['ada', 'ben'] }],
    ]);
    assert.deepEqual(policyOf('{ approve: { atLeast: 2, of: [ada, ben] } }').levels, [
      [{ count: 2, of: ['ada', 'ben'] }],
    ]);
    const { expiresMs, expired } = policyOf('{ approve: { any: [ben] }, expires: 90m }');
    assert.deepEqual([expiresMs, expired], [5_400_000, 'reject']);
  });
});

describe('where policies hold', () => {
  const FILE = `${small(
    PROD,
    `prod: { workflow: shop-prod, policy: prod, steps: { approve: step } }
      staging: { workflow: shop-staging }
      dev: { workflow: shop-dev, approvers: [] }
      test: { workflow: shop-test, approvers: [ada] }
    policy: app
    steps: { sign-off: app-step }`,
  )}policy: general
workflows: { shop-staging: { policy: workflow }, nightly: { policy: workflow } }
policies:
${['general', 'workflow', 'app', 'app-step', 'prod', 'step'].map((id) => `  ${id}: { approve: { any: [ben] } }`).join('\n')}
`;
  const { policies: rules } = load(FILE);

  it('is one rule for each place, in the order of the file', () => {
    assert.deepEqual(
      rules.map(({ policy, ...place }) => [policy.id, place]),
      [
        ['general', {}],
        ['workflow', { workflow: 'shop-staging' }],
        ['workflow', { workflow: 'nightly' }],
        ['app', { app: 'shop' }],
        ['app-step', { app: 'shop', step: 'sign-off' }],
        ['prod', { app: 'shop', environment: 'prod' }],
        ['step', { app: 'shop', environment: 'prod', step: 'approve' }],
        ['nobody', { app: 'shop', environment: 'dev' }],
      ],
    );
  });

  it('the narrowest wins, and an empty list of approvers stays nobody', () => {
    const at = (environment: string | null, workflow: string, path: string, app: string | null = 'shop') =>
      policyFor(rules, { app, environment, workflow, path }).id;
    assert.equal(at('prod', 'shop-prod', 'approve'), 'step');
    assert.equal(at('prod', 'shop-prod', 'sign-off'), 'app-step');
    assert.equal(at('prod', 'shop-prod', 'other'), 'prod');
    assert.equal(at('staging', 'shop-staging', 'approve'), 'workflow');
    assert.equal(at('dev', 'shop-dev', 'approve'), 'nobody');
    assert.equal(at(null, 'nightly', 'approve', null), 'workflow');
    assert.equal(at(null, 'elsewhere', 'approve', null), 'general');
  });

  it('leaves approvers that name somebody where they are', () => {
    const test = load(FILE).apps[0]?.environments.find(({ id }) => id === 'test');
    assert.deepEqual(test?.approvers, ['ada']);
  });
});
