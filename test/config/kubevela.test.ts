import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import { load, problems, SMALL } from './load.ts';

const CLUSTER = `engines:
  cluster:
    kind: kubevela
    namespaces: [prod, staging]
`;

/** The small configuration on a cluster; `more` are lines of the engine. */
function onCluster(more = '', workflow = 'application/shop'): string {
  return SMALL.replace(/engines:\n[^]*(?=apps:)/, CLUSTER + more)
    .replace('engine: local', 'engine: cluster')
    .replace('workflow: shop-prod', `workflow: ${workflow}`);
}

describe('an engine of kind kubevela', () => {
  it('is the pod’s own cluster where nothing else is said', () => {
    const config = load(onCluster());
    assert.deepEqual(config.engines, [
      {
        kind: 'kubevela',
        id: 'cluster',
        kubeconfig: undefined,
        context: undefined,
        namespaces: ['prod', 'staging'],
        templates: undefined,
        takesOver: [],
        requestMs: undefined,
      },
    ]);
    assert.deepEqual(config.choosable, []);
    assert.match(
      describeConfig(config),
      /cluster {2}kubevela\n.*cluster {5}by the service account of its pod/,
    );
  });

  it('takes paths from the folder of the file, and policies that objects may choose', () => {
    const yaml = onCluster(
      '    kubeconfig: ./kube\n    context: east\n    templates: runs\n    takesOver: [kubectl]\n    policies: [strict]\n    requestTimeout: 5s\npolicies: { strict: { approve: { any: [ben] } } }\n',
    );
    const config = load(yaml);
    const [engine] = config.engines;
    assert.ok(engine?.kind === 'kubevela');
    assert.deepEqual(
      [engine.kubeconfig, engine.context, engine.templates, engine.requestMs],
      ['/srv/gl/kube', 'east', '/srv/gl/runs', 5000],
    );
    assert.deepEqual(
      config.choosable.map(({ engine: id, policy }) => [id, policy.id]),
      [['cluster', 'strict']],
    );
    // It has its use by that.
    assert.doesNotMatch(JSON.stringify(config.warnings), /used nowhere/);
    const described = describeConfig(config);
    assert.match(described, /strict\n {4}approved by one of ben/);
    assert.match(described, /objects on cluster that ask for it {2}strict/);
  });

  it('says what is wrong', () => {
    const yaml = onCluster('    policies: [stirct]\npolicies: { strict: { approve: { any: [ben] } } }\n')
      .replace('[prod, staging]', '[prod, prod, Prod_1]')
      .replace('kind: kubevela', 'kind: kubevela\n    workflows: x');
    assert.deepEqual(problems(yaml), [
      'engines.cluster.workflows (greenlight.yaml:9:5): is not a key here; known: kind, kubeconfig, context, namespaces, templates, takesOver, policies, requestTimeout',
      'engines.cluster.namespaces[1] (greenlight.yaml:10:24): is there twice',
      'engines.cluster.namespaces[2] (greenlight.yaml:10:30): is no namespace: lower-case letters, digits and hyphens',
      'engines.cluster.policies[0] (greenlight.yaml:11:16): there is no policy "stirct"; did you mean "strict"?',
    ]);
  });
});
