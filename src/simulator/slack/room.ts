import type { SimClock } from '../common/clock.ts';
import type { Json } from '../common/json.ts';
import type { Changes } from './changes.ts';
import type { Events } from './events.ts';
import { completeBlocks, wireMessage } from './wire.ts';
import {
  addMessage,
  type Channel,
  channelType,
  type Ephemeral,
  type Message,
  type MessageVersion,
  type World,
} from './world.ts';

export type Draft = { text: string; blocks: Json[]; metadata?: Json; threadTs?: string };

/** The only place that writes messages: it keeps each one's history, tells onlookers and sends Slack's events. */
export type Room = {
  post(channel: Channel, author: { user: string; botId?: string }, draft: Draft): Message;
  /** `metadata`: absent keeps what was there, an empty object removes it. */
  edit(message: Message, draft: Draft, by: MessageVersion['by']): Message;
  remove(message: Message): void;
  whisper(channel: Channel, user: string, draft: Draft, from?: Ephemeral['from']): Ephemeral;
  editWhisper(ephemeral: Ephemeral, draft: Draft): void;
  removeWhisper(ephemeral: Ephemeral): void;
};

type RoomOptions = {
  world: World;
  clock: SimClock;
  changes: Changes;
  events: Events;
  nextTs: () => string;
};

export function createRoom({ world, clock, changes, events, nextTs }: RoomOptions): Room {
  function channelOf(message: { channel: string }): Channel {
    const channel = world.channels.get(message.channel);
    if (!channel) throw new Error(`message in unknown channel ${message.channel}`);
    return channel;
  }

  function version(draft: Draft, by: MessageVersion['by']): MessageVersion {
    const made: MessageVersion = {
      at: clock.now(),
      text: draft.text,
      blocks: completeBlocks(draft.blocks),
      by,
    };
    if (draft.metadata && Object.keys(draft.metadata).length > 0) made.metadata = draft.metadata;
    return made;
  }

  return {
    post(channel, author, draft) {
      const first = version(draft, 'post');
      const message: Message = {
        channel: channel.id,
        ts: nextTs(),
        ...(draft.threadTs ? { threadTs: draft.threadTs } : {}),
        ...author,
        ...shown(first),
        postedAt: first.at,
        deleted: false,
        history: [first],
      };
      addMessage(world, message);
      changes.emit({ type: 'message', message });
      events.posted(channel, message);
      return message;
    },
    edit(message, draft, by) {
      const before = wireMessage(world, message);
      const kept = message.metadata;
      const next = version(draft.metadata === undefined && kept ? { ...draft, metadata: kept } : draft, by);
      delete message.metadata;
      Object.assign(message, shown(next), { editedTs: nextTs() });
      message.history.push(next);
      changes.emit({ type: 'message_changed', message });
      events.changed(channelOf(message), message, before);
      return message;
    },
    remove(message) {
      const before = wireMessage(world, message);
      message.deleted = true;
      message.history.push({ at: clock.now(), text: '', blocks: [], by: 'delete' });
      changes.emit({ type: 'message_deleted', message });
      events.removed(channelOf(message), message, before);
    },
    whisper(channel, user, draft, from = 'bot') {
      const first = version(draft, 'post');
      const ephemeral: Ephemeral = {
        channel: channel.id,
        ts: nextTs(),
        ...(draft.threadTs ? { threadTs: draft.threadTs } : {}),
        user,
        from,
        text: first.text,
        blocks: first.blocks,
        postedAt: first.at,
        deleted: false,
        history: [first],
      };
      world.ephemerals.push(ephemeral);
      changes.emit({ type: 'ephemeral', ephemeral });
      return ephemeral;
    },
    editWhisper(ephemeral, draft) {
      const next = version(draft, 'response_url');
      ephemeral.text = next.text;
      ephemeral.blocks = next.blocks;
      ephemeral.history.push(next);
      changes.emit({ type: 'ephemeral_changed', ephemeral });
    },
    removeWhisper(ephemeral) {
      ephemeral.deleted = true;
      changes.emit({ type: 'ephemeral_deleted', ephemeral });
    },
  };
}

function shown(version: MessageVersion): Pick<Message, 'text' | 'blocks' | 'metadata'> {
  return {
    text: version.text,
    blocks: version.blocks,
    ...(version.metadata ? { metadata: version.metadata } : {}),
  };
}

/** What Slack calls a channel in the payload of a click or a command. */
export function channelLabel(channel: Channel): string {
  return channelType(channel) === 'im' ? 'directmessage' : channel.name;
}
