/** What is refused of components, of the policies by which they are deployed, and of the steps that deploy them: each where it is written. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadWorkflows } from '../../../src/engines/embedded/load/loader.ts';
import { ConfigError } from '../../../src/errors.ts';

const TARGETS = [{ name: 'machine', takes: ['webservice'], command: { argv: ['true'], environment: {} } }];

/** `line:column message` of each. */
async function problemsOf(text: string): Promise<string[]> {
  const workflows = await mkdtemp(join(tmpdir(), 'greenlight-load-'));
  try {
    await writeFile(join(workflows, 'f.yaml'), text);
    await loadWorkflows({ id: 'local', workflows, dataDir: workflows, targets: TARGETS });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems.map(({ path, message }) => `${path.replace('f.yaml:', '')} ${message}`);
  } finally {
    await rm(workflows, { recursive: true });
  }
}

type App = { web?: string; others?: string; policy?: string; steps?: string; mode?: string };

function application({ web = '', others = '', policy, steps, mode = '' }: App): string {
  const named = policy === undefined ? '{}' : '{ policies: [p] }';
  return `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: app }
spec:
  components:
    - { name: web, type: webservice${web} }
${others}  policies: [${policy ?? ''}]
  workflow:
    steps:
${steps ?? `      - { name: go, type: deploy, properties: ${named} }\n`}${mode}`;
}

const apply = (step: string, component: string): string =>
  `      - { name: ${step}, type: apply-component, properties: { component: ${component} } }\n`;
const DB = '    - { name: db, type: webservice }\n';

const GIVING_DB = '    - { name: db, type: webservice, outputs: [{ name: x, valueFrom: output.x }] }\n';

