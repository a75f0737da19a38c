import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../until.ts';
import { createHandClock } from '../hand-clock.ts';
import { ask, outcome, run } from './ask.ts';
import { type Account, groupEntry, userEntry } from './people.ts';
import type { ApprovalScript, WorkflowScript } from './script.ts';
import { ADMIN, startZadig, type Zadig, type ZadigOptions } from './zadig.ts';

const ben: Account = {
  uid: 'u-ben',
  name: 'Ben',
  account: 'ben',
  email: 'ben@example.com',
  tokenEnabled: true,
};
const chen: Account = { ...ben, uid: 'u-chen', name: 'Chen', account: 'chen', email: 'chen@example.com' };
const leads = { id: 'g-leads', name: 'leads', members: [ben.uid, chen.uid] };

function asking(approval: ApprovalScript): WorkflowScript {
  const job = { name: 'ask', type: 'approval', approval };
  return { key: 'release', project: 'shop', stages: [{ name: 'Gate', jobs: [job] }] };
}

async function waiting(approval: ApprovalScript, options: ZadigOptions = {}) {
  const zadig = await startZadig({ ...options, accounts: [ben, chen], workflows: [asking(approval)] });
  zadig.people.group(leads);
  const id = await run(zadig, 'release', ['ask']);
  await until('the question', () => zadig.tasks.job('release', id, 'ask').status === 'wait_for_approval');
  return zadig;
}

async function say(zadig: Zadig, uid: string, approve: boolean, stage_name = 'job-0-0-0-ask') {
  const body = { workflow_key: 'release', task_id: 1, stage_name, approve, comment: `by ${uid}` };
  const path = '/openapi/workflows/custom/task/approve';
  return outcome(await ask(zadig, 'POST', path, body, zadig.token(uid)));
}

void test('only who is named may, once, and it takes as many as are needed; administrators are nobody', async () => {
  await using zadig = await waiting({ users: [groupEntry(leads)], needed: 2 });
  assert.equal(await say(zadig, ADMIN.uid, true), '400 6169 user admin has no authority to Approve');
  assert.equal(await say(zadig, ben.uid, true), 'ok');
  assert.equal(await say(zadig, ben.uid, false), '400 6169 Ben have approve already');
  assert.equal(zadig.tasks.get('release', 1).status, 'running');
  assert.equal(await say(zadig, chen.uid, true), 'ok');
  assert.equal(zadig.tasks.get('release', 1).status, 'passed');
  assert.equal(await say(zadig, chen.uid, true), '400 6169 not found approval');
  const { json } = await ask(zadig, 'GET', '/openapi/workflows/custom/task?workflowKey=release&taskId=1');
  const [stage] = json.stages as { jobs: { spec: { native_approval: object; type: string } }[] }[];
  assert.deepEqual(stage?.jobs[0]?.spec.native_approval, {
    timeout: 0,
    approve_users: [ben, chen].map((account) => ({
      ...userEntry(account),
      reject_or_approve: 'approve',
      comment: `by ${account.uid}`,
      operation_time: zadig.tasks.job('release', 1, 'ask').endTime,
    })),
    flat_approve_users: [],
    needed_approvers: 2,
    reject_or_approve: 'approve',
    instance_code: '',
  });
});

void test('one refusal ends the task', async () => {
  await using zadig = await waiting({ users: [groupEntry(leads)], needed: 2 });
  await say(zadig, chen.uid, false);
  const task = zadig.tasks.get('release', 1);
  assert.deepEqual(
    [task.status, task.stages[0]?.status, task.stages[0]?.jobs[0]?.status],
    ['reject', 'reject', 'reject'],
  );
});

void test('the stage’s own name and the job’s plain one are not found, but the plain one is in 3.2', async () => {
  await using zadig = await waiting({ users: [userEntry(ADMIN)] });
  for (const name of ['Gate', 'ask', 'job-0-1-0-ask'])
    assert.equal(await say(zadig, ADMIN.uid, true, name), '400 6169 not found approval');
  assert.match(
    await say(zadig, ADMIN.uid, true, ''),
    /6169 can not find approved workflow: release, taskID: 1,jobName: $/,
  );
  const old = await startZadig({ version: '3.2', workflows: [asking({ users: [userEntry(ADMIN)] })] });
  await old.start('release');
  await until('the question', () => old.tasks.job('release', 1, 'ask').status === 'wait_for_approval');
  assert.equal(await say(old, ADMIN.uid, true, 'ask'), 'ok');
  await old[Symbol.asyncDispose]();
});

void test('an internal call decides too, by the job’s name', async () => {
  await using zadig = await waiting({ users: [userEntry(ADMIN)] });
  const path = '/api/aslan/workflow/v4/workflowtask/approve';
  const body = {
    workflow_name: 'release',
    task_id: 1,
    job_name: 'job-0-0-0-ask',
    approve: true,
    comment: '',
  };
  assert.equal((await ask(zadig, 'POST', path, body)).code, 200);
  assert.equal(zadig.tasks.get('release', 1).status, 'passed');
});

void test('while Zadig has not looked, somebody else can still refuse, and that counts', async () => {
  const clock = createHandClock();
  await using zadig = await waiting({ users: [groupEntry(leads)] }, { clock, noticeMs: 1000 });
  assert.equal(await say(zadig, ben.uid, true), 'ok');
  assert.equal(zadig.tasks.get('release', 1).status, 'running');
  assert.equal(await say(zadig, chen.uid, false), 'ok');
  await clock.turn(1000);
  assert.equal(zadig.tasks.get('release', 1).status, 'reject');
});

void test('nobody answers in time', async () => {
  const clock = createHandClock();
  await using zadig = await waiting({ users: [userEntry(ADMIN)], timeoutMinutes: 5 }, { clock });
  await clock.turn(5 * 60_000 - 1);
  assert.equal(zadig.tasks.get('release', 1).status, 'running');
  await clock.turn(1);
  const job = zadig.tasks.job('release', 1, 'ask');
  assert.deepEqual(
    [job.status, job.error, zadig.tasks.get('release', 1).status],
    ['timeout', 'workflow timeout', 'timeout'],
  );
});

void test('approvals of other kinds are decided elsewhere', async () => {
  for (const kind of ['lark', 'dingtalk', 'workwx'] as const) {
    await using zadig = await waiting({ kind, users: [userEntry(ADMIN)] });
    assert.equal(await say(zadig, ADMIN.uid, true), '400 6169 not found approval');
    const { text } = await ask(zadig, 'GET', '/openapi/workflows/custom/task?workflowKey=release&taskId=1');
    assert.match(text, new RegExp(`"${kind}_approval":\\{"approval_id"`));
    zadig.tasks.decideOutside('release', 1, 'ask', 'reject');
    assert.equal(zadig.tasks.get('release', 1).status, 'reject');
  }
});

void test('a cancelled task closes its question, and a retry asks anew', async () => {
  await using zadig = await waiting({ users: [groupEntry(leads)], needed: 2 });
  await say(zadig, ben.uid, true);
  await ask(zadig, 'DELETE', '/openapi/workflows/custom/task?workflowKey=release&taskId=1');
  assert.equal(await say(zadig, chen.uid, true), '400 6169 not found approval');
  assert.equal(zadig.tasks.job('release', 1, 'ask').error, 'workflow was canceled');
  await ask(zadig, 'POST', '/openapi/workflows/custom/release/task/1?projectKey=shop');
  await until('the question', () => zadig.tasks.job('release', 1, 'ask').status === 'wait_for_approval');
  assert.equal(await say(zadig, ben.uid, true), 'ok');
});
