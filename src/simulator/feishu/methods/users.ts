import type { Json } from '../../common/json.ts';
import { ApiError } from '../api-error.ts';
import type { FeishuUserOption } from '../options.ts';
import { departmentOf } from './directory.ts';
import type { Desk, Method } from './method.ts';
import { pageOf } from './page.ts';
import { idOf, idType, isInRange, names } from './people.ts';

const SCOPES = ['contact:contact.base:readonly', 'contact:contact:readonly_as_app'];
/** Without it people have no names. */
export const NAME_SCOPE = 'contact:user.base:readonly';
/** Without it nobody has a status, a type or a mailbox. */
export const STATUS_SCOPE = 'contact:user.employee:readonly';
const EMAIL_SCOPE = 'contact:user.email:readonly';

/** What the directory says of people. https://open.feishu.cn/document/server-docs/contact-v3/user */
export const userMethods: Record<string, Method> = {
  'contact.user.batch': {
    verb: 'GET',
    path: '/open-apis/contact/v3/users/batch',
    scopes: SCOPES,
    run(args, desk) {
      const type = idType(args.user_id_type);
      const wanted = names(typeof args.user_ids === 'string' ? [args.user_ids] : args.user_ids);
      if (wanted.length === 0) throw new ApiError(99992402, 'field validation failed: user_ids is required');
      // Who is out of the app's range is left out without a word.
      const found = [...desk.world.users.values()].filter(isInRange);
      const items = wanted.flatMap((id) => found.filter((one) => idOf(one, type) === id));
      return { data: { items: items.map((one) => wire(one, desk)) } };
    },
  },
  'contact.user.find_by_department': {
    verb: 'GET',
    path: '/open-apis/contact/v3/users/find_by_department',
    scopes: SCOPES,
    run(args, desk) {
      idType(args.user_id_type);
      const { memberIds } = departmentOf(args, desk);
      const users = memberIds.flatMap((id) => desk.world.users.get(id) ?? []);
      const there = users.filter((one) => isInRange(one) && one.state !== 'resigned');
      const { items, rest } = pageOf(there, args, { size: 10, max: 50 });
      return { data: { ...rest, items: items.map((one) => wire(one, desk)) } };
    },
  },
  'contact.user.get': {
    verb: 'GET',
    path: '/open-apis/contact/v3/users/:user_id',
    scopes: SCOPES,
    run(args, desk) {
      const type = idType(args.user_id_type);
      const found = [...desk.world.users.values()].find((one) => idOf(one, type) === args.user_id);
      if (!found) throw new ApiError(99992351, `these open ids not existed: [${String(args.user_id)}]`);
      if (found.outside) throw new ApiError(99992364, 'user id cross tenant');
      if (found.unavailable) throw new ApiError(41050, 'no user authority error');
      return { data: { user: wire(found, desk) } };
    },
  },
};

/** The fields that the app was granted. */
function wire(user: FeishuUserOption, { granted }: Desk): Json {
  const { openId, unionId, userId, name, email, enterpriseEmail, employeeType = 1, state } = user;
  const status = {
    is_frozen: state === 'frozen',
    is_resigned: state === 'resigned',
    is_activated: state !== 'inactive' && state !== 'unjoined',
    is_exited: state === 'exited',
    is_unjoin: state === 'unjoined',
  };
  return {
    open_id: openId,
    union_id: unionId,
    user_id: userId,
    ...(granted(NAME_SCOPE) ? { name } : {}),
    ...(granted(EMAIL_SCOPE) ? { email: email ?? '' } : {}),
    ...(granted(STATUS_SCOPE)
      ? { status, employee_type: employeeType, enterprise_email: enterpriseEmail ?? '' }
      : {}),
  };
}
