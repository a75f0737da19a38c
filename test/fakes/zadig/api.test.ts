import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from './ask.ts';
import { openContractStage } from './contract-stage.ts';
import type { Account } from './people.ts';
import type { Plan } from './release-plans.ts';
import { ADMIN, startZadig } from './zadig.ts';

const ben: Account = { uid: 'u-ben', name: 'Ben', account: 'ben', email: 'ben@example.com' };
const LIST = '/openapi/workflows?projectKey=shop';

void test('a wrong token, none and a malformed one are refused before anything else is looked at', async () => {
  await using stage = await openContractStage();
  const { zadig } = stage;
  const [head, claims] = stage.token.split('.');
  for (const authorization of [
    '',
    stage.token,
    'Bearer',
    'Bearer x',
    `Bearer ${head}.${claims}.AAAA`,
    `Bearer  ${stage.token}`,
  ]) {
    const response = await fetch(`${zadig.url}/openapi/nowhere`, { headers: { authorization } });
    assert.deepEqual([response.status, await response.text()], [401, ''], authorization);
  }
  assert.equal((await fetch(`${zadig.url}${LIST}&token=${stage.token}`)).status, 200);
  assert.equal((await ask(zadig, 'GET', '/openapi/nowhere')).text, '404 page not found');
});

void test('who owns a token is in it', async () => {
  await using stage = await openContractStage();
  const claims: unknown = JSON.parse(Buffer.from(stage.token.split('.')[1] ?? '', 'base64url').toString());
  assert.ok(
    typeof claims === 'object' && claims !== null && 'uid' in claims && 'preferred_username' in claims,
  );
  assert.deepEqual([claims.uid, claims.preferred_username], [ADMIN.uid, 'admin']);
});

void test('since 4.3 a token is void when its owner has another one, or may have none', async () => {
  for (const [version, code] of [
    ['4.2', 200],
    ['4.3', 401],
  ] as const) {
    await using stage = await openContractStage({ version, accounts: [ben] });
    const { zadig, token } = stage;
    zadig.people.renew(ADMIN.uid);
    assert.equal((await ask(zadig, 'GET', LIST, undefined, token)).code, code);
    assert.equal((await ask(zadig, 'GET', LIST)).code, 200);
    assert.equal((await ask(zadig, 'GET', LIST, undefined, zadig.token(ben.uid))).code, code);
    zadig.people.put({ ...ben, tokenEnabled: true });
    assert.equal((await ask(zadig, 'GET', LIST, undefined, zadig.token(ben.uid))).code, 200);
  }
});

void test('only 5.0 says whose token it is', async () => {
  await using old = await startZadig({ version: '4.3' });
  assert.equal((await ask(old, 'GET', '/openapi/system/cli/context')).code, 404);
  await using zadig = await startZadig();
  const { json } = await ask(zadig, 'GET', '/openapi/system/cli/context');
  assert.deepEqual(json.user, { uid: ADMIN.uid, name: 'admin', account: 'admin', identity_type: 'system' });
});

void test('workflows by project, their definition with its secrets, and tasks newest first in pages', async () => {
  await using stage = await openContractStage({ hook: { address: 'http://127.0.0.1:9/', token: 'secret' } });
  const { zadig } = stage;
  zadig.hooks.decide(() => 'lose');
  const { json } = await ask(zadig, 'GET', LIST);
  const workflows = json.workflows as { workflow_key: string }[];
  assert.deepEqual(
    workflows.map(({ workflow_key }) => workflow_key),
    ['gated', 'fails-once', 'holds'],
  );
  assert.deepEqual((await ask(zadig, 'GET', '/openapi/workflows?projectKey=none')).json, { workflows: [] });
  assert.equal((await ask(zadig, 'GET', '/openapi/workflows')).json.description, 'projectKey is required');
  const detail = await ask(zadig, 'GET', '/openapi/workflows/custom/gated/detail?projectKey=shop');
  assert.match(
    detail.text,
    /"webhook_notification_config":\{"address":"http:\/\/127.0.0.1:9\/","token":"secret"\}/,
  );
  for (let i = 0; i < 5; i += 1) await zadig.start('holds');
  const tasks = async (query: string): Promise<unknown[]> => {
    const { json: page } = await ask(
      zadig,
      'GET',
      `/openapi/workflows/custom/holds/tasks?projectKey=shop&${query}`,
    );
    return [page.total, ...(page.workflow_tasks as { task_id: number }[]).map(({ task_id }) => task_id)];
  };
  assert.deepEqual(await tasks('pageNum=1&pageSize=2'), [5, 5, 4]);
  assert.deepEqual(await tasks('pageNum=3&pageSize=2'), [5, 1]);
  assert.deepEqual(await tasks(''), [5, 5, 4, 3, 2, 1]);
});

