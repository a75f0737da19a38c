import { isObject, type Json } from '../../common/json.ts';
import { need, optional } from '../arguments.ts';
import { acceptBlocks } from '../blocks/surfaces.ts';
import type { Draft } from '../room.ts';
import { SlackError } from '../slack-error.ts';
import { wireMessage } from '../wire.ts';
import { type Channel, findMessage, type Message, openDirectMessage } from '../world.ts';
import { channelOf, type Desk, type Method } from './method.ts';

/** https://docs.slack.dev/reference/methods/chat.postMessage: longer text is cut; `chat.update` refuses from 4,000. */
const MAX_POST_CHARACTERS = 40_000;
const MAX_UPDATE_CHARACTERS = 4_000;
const MAX_METADATA_BYTES = 8_000;

const write = ['chat:write'];

export const chatMethods: Record<string, Method> = {
  'chat.postMessage': { token: 'bot', scopes: write, run: postMessage },
  'chat.update': { token: 'bot', scopes: write, run: update },
  'chat.delete': { token: 'bot', scopes: write, run: remove },
  'chat.postEphemeral': { token: 'bot', scopes: write, run: postEphemeral },
  'chat.getPermalink': {
    token: 'bot',
    scopes: [],
    run(args, desk) {
      const channel = channelOf(desk, need(args, 'channel'));
      const ts = need(args, 'message_ts');
      if (!findMessage(desk.world, channel.id, ts)) throw new SlackError('message_not_found');
      const permalink = `${desk.teamUrl}archives/${channel.id}/p${ts.replace('.', '')}`;
      return { channel: channel.id, permalink };
    },
  },
};

function postMessage(args: Json, desk: Desk): Json {
  const channel = target(args, desk);
  if (channel.archived) throw new SlackError('is_archived');
  mayWrite(channel, desk);
  const threadTs = optional(args, 'thread_ts');
  const draft = readDraft(args);
  if (threadTs) draft.threadTs = threadRoot(desk, channel, threadTs);
  draft.text = draft.text.slice(0, MAX_POST_CHARACTERS);
  const message = desk.room.post(channel, botAuthor(desk), draft);
  return {
    channel: channel.id,
    ts: message.ts,
    message: wireMessage(desk.world, message, { metadata: true }),
  };
}

function update(args: Json, desk: Desk): Json {
  const channel = channelOf(desk, need(args, 'channel'));
  const message = ownMessage(desk, channel, need(args, 'ts'), 'cant_update_message');
  if (desk.clock.now() - message.postedAt > desk.limits.editWindowMs)
    throw new SlackError('edit_window_closed');
  const draft = readDraft(args);
  if (draft.text.length > MAX_UPDATE_CHARACTERS) throw new SlackError('msg_too_long');
  // Text alone takes the blocks away; blocks alone keep the text that stands for them in notifications.
  if (args.text === undefined) draft.text = message.text;
  desk.room.edit(message, draft, 'update');
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: wireMessage(desk.world, message, { metadata: true }),
  };
}

function remove(args: Json, desk: Desk): Json {
  const channel = channelOf(desk, need(args, 'channel'));
  const message = ownMessage(desk, channel, need(args, 'ts'), 'cant_delete_message');
  desk.room.remove(message);
  return { channel: channel.id, ts: message.ts };
}

function postEphemeral(args: Json, desk: Desk): Json {
  const channel = channelOf(desk, need(args, 'channel'));
  const user = need(args, 'user');
  if (channel.archived) throw new SlackError('is_archived');
  if (!channel.members.has(desk.world.app.botUserId)) throw new SlackError('not_in_channel');
  if (!channel.members.has(user)) throw new SlackError('user_not_in_channel');
  const threadTs = optional(args, 'thread_ts');
  const ephemeral = desk.room.whisper(channel, user, {
    ...readDraft(args),
    ...(threadTs ? { threadTs } : {}),
  });
  return { message_ts: ephemeral.ts };
}

/** A person's id is taken as the direct message with them. */
function target(args: Json, desk: Desk): Channel {
  const wanted = need(args, 'channel');
  if (!desk.world.users.has(wanted)) return channelOf(desk, wanted);
  if (wanted === desk.world.app.botUserId) throw new SlackError('channel_not_found');
  return openDirectMessage(desk.world, wanted, desk.clock.now());
}

function mayWrite(channel: Channel, desk: Desk): void {
  if (channel.members.has(desk.world.app.botUserId)) return;
  if (channel.private || !desk.scopes.includes('chat:write.public')) throw new SlackError('not_in_channel');
}

function botAuthor(desk: Desk): { user: string; botId: string } {
  return { user: desk.world.app.botUserId, botId: desk.world.app.botId };
}

function ownMessage(desk: Desk, channel: Channel, ts: string, notOurs: string): Message {
  const message = findMessage(desk.world, channel.id, ts);
  if (!message) throw new SlackError('message_not_found');
  if (message.botId !== desk.world.app.botId) throw new SlackError(notOurs);
  return message;
}

/** A reply to a reply lands in the same thread. */
function threadRoot(desk: Desk, channel: Channel, ts: string): string {
  const parent = findMessage(desk.world, channel.id, ts);
  if (!parent) throw new SlackError('invalid_thread_ts');
  return parent.threadTs ?? parent.ts;
}

function readDraft(args: Json): Draft {
  const text = typeof args.text === 'string' ? args.text : '';
  const blocks = args.blocks === undefined ? [] : acceptBlocks(args.blocks);
  if (text === '' && blocks.length === 0) throw new SlackError('no_text');
  const draft: Draft = { text, blocks };
  if (args.metadata !== undefined) draft.metadata = readMetadata(args.metadata);
  return draft;
}

function readMetadata(metadata: unknown): Json {
  if (!isObject(metadata)) throw new SlackError('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return {};
  if (typeof metadata.event_type !== 'string' || metadata.event_type === '') {
    throw new SlackError('invalid_metadata_format');
  }
  if (!isObject(metadata.event_payload)) throw new SlackError('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(metadata)) > MAX_METADATA_BYTES)
    throw new SlackError('metadata_too_large');
  return metadata;
}
