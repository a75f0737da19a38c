import type { Json } from '../common/json.ts';
import { slackId } from './ids.ts';
import type { ChannelOption, SlackSimulatorOptions, UserGroupOption, UserOption } from './options.ts';

export type Channel = {
  id: string;
  name: string;
  members: Set<string>;
  archived: boolean;
  private: boolean;
  /** The person at the other end of a direct message with the bot. */
  imUser?: string;
  createdAt: number;
};

/** One state of a message; the last one is what people see now. */
export type MessageVersion = {
  /** Milliseconds since the epoch. */
  at: number;
  text: string;
  blocks: Json[];
  metadata?: Json;
  by: 'post' | 'update' | 'response_url' | 'delete';
};

export type Message = {
  channel: string;
  ts: string;
  threadTs?: string;
  user: string;
  /** Set when the message is the bot's. */
  botId?: string;
  text: string;
  blocks: Json[];
  metadata?: Json;
  editedTs?: string;
  postedAt: number;
  deleted: boolean;
  history: MessageVersion[];
};

/** A message that one person sees in a channel and nobody else. */
export type Ephemeral = {
  channel: string;
  ts: string;
  threadTs?: string;
  /** The person who sees it. */
  user: string;
  /** `slackbot` when Slack itself speaks, for example after a command that nobody acknowledged. */
  from: 'bot' | 'slackbot';
  text: string;
  blocks: Json[];
  postedAt: number;
  deleted: boolean;
  history: MessageVersion[];
};

export type World = {
  team: { id: string; name: string; domain: string };
  app: SlackSimulatorOptions['app'];
  users: Map<string, UserOption>;
  channels: Map<string, Channel>;
  userGroups: UserGroupOption[];
  /** Oldest first. */
  messages: Message[];
  /** The same messages by `channel/ts`: a long test has tens of thousands of them. */
  byKey: Map<string, Message>;
  /** Replies by the `channel/ts` of the message that they answer, oldest first. */
  replies: Map<string, Message[]>;
  ephemerals: Ephemeral[];
};

export function createWorld(options: SlackSimulatorOptions): World {
  const users = new Map(options.users.map((user) => [user.id, user]));
  users.set(options.app.botUserId, {
    id: options.app.botUserId,
    name: options.app.botName,
    realName: options.app.botName,
    bot: true,
  });
  const createdAt = options.clock.now();
  const channels = new Map(
    options.channels.map((channel) => [channel.id, openChannel(channel, options.app.botUserId, createdAt)]),
  );
  const domain = options.team.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return {
    team: { ...options.team, domain },
    app: options.app,
    users,
    channels,
    userGroups: options.userGroups ?? [],
    messages: [],
    byKey: new Map(),
    replies: new Map(),
    ephemerals: [],
  };
}

function openChannel(option: ChannelOption, botUserId: string, createdAt: number): Channel {
  const members = new Set(option.memberIds);
  if (option.botIn) members.add(botUserId);
  return {
    id: option.id,
    name: option.name,
    members,
    archived: option.archived ?? false,
    private: option.private ?? false,
    createdAt,
  };
}

/** Finds a channel as the Web API does: by id, by `#name` or by name. A person's id does not count here. */
export function findChannel(world: World, wanted: string): Channel | undefined {
  const direct = world.channels.get(wanted);
  if (direct) return direct;
  const name = wanted.replace(/^#/, '');
  for (const channel of world.channels.values()) if (channel.name === name && !channel.imUser) return channel;
  return undefined;
}

/** The direct message between the bot and a person; made on first use, as `conversations.open` does. */
export function openDirectMessage(world: World, userId: string, now: number): Channel {
  for (const channel of world.channels.values()) if (channel.imUser === userId) return channel;
  const channel: Channel = {
    id: slackId('D'),
    name: 'directmessage',
    members: new Set([userId, world.app.botUserId]),
    archived: false,
    private: true,
    imUser: userId,
    createdAt: now,
  };
  world.channels.set(channel.id, channel);
  return channel;
}

/** Puts a message into the workspace and its indexes. */
export function addMessage(world: World, message: Message): void {
  world.messages.push(message);
  world.byKey.set(`${message.channel}/${message.ts}`, message);
  if (!message.threadTs) return;
  const root = `${message.channel}/${message.threadTs}`;
  const known = world.replies.get(root);
  if (known) known.push(message);
  else world.replies.set(root, [message]);
}

export function findMessage(world: World, channel: string, ts: string): Message | undefined {
  const message = world.byKey.get(`${channel}/${ts}`);
  return message?.deleted ? undefined : message;
}

export function findEphemeral(world: World, channel: string, ts: string): Ephemeral | undefined {
  return world.ephemerals.find((one) => one.ts === ts && one.channel === channel && !one.deleted);
}

/** The `channel_type` of an event: Slack tells public channels, private ones and direct messages apart. */
export function channelType(channel: Channel): 'channel' | 'group' | 'im' {
  if (channel.imUser) return 'im';
  return channel.private ? 'group' : 'channel';
}
