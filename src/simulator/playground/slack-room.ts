import { isObject, type Json } from '../common/json.ts';
import type { Change } from '../slack/changes.ts';
import type { ViewValues } from '../slack/people.ts';
import type { SlackSimulator } from '../slack/simulator.ts';
import type { OpenView } from '../slack/views.ts';
import type { Ephemeral, Message } from '../slack/world.ts';
import { BadDeed, field, optional } from './body.ts';
import { type Deed, MESSAGES_SHOWN, type Room } from './room.ts';

export function createSlackRoom(slack: SlackSimulator): Room {
  return {
    kind: 'slack',
    view: (account) => viewOf(slack, account),
    deeds: deedsOf(slack),
    follow: (account, tell) =>
      slack.subscribe((change) => {
        const told = toldTo(slack, account, change);
        if (told) tell(told);
      }),
  };
}

function deedsOf(slack: SlackSimulator): Record<string, Deed> {
  const { people } = slack;

  function ownView(account: string, body: Json): string {
    const id = field(body, 'viewId');
    if (!slack.views(account).some((view) => view.id === id))
      throw new BadDeed('this form is not open any more');
    return id;
  }

  function ownMessage(account: string, body: Json): { channel: string; ts: string } {
    const channel = field(body, 'channel');
    const ts = field(body, 'ts');
    const message = slack.messages(channel).find((one) => one.ts === ts);
    if (message?.user !== account) throw new BadDeed('this message is not yours');
    return { channel, ts };
  }

  return {
    say: (account, body) => ({
      ts: people.say(account, field(body, 'channel'), field(body, 'text'), optional(body, 'thread')).ts,
    }),
    command: (account, body) =>
      people.command(account, field(body, 'channel'), field(body, 'command'), optional(body, 'text') ?? ''),
    click(account, body) {
      const match = { actionId: field(body, 'actionId'), blockId: field(body, 'blockId') };
      const chosen = isObject(body.chosen) ? body.chosen : {};
      return people.click(account, field(body, 'channel'), field(body, 'ts'), match, chosen);
    },
    submit(account, body) {
      const values: ViewValues = {};
      for (const [blockId, value] of Object.entries(isObject(body.values) ? body.values : {})) {
        if (typeof value === 'string') values[blockId] = value;
        if (Array.isArray(value)) values[blockId] = value.map(String);
      }
      return people.submitView(ownView(account, body), values);
    },
    close: (account, body) => people.closeView(ownView(account, body)),
    edit(account, body) {
      const { channel, ts } = ownMessage(account, body);
      people.edit(channel, ts, field(body, 'text'));
    },
    delete(account, body) {
      const { channel, ts } = ownMessage(account, body);
      people.remove(channel, ts);
    },
  };
}

/** The workspace as one person sees it. Ephemerals and modals of the others are not in it. */
function viewOf(slack: SlackSimulator, account: string): Json {
  const { world } = slack;
  slack.people.directMessage(account);
  const channels = [...world.channels.values()].filter((channel) => channel.members.has(account));
  const visible = new Set(channels.map((channel) => channel.id));
  const messages = world.messages.filter((message) => visible.has(message.channel) && !message.deleted);
  return {
    me: account,
    bot: { id: world.app.botUserId, name: world.app.botName },
    users: [...world.users.values()].map(({ id, name, realName }) => ({ id, name, realName })),
    channels: channels.map((channel) => ({
      id: channel.id,
      name: channel.imUser ? world.app.botName : channel.name,
      direct: channel.imUser !== undefined,
      members: channel.members.size,
    })),
    connections: slack.connections(),
    messages: messages.slice(-MESSAGES_SHOWN).map(messageView),
    ephemerals: slack.ephemerals(account).map(ephemeralView),
    views: slack.views(account).map(modalView),
  };
}

function toldTo(slack: SlackSimulator, account: string, change: Change): Json | undefined {
  switch (change.type) {
    case 'message':
    case 'message_changed':
    case 'message_deleted': {
      const seen = slack.world.channels.get(change.message.channel)?.members.has(account);
      return seen ? { type: 'message', message: messageView(change.message) } : undefined;
    }
    case 'ephemeral':
    case 'ephemeral_changed':
    case 'ephemeral_deleted':
      if (change.ephemeral.user !== account) return undefined;
      return { type: 'ephemeral', ephemeral: ephemeralView(change.ephemeral) };
    case 'view':
      return change.view.user === account ? { type: 'view', view: modalView(change.view) } : undefined;
    case 'connections':
      return { type: 'connections', open: change.open };
    case 'channel':
      return { type: 'all', view: viewOf(slack, account) };
    case 'call':
    case 'envelope':
      return undefined;
  }
}

function messageView(message: Message): Json {
  const { channel, ts, threadTs, user, botId, text, blocks, editedTs, postedAt, deleted } = message;
  const edited = editedTs !== undefined;
  return { channel, ts, threadTs, user, bot: botId !== undefined, text, blocks, edited, postedAt, deleted };
}

function ephemeralView(ephemeral: Ephemeral): Json {
  const { channel, ts, threadTs, from, text, blocks, postedAt, deleted } = ephemeral;
  return { channel, ts, threadTs, from, text, blocks, postedAt, deleted, ephemeral: true };
}

function modalView({ id, view, errors, failed, open, hash }: OpenView): Json {
  return { id, view, errors, failed, open, hash };
}
