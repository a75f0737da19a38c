import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeishuSimulatorOptions } from '../../../src/simulator/feishu/options.ts';
import { ADA, BEN, EVE, openTenant, refusalOf, restClient } from './tenant.ts';

const user = (name: string, more: object = {}) => ({
  openId: `ou_${name}`,
  userId: name,
  unionId: `on_${name}`,
  name,
  ...more,
});

const directory: Partial<FeishuSimulatorOptions> = {
  users: [
    user('ada', { email: 'ada@home.example', enterpriseEmail: 'ada@corp.example' }),
    user('ben', { employeeType: 3, state: 'frozen' }),
    user('eve', { outside: true }),
    user('left', { state: 'resigned', email: 'left@home.example' }),
    user('unseen', { unavailable: true }),
  ],
  chats: [],
  departments: [
    { id: 'od-top', memberIds: [ADA, BEN, 'ou_left', 'ou_unseen', EVE] },
    { id: 'od-mid', parent: 'od-top', memberIds: [] },
    { id: 'od-low', parent: 'od-mid', memberIds: [] },
    { id: 'od-hidden', memberIds: [], hidden: true },
  ],
  userGroups: [
    { id: 'g1', memberIds: [ADA, BEN, 'ou_left'], departmentIds: ['od-mid'] },
    { id: 'g2', memberIds: [], hidden: true },
  ],
};

const department = (id: string, more: object = {}) => ({
  params: { department_id: id, department_id_type: 'open_department_id' as const, ...more },
});

test('a person is described as far as the app was granted, and each way of not being there has its code', async () => {
  await using tenant = await openTenant(directory);
  const get = (id: string) => tenant.client.contact.user.get({ path: { user_id: id } });
  const { user: ada } = (await get(ADA)).data ?? {};
  assert.equal(ada?.enterprise_email, 'ada@corp.example');
  assert.deepEqual([ada?.employee_type, ada?.status?.is_activated, ada?.status?.is_frozen], [1, true, false]);
  const { user: ben } = (await get(BEN)).data ?? {};
  assert.deepEqual([ben?.employee_type, ben?.status?.is_frozen], [3, true]);
  assert.equal((await get('ou_left')).data?.user?.status?.is_resigned, true);
  for (const [id, code] of [
    ['ou_none', 99992351],
    [EVE, 99992364],
    ['ou_unseen', 41050],
  ] as const) {
    assert.equal((await refusalOf(get(id))).code, code, id);
  }
  await using bare = await openTenant({ ...directory, scopes: ['contact:contact.base:readonly'] });
  const { data } = await bare.client.contact.user.get({ path: { user_id: ADA } });
  assert.deepEqual([data?.user?.open_id, data?.user?.name, data?.user?.status], [ADA, undefined, undefined]);
});

test('several people are described at once, and who may not be seen is left out', async () => {
  await using tenant = await openTenant(directory);
  const batch = (ids: string[]) => tenant.client.contact.user.batch({ params: { user_ids: ids } });
  const names = async (ids: string[]) => (await batch(ids)).data?.items?.map((one) => one.name);
  assert.deepEqual(await names([BEN, ADA, EVE, 'ou_unseen', 'ou_none']), ['ben', 'ada']);
  assert.deepEqual(await names([ADA]), ['ada']);
  const many = Array.from({ length: 51 }, (_, i) => `ou_${i}`);
  assert.equal((await refusalOf(batch(many))).code, 99992402);
});

test('a department is its people page by page, without those who have left', async () => {
  await using tenant = await openTenant(directory);
  const { user } = tenant.client.contact;
  const first = await user.findByDepartment(department('od-top', { page_size: 1 }));
  assert.deepEqual(
    first.data?.items?.map((one) => one.open_id),
    [ADA],
  );
  assert.equal(first.data?.has_more, true);
  const token = first.data?.page_token ?? '';
  const second = await user.findByDepartment(department('od-top', { page_size: 1, page_token: token }));
  assert.deepEqual(
    second.data?.items?.map((one) => one.open_id),
    [BEN],
  );
  assert.deepEqual([second.data?.has_more, second.data?.page_token], [false, undefined]);
  for (const [request, code] of [
    [department('od-top', { page_size: 51 }), 40011],
    [department('od-top', { page_token: 'made up' }), 40012],
    [department('od-none'), 99992357],
    [department('od-hidden'), 40004],
  ] as const) {
    assert.equal((await refusalOf(user.findByDepartment(request))).code, code);
  }
});

test('departments below a department, one level or all', async () => {
  await using tenant = await openTenant(directory);
  const below = async (all: boolean) => {
    const request = { path: { department_id: 'od-top' }, params: { fetch_child: all } };
    const { data } = await tenant.client.contact.department.children(request);
    return data?.items?.map((one) => one.open_department_id);
  };
  assert.deepEqual(await below(false), ['od-mid']);
  assert.deepEqual(await below(true), ['od-mid', 'od-low']);
});

test('a user group gives people or departments, never both', async () => {
  await using tenant = await openTenant(directory);
  const list = (group: string, params: Record<string, unknown> = {}) =>
    tenant.client.contact.groupMember.simplelist({ path: { group_id: group }, params });
  const ids = async (params: Record<string, unknown>) =>
    (await list('g1', params)).data?.memberlist?.map((one) => one.member_id);
  assert.deepEqual(await ids({}), [ADA, BEN, 'ou_left']);
  assert.deepEqual(await ids({ member_id_type: 'user_id' }), ['ada', 'ben', 'left']);
  assert.deepEqual(await ids({ member_type: 'department' }), ['od-mid']);
  for (const [group, params, code] of [
    ['none', {}, 42002],
    ['g2', {}, 42009],
    ['g1', { member_type: 'bot' }, 41074],
    ['g1', { member_id_type: 'email' }, 41071],
    ['g1', { member_type: 'department', member_id_type: 'union_id' }, 41072],
    ['g1', { page_size: 101 }, 40011],
  ] as const) {
    assert.equal((await refusalOf(list(group, params))).code, code, JSON.stringify(params));
  }
});

test('what was not granted is refused with its scope, and who has left is found by address only when asked for', async () => {
  await using tenant = await openTenant({ ...directory, scopes: ['contact:user.id:readonly'] });
  const { contact } = restClient(tenant.base);
  const refusals = [
    contact.user.findByDepartment(department('od-top')),
    contact.department.children({ path: { department_id: 'od-top' } }),
    contact.groupMember.simplelist({ path: { group_id: 'g1' } }),
  ];
  for (const call of refusals) assert.equal((await refusalOf(call)).code, 99991672);
  const found = async (include_resigned: boolean) => {
    const data = { emails: ['left@home.example'], include_resigned };
    return (await contact.user.batchGetId({ params: { user_id_type: 'open_id' }, data })).data
      ?.user_list?.[0];
  };
  assert.equal((await found(false))?.user_id, undefined);
  assert.equal((await found(true))?.user_id, 'ou_left');
});
