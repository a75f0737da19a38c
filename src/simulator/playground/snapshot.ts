import type { OpenView } from '../slack/views.ts';
import type { Ephemeral, Message } from '../slack/world.ts';
import type { PlaygroundOptions } from './options.ts';

/** More than anyone scrolls back in a playground; the rest stays in the simulator. */
const MESSAGES_SHOWN = 500;

/** The room as one person sees it. Ephemerals and modals of the others are not in it. */
export function roomOf(options: PlaygroundOptions, as: string): Record<string, unknown> {
  const { slack, people, hints, about } = options;
  const { world } = slack;
  const channels = [...world.channels.values()].filter((channel) => channel.members.has(as));
  const visible = new Set(channels.map((channel) => channel.id));
  const messages = world.messages.filter((message) => visible.has(message.channel) && !message.deleted);
  return {
    team: world.team.name,
    as,
    about,
    hints,
    bot: { id: world.app.botUserId, name: world.app.botName },
    people: people.map(({ id, role }) => ({ ...personOf(options, id), role })),
    users: [...world.users.keys()].map((id) => personOf(options, id)),
    channels: channels.map((channel) => ({
      id: channel.id,
      name: channel.imUser ? world.app.botName : channel.name,
      direct: channel.imUser !== undefined,
      members: channel.members.size,
    })),
    connections: slack.connections(),
    messages: messages.slice(-MESSAGES_SHOWN).map(messageView),
    ephemerals: slack.ephemerals(as).map(ephemeralView),
    views: slack.views(as).map(modalView),
  };
}

function personOf({ slack }: PlaygroundOptions, id: string): Record<string, unknown> {
  const user = slack.world.users.get(id);
  return { id, name: user?.name ?? id, realName: user?.realName ?? id, locale: user?.locale ?? 'en-US' };
}

export function messageView(message: Message): Record<string, unknown> {
  const { channel, ts, threadTs, user, botId, text, blocks, editedTs, postedAt, deleted } = message;
  return {
    channel,
    ts,
    threadTs,
    user,
    bot: botId !== undefined,
    text,
    blocks,
    edited: editedTs !== undefined,
    postedAt,
    deleted,
  };
}

export function ephemeralView(ephemeral: Ephemeral): Record<string, unknown> {
  const { channel, ts, threadTs, from, text, blocks, postedAt, deleted } = ephemeral;
  return { channel, ts, threadTs, from, text, blocks, postedAt, deleted, ephemeral: true };
}

export function modalView({ id, view, errors, failed, open, hash }: OpenView): Record<string, unknown> {
  return { id, view, errors, failed, open, hash };
}
