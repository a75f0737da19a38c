import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Definition } from '../../../../src/engines/zadig/document/definition.ts';
import type { StartOptions } from '../../../../src/engines/zadig/options.ts';
import { outlineOf } from '../../../../src/engines/zadig/outline.ts';
import { type Body, bodyOf, shapeProblem } from '../../../../src/engines/zadig/start/inputs.ts';
import { UserError } from '../../../../src/errors.ts';
import { chineseProblem } from '../../../presenter/chinese-problem.ts';

type Job = { name: string; type: string; run_policy?: string; spec?: unknown };

function definition(...jobs: Job[]): Definition {
  return Definition.parse({
    params: [
      { name: 'version', type: 'string' },
      { name: 'where', type: 'choice', choice_option: ['blue', 'green'] },
      {
        name: 'code',
        type: 'repo',
        repo: { codehost_name: 'lab', repo_namespace: 'team', repo_name: 'api' },
      },
    ],
    stages: [{ name: 'all', jobs }],
    notify_ctls: [{ webhook_notification_config: { token: 'not ours to read' } }],
  });
}

const BUILD: Job = {
  name: 'build',
  type: 'zadig-build',
  spec: {
    service_and_builds: [
      {
        service_name: 'api',
        service_module: 'api',
        repos: [{ codehost_name: 'lab', repo_owner: 'team', repo_name: 'api', branch: 'main' }],
      },
    ],
  },
};
const ASK: Job = { name: 'go', type: 'approval' };
const NOTE: Job = { name: 'tell', type: 'notification' };

function body(jobs: Job[], sets: Record<string, string> = {}, own: Partial<StartOptions> = {}): Body {
  const parameters = Object.entries(sets).map(([place, value]) => ({ sets: place, value }));
  return bodyOf('team/release', definition(...jobs), { inputs: {}, skips: [], ...own }, parameters);
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  return 'none';
}

