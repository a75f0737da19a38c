/** The workflow that is made of an Application that has none is the one that KubeVela makes. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadWorkflows } from '../../../src/engines/embedded/load/loader.ts';
import type { Plan } from '../../../src/engines/embedded/plan.ts';
import { ConfigError } from '../../../src/errors.ts';

const COMPONENTS = `components:
    - { name: web, type: webservice, dependsOn: [db], inputs: [{ from: host, parameterKey: env.HOST }] }
    - { name: db, type: webservice, outputs: [{ name: host, valueFrom: output.host }] }
`;

const machine = {
  name: 'machine',
  takes: ['webservice', 'ref-objects'],
  command: { argv: ['true'], environment: {} },
};

async function load(spec: string): Promise<Plan | undefined> {
  const workflows = await mkdtemp(join(tmpdir(), 'greenlight-load-'));
  try {
    const head = 'apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: { name: app }\n';
    await writeFile(join(workflows, 'f.yaml'), `${head}spec:\n  ${spec}`);
    const options = { id: 'local', workflows, dataDir: workflows, targets: [machine] };
    return (await loadWorkflows(options)).get('app');
  } finally {
    await rm(workflows, { recursive: true });
  }
}

const A = '{ name: a, type: topology, properties: { clusters: [c1] } }';
const B = '{ name: b, type: topology, properties: { clusters: [c2] } }';
const SMALL = '{ name: small, type: override, properties: { components: [{ properties: { size: 1 } }] } }';
const ENVS = '{ name: envs, type: env-binding, properties: { envs: [{ name: test }, { name: prod }] } }';
const PLAIN = 'components: [{ name: web, type: webservice }]\n';
const COPIES = 'components: [{ name: keys, type: ref-objects }]\n';

for (const [name, spec, workflow] of [
  [
    'one apply-component for each component, each when those before it are over',
    COMPONENTS,
    `mode: { steps: DAG }, steps: [
      { name: web, type: apply-component, properties: { component: web } },
      { name: db, type: apply-component, properties: { component: db } }]`,
  ],
  [
    'one deploy for each topology, with all overrides before it, whatever stands between them',
    `${PLAIN}  policies: [${A}, ${SMALL}, ${ENVS}, ${B}]\n`,
    `mode: { steps: DAG }, steps: [
      { name: deploy-a, type: deploy, properties: { policies: [small, a] } },
      { name: deploy-b, type: deploy, properties: { policies: [small, b] } }]`,
  ],
  [
    'one deploy for overrides alone',
    `${PLAIN}  policies: [${SMALL}]\n`,
    'mode: { steps: DAG }, steps: [{ name: deploy, type: deploy, properties: { policies: [small] } }]',
  ],
  [
    'one deploy for objects that are copied',
    COPIES,
    'mode: { steps: DAG }, steps: [{ name: deploy, type: deploy, properties: { policies: [] } }]',
  ],
  [
    'one deploy2env for each env',
    `${PLAIN}  policies: [${ENVS}]\n`,
    `mode: { steps: DAG }, steps: [
      { name: deploy-envs-test, type: deploy2env, properties: { policy: envs, env: test } },
      { name: deploy-envs-prod, type: deploy2env, properties: { policy: envs, env: prod } }]`,
  ],
] as const) {
  test(`an Application without a workflow has ${name}`, async () => {
    const made = await load(spec);
    assert.ok(made !== undefined && made.steps.length > 0);
    assert.deepEqual(made, await load(`${spec}  workflow: { ${workflow} }\n`));
  });
}

test('policies without a name are told apart as KubeVela names them', async () => {
  const plan = await load(
    `${PLAIN}  policies: [{ type: topology, properties: { clusters: [c1] } }, { type: override, properties: { selector: [web] } }]\n`,
  );
  assert.deepEqual(
    plan?.steps.map(({ name, properties }) => [name, properties]),
    [['deploy-topology:auto-gen:0', { policies: ['override:auto-gen:1', 'topology:auto-gen:0'] }]],
  );
});

test('a workflow without steps gets them too, in its own mode', async () => {
  for (const workflow of ['{ steps: [] }', '{ mode: { subSteps: StepByStep } }']) {
    const plan = await load(`${PLAIN}  workflow: ${workflow}\n`);
    assert.equal(plan?.mode?.steps, 'StepByStep');
    assert.deepEqual(
      plan?.steps.map(({ name, type }) => [name, type]),
      [['web', 'apply-component']],
    );
  }
});

test('what could not be made, or is wrong in what was made, is told where the Application stands', async () => {
  for (const [spec, wanted] of [
    [
      'components: []\n',
      ['1:1 Application "app" has no steps, and no components of which they could be made'],
    ],
    [
      `${PLAIN}  workflow: { ref: other }\n`,
      ['6:15 "ref" of "workflow": steps by reference are not supported here; write the steps into this file'],
    ],
    [
      'components: [{ name: web, type: cron-task }]\n',
      [
        '5:3 "properties" of step "web": no target takes component "web" of type "cron-task" (targets: machine takes webservice, ref-objects in all environments)',
      ],
    ],
  ] as const) {
    await assert.rejects(load(spec), (error) => {
      assert.ok(error instanceof ConfigError);
      const told = error.problems.map(({ path, message }) => `${path.replace('f.yaml:', '')} ${message}`);
      assert.deepEqual(told, wanted);
      return true;
    });
  }
});
