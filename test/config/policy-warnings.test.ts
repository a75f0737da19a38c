import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { load, small } from './load.ts';

const PROD = 'prod: { workflow: shop-prod, approvers: [ben] }';

function warnings(
  body: string,
  environment = 'prod: { workflow: shop-prod, policy: one }',
  rest = '',
): string[] {
  const yaml = `${small(PROD, environment)}policies: { one: ${body} }\n${rest}`;
  return load(yaml).warnings.map(({ path, message }) => `${path.replace(/ \(.*/, '')}: ${message}`);
}

const NOBODY = 'names nobody: what it guards is never approved';

const few = (needed: number, possible: number): string =>
  `policies.one.approve: can never be satisfied: it asks for ${needed} different people, of whom at most ${possible} can be found, since each has one vote; name more people or ask for fewer`;

const CASES: readonly (readonly [body: string, expected: readonly string[]])[] = [
  ['{ approve: { any: [ben] } }', []],
  ['{ approve: [] }', [`policies.one.approve: ${NOBODY}`]],
  ['{ approve: { any: [] } }', [`policies.one.approve: ${NOBODY}`]],
  ['{ approve: [{ any: [ben] }, { quota: {} }] }', [`policies.one.approve[1]: ${NOBODY}`]],
  ['{ approve: [{ any: [ben] }, { any: [ben] }] }', [few(2, 1)]],
  ['{ approve: [{ all: [ada, ben] }, { any: [ben] }] }', [few(3, 2)]],
  // Ben is needed for the second level, and Ada can take the first.
  ['{ approve: [{ any: [ben, ada] }, { any: [ben] }] }', []],
  ['{ approve: { quota: { everyone: 2, ben: 1 } } }', [few(3, 2)]],
  ['{ approve: [{ any: [ben] }, { any: [ben] }], escalate: { after: 1h, to: [ada] } }', []],
  [
    '{ approve: { any: [ben] }, reject: { by: [] }, escalate: { after: 1h, to: [] } }',
    [
      'policies.one.reject.by: is empty: nobody can reject',
      'policies.one.escalate.to: is empty: nobody is asked in addition',
    ],
  ],
  [
    '{ approve: { any: [ben] }, reject: { count: 2 } }',
    [
      'policies.one.reject.count: asks for 2 rejections, but at most 1 of those who may approve can give one: it can never be rejected',
    ],
  ],
];

describe('a policy that is probably not meant', () => {
  for (const [body, expected] of CASES) it(body, () => assert.deepEqual(warnings(body), expected));

  it('asks one person of two groups for two votes; a group that a chat backs is taken at its word', () => {
    const rest = (from: string): string =>
      `groups: { sre: { people: [ada]${from} }, qa: { people: [ada] } }\n`;
    const body = '{ approve: { quota: { sre: 1, qa: 1 } } }';
    assert.deepEqual(warnings(body, undefined, rest('')), [few(2, 1)]);
    assert.deepEqual(warnings(body, undefined, rest(', from: [slack-main/S0SRE]')), []);
    assert.ok(
      warnings('{ approve: { any: [empty] } }', undefined, 'groups: { empty: {} }\n').includes(
        `policies.one.approve: ${NOBODY}`,
      ),
    );
  });

  it('is used nowhere', () => {
    assert.deepEqual(warnings('{ approve: { any: [ben] } }', PROD), [
      'policies.one: is used nowhere: name it under policy or steps',
    ]);
  });

  it('is for a workflow that no environment has', () => {
    const rest = 'workflows: { shop-prd: { policy: one } }\n';
    assert.deepEqual(warnings('{ approve: { any: [ben] } }', PROD, rest), [
      'workflows.shop-prd: is the workflow of no environment here, so its policy is only for runs that were started elsewhere; did you mean "shop-prod"?',
    ]);
  });
});

describe('an environment without approvers', () => {
  const EMPTY =
    'apps.shop.environments.prod.approvers: is empty: nobody can approve here: a run that asks waits until somebody cancels it';
  const one = '{ approve: { any: [ben] } }';

  it('is quiet where a policy holds, be it only for a step', () => {
    assert.deepEqual(warnings(one, 'prod: { workflow: shop-prod }', 'policy: one\n'), []);
    assert.deepEqual(warnings(one, 'prod: { workflow: shop-prod, steps: { approve: one } }'), []);
  });

  it('is told where none does, and where an empty list says that nobody may', () => {
    assert.ok(warnings(one, 'prod: { workflow: shop-prod }').includes(EMPTY));
    assert.deepEqual(warnings(one, 'prod: { workflow: shop-prod, approvers: [] }', 'policy: one\n'), [EMPTY]);
  });
});
