import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import { load, problems, small } from './load.ts';

const PROD = 'prod: { workflow: shop-prod, approvers: [ben] }';
const TARGET = 'cluster: { takes: [webservice], command: [./deploy.sh, --fast] }';
const HALVES = ['eu', 'us'].map(
  (name) => `${name}: { takes: [webservice], environments: [prod], command: [./deploy.sh, ${name}] }`,
);
const BOTH = HALVES.join('\n      ');

function withTargets(prod: string, targets = TARGET): string {
  return small(PROD, prod).replace(TARGET, targets);
}

describe('an environment without a workflow', () => {
  it('has the one that its targets make, which check shows', () => {
    const config = load(withTargets('prod: { targets: [us, eu] }', BOTH));
    const [environment] = config.apps[0]?.environments ?? [];
    assert.equal(environment?.workflow, 'shop/prod');
    assert.deepEqual(environment.targets, ['us', 'eu']);
    assert.match(
      describeConfig(config),
      new RegExp(
        [
          '  prod  by workflow shop/prod',
          '    which is made from its targets:',
          '      policies: \\[{ name: prod-targets, type: env-binding, properties: { envs: \\[{ name: us }, { name: eu }\\] } }\\]',
          '      steps:',
          '        - { name: us, type: deploy2env, properties: { policy: prod-targets, env: us } }',
          '        - { name: eu, type: deploy2env, properties: { policy: prod-targets, env: eu } }',
        ].join('\n {2}'),
      ),
    );
    assert.deepEqual(
      config.warnings.filter(({ path }) => path.includes('approvers')),
      [],
    );
  });

  it('can have a policy by the name of its workflow, and be named by routes', () => {
    const file = `${withTargets('prod: { targets: [cluster] }')}policies:
  any: { approve: [{ any: [ben] }] }
workflows:
  shop/prod: { policy: any }
`;
    assert.deepEqual(
      load(file).warnings.filter(({ path }) => path.startsWith('workflows')),
      [],
    );
  });

  const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
    [
      'neither',
      'prod: { rooms: [] }',
      TARGET,
      [
        'apps.shop.environments.prod (greenlight.yaml:20:7): has neither workflow nor targets: name the workflow that deploys here, or the targets that one is made from',
      ],
    ],
    [
      'both',
      'prod: { workflow: shop-prod, targets: [cluster] }',
      TARGET,
      [
        'apps.shop.environments.prod.targets (greenlight.yaml:20:36): are for an environment without a workflow, whose own says where: keep one',
      ],
    ],
    [
      'people for gates that it has not',
      'prod: { targets: [cluster], approvers: [ben] }',
      TARGET,
      [
        'apps.shop.environments.prod.approvers (greenlight.yaml:20:35): has no effect: the workflow that is made from targets asks nobody. Write one with a suspend step and name it as workflow',
      ],
    ],
    [
      'a target that is not there, and one twice',
      'prod: { targets: [clutser, cluster, cluster] }',
      TARGET,
      [
        'apps.shop.environments.prod.targets[0] (greenlight.yaml:20:25): there is no target "clutser"; did you mean "cluster"?',
        'apps.shop.environments.prod.targets[2] (greenlight.yaml:20:43): is there twice',
      ],
    ],
    [
      'a target of another environment',
      'prod: { targets: [cluster] }\n      test: { workflow: shop-test }',
      TARGET.replace('command', 'environments: [test], command'),
      [
        'apps.shop.environments.prod.targets[0] (greenlight.yaml:20:25): is not for prod: its environments name others',
      ],
    ],
    [
      'two targets for the same, one of which it does not mean',
      'prod: { targets: [eu] }',
      BOTH,
      [
        'engines.local.targets.us.takes[0] (greenlight.yaml:12:21): target eu takes this type in the same environment too: only one may; say which environments, clusters or namespaces each is for',
      ],
    ],
    [
      'two targets for the same in all environments',
      'prod: { targets: [eu, us] }',
      BOTH.replaceAll('environments: [prod], ', ''),
      [
        'engines.local.targets.us.takes[0] (greenlight.yaml:12:21): target eu takes this type too: only one may; say which environments, clusters or namespaces each is for',
      ],
    ],
  ];
  for (const [name, prod, targets, expected] of cases)
    it(`is refused with ${name}`, () => assert.deepEqual(problems(withTargets(prod, targets)), expected));
});
