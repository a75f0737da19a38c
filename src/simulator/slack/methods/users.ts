import type { Json } from '../../common/json.ts';
import { need, page, truthy } from '../arguments.ts';
import type { UserGroupOption } from '../options.ts';
import { SlackError } from '../slack-error.ts';
import { wireUser } from '../wire.ts';
import type { Method } from './method.ts';

const read = ['users:read'];

/** User groups that were disabled are left out unless they are asked for. */
function listed(args: Json): (group: UserGroupOption) => boolean {
  return (group) => group.disabled !== true || truthy(args, 'include_disabled');
}

export const userMethods: Record<string, Method> = {
  'users.info': {
    token: 'bot',
    scopes: read,
    run(args, desk) {
      const user = desk.world.users.get(need(args, 'user'));
      if (!user) throw new SlackError('user_not_found');
      return { user: wireUser(desk.world, user, desk.scopes.includes('users:read.email')) };
    },
  },
  'users.lookupByEmail': {
    token: 'bot',
    scopes: ['users:read.email'],
    run(args, desk) {
      const email = need(args, 'email').toLowerCase();
      for (const user of desk.world.users.values()) {
        if (user.email?.toLowerCase() === email && !user.deleted)
          return { user: wireUser(desk.world, user, true) };
      }
      throw new SlackError('users_not_found');
    },
  },
  'users.list': {
    token: 'bot',
    scopes: read,
    run(args, desk) {
      const { items, next } = page(args, [...desk.world.users.values()], 200);
      const withEmail = desk.scopes.includes('users:read.email');
      return {
        members: items.map((user) => wireUser(desk.world, user, withEmail)),
        cache_ts: Math.floor(desk.clock.now() / 1000),
        response_metadata: { next_cursor: next },
      };
    },
  },
  'usergroups.list': {
    token: 'bot',
    scopes: ['usergroups:read'],
    run: (args, desk) => ({
      usergroups: desk.world.userGroups.filter(listed(args)).map((group) => ({
        id: group.id,
        team_id: desk.world.team.id,
        is_usergroup: true,
        name: group.name,
        handle: group.handle,
        user_count: group.userIds.length,
        date_delete: group.disabled === true ? 1 : 0,
      })),
    }),
  },
  'usergroups.users.list': {
    token: 'bot',
    scopes: ['usergroups:read'],
    run(args, desk) {
      const id = need(args, 'usergroup');
      const group = desk.world.userGroups.filter(listed(args)).find((one) => one.id === id);
      if (!group) throw new SlackError('no_such_subteam');
      return { users: group.userIds };
    },
  },
};
