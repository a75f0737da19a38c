import { type Json, textOf } from '../../common/json.ts';
import { ApiError } from '../api-error.ts';
import type { FeishuUserOption } from '../options.ts';
import { tenantOf } from '../world.ts';
import type { Method } from './method.ts';

const LOOKED_UP_AT_ONCE = 50;
const USER_IDS = ['open_id', 'union_id', 'user_id'];

/** People, by whatever names them. https://open.feishu.cn/document/server-docs/contact-v3/user */
export const peopleMethods: Record<string, Method> = {
  'contact.user.batch_get_id': {
    verb: 'POST',
    path: '/open-apis/contact/v3/users/batch_get_id',
    scopes: ['contact:user.id:readonly'],
    run(args, { world }) {
      const type = idType(args.user_id_type);
      const left = args.include_resigned === true;
      const users = [...world.users.values()].filter(
        (one) => isInRange(one) && (left || one.state !== 'resigned'),
      );
      const entry = (by: 'email' | 'mobile', value: string): Json => {
        const found = users.find((one) => one[by] === value);
        return { ...(found ? { user_id: idOf(found, type) } : {}), [by]: value };
      };
      const emails = names(args.emails).map((one) => entry('email', one));
      return { data: { user_list: [...emails, ...names(args.mobiles).map((one) => entry('mobile', one))] } };
    },
  },
  'im.chat.list': {
    verb: 'GET',
    path: '/open-apis/im/v1/chats',
    scopes: ['im:chat:readonly', 'im:chat'],
    run(args, { world }) {
      const all = [...world.chats.values()].filter(
        (one) => !one.p2pUser && one.members.has(world.app.botOpenId),
      );
      const size = Math.min(Math.max(Number(args.page_size ?? 20) || 20, 1), 100);
      const from = Number(args.page_token ?? 0) || 0;
      const more = from + size < all.length;
      const items = all.slice(from, from + size).map(({ id, name }) => ({
        chat_id: id,
        name,
        avatar: '',
        description: '',
        external: false,
        tenant_key: world.tenantKey,
        chat_status: 'normal',
      }));
      return { data: { items, has_more: more, page_token: more ? String(from + size) : '' } };
    },
  },
  'im.chat.get': {
    verb: 'GET',
    path: '/open-apis/im/v1/chats/:chat_id',
    scopes: ['im:chat:readonly', 'im:chat'],
    run(args, { world }) {
      const chat = world.chats.get(String(args.chat_id));
      if (!chat) throw new ApiError(232006, 'Your request specifies a chat_id which is invalid.');
      if (!chat.members.has(world.app.botOpenId)) {
        throw new ApiError(232011, 'Operator can NOT be out of the chat.');
      }
      return {
        data: {
          name: chat.name,
          description: '',
          chat_mode: chat.p2pUser ? 'p2p' : 'group',
          chat_type: 'private',
          external: false,
          tenant_key: world.tenantKey,
          user_count: String(chat.members.size - 1),
          bot_count: '1',
          chat_status: 'normal',
        },
      };
    },
  },
  'im.chat.members': {
    verb: 'GET',
    path: '/open-apis/im/v1/chats/:chat_id/members',
    scopes: ['im:chat:readonly', 'im:chat'],
    run(args, { world }) {
      const chat = world.chats.get(String(args.chat_id));
      if (!chat?.members.has(world.app.botOpenId)) {
        throw new ApiError(232011, 'Operator can NOT be out of the chat.');
      }
      const items = [...chat.members].flatMap((openId) => {
        const user = world.users.get(openId);
        if (!user) return [];
        const { name } = user;
        return [{ member_id_type: 'open_id', member_id: openId, name, tenant_key: tenantOf(world, user) }];
      });
      return { data: { items, page_token: '', has_more: false, member_total: items.length } };
    },
  },
};

/** Whether the app may see a person of the tenant. */
export function isInRange({ outside, unavailable }: FeishuUserOption): boolean {
  return outside !== true && unavailable !== true;
}

export function idType(value: unknown): string {
  const type = value === undefined ? 'open_id' : textOf(value);
  if (!USER_IDS.includes(type)) throw new ApiError(99992402, 'field validation failed: user_id_type');
  return type;
}

export function idOf(user: FeishuUserOption, type: string): string {
  if (type === 'union_id') return user.unionId;
  return type === 'user_id' ? user.userId : user.openId;
}

export function names(value: unknown): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > LOOKED_UP_AT_ONCE) {
    throw new ApiError(99992402, 'field validation failed: at most 50 at once');
  }
  return value.map(String);
}
