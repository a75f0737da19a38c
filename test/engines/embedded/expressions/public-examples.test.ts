/**
 * Expressions as KubeVela's own documents have them: examples/ and pkg/hooks of kubevela/workflow, docs/examples and test/ of kubevela/kubevela, the pages
 * of kubevela.io, and issues 4087, 6231, 6734 and 7022 of kubevela/kubevela.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../../src/domain/run.ts';
import { cue, evaluate, problemOf, type Table } from './evaluate.ts';

const scope: { [root: string]: Json } = {
  output: {
    $returns: { score: 99 },
    status: { conditions: [{ message: 'ready', type: 'Available', status: 'True' }] },
    metadata: { name: 'shop' },
    value: {
      data: { password: 'aHVudGVyMg==', DB_USER: 'cm9vdA==' },
      status: { ready: 1, workflow: { message: 'ok' } },
    },
    configs: [],
  },
  response: { stargazers_count: 6543, uuid: 'u-1', id: 'i-1', score: '61' },
  context: { name: 'if-input', readConfig: true },
  status: {
    request: { failed: false, phase: 'failed', reason: 'Timeout' },
    suspend: { timeout: true, reason: 'Timeout' },
    'check-app-exist': { message: 'Application not found' },
    'notification-1': { succeeded: true },
  },
  inputs: {
    prometheus: [],
    grafana: [{ name: 'g' }],
    'chat-result': 61,
    ready: 0,
    test: 'if-input message',
    'comp-output': 'custom-if',
  },
};

test('what they have in valueFrom', () => {
  const cases: Table = [
    [
      'import "strconv"\n"Current star count: " + strconv.FormatInt(response["stargazers_count"], 10)\n',
      'Current star count: 6543',
    ],
    ['import "strconv"\nstrconv.Atoi(response.score)\n', 61],
    ['import "strings"\nstrings.Join(["1","2"], ",")', '1,2'],
    ['import "encoding/base64"\nbase64.Decode(null, output.value.data["password"])', 'hunter2'],
    ['import "encoding/base64"\nbase64.Decode(null, output.value.data.DB_USER)\n', 'root'],
    [`import "encoding/base64"\n${cue`"\(base64.Decode(null, output.value.data["password"]))"`}`, 'hunter2'],
    ['"http://service.svc:8080/api/" + response.id\n', 'http://service.svc:8080/api/i-1'],
    ['output.metadata.name + "testString"', 'shoptestString'],
    ['output.status.conditions[0].message + "工作流运行完成"', 'ready工作流运行完成'],
    ['output.status.conditions[0].type + output.status.conditions[0].status', 'AvailableTrue'],
    ['output.status.conditions[0].message+","+output.metadata.name', 'ready,shop'],
    ['context.name + " message"', 'if-input message'],
    ['output.value.data["password"]', 'aHVudGVyMg=='],
    ['output.value.status["ready"]', 1],
    ['output.value.status.workflow.message', 'ok'],
    ['response["uuid"]', 'u-1'],
    ['output.configs', []],
    ['output.score', 99],
    ['output.$returns.score', 99],
  ];
  for (const [source, value] of cases) assert.deepEqual(evaluate(source, scope), value, source);
});

test('what they have in if', () => {
  const cases: [string, boolean][] = [
    ['status.request.failed', false],
    ['status.request.phase == "failed" && status.request.reason == "Timeout"', true],
    ['status.suspend.timeout', true],
    ['status.suspend.reason == "Timeout"', true],
    ['status["check-app-exist"].message == "Application not found"', true],
    ['status["notification-1"].succeeded', true],
    ['!context.readConfig || len(inputs.prometheus) == 0', true],
    ['len(inputs.grafana) != 0', true],
    ['inputs["chat-result"] > 60', true],
    ['inputs["ready"] == 0', true],
    ['inputs.test == "if-input message"', true],
    ['inputs["comp-output"] == "custom-if"', true],
  ];
  for (const [source, value] of cases) assert.equal(evaluate(source, scope, 'condition'), value, source);
});

test('what they have and KubeVela itself cannot evaluate is refused', () => {
  assert.match(problemOf('testString'), /'"testString"'/);
  assert.match(problemOf('suspend.timeout', 'condition'), /status\["suspend"\]/);
  assert.match(problemOf('steps.job2.status.succeeded > 1', 'condition'), /"steps" is not known here/);
});
