import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, outcome, run } from './ask.ts';
import type { Account } from './people.ts';
import type { WorkflowScript } from './script.ts';
import { startZadig, type Zadig } from './zadig.ts';

const PATH = '/openapi/workflows/custom/task';

const release: WorkflowScript = {
  key: 'release',
  name: '发布',
  project: 'shop',
  params: [
    { name: 'note', type: 'string' },
    { name: 'speed', type: 'choice', value: 'slow', choices: ['slow', 'fast'] },
  ],
  stages: [
    {
      name: 'Build',
      jobs: [
        {
          name: 'build',
          type: 'zadig-build',
          tasks: [{ parts: ['cart', 'api'] }, { parts: ['shop', 'web'] }],
        },
        { name: 'check', runPolicy: 'force_run' },
      ],
    },
    { name: 'Gate', jobs: [{ name: 'ask', type: 'approval', approval: { users: [] } }] },
    { name: 'Tell', jobs: [{ name: 'tell', type: 'notification' }] },
  ],
};

async function refusal(
  zadig: Zadig,
  jobs: readonly string[],
  more: object = {},
  uid?: string,
): Promise<string> {
  const inputs = jobs.map((job_name) => ({ job_name, parameters: {} }));
  const asked = { project_key: 'shop', workflow_key: 'release', inputs, ...more };
  return outcome(await ask(zadig, 'POST', PATH, asked, zadig.token(uid)));
}

void test('what a call may name, and what it must', async () => {
  await using zadig = await startZadig({
    workflows: [release, { ...release, key: 'ticketed', ticket: true }],
  });
  const param = (name: string, value: string) => ({ parameters: [{ name, value }] });
  assert.equal(
    await refusal(zadig, ['build']),
    '400 6160 job check skipped, but the run policy is set to force run',
  );
  assert.equal(await refusal(zadig, ['check', 'tell']), '500 500 undefined job type of type:notification');
  assert.equal(
    await refusal(zadig, ['check'], param('noise', '1')),
    '500 500 param noise not found in workflow',
  );
  assert.equal(
    await refusal(zadig, ['check'], param('speed', 'warp')),
    '500 500 invalid choice value warp for param speed',
  );
  assert.equal(
    await refusal(zadig, ['check'], { workflow_key: 'nowhere' }),
    '400 6542 mongo: no documents in result',
  );
  assert.match(
    await refusal(zadig, ['check'], { workflow_key: 'ticketed' }),
    /^400 6160 workflow need approval ticket/,
  );
  // The number of the first call is spent.
  assert.equal(await run(zadig, 'release', ['check'], param('speed', 'fast')), 2);
});

void test('before 4.1 no approval can be named; later it needs a licence', async () => {
  await using old = await startZadig({ version: '4.0', workflows: [release] });
  assert.equal(await refusal(old, ['check', 'ask']), '500 500 undefined job type of type:approval');
  await using zadig = await startZadig({ version: '4.1', licence: 'none', workflows: [release] });
  assert.equal(await refusal(zadig, ['check', 'ask']), '400 6160 用户许可证不可用，请检查许可证后重试: ');
});

void test('nothing to run is no task', async () => {
  const free: WorkflowScript = {
    key: 'release',
    project: 'shop',
    stages: [{ name: 'A', jobs: [{ name: 'a' }] }],
  };
  await using zadig = await startZadig({ workflows: [free] });
  assert.equal(await refusal(zadig, []), '400 6160 no stage found in workflow task: release,taskID: 1');
});

void test('the right is asked in the project that the call names; detail, cancel and retry ask for none', async () => {
  const ben: Account = {
    uid: 'u-ben',
    name: 'Ben',
    account: 'ben',
    email: 'b@example.com',
    tokenEnabled: true,
    projects: { other: { execute: true } },
  };
  await using zadig = await startZadig({ workflows: [release], accounts: [ben] });
  assert.equal(await refusal(zadig, ['check'], {}, ben.uid), '403');
  assert.equal(await refusal(zadig, ['check'], { project_key: 'other' }, ben.uid), 'ok');
  const token = zadig.token(ben.uid);
  const task = `${PATH}?workflowKey=release&taskId=1`;
  assert.equal((await ask(zadig, 'GET', task, undefined, token)).code, 200);
  await ask(zadig, 'DELETE', task, undefined, token);
  const remark = await ask(zadig, 'PUT', '/openapi/workflows/custom/release/task/1', { remark: 'x' }, token);
  assert.deepEqual([remark.code, remark.text], [403, '']);
});

void test('a build and a deploy have a task for each service that the call names', async () => {
  const tasks = [
    {
      parts: ['cart'],
      deploys: { environment: 'dev', service: 'cart', modules: [{ module: 'api', image: 'x:1' }] },
    },
    { parts: ['shop'] },
  ];
  const job = { name: 'deploy', type: 'zadig-deploy', tasks };
  const script: WorkflowScript = {
    key: 'release',
    project: 'shop',
    stages: [{ name: 'Deploy', jobs: [job] }],
  };
  await using zadig = await startZadig({ workflows: [script] });
  const service_list = [{ service_name: 'cart', image_name: 'x:2' }];
  const parameters = { env_name: 'prod', service_list };
  const id = await run(zadig, 'release', [], { inputs: [{ job_name: 'deploy', parameters }] });
  const { stages } = zadig.tasks.get('release', id);
  assert.deepEqual(
    stages[0]?.jobs.map(({ name, displayName, key, work }) => [
      name,
      displayName,
      key,
      work.deploys?.environment,
      work.deploys?.modules,
    ]),
    [['job-0-0-0-deploy', 'deploy-cart', 'deploy.cart', 'prod', [{ module: 'api', image: 'x:2' }]]],
  );
});

void test('names of jobs are plain in 3.2 and carry their place later', async () => {
  for (const [version, names] of [
    ['3.2', ['cart-api-build', 'shop-web-build', 'check']],
    ['3.3', ['job-0-0-0-build', 'job-0-0-1-build', 'job-0-1-0-check']],
  ] as const) {
    await using zadig = await startZadig({ version, workflows: [release] });
    const id = await run(zadig, 'release', ['build', 'check']);
    assert.deepEqual(
      zadig.tasks.get('release', id).stages.flatMap(({ jobs }) => jobs.map(({ name }) => name)),
      names,
    );
  }
});
