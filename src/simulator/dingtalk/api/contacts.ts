import type { Json } from '../../common/json.ts';
import type { UserOption } from '../options.ts';
import { requestId, topRefusal } from '../refusal.ts';
import type { Api } from './api.ts';

/** https://open.dingtalk.com/document/orgapp/query-users-by-phone-number and `query-user-details`: errors stand inside an HTTP 200. */
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
      const user = world.users.get(String(args.userid));
      if (!user || user.outsider) throw topRefusal(60121, '找不到该用户');
      return answer(details(user));
    },
  },
};

function details(user: UserOption): Json {
  return {
    userid: user.userId,
    unionid: `union-${user.userId}`,
    name: user.name,
    active: true,
    ...(user.mobile === undefined ? {} : { mobile: user.mobile }),
  };
}

function answer(result: Json): Json {
  return { errcode: 0, errmsg: 'ok', result, request_id: requestId() };
}
