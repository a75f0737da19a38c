import type { Json } from '../../common/json.ts';
import { need, optional, page, truthy } from '../arguments.ts';
import { SlackError } from '../slack-error.ts';
import { repliesTo, wireChannel, wireMessage } from '../wire.ts';
import { type Channel, channelType, findMessage, type Message, openDirectMessage } from '../world.ts';
import { channelOf, type Desk, type Method } from './method.ts';

const read = ['channels:read', 'groups:read', 'im:read'];
const history = ['channels:history', 'groups:history', 'im:history'];

export const conversationMethods: Record<string, Method> = {
  'conversations.open': {
    token: 'bot',
    scopes: ['im:write'],
    run(args, desk) {
      const user = need(args, 'users').split(',')[0] ?? '';
      if (!desk.world.users.has(user)) throw new SlackError('user_not_found');
      const channel = openDirectMessage(desk.world, user, desk.clock.now());
      return {
        channel: { id: channel.id, ...(truthy(args, 'return_im') ? wireChannel(desk.world, channel) : {}) },
      };
    },
  },
  'conversations.info': {
    token: 'bot',
    scopes: read,
    run: (args, desk) => ({ channel: wireChannel(desk.world, channelOf(desk, need(args, 'channel'))) }),
  },
  'conversations.join': {
    token: 'bot',
    scopes: ['channels:join'],
    run(args, desk) {
      const channel = channelOf(desk, need(args, 'channel'));
      if (channel.archived) throw new SlackError('is_archived');
      if (channel.private) throw new SlackError('method_not_supported_for_channel_type');
      channel.members.add(desk.world.app.botUserId);
      return { channel: wireChannel(desk.world, channel) };
    },
  },
  'conversations.list': {
    token: 'bot',
    scopes: read,
    run: (args, desk) => listChannels(args, desk, () => true),
  },
  'users.conversations': {
    token: 'bot',
    scopes: read,
    run(args, desk) {
      const user = optional(args, 'user') ?? desk.world.app.botUserId;
      return listChannels(args, desk, (channel) => channel.members.has(user));
    },
  },
  'conversations.members': {
    token: 'bot',
    scopes: read,
    run(args, desk) {
      const channel = channelOf(desk, need(args, 'channel'));
      const { items, next } = page(args, [...channel.members], 100);
      return { members: items, response_metadata: { next_cursor: next } };
    },
  },
  'conversations.history': {
    token: 'bot',
    scopes: history,
    run(args, desk) {
      const channel = readable(args, desk);
      const messages = desk.world.messages
        .filter((one) => one.channel === channel.id && !one.deleted && !one.threadTs)
        .filter(within(args))
        .reverse();
      return paged(args, desk, messages);
    },
  },
  'conversations.replies': {
    token: 'bot',
    scopes: history,
    run(args, desk) {
      const channel = readable(args, desk);
      const parent = findMessage(desk.world, channel.id, need(args, 'ts'));
      if (!parent) throw new SlackError('thread_not_found');
      const replies = repliesTo(desk.world, parent).filter(within(args));
      return paged(args, desk, [parent, ...replies]);
    },
  },
};

function listChannels(args: Json, desk: Desk, wanted: (channel: Channel) => boolean): Json {
  const types = (optional(args, 'types') ?? 'public_channel').split(',');
  const kinds = { channel: 'public_channel', group: 'private_channel', im: 'im' };
  const bot = desk.world.app.botUserId;
  const found = [...desk.world.channels.values()]
    .filter((channel) => types.includes(kinds[channelType(channel)]))
    .filter((channel) => !channel.private || channel.members.has(bot))
    .filter((channel) => !(truthy(args, 'exclude_archived') && channel.archived))
    .filter(wanted);
  const { items, next } = page(args, found, 100);
  return {
    channels: items.map((channel) => wireChannel(desk.world, channel)),
    response_metadata: { next_cursor: next },
  };
}

function readable(args: Json, desk: Desk): Channel {
  const channel = channelOf(desk, need(args, 'channel'));
  if (!channel.members.has(desk.world.app.botUserId)) throw new SlackError('not_in_channel');
  return channel;
}

/** `oldest` and `latest` are exclusive unless `inclusive` says otherwise. */
function within(args: Json): (message: Message) => boolean {
  const oldest = Number(optional(args, 'oldest') ?? 0);
  const latest = Number(optional(args, 'latest') ?? Number.POSITIVE_INFINITY);
  const inclusive = truthy(args, 'inclusive');
  return ({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}

function paged(args: Json, desk: Desk, messages: Message[]): Json {
  const { items, next } = page(args, messages, 100);
  const metadata = truthy(args, 'include_all_metadata');
  return {
    messages: items.map((message) => wireMessage(desk.world, message, { metadata })),
    has_more: next !== '',
    ...(next ? { response_metadata: { next_cursor: next } } : {}),
  };
}
