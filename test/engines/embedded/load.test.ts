import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadWorkflows, type Workflows } from '../../../src/engines/embedded/load/loader.ts';
import { stepTypeNamed } from '../../../src/engines/embedded/load/step-types.ts';
import type { EmbeddedOptions } from '../../../src/engines/embedded/options.ts';
import { ConfigError } from '../../../src/errors.ts';

async function load(
  files: Record<string, string>,
  options: Partial<EmbeddedOptions> = {},
): Promise<Workflows> {
  const workflows = await mkdtemp(join(tmpdir(), 'greenlight-load-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(workflows, name), text);
    const targets = [
      { name: 'machine', takes: ['webservice'], command: { argv: ['true'], environment: {} } },
    ];
    return await loadWorkflows({ id: 'local', workflows, dataDir: workflows, targets, ...options });
  } finally {
    await rm(workflows, { recursive: true });
  }
}

async function problemsOf(
  files: Record<string, string>,
  options?: Partial<EmbeddedOptions>,
): Promise<string[]> {
  const error = await load(files, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ConfigError, 'it was loaded');
  return error.problems.map((p) => `${p.path} ${p.message}`);
}

const workflow = (steps: string): string => `apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata:
  name: w
steps:
${steps}`;

const application = (steps: string, rest = ''): string => `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata:
  name: app
spec:
  components:
    - name: web
      type: webservice
${rest}  workflow:
    steps:
${steps}`;

test('the three kinds, several documents in a file, names for steps without one', async () => {
  const run = `apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: { name: run, namespace: prod }
spec:
  context: { image: "shop:1" }
  mode: { steps: StepByStep, subSteps: DAG }
  workflowSpec:
    steps:
      - type: suspend
        timeout: 24h
      - type: print-message-in-status
        if: always
        inputs: [{ from: context.image, parameterKey: message }]
`;
  const text = [
    workflow('  - { type: suspend }'),
    run,
    application('      - { name: d, type: deploy }'),
  ].join('\n---\n');
  const workflows = await load({
    'all.yaml': text,
    'notes.txt': 'kind: nothing',
    'empty.yml': '# nothing yet\n',
  });
  assert.deepEqual([...workflows.keys()], ['w', 'run', 'app']);
  const plan = workflows.get('run');
  assert.deepEqual(plan?.context, { image: 'shop:1' });
  assert.deepEqual(
    plan?.steps.map((s) => [s.name, s.timeoutMs, s.if]),
    [
      ['step-0', 86_400_000, undefined],
      ['step-1', undefined, 'always'],
    ],
  );
  assert.deepEqual(plan?.steps[1]?.inputs, [{ from: ['context', 'image'], key: ['message'] }]);
});

test('modes, dependencies, groups and their sub-steps, which are named after their places', async () => {
  const steps = `  - name: checks
    type: step-group
    mode: StepByStep
    timeout: 1h
    subSteps:
      - { name: lint, type: suspend, dependsOn: [other] }
      - { type: suspend, if: 'status.checks.phase == "running"' }
  - { name: other, type: print-message-in-status, properties: { message: hi } }
mode: { steps: DAG, subSteps: null }`;
  const plan = (await load({ 'a.yaml': workflow(steps) })).get('w');
  assert.deepEqual(plan?.mode, { steps: 'DAG', subSteps: 'DAG' });
  assert.deepEqual(
    plan?.steps.map((s) => [
      s.name,
      s.mode,
      s.timeoutMs,
      s.subSteps?.map((sub) => [sub.name, sub.dependsOn]),
    ]),
    [
      [
        'checks',
        'StepByStep',
        3_600_000,
        [
          ['lint', ['other']],
          ['step-0-1', undefined],
        ],
      ],
      ['other', undefined, undefined, undefined],
    ],
  );
});

test('old spellings of inputs and outputs', async () => {
  const steps = `      - name: apply
        type: apply-component
        properties: { component: web }
        outputs: [{ from: state, valueFrom: output.state }]
      - name: say
        type: print-message-in-status
        inputs: [{ name: state, parameterKey: properties.message }]
`;
  const plan = (await load({ 'a.yaml': application(steps) })).get('app');
  assert.deepEqual(plan?.steps[0]?.outputs, [{ name: 'state', value: 'output.state' }]);
  assert.deepEqual(plan?.steps[1]?.inputs, [{ from: ['state'], key: ['message'] }]);
});

test('every mistake of every file, each with its place', async () => {
  const problems = await problemsOf({
    'a.yaml': workflow(`  - name: one
    type: suspnd
  - name: one
    type: suspend
    dependsOn: [x]
    timeot: 1h
    properties:
      duration: 1d
      mesage: hi
  - name: say
    type: print-message-in-status
`),
    'b.yaml': 'kind: [unclosed',
    'c.yaml': workflow('  - { name: x, type: suspend }'),
  });
  assert.deepEqual(problems, [
    `a.yaml:8:11 step 2 is called "one" like step 1; names are unique`,
    'a.yaml:7:11 step type "suspnd" is unknown: no engine knows it; did you mean "suspend"? (here run suspend, step-group, print-message-in-status, request, webhook, notification, webhook-notification, apply-component, deploy, deploy2env, exec)',
    'a.yaml:11:5 step "one" has no field "timeot"; did you mean "timeout"? (it has name, type, meta, if, timeout, dependsOn, inputs, outputs, properties)',
    'a.yaml:14:7 "properties" of step "one" has no field "mesage"; did you mean "message"? (it has message, duration)',
    'a.yaml:13:17 "1d" is not a duration: write it with h, m, s or ms, as in "1h30m" (days are not known: "24h")',
    'a.yaml:10:17 "dependsOn" of step "one": there is no step "x"',
    'a.yaml:15:5 "properties" of step "say" needs "message", a text',
    'b.yaml:1:16 the YAML cannot be read: Flow sequence in block collection must be sufficiently indented and end with a ]',
    'c.yaml:4:9 "w" is also the name of the workflow at a.yaml:4:9; names are unique',
  ]);
});

const mistakes: [string, string, RegExp][] = [
  [
    'a KubeVela step type',
    workflow('  - { name: x, type: apply-object }'),
    /"apply-object" is not run.*KubeVela on Kubernetes runs it/,
  ],
  [
    'a deploy without components',
    workflow('  - { name: x, type: deploy }'),
    /needs components, which only "kind: Application"/,
  ],
  [
    'a body of a GET',
    workflow('  - { name: x, type: request, properties: { url: "https://a.b", body: {} } }'),
    /"properties" of step "x" has a "body", and a GET sends none: write "method: POST"/,
  ],
  [
    'a body of a GET, from an input',
    workflow(
      '  - { name: x, type: request, properties: { url: "https://a.b", method: GET }, inputs: [{ from: context.name, parameterKey: body.name }] }',
    ),
    /a GET sends none/,
  ],
  ['no type', workflow('  - { name: x }'), /step "x" has no "type"/],
  ['no steps', workflow('  []'), /Workflow "w" has no steps/],
  [
    'an unknown mode',
    `${workflow('  - { type: suspend }')}\nmode: { steps: Dag }`,
    /:7:16 mode "Dag" is neither StepByStep nor DAG; did you mean "DAG"/,
  ],
  [
    'steps by reference',
    application('      - { type: suspend }', '  workflowX: 1\n'),
    /no field "workflowX"; did you mean "workflow"/,
  ],
  [
    'an unknown component',
    application('      - { type: apply-component, properties: { component: wep } }'),
    /component "wep", which the Application does not have; did you mean "web"/,
  ],
  [
    'a component that no target takes',
    application('      - { type: deploy }').replace('webservice', 'cron-task'),
    /no target takes component "web" of type "cron-task" \(targets: machine takes webservice in all environments\)/,
  ],
  [
    'an unknown policy',
    application('      - { type: deploy, properties: { policies: [canary] } }'),
    /no policy "canary"/,
  ],
  [
    'a component twice',
    application('      - { type: deploy }', '    - { name: web, type: webservice }\n'),
    /a component is called "web" already/,
  ],
  [
    'an unknown input',
    workflow('  - { type: print-message-in-status, inputs: [{ from: nothing, parameterKey: message }] }'),
    /takes "nothing", which no step gives/,
  ],
  [
    'an input of a later step',
    application(
      '      - { type: print-message-in-status, inputs: [{ from: x, parameterKey: message }] }\n      - { type: deploy, outputs: [{ name: x, valueFrom: output.web }] }',
    ),
    /takes "x", which comes later: one step runs after the other there/,
  ],
  [
    'an input for no property',
    workflow('  - { type: suspend, inputs: [{ from: context.name, parameterKey: properties.text }] }'),
    /suspend has no property "text"/,
  ],
  [
    'an output twice',
    application(
      '      - { type: deploy, outputs: [{ name: x, valueFrom: output.web }, { name: x, valueFrom: output.web }] }',
    ),
    /already gives an output "x"/,
  ],
  [
    'an interpolation without end',
    application(`      - { type: deploy, outputs: [{ name: x, valueFrom: '"\\(output.web"' }] }`),
    /not closed/,
  ],
  [
    'an import of what is not there',
    application(
      '      - type: deploy\n        outputs:\n          - name: x\n            valueFrom: |\n              import "time"\n              time.Now()',
    ),
    /:14:24 .*the package "time" cannot be imported here/,
  ],
  [
    'an import in a condition',
    workflow('  - { name: b, type: suspend, if: \'import "strings"\' }'),
    /a condition cannot import, nor can it on KubeVela/,
  ],
  [
    'a root of another step type',
    application('      - { type: deploy, outputs: [{ name: x, valueFrom: response.x }] }'),
    /"response" is not known here; an expression begins with output, answers, parameter, context/,
  ],
  [
    'answers of a gate by a wrong name',
    workflow('  - { type: suspend, outputs: [{ name: x, valueFrom: answer.ticket }] }'),
    /"answer" is not known here; did you mean "answers"\?; an expression begins with answers, parameter/,
  ],
  [
    'answers of a wait that asks nobody',
    workflow(
      '  - { type: suspend, properties: { duration: 1m }, outputs: [{ name: x, valueFrom: answers.ticket }] }',
    ),
    /takes answers, but a suspend with "duration" opens by itself/,
  ],
  [
    'answers of a deploy that asks nobody',
    application('      - { type: deploy, outputs: [{ name: x, valueFrom: "answers.a + answers.b" }] }'),
    /takes answers, but a deploy asks people with "auto: false" only/,
  ],
  [
    'an input that is nearly an answer',
    workflow(
      '  - { type: suspend, outputs: [{ name: ticket, valueFrom: answers.ticket }] }\n  - { type: print-message-in-status, inputs: [{ from: tickte, parameterKey: message }] }',
    ),
    /takes "tickte", which no step gives as an output; did you mean "ticket"/,
  ],
  [
    'a condition on no step',
    workflow('  - { name: a, type: suspend }\n  - { name: b, type: suspend, if: status.c.failed }'),
    /there is no step "c"/,
  ],
  [
    'a condition that CUE reads otherwise',
    workflow('  - { name: b, type: suspend, if: status.a-b.failed }'),
    /a name with "-" is written \["a-b"\]/,
  ],
  [
    'a wrong kind',
    'apiVersion: v1\nkind: Aplication\nmetadata: { name: x }',
    /:2:7 kind "Aplication" is not run here; did you mean "Application"/,
  ],
  [
    'the name of a step type in KubeVela 1.1',
    workflow('  - { name: x, type: multi-env }'),
    /:\d+:\d+ step type "multi-env" is not run .*: write deploy2env, which deploys all that its env selects$/,
  ],
  [
    'an address of a request with a password',
    workflow('  - { name: x, type: request, properties: { url: "https://bot:s3cret@example.com/" } }'),
    /:\d+:\d+ "url" of "properties" of step "x" has a user or a password before its host, which are not sent: take them out$/,
  ],
  [
    'an object of KubeVela that belongs into an Application',
    'apiVersion: core.oam.dev/v1alpha1\nkind: Policy\nmetadata: { name: x }',
    /:2:7 kind "Policy" is not run here; write it into spec\.policies of each Application that means it: this folder/,
  ],
  ['no kind', 'apiVersion: v1\nmetadata: { name: x }', /kind is missing/],
  [
    'a wrong apiVersion',
    workflow('  - { type: suspend }').replace('v1alpha1', 'v1'),
    /apiVersion of a Workflow is "core.oam.dev\/v1alpha1", not "core.oam.dev\/v1"/,
  ],
  ['no name', workflow('  - { type: suspend }').replace('name: w', 'labels: {}'), /needs metadata.name/],
  ['no object', '- a\n- b', /an object with apiVersion/],
  ['a list where a text belongs', workflow('  - { name: [x], type: suspend }'), /it must be a text/],
  ['steps that are no list', workflow('  a: b'), /"steps" of this object is an object; it must be a list/],
  [
    'a YAML 1.1 boolean',
    workflow('  - { type: suspend, properties: { message: yes } }'),
    /:6:\d+ KubeVela reads yes as another value/,
  ],
  [
    'an octal number',
    workflow('  - { type: request, properties: { url: "http://x", body: { mode: 0755 } } }'),
    /KubeVela reads 0755/,
  ],
  [
    'a number past 2^53',
    workflow('  - { type: request, properties: { url: "http://x", body: { id: 12345678901234567890 } } }'),
    /too large/,
  ],
  [
    'a prototype',
    workflow('  - { type: request, properties: { url: "http://x", body: { __proto__: { a: 1 } } } }'),
    /__proto__/,
  ],
  ['a key twice', workflow('  - { type: suspend, type: suspend }'), /Map keys must be unique/],
  [
    'a bomb of aliases',
    `a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
    /alias/,
  ],
  [
    'an address that is none',
    workflow('  - { type: request, properties: { url: "ftp://x" } }'),
    /not an address/,
  ],
  [
    'an unknown method',
    workflow('  - { type: request, properties: { url: "http://x", method: PATCH } }'),
    /method "PATCH".*GET, POST, PUT, DELETE/,
  ],
  [
    'a secret that config does not give',
    workflow('  - { type: webhook, properties: { url: { secretRef: { name: hook, key: url } } } }'),
    /the secret "hook" with key "url" is not known here; name it under "secrets"/,
  ],
  [
    'a webhook without address',
    workflow('  - { type: webhook, properties: { url: {} } }'),
    /either "value" or "secretRef"/,
  ],
  [
    'a group of nothing',
    workflow('  - { name: g, type: step-group, subSteps: [] }'),
    /:6:\d+ step "g" has no sub-steps/,
  ],
  [
    'sub-steps of what is no group',
    workflow('  - { name: g, type: suspend, subSteps: [{ type: suspend }] }'),
    /:6:\d+ "subSteps" of step "g": only a step of type "step-group" has sub-steps/,
  ],
  [
    'a group in a group',
    workflow(
      '  - { name: g, type: step-group, subSteps: [{ name: h, type: step-group, subSteps: [{ type: suspend }] }] }',
    ),
    /a "step-group" cannot stand in "g": KubeVela knows one level/,
  ],
  [
    'a sub-step that is called like a step',
    workflow(
      '  - { name: g, type: step-group, subSteps: [{ name: a, type: suspend }] }\n  - { name: a, type: suspend }',
    ),
    /:7:\d+ step 2 is called "a" like sub-step 1 of step "g"; names are unique/,
  ],
  [
    'a slash in a name',
    workflow('  - { name: a/b, type: suspend }'),
    /step 1 is called "a\/b": a name has no "\/"/,
  ],
  [
    'a character that cannot be stored',
    workflow('  - { name: a, type: suspend, properties: { message: "x\\0y" } }'),
    /:6:54 a text cannot have the character 0 or half a surrogate pair/,
  ],
  [
    'half a character',
    workflow('  - { name: a, type: suspend, properties: { message: "x\\ud83dy" } }'),
    /a text cannot have the character 0 or half a surrogate pair/,
  ],
  [
    'a dependency that is not there',
    workflow('  - { name: build, type: suspend }\n  - { name: b, type: suspend, dependsOn: [biuld] }'),
    /:7:43 "dependsOn" of step "b": there is no step "biuld"; did you mean "build"/,
  ],
  [
    'a dependency on itself',
    workflow('  - { name: a, type: suspend, dependsOn: [a] }'),
    /step "a" depends on "a", which is the step itself/,
  ],
  [
    'a dependency on what comes later',
    workflow('  - { name: a, type: suspend, dependsOn: [b] }\n  - { name: b, type: suspend }'),
    /:6:43 step "a" depends on "b", which comes later: one step runs after the other there/,
  ],
  [
    'a dependency on the own group',
    workflow('  - { name: g, type: step-group, subSteps: [{ name: a, type: suspend, dependsOn: [g] }] }'),
    /step "a" depends on "g", in which it stands/,
  ],
  [
    'a dependency of a group on what is in it',
    workflow('  - { name: g, type: step-group, dependsOn: [a], subSteps: [{ name: a, type: suspend }] }'),
    /step "g" depends on "a", which stands in it/,
  ],
  [
    'dependencies in a circle',
    `${workflow('  - { name: a, type: suspend, dependsOn: [c] }\n  - { name: b, type: suspend, dependsOn: [a] }\n  - { name: c, type: suspend, dependsOn: [b] }')}\nmode: { steps: DAG }`,
    /:8:43 step "c" depends on "b", so that each would wait for the other: c → b → a → c$/,
  ],
  [
    'a circle through an input and a group',
    `${workflow('  - { name: g, type: step-group, subSteps: [{ name: a, type: suspend, dependsOn: [b] }] }\n  - { name: b, type: print-message-in-status, properties: { message: x }, inputs: [{ from: x }], dependsOn: [g] }\n  - { name: c, type: suspend, outputs: [{ name: x, valueFrom: answers.x }] }')}\nmode: { steps: DAG }`,
    /step "b" depends on "g", so that each would wait for the other: b → g → a → b$/,
  ],
  [
    'a dependency that is no name',
    workflow('  - { name: a, type: suspend, dependsOn: [1] }'),
    /"dependsOn" of step "a" is a list of names/,
  ],
];

for (const [name, text, message] of mistakes) {
  test(`refused: ${name}`, async () => {
    const problems = await problemsOf({ 'f.yaml': text });
    assert.ok(
      problems.some((p) => p.startsWith('f.yaml:') && message.test(p)),
      problems.join('\n'),
    );
  });
}

test('a folder that is not there is a problem of the folder', async () => {
  const options = { id: 'x', workflows: '/nowhere/at/all', dataDir: '/tmp', targets: [] };
  await assert.rejects(loadWorkflows(options), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.problems[0]?.path, '/nowhere/at/all');
    return true;
  });
});

test('secrets that config gives, anchors and merge keys', async () => {
  const text = `${workflow(`  - &hook
    name: a
    type: webhook
    properties: { url: { secretRef: { name: hook, key: url } }, data: { a: 1 } }
  - <<: *hook
    name: b`)}`;
  const plan = (await load({ 'f.yaml': text }, { secrets: { hook: { url: 'https://x.example' } } })).get('w');
  assert.deepEqual(
    plan?.steps.map((s) => [s.name, s.type]),
    [
      ['a', 'webhook'],
      ['b', 'webhook'],
    ],
  );
});

test('every step type of KubeVela is run, or refused with the reason and who runs it', () => {
  // charts/vela-workflow/templates/definitions of kubevela/workflow; vela-templates/definitions of kubevela/kubevela; addons of kubevela/catalog.
  const types =
    `suspend step-group notification webhook webhook-notification request print-message-in-status chat-gpt check-metrics
    read-config list-config create-config delete-config export2config export2secret build-push-image vela-cli apply-object read-object
    apply-deployment apply-job apply-app read-app addon-operation apply-terraform-config apply-terraform-provider clean-jobs
    apply-component deploy collect-service-endpoints depends-on-app export-data export-service generate-jdbc-connection
    deploy-cloud-resource share-cloud-resource restart-workflow deploy2env deploy2runtime apply-application
    apply-application-in-parallel apply-remaining canary-deploy import-grafana-dashboard install-grafana-dashboard-datasource
    install-prometheus-datasource aqua-trivy`.split(/\s+/);
  const run = types.filter((type) => !('problem' in stepTypeNamed(type)));
  assert.deepEqual(
    run,
    'suspend step-group notification webhook webhook-notification request print-message-in-status apply-component deploy deploy2env'.split(
      ' ',
    ),
  );
  for (const name of types.filter((type) => !run.includes(type))) {
    const type = stepTypeNamed(name);
    const problem = 'problem' in type ? type.problem : '';
    assert.match(
      problem,
      new RegExp(
        `^step type "${name}" is not run by the embedded engine, because \\S.*: KubeVela on Kubernetes runs it(; here |$)`,
      ),
    );
  }
});
