import type { Json } from '../../common/json.ts';
import type { DepartmentOption, UserOption } from '../options.ts';
import { requestId, topRefusal } from '../refusal.ts';
import { OTHER_CORP, type World } from '../world.ts';
import type { Api } from './api.ts';

const MAX_SIZE = 100;

/**
 * https://open.dingtalk.com/document/orgapp/query-users-by-phone-number, `query-user-details`, `queries-the-complete-information-of-a-department-user` and
 * `obtain-a-sub-department-id-list-v2`: errors stand inside an HTTP 200.
 */
export const contactApis: Record<string, Api> = {
  'POST /topapi/v2/user/getbymobile': {
    token: 'query',
    permission: 'qyapi_get_member_by_mobile',
    run({ args }, { world }) {
      const found = [...world.users.values()].find((user) => user.mobile === args.mobile && !user.outsider);
      if (!found || args.mobile === undefined) throw topRefusal(60121, '找不到该用户');
      return answer({ userid: found.userId });
    },
  },
  'POST /topapi/v2/user/get': {
    token: 'query',
    permission: 'qyapi_get_member',
    run({ args }, { world }) {
      if (typeof args.userid !== 'string' || args.userid === '') throw topRefusal(400002, '无效的参数');
      const user = world.users.get(args.userid);
      if (!user || user.outsider) throw topRefusal(60121, '找不到该用户');
      return answer(details(user, world));
    },
  },
  'POST /topapi/v2/user/list': {
    token: 'query',
    permission: 'qyapi_get_department_member',
    run({ args }, { world }) {
      const { cursor, size } = args;
      if (!isCount(cursor) || !isCount(size) || size < 1 || size > MAX_SIZE)
        throw topRefusal(40035, '不合法的参数');
      const { memberIds } = departmentOf(args, world);
      const users = memberIds.flatMap((id) => world.users.get(id) ?? []).filter((user) => !user.outsider);
      const end = cursor + size;
      const more = end < users.length;
      const list = users.slice(cursor, end).map((user) => details(user, world));
      return answer({ has_more: more, ...(more ? { next_cursor: end } : {}), list });
    },
  },
  'POST /topapi/v2/department/listsubid': {
    token: 'query',
    permission: 'qyapi_get_department_list',
    run({ args }, { world }) {
      const { id } = departmentOf(args, world);
      const below = [...world.departments.values()].filter((one) => one.parent === id);
      return answer({ dept_id_list: below.map((one) => one.id) });
    },
  },
};

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}

function departmentOf({ dept_id: id }: Json, { departments }: World): DepartmentOption {
  if (!isCount(id)) throw topRefusal(40035, '不合法的参数');
  const found = departments.get(id);
  if (!found) throw topRefusal(60003, '部门不存在');
  if (found.hidden) throw topRefusal(50004, '部门不在权限范围内');
  return found;
}

function details({ userId, name, mobile, inactive, enterprise }: UserOption, { corpId }: World): Json {
  return {
    userid: userId,
    unionid: `union-${userId}`,
    name,
    active: inactive !== true,
    exclusive_account: enterprise !== undefined,
    ...(mobile === undefined ? {} : { mobile }),
    ...(enterprise === undefined ? {} : accountOf(userId, enterprise, corpId)),
  };
}

/** Login name and state are told of an organisation's own accounts only. */
function accountOf(userId: string, kind: 'own' | 'disabled' | 'foreign', corpId: string): Json {
  const common = { exclusive_account_type: 'dingtalk' };
  if (kind === 'foreign') return { ...common, exclusive_account_corp_id: OTHER_CORP };
  return {
    ...common,
    exclusive_account_corp_id: corpId,
    login_id: `${userId}@login`,
    disable_status: kind === 'disabled',
  };
}

function answer(result: Json): Json {
  return { errcode: 0, errmsg: 'ok', result, request_id: requestId() };
}
