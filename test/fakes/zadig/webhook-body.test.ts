import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../src/simulator/common/json.ts';
import { createHandClock } from '../hand-clock.ts';
import { run } from './ask.ts';
import { openContractStage } from './contract-stage.ts';
import type { WorkflowScript } from './script.ts';
import { ADMIN, startZadig } from './zadig.ts';

void test('the documented request of 3.2, with each of its keys', async () => {
  const clock = createHandClock(1_722_404_727_000);
  const image = 'koderover.tencentcloudcr.com/test/service1:20240731134527-47-main';
  const repository = {
    owner: 'kr-poc',
    name: 'multi-service-demo',
    branch: 'main',
    commit: '622cc1fdfaa87cd72d33c227a1895b860c0e7bd3',
    message: 'Update deployment.yaml',
  };
  const modules = [{ module: 'service1', image }];
  const workflow: WorkflowScript = {
    key: 'demo-workflow-dev',
    project: 'yaml',
    notify: [{ address: 'http://127.0.0.1:9/', on: ['passed'] }],
    stages: [
      {
        name: '构建',
        jobs: [
          {
            name: '构建',
            type: 'zadig-build',
            does: { kind: 'passes', afterMs: 30_000 },
            tasks: [{ parts: ['service1', 'service1'], repositories: [repository], image }],
          },
        ],
      },
      {
        name: '部署dev环境',
        jobs: [
          {
            name: '部署',
            type: 'zadig-deploy',
            does: { kind: 'passes', afterMs: 8000 },
            tasks: [{ parts: ['service1'], deploys: { environment: 'dev', service: 'service1', modules } }],
          },
        ],
      },
      {
        name: '冒烟测试',
        jobs: [
          {
            name: '冒烟测试-v2bb8',
            type: 'zadig-test',
            does: { kind: 'passes', afterMs: 12_000 },
            tasks: [{ parts: ['smoke-test'] }],
          },
        ],
      },
    ],
  };
  const zadig = await startZadig({
    version: '3.2',
    clock,
    address: 'https://course.koderover.com',
    workflows: [workflow],
    numbers: { 'demo-workflow-dev': 47 },
    accounts: [{ ...ADMIN, email: 'xxx@koderover.com', phone: '1340096xxxx' }],
  });
  zadig.hooks.decide(() => 'lose');
  zadig.queue.hold();
  const jobs = ['构建', '部署', '冒烟测试-v2bb8'];
  await run(zadig, workflow.key, jobs, { project_key: 'yaml' });
  await clock.turn(6000);
  zadig.queue.release();
  await clock.turn(50_000);
  assert.deepEqual(
    zadig.hooks.sent.map(({ json }) => json),
    [
      {
        object_kind: 'workflow',
        event: 'workflow',
        workflow: {
          task_creator: 'admin',
          project_name: 'yaml',
          task_creator_id: '89358827-5137-11ee-b0c5-56d5fd1dd39e',
          task_creator_email: 'xxx@koderover.com',
          stages: [
            stageOf('构建', 733, 763, 'service1-service1-构建', 'zadig-build', {
              repositories: [
                {
                  source: 'gitlab',
                  repo_namespace: 'kr-poc',
                  branch: 'main',
                  commit_id: '622cc1fdfaa87cd72d33c227a1895b860c0e7bd3',
                  commit_url: 'https://gitlab.com/kr-poc/multi-service-demo/commit/622cc1fd',
                  repo_name: 'multi-service-demo',
                  prs: null,
                  tag: '',
                  repo_owner: 'kr-poc',
                  commit_message: 'Update deployment.yaml',
                },
              ],
              image,
            }),
            stageOf('部署dev环境', 763, 771, 'service1-部署', 'zadig-deploy', {
              env: 'dev',
              service_name: 'service1',
              service_modules: [{ service_module: 'service1', image }],
            }),
            stageOf('冒烟测试', 771, 783, 'smoke-test-冒烟测试-v2bb8', 'zadig-test', null),
          ],
          error: '',
          start_time: 1_722_404_733,
          workflow_name: 'demo-workflow-dev',
          detail_url:
            'https://course.koderover.com/v1/projects/detail/yaml/pipelines/custom/demo-workflow-dev?display_name=demo-workflow-dev',
          task_id: 47,
          remark: '',
          workflow_display_name: 'demo-workflow-dev',
          end_time: 1_722_404_783,
          task_creator_phone: '1340096xxxx',
          create_time: 1_722_404_727,
          status: 'passed',
        },
      },
    ],
  );
  await zadig[Symbol.asyncDispose]();
});

function stageOf(name: string, from: number, to: number, job: string, type: string, spec: unknown) {
  const times = {
    status: 'passed',
    start_time: 1_722_404_000 + from,
    end_time: 1_722_404_000 + to,
    error: '',
  };
  return { ...times, name, jobs: [{ ...times, name: job, type, spec }] };
}

void test('each version adds and takes away', async () => {
  const keys: Record<string, string> = {};
  for (const version of ['3.2', '3.3', '4.0', '4.3', '5.0'] as const) {
    await using stage = await openContractStage({
      version,
      hook: { address: 'http://127.0.0.1:9/', token: '' },
    });
    stage.zadig.hooks.decide(() => 'lose');
    await run(stage.zadig, 'holds', ['hold']);
    const json: Json = stage.zadig.hooks.sent[0]?.json ?? {};
    const workflow = json.workflow as Json;
    const named = ['release_plan', 'project_display_name', 'task_type', 'task_creator_phone'];
    keys[version] = named.filter((key) => key in json || key in workflow).join(' ');
  }
  assert.deepEqual(keys, {
    '3.2': 'task_creator_phone',
    '3.3': 'project_display_name task_type task_creator_phone',
    '4.0': 'release_plan project_display_name task_type task_creator_phone',
    '4.3': 'release_plan project_display_name task_type task_creator_phone',
    '5.0': 'release_plan project_display_name task_type',
  });
});
