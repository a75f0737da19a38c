import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problems, small } from './load.ts';

const PROD = 'prod: { workflow: shop-prod, approvers: [ben] }';
const USED = 'prod: { workflow: shop-prod, policy: one }';
const POLICY = '{ approve: { any: [ben] } }';

/** What is wrong with a file whose only environment and policy are these, without lines and columns. */
function wrong(body: string, environment = USED, rest = ''): string[] {
  const yaml = `${small(PROD, environment)}policies: { one: ${body} }\n${rest}`;
  return problems(yaml).map((one) => one.replace(/ \(\S+\)/, ''));
}

type Case = readonly [body: string, expected: readonly string[]];

function table(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    for (const [body, expected] of cases)
      it(body, () => {
        const found = expected.map((one) => `policies.one.${one}`);
        assert.deepEqual(wrong(body), found);
      });
  });
}

const LEVEL = 'must be a level such as { any: [ben, chen] }';

table('a level', [
  ['{ reason: never }', [`approve: is missing: ${LEVEL}, or a list of levels`]],
  ['{ approve: ben }', [`approve: ${LEVEL}, or a list of levels`]],
  ['{ approve: [ben, ada] }', [`approve[0]: ${LEVEL}`, `approve[1]: ${LEVEL}`]],
  ['{ approve: {} }', ['approve: says nobody: write any, all, atLeast with of, or quota']],
  ['{ approve: { anny: [ben] } }', ['approve.anny: is not a key here; did you mean "any"?']],
  ['{ approve: { atLeast: 2 } }', ['approve.atLeast: needs a list: write atLeast: 2, of: [ben, chen, dana]']],
  [
    '{ approve: { of: [ben] } }',
    ['approve.of: needs a number: write atLeast: 2 beside it, or any: for one of them'],
  ],
  [
    '{ approve: { any: [ben], all: [ada] } }',
    [
      'approve: has any and all, but a level is one of any, all, of and quota: write a list of levels to ask for one after the other',
    ],
  ],
]);

table('people and numbers', [
  ['{ approve: { any: [bne] } }', ['approve.any[0]: there is no person or group "bne"; did you mean "ben"?']],
  [
    '{ approve: [{ any: [ben] }, { any: [bne] }] }',
    ['approve[1].any[0]: there is no person or group "bne"; did you mean "ben"?'],
  ],
  [
    '{ approve: { quota: { adda: 1 } } }',
    ['approve.quota.adda: there is no person or group "adda"; did you mean "ada"?'],
  ],
  ['{ approve: { quota: { ada: 0 } } }', ['approve.quota.ada: must be at least 1']],
  [
    '{ approve: { quota: { ada: 2 } } }',
    ['approve.quota.ada: asks for 2, but there is only one person: it could never be reached'],
  ],
  [
    '{ approve: { atLeast: 3, of: [ada, ben, ben] } }',
    ['approve.atLeast: asks for 3, but there are only 2 people: it could never be reached'],
  ],
  [
    '{ approve: { any: [ben] }, reject: { by: [bne] } }',
    ['reject.by[0]: there is no person or group "bne"; did you mean "ben"?'],
  ],
  [
    '{ approve: { any: [ben] }, reject: { by: [ben], count: 2 } }',
    ['reject.count: asks for 2, but there is only one person: it could never be reached'],
  ],
  [
    '{ approve: { any: [ben] }, escalate: { after: 1h, to: [bne] } }',
    ['escalate.to[0]: there is no person or group "bne"; did you mean "ben"?'],
  ],
  [
    '{ approve: { any: [ben] }, breakGlass: [everyone] }',
    ['breakGlass[0]: "everyone" is a group: name the people, so that everybody sees who can approve alone'],
  ],
  [
    '{ approve: { any: [ben] }, breakGlass: [bne] }',
    ['breakGlass[0]: there is no person "bne"; did you mean "ben"?'],
  ],
]);

const NEVER = 'never comes: the question has expired by then; write a shorter time, or expires later';

table('times and words', [
  [
    '{ approve: { any: [ben] }, expires: 2h, remind: 2h, escalate: { after: 3h, to: [ada] } }',
    [`remind: ${NEVER}`, `escalate.after: ${NEVER}`],
  ],
  [
    '{ approve: { any: [ben] }, expires: 2d }',
    ['expires: has days or weeks, which a duration here does not know: write hours, such as 24h'],
  ],
  [
    '{ approve: { any: [ben] }, expires: { after: 2h, then: approve } }',
    ['expires.then: must be one of reject, cancel'],
  ],
  [
    '{ approve: { any: [ben] }, reason: on-rejct }',
    ['reason: must be one of never, on-reject, always; did you mean "on-reject"?'],
  ],
  [
    '{ approve: { any: [ben] }, form: { ticket: { options: [a, a] } } }',
    ['form.ticket.options: names an option twice: remove one'],
  ],
  [
    '{ approve: { any: [ben] }, form: { reason: {} } }',
    ['form: must not have a field “reason”: the key reason beside form asks for it'],
  ],
  [
    '{ approve: { any: [ben] }, breakglass: [ben] }',
    ['breakglass: is not a key here; did you mean "breakGlass"?'],
  ],
]);

describe('groups in a policy', () => {
  const GROUPS =
    'groups: { sre: { people: [ada] }, both: { people: [ada, ben] }, far: { from: [slack-main/S0FAR] } }\n';

  it('are counted as far as the file alone tells', () => {
    const level =
      '{ approve: [{ quota: { sre: 2 } }, { atLeast: 3, of: [both, ada] }, { quota: { far: 9 } }] }';
    assert.deepEqual(wrong(level, USED, GROUPS), [
      'policies.one.approve[0].quota.sre: asks for 2, but there is only one person: it could never be reached',
      'policies.one.approve[1].atLeast: asks for 3, but there are only 2 people: it could never be reached',
    ]);
  });

  it('never break glass', () => {
    assert.deepEqual(wrong('{ approve: { any: [sre] }, breakGlass: [sre] }', USED, GROUPS), [
      'policies.one.breakGlass[0]: "sre" is a group: name the people, so that everybody sees who can approve alone',
    ]);
  });
});

describe('the places that name a policy', () => {
  it('one that is not there', () => {
    assert.deepEqual(
      wrong(
        POLICY,
        'prod: { workflow: shop-prod, policy: on, steps: { approve: oen } }',
        'policy: ome\nworkflows: { shop-prod: { policy: two } }\n',
      ),
      [
        'apps.shop.environments.prod.policy: there is no policy "on"; did you mean "one"?',
        'apps.shop.environments.prod.steps.approve: there is no policy "oen"; did you mean "one"?',
        'policy: there is no policy "ome"; did you mean "one"?',
        'workflows.shop-prod.policy: there is no policy "two"; known: one',
      ],
    );
  });

  it('approvers beside a policy', () => {
    assert.deepEqual(wrong(POLICY, 'prod: { workflow: shop-prod, approvers: [], policy: one }'), [
      'apps.shop.environments.prod.policy: stands beside approvers, which are a policy themselves: keep one of the two',
    ]);
  });

  it('two for the same gate', () => {
    assert.deepEqual(wrong(POLICY, 'prod: { workflow: shop-prod, steps: { qa/sign: one, sign: one } }'), [
      'apps.shop.environments.prod.steps["qa/sign"]: is the gate that the step sign means too: keep one of the two',
    ]);
  });
});