const cases: readonly (readonly [string, App, RegExp])[] = [
  [
    'a component that depends on none that there is',
    { web: ', dependsOn: [wep]' },
    /^6:50 "dependsOn" of component "web": there is no component "wep"; did you mean "web"\? \(there are web\)$/,
  ],
  [
    'a component that depends on itself',
    { web: ', dependsOn: [web]' },
    /^6:50 "dependsOn" of component "web": each would wait for the other: web → web$/,
  ],
  [
    'components that depend on each other',
    {
      web: ', dependsOn: [api]',
      others:
        '    - { name: api, type: webservice, dependsOn: [db] }\n    - { name: db, type: webservice, dependsOn: [web] }\n',
    },
    /^8:49 "dependsOn" of component "db": each would wait for the other: db → web → api → db$/,
  ],
  [
    'a component that depends on a number',
    { web: ', dependsOn: [1]' },
    /"dependsOn" of component "web" is a list of names of components$/,
  ],
  [
    'a component that is applied before what it depends on',
    { web: ', dependsOn: [db]', others: DB, steps: apply('web', 'web') + apply('db', 'db') },
    /^11:70 step "web" applies component "web", which depends on "db", which comes later: one step runs after the other there/,
  ],
  [
    'a component that is applied where no step is called like what it depends on',
    { web: ', dependsOn: [db]', others: DB, steps: apply('a', 'db') + apply('b', 'web') },
    /step "b" applies component "web", which depends on "db": KubeVela waits for a step called "db", and there is none; call the step that applies it so$/,
  ],
  [
    'a component without what it depends on',
    {
      web: ', dependsOn: [db]',
      others: DB,
      policy: '{ name: p, type: override, properties: { selector: [web] } }',
    },
    /component "web" depends on "db", which this step does not deploy: KubeVela would wait for it for ever$/,
  ],
  [
    'an input that nothing gives',
    { web: ', inputs: [{ from: x, parameterKey: a }]' },
    /component "web" takes "x", which no component of this step gives: KubeVela would wait for it for ever$/,
  ],
  [
    'an input that no step gives',
    { web: ', inputs: [{ from: x, parameterKey: a }]', steps: apply('a', 'web') },
    /step "a" applies component "web", which takes "x", which no step gives as an output$/,
  ],
  [
    'an input of a component that is applied later',
    {
      web: ', inputs: [{ from: x, parameterKey: a }]',
      others: GIVING_DB,
      steps: apply('a', 'web') + apply('b', 'db'),
    },
    /step "a" applies component "web", which takes "x", which comes later/,
  ],
  [
    'inputs in a circle',
    {
      web: ', inputs: [{ from: x, parameterKey: a }]',
      others: GIVING_DB.replace('outputs', 'dependsOn: [web], outputs'),
    },
    /^6:\d+ input 1 of component "web": each would wait for the other: web → db → web$/,
  ],
  [
    'an input into properties of properties',
    { web: ', inputs: [{ from: x, parameterKey: properties.a }]', others: GIVING_DB },
    /takes "x" into "properties\.…", which KubeVela's deploy looks for in the properties: leave "properties\." away$/,
  ],
  [
    'an input that is calculated, in a deploy',
    {
      web: ', inputs: [{ from: x, parameterKey: a }]',
      others: GIVING_DB.replace('output.x', 'output.x + "y"'),
    },
    /takes "x", whose "valueFrom" is no path: KubeVela's deploy takes nothing else$/,
  ],
  [
    'an input into a trait',
    { web: ', inputs: [{ from: x, parameterKey: "traits[0].properties.a" }]', others: GIVING_DB },
    /"parameterKey" of input 1 of component "web": only properties can be taken from others here, not traits$/,
  ],
  [
    'an input without a place',
    { web: ', inputs: [{ from: x }]', others: GIVING_DB },
    /input 1 of component "web" needs "from", the name of an output, and "parameterKey"/,
  ],
  [
    'an output that two give',
    { web: ', outputs: [{ name: x, valueFrom: output.a }]', others: GIVING_DB },
    /^7:\d+ output 1 of component "db": component "web" already gives "x"$/,
  ],
  [
    'an output of something that is not there',
    { web: ', outputs: [{ name: x, valueFrom: outputs.a }]' },
    /"valueFrom" of output 1 of component "web": .*outputs/,
  ],
  [
    'inputs in an environment of a policy',
    {
      web: ', inputs: [{ from: x, parameterKey: a }]',
      others: GIVING_DB,
      policy: '{ name: p, type: env-binding, properties: { envs: [{ name: e }] } }',
      steps: '      - { name: go, type: deploy2env, properties: { env: e } }\n',
    },
    /component "web" has inputs, and KubeVela's deploy2env gives nothing on: use deploy$/,
  ],
  [
    'a topology of nothing',
    { policy: '{ name: p, type: topology }' },
    /policy 1 needs "properties", which say what the topology is$/,
  ],
  ['an override of nothing', { policy: '{ name: p, type: override }' }, /policy 1 needs "properties"/],
  [
    'a topology with an unknown field',
    { policy: '{ name: p, type: topology, properties: { cluster: a } }' },
    /has no field "cluster"; did you mean "clusters"/,
  ],
  [
    'a topology with the old name of a selector',
    { policy: '{ name: p, type: topology, properties: { clusterSelector: { a: b } } }' },
    /"clusterSelector" of "properties" of policy 1: this is its old name.*write clusterLabelSelector$/,
  ],
  [
    'a topology with no cluster',
    { policy: '{ name: p, type: topology, properties: { clusters: [] } }' },
    /"clusters" of .* is empty: name one, or leave it away$/,
  ],
  [
    'a topology with labels that no cluster of the configuration has',
    { policy: '{ name: p, type: topology, properties: { clusterLabelSelector: { region: asia } } }' },
    /step "go": topology "p" asks for clusters with region=asia, and clusterLabels .* names none with them$/,
  ],
  [
    'a topology with a label that is no text',
    { policy: '{ name: p, type: topology, properties: { clusterLabelSelector: { region: 1 } } }' },
    /"region" of "clusterLabelSelector" of .* is a number; it must be a text$/,
  ],
  [
    'an override for a component that is not there',
    { policy: '{ name: p, type: override, properties: { components: [{ name: wbe }] } }' },
    /^10:\d+ .*step "go": policy "p": there is no component "wbe" \(there are web\); to add it, say its type$/,
  ],
  [
    'an override with a name that is none',
    { policy: '{ name: p, type: override, properties: { components: [{ name: "w(b" }] } }' },
    /^7:\d+ "name" of patch 1 .* is neither the name of a component nor a pattern/,
  ],
  [
    'an override with a field that no patch has',
    {
      policy:
        '{ name: p, type: override, properties: { components: [{ name: web, externalRevision: v1 }] } }',
    },
    /"externalRevision" of patch 1 .*: it names a revision that is kept in a cluster/,
  ],
  [
    'an override that takes a trait away by a word',
    {
      policy:
        '{ name: p, type: override, properties: { components: [{ traits: [{ type: x, disable: "true" }] }] } }',
    },
    /"disable" of trait 1 of patch 1 .* is a text; it must be true or false$/,
  ],
  [
    'an override that leaves nothing',
    { policy: '{ name: p, type: override, properties: { selector: [api] } }' },
    /policy "p": its selector leaves none of the components$/,
  ],
  [
    'an override that adds what no target takes',
    { policy: '{ name: p, type: override, properties: { components: [{ name: job, type: cron-task }] } }' },
    /no target takes component "job" of type "cron-task"/,
  ],
  [
    'a policy that makes copies',
    { policy: '{ name: p, type: replication, properties: { keys: [a, b], selector: [web] } }' },
    /^10:\d+ policy "p" of .*step "go" is of type replication: .*KubeVela on Kubernetes runs it$/,
  ],
  [
    'none at once',
    { steps: '      - { name: go, type: deploy, properties: { parallelism: 0 } }\n' },
    /"parallelism" of .*step "go" must be a whole number, at least 1$/,
  ],
];

for (const [name, app, message] of cases) {
  test(`refused: ${name}`, async () => {
    const problems = await problemsOf(application(app));
    assert.ok(
      problems.some((one) => message.test(one)),
      problems.join('\n'),
    );
  });
}

test('a mistake in what a component waits for is told once', async () => {
  assert.equal((await problemsOf(application({ web: ', dependsOn: [x]' }))).length, 1);
});

test('a component has a name', async () => {
  const nameless = await problemsOf(application({ others: '    - { name: "", type: webservice }\n' }));
  assert.deepEqual(nameless, ['7:7 component 2 needs "name" and "type"']);
});

test('what is right is taken', async () => {
  const right: readonly App[] = [
    { web: ', dependsOn: [db]', others: DB },
    { web: ', dependsOn: [db]', others: DB, steps: apply('db', 'db') + apply('web', 'web') },
    {
      web: ', dependsOn: [db]',
      others: DB,
      steps: apply('web', 'web') + apply('db', 'db'),
      mode: '    mode: { steps: DAG }\n',
    },
    { policy: '{ name: p, type: topology, properties: { clusters: [a, b], namespace: shop } }' },
    {
      policy: '{ name: p, type: topology, properties: { clusterLabelSelector: { a: b }, allowEmpty: true } }',
    },
    { policy: '{ name: p, type: apply-once, properties: { enable: true } }' },
  ];
  for (const app of right) assert.deepEqual(await problemsOf(application(app)), []);
});