void test('users and the system’s hook are for administrators, the hook for an enterprise', async () => {
  await using zadig = await startZadig({
    licence: 'professional',
    accounts: [{ ...ben, tokenEnabled: true }],
  });
  assert.equal((await ask(zadig, 'GET', '/openapi/users', undefined, zadig.token(ben.uid))).code, 403);
  assert.equal((await ask(zadig, 'GET', '/openapi/users?name=Ben')).json.total_count, 1);
  const hook = { enable: true, hook_address: 'http://127.0.0.1:9/', hook_secret: 's', hook_events: [] };
  const path = '/api/aslan/system/workflowHook';
  assert.equal((await ask(zadig, 'PUT', path, hook)).json.code, 7050);
  zadig.licence = 'enterprise';
  assert.equal((await ask(zadig, 'PUT', path, hook)).code, 200);
  assert.deepEqual((await ask(zadig, 'GET', path)).json, hook);
});

void test('release plans are listed, told and decided by those who are asked', async () => {
  await using zadig = await startZadig({ accounts: [{ ...ben, tokenEnabled: true }] });
  const plan: Plan = {
    id: '65f000000000000000000001',
    index: 7,
    name: 'Spring',
    manager: 'Ben',
    managerId: ben.uid,
    status: 'wait_for_approval',
    approvers: [ben.uid],
    createTime: 1,
  };
  zadig.plans.put(plan);
  const { json } = await ask(zadig, 'GET', '/openapi/release_plan/v1?pageNum=1&pageSize=10');
  assert.equal(json.total, 1);
  zadig.hooks.decide(() => 'lose');
  await zadig.tellOfPlan({ address: 'http://127.0.0.1:9/', token: '' }, 'start_execute', plan);
  const { object_kind, event, workflow } = zadig.hooks.sent[0]?.json ?? {};
  assert.deepEqual([object_kind, event, workflow], ['release_plan', 'start_execute', null]);
  const path = `/api/aslan/release_plan/v1/${plan.id}/approve`;
  assert.match((await ask(zadig, 'POST', path, { approve: true })).text, /admin has no authority/);
  assert.equal((await ask(zadig, 'POST', path, { approve: true }, zadig.token(ben.uid))).code, 200);
  assert.equal((await ask(zadig, 'GET', `/openapi/release_plan/v1/${plan.id}`)).json.status, 'executing');
});

void test('the way to Zadig breaks, before it was done or after, and it is counted', async () => {
  await using stage = await openContractStage();
  const { zadig } = stage;
  const run = () =>
    ask(zadig, 'POST', '/openapi/workflows/custom/task', {
      project_key: 'shop',
      workflow_key: 'holds',
      inputs: [{ job_name: 'hold' }],
    });
  zadig.faults.add({ call: 'run' }, { do: 'cut', when: 'before' });
  await assert.rejects(run);
  assert.equal(zadig.tasks.of('holds').length, 0);
  zadig.faults.add({ call: 'run' }, { do: 'cut', when: 'after' });
  await assert.rejects(run);
  assert.equal(zadig.tasks.of('holds').length, 1);
  const fault = zadig.faults.add({ call: 'run' }, { do: 'answer', code: 502, when: 'after' }, 2);
  assert.match((await run()).text, /^<html>/);
  assert.equal(fault.hits, 1);
  fault.remove();
  const held = zadig.faults.hold({ call: 'list' });
  const listing = ask(zadig, 'GET', LIST);
  await held.arrived();
  held.release();
  assert.equal((await listing).code, 200);
  assert.deepEqual([zadig.count('run'), zadig.count('list'), zadig.count()], [3, 1, 4]);
  await zadig.close();
  await assert.rejects(run);
  await zadig.open();
  assert.equal((await run()).json.task_id, 3);
});
