import { type Json, textOf } from '../../common/json.ts';
import { ApiError } from '../api-error.ts';
import type { FeishuDepartmentOption } from '../options.ts';
import type { Desk, Method } from './method.ts';
import { pageOf } from './page.ts';
import { idOf } from './people.ts';

/** Departments and user groups. https://open.feishu.cn/document/server-docs/contact-v3/department and …/contact-v3/group-member */
export const directoryMethods: Record<string, Method> = {
  'contact.department.children': {
    verb: 'GET',
    path: '/open-apis/contact/v3/departments/:department_id/children',
    scopes: [
      'contact:contact.base:readonly',
      'contact:department.organize:readonly',
      'contact:contact:readonly_as_app',
    ],
    run(args, desk) {
      const { id } = departmentOf(args, desk);
      const below = childrenOf(id, desk, args.fetch_child === 'true');
      const { items, rest } = pageOf(below, args, { size: 10, max: 50 });
      const wire = (one: FeishuDepartmentOption): Json => ({
        open_department_id: one.id,
        parent_department_id: one.parent ?? '0',
        status: { is_deleted: false },
      });
      return { data: { ...rest, items: items.map(wire) } };
    },
  },
  'contact.group.member.simplelist': {
    verb: 'GET',
    path: '/open-apis/contact/v3/group/:group_id/member/simplelist',
    scopes: ['contact:group:readonly'],
    run(args, { world }) {
      const kind = args.member_type ?? 'user';
      if (kind !== 'user' && kind !== 'department') throw new ApiError(41074, 'invalid member_type');
      checkIdType(kind, args.member_id_type ?? 'open_id');
      const group = world.userGroups.get(textOf(args.group_id));
      if (!group) throw new ApiError(42002, 'invalid group_id');
      if (group.hidden) throw new ApiError(42009, 'no user group authority error', 403);
      const people = group.memberIds.flatMap((id) => world.users.get(id) ?? []);
      const ids =
        kind === 'user'
          ? people.map((one) => idOf(one, textOf(args.member_id_type ?? 'open_id')))
          : (group.departmentIds ?? []);
      const { items, rest } = pageOf(ids, args, { size: 50, max: 100 });
      return { data: { ...rest, memberlist: items.map((id) => ({ member_id: id, member_type: kind })) } };
    },
  },
};

/** The department that is asked for, by its id that begins with `od-`: the simulated ones have no other. */
export function departmentOf(args: Json, { world }: Desk): FeishuDepartmentOption {
  const type = args.department_id_type ?? 'open_department_id';
  if (type !== 'open_department_id' && type !== 'department_id') {
    throw new ApiError(99992402, 'field validation failed: department_id_type');
  }
  const id = textOf(args.department_id);
  if (id === '') throw new ApiError(99992402, 'field validation failed: department_id is required');
  const found = type === 'open_department_id' ? world.departments.get(id) : undefined;
  if (!found) throw new ApiError(99992357, `these open_department ids not existed: [${id}]`);
  if (found.hidden) throw new ApiError(40004, 'no dept authority error', 403);
  return found;
}

function childrenOf(id: string, desk: Desk, recursive: boolean): FeishuDepartmentOption[] {
  const children = [...desk.world.departments.values()].filter((one) => one.parent === id);
  if (!recursive) return children;
  return children.flatMap((one) => [one, ...childrenOf(one.id, desk, true)]);
}

function checkIdType(kind: 'user' | 'department', type: unknown): void {
  if (!['open_id', 'union_id', 'user_id', 'department_id'].includes(textOf(type))) {
    throw new ApiError(41071, 'invalid member_id_type');
  }
  // The simulated departments have no ids of the tenant's own.
  const fits = kind === 'user' ? type !== 'department_id' : type === 'open_id';
  if (!fits) throw new ApiError(41072, 'member_type not match member_id_type');
}