void describe('what a run is asked for with', () => {
  void it('names every job, approvals included, with what the definition says of it', () => {
    assert.deepEqual(body([BUILD, ASK]), {
      parameters: [],
      inputs: [
        {
          job_name: 'build',
          job_type: 'zadig-build',
          parameters: {
            service_list: [
              {
                service_name: 'api',
                service_module: 'api',
                repo_info: [
                  { codehost_name: 'lab', repo_namespace: 'team', repo_name: 'api', branch: 'main' },
                ],
                inputs: [],
              },
            ],
          },
        },
        { job_name: 'go', job_type: 'approval', parameters: {} },
      ],
    });
  });
  void it('takes parameters of the workflow and places in the input of a job', () => {
    const { parameters, inputs } = body([BUILD, ASK], {
      'parameters.version': 'v2',
      'parameters.where': 'green',
      'parameters.code.branch': 'hotfix',
      'inputs.build.service_list[0].repo_info[0].branch': 'hotfix',
    });
    assert.deepEqual(parameters, [
      { name: 'version', type: 'string', value: 'v2' },
      { name: 'where', type: 'choice', value: 'green' },
      {
        name: 'code',
        type: 'repo',
        repo: { codehost_name: 'lab', repo_namespace: 'team', repo_name: 'api', branch: 'hotfix' },
      },
    ]);
    assert.match(JSON.stringify(inputs[0]), /"branch":"hotfix"/);
  });
  void it('an outline says to which environment its deploys go', () => {
    const deploy: Job = {
      name: 'deploy',
      type: 'zadig-deploy',
      spec: {
        env: 'test',
        services: [{ service_name: 'api', modules: [{ service_module: 'api', image: 'a:1' }] }],
      },
    };
    const { inputs } = body([deploy, ASK], { 'inputs.deploy.env_name': 'prod' });
    const steps = outlineOf(definition(deploy, ASK), [], inputs);
    assert.deepEqual(
      steps.map(({ path, gate, deploysTo }) => [path, gate.kind, deploysTo]),
      [
        ['all', 'none', undefined],
        ['all/deploy', 'none', ['prod']],
        ['all/go', 'asks', undefined],
      ],
    );
  });
  void it('the operator says what jobs get beside that', () => {
    const inputs = { sql: { database_name: 'orders', sql: 'select 1' } };
    const [input] = body([{ name: 'sql', type: 'sql' }], { 'inputs.sql.sql': 'select 2' }, { inputs }).inputs;
    assert.deepEqual(input, {
      job_name: 'sql',
      job_type: 'sql',
      parameters: { database_name: 'orders', sql: 'select 2' },
    });
    assert.deepEqual(inputs.sql.sql, 'select 1', 'what the file says stays');
  });
  void it('refuses a job that the API does not start, unless it may be left out', () => {
    assert.equal(
      refusal(() => body([NOTE])),
      'engine.zadig-job-type',
    );
    assert.equal(
      refusal(() => body([{ ...NOTE, run_policy: 'force_run' }], {}, { skips: ['tell'] })),
      'engine.zadig-job-skipped',
    );
    assert.deepEqual(body([NOTE, ASK], {}, { skips: ['tell'] }).inputs.length, 1);
    assert.deepEqual(body([{ ...NOTE, run_policy: 'default_not_run' }]).inputs, []);
  });
  void it('a job that is off unless somebody wants it runs when the operator or a parameter says something of it', () => {
    const clean: Job = { name: 'clean', type: 'sql', run_policy: 'default_not_run' };
    const named = (...asked: [Record<string, string>?, Partial<StartOptions>?]): string[] =>
      body([BUILD, clean, ASK], ...asked).inputs.map(({ job_name }) => job_name);
    assert.deepEqual(named(), ['build', 'go']);
    assert.deepEqual(named({ 'inputs.clean.sql': 'delete from carts' }), ['build', 'clean', 'go']);
    assert.deepEqual(named({}, { inputs: { clean: { sql: 'select 1' } } }), ['build', 'clean', 'go']);
    assert.equal(body([{ ...clean, run_policy: 'force_run' }]).inputs.length, 1);
    const outline = outlineOf(definition(BUILD, clean), [], body([BUILD, clean]).inputs);
    assert.deepEqual(
      outline.map(({ path }) => path),
      ['all', 'all/build'],
    );
  });
  void it('never leaves an approval out', () => {
    assert.equal(
      refusal(() => body([ASK], {}, { skips: ['go'] })),
      'engine.zadig-job-skipped',
    );
    const off = body([{ ...ASK, run_policy: 'default_not_run' }]);
    assert.equal(off.inputs.length, 1);
  });
  void it('refuses what names no place', () => {
    for (const [place, value] of [
      ['parameters.unknown', 'x'],
      ['parameters.version.branch', 'x'],
      ['parameters.where', 'red'],
      ['inputs.nobody.kv', 'x'],
      ['inputs.build.service_list[7].x', 'x'],
      ['inputs.build.service_list.x', 'x'],
      ['inputs.build', 'x'],
      ['elsewhere.x', 'x'],
    ] as const)
      assert.match(
        refusal(() => body([BUILD], { [place]: value })),
        /^engine\.bad-parameter/,
        place,
      );
    assert.equal(
      refusal(() => body([BUILD], {}, { skips: ['none'] })),
      'engine.zadig-no-job',
    );
  });
  void it('says in Chinese what is wrong with a place or a value', () => {
    for (const [place, value, chinese] of [
      ['parameters.unknown', 'x', '工作流没有变量“unknown”'],
      ['parameters.version.branch', 'x', '它是单个值：名称之后不能再有内容'],
      ['parameters.where', 'red', '可选值为 '],
      ['inputs.nobody.kv', 'x', '工作流不会启动任务“nobody”'],
      ['inputs.build.service_list[7].x', 'x', '列表到 ['],
      ['inputs.build.service_list.x', 'x', '该处不能设置“x”'],
      ['inputs.build.service_list[0][0]', 'x', '[0] 处不是列表'],
      ['elsewhere.x', 'x', '必须是 “parameters.<name>” 或 “inputs.<job>.<path>”'],
    ] as const)
      assert.ok(chineseProblem(() => body([BUILD], { [place]: value })).startsWith(chinese), place);
  });
  void it('what can be no place is known without the workflow', () => {
    for (const good of ['parameters.a', 'parameters.a.branch', 'inputs.构建.kv[0].value'])
      assert.equal(shapeProblem(good), undefined, good);
    for (const bad of [
      '',
      'parameters',
      'inputs.build',
      'inputs.build.__proto__.x',
      'x.y',
      'inputs.a..b',
      'inputs[0].x.y',
    ])
      assert.ok(shapeProblem(bad), bad);
  });
});
