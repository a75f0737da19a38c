import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from '../../../src/errors.ts';
import { openPlace, startEngine } from './bench.ts';

async function problems(mode: string, ...steps: string[]): Promise<string[]> {
  const file = `apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: { name: w }
spec:
  mode: { steps: ${mode} }
  context: { size: small }
  workflowSpec:
    steps:
${steps.map((step) => `      - ${step}`).join('\n')}`;
  await using place = await openPlace({ files: { 'w.yaml': file } });
  try {
    await using _ = await startEngine(place);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ message }) => message);
  }
}

const BUILD =
  '{ name: build, type: request, properties: { url: "https://ci.example.com" }, outputs: [{ name: vote, valueFrom: response }] }';
const gate = (condition: string, more = ''): string =>
  `{ name: gate, type: suspend, if: '${condition}'${more} }`;
const INPUTS = ', inputs: [{ from: vote }, { from: vote.size }, { from: context.size }]';

test('a condition that could never be calculated is refused: it would skip its gate, and what follows would go on', async () => {
  const cases: [string[], RegExp][] = [
    [[BUILD, gate('inputs.vote.size > 1')], /^"if" of step "gate": the step has no input "vote"; add it/],
    [[BUILD, gate('inputs.vots.size > 1', INPUTS)], /no input "vots"; did you mean "vote"/],
    [
      [BUILD, gate('status.build.sucseeded')],
      /status of a step has no "sucseeded"; did you mean "succeeded"/,
    ],
    [[BUILD, gate('parameter.mesage == "x"')], /suspend has no property "mesage"; did you mean "message"/],
    [[gate('status.build.succeeded'), BUILD], /asks what became of "build", which begins only after this is/],
    [[gate('status.gate.phase == "running"')], /asks what became of "gate", which is the step itself/],
    [
      [`{ name: g, type: step-group, if: status.inner.failed, subSteps: [{ name: inner, type: suspend }] }`],
      /asks what became of "inner", which begins only after/,
    ],
  ];
  for (const [steps, pattern] of cases) {
    const found = await problems('StepByStep', ...steps);
    assert.match(found.join('\n'), pattern);
    assert.equal(found.length, 1);
  }
  const waits = BUILD.replace('type:', 'dependsOn: [gate], type:');
  assert.match(
    (await problems('DAG', gate('status.build.failed'), waits)).join('\n'),
    /"build", which begins only after/,
  );
});

test('what may be there when its time comes is left to that time', async () => {
  const calculated = 'inputs["vote.size"] == 3 && inputs["context.size"] != inputs[parameter.message]';
  assert.deepEqual(await problems('StepByStep', BUILD, gate(calculated, INPUTS)), []);
  assert.deepEqual(
    await problems(
      'StepByStep',
      BUILD,
      gate('status["build"].timeout || status[inputs.vote].failed', INPUTS),
    ),
    [],
  );
  assert.deepEqual(await problems('DAG', gate('status.build.failed'), BUILD), []);
  const inner = `{ name: g, type: step-group, subSteps: [${gate('status.g.phase == "running" && status.build.succeeded')}] }`;
  assert.deepEqual(await problems('StepByStep', BUILD, inner), []);
});
