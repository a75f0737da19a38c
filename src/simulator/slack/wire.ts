import type { Json } from '../common/json.ts';
import { blockId } from './ids.ts';
import type { UserOption } from './options.ts';
import type { Channel, Message, World } from './world.ts';

/** A message in the shape in which Slack returns it from `conversations.history`, and puts it into events and clicks. */
export function wireMessage(world: World, message: Message, opts: { metadata?: boolean } = {}): Json {
  const wire: Json = {
    user: message.user,
    type: 'message',
    ts: message.ts,
    text: message.text,
    team: world.team.id,
  };
  if (message.botId) {
    wire.bot_id = message.botId;
    wire.app_id = world.app.id;
    wire.bot_profile = botProfile(world);
  } else {
    wire.client_msg_id = clientMessageId(message.ts);
  }
  if (message.blocks.length > 0) wire.blocks = message.blocks;
  if (message.editedTs) wire.edited = { user: message.user, ts: message.editedTs };
  if (opts.metadata && message.metadata) wire.metadata = message.metadata;
  addThread(world, message, wire);
  return wire;
}

function addThread(world: World, message: Message, wire: Json): void {
  if (message.threadTs) {
    wire.thread_ts = message.threadTs;
    wire.parent_user_id = world.byKey.get(`${message.channel}/${message.threadTs}`)?.user;
    return;
  }
  const replies = repliesTo(world, message);
  const last = replies.at(-1);
  if (!last) return;
  const users = [...new Set(replies.map((reply) => reply.user))];
  wire.thread_ts = message.ts;
  wire.reply_count = replies.length;
  wire.reply_users_count = users.length;
  wire.reply_users = users.slice(0, 5);
  wire.latest_reply = last.ts;
  wire.is_locked = false;
  wire.subscribed = false;
}

export function repliesTo(world: World, parent: Message): Message[] {
  const all = world.replies.get(`${parent.channel}/${parent.ts}`) ?? [];
  return all.filter((reply) => !reply.deleted);
}

function botProfile(world: World): Json {
  return {
    id: world.app.botId,
    app_id: world.app.id,
    user_id: world.app.botUserId,
    name: world.app.botName,
    icons: {},
    deleted: false,
    updated: 0,
    team_id: world.team.id,
  };
}

/** The client's id of a person's message: a UUID that is always the same for one message. */
function clientMessageId(ts: string): string {
  const digits = ts.replace('.', '').padStart(32, '0');
  return [0, 8, 12, 16, 20].map((from, i, all) => digits.slice(from, all[i + 1] ?? 32)).join('-');
}

export function wireUser(world: World, user: UserOption, withEmail: boolean): Json {
  return {
    id: user.id,
    team_id: user.teamId ?? world.team.id,
    name: user.name,
    deleted: user.deleted ?? false,
    real_name: user.realName,
    tz: user.timezone ?? 'Etc/UTC',
    profile: {
      real_name: user.realName,
      display_name: user.name,
      ...(withEmail && user.email ? { email: user.email } : {}),
    },
    locale: user.locale ?? 'en-US',
    is_admin: false,
    is_bot: user.bot ?? false,
    is_app_user: false,
    ...rank(user),
    ...(withEmail ? { is_email_confirmed: user.emailConfirmed ?? user.email !== undefined } : {}),
    ...(user.teamId === undefined || user.teamId === world.team.id ? {} : { is_stranger: false }),
    updated: 0,
  };
}

/** Slack leaves these flags out of deactivated accounts and of those of other workspaces. */
function rank(user: UserOption): Json {
  if (user.deleted === true || user.teamId !== undefined) return {};
  return {
    is_restricted: user.guest !== undefined && user.guest !== false,
    is_ultra_restricted: user.guest === 'single',
  };
}

export function wireChannel(world: World, channel: Channel): Json {
  const created = Math.floor(channel.createdAt / 1000);
  if (channel.imUser) {
    return { id: channel.id, created, is_im: true, user: channel.imUser, is_archived: false, is_open: true };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    created,
    is_channel: !channel.private,
    is_group: channel.private,
    is_im: false,
    is_mpim: false,
    is_private: channel.private,
    is_archived: channel.archived,
    is_general: false,
    is_member: channel.members.has(world.app.botUserId),
    num_members: channel.members.size,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

/** Gives every block a `block_id` and every text its defaults, as Slack does when it takes a message in. */
export function completeBlocks(blocks: Json[]): Json[] {
  return blocks.map((block) => {
    const whole = completeTexts(block) as Json;
    return typeof whole.block_id === 'string' ? whole : { ...whole, block_id: blockId() };
  });
}

function completeTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(completeTexts);
  if (typeof value !== 'object' || value === null) return value;
  const out: Json = {};
  for (const [key, inner] of Object.entries(value)) out[key] = completeTexts(inner);
  if (out.type === 'plain_text') out.emoji ??= true;
  if (out.type === 'mrkdwn') out.verbatim ??= false;
  if (INTERACTIVE.has(String(out.type)) && out.action_id === undefined) out.action_id = blockId();
  return out;
}

const INTERACTIVE = new Set([
  'button',
  'static_select',
  'overflow',
  'plain_text_input',
  'checkboxes',
  'radio_buttons',
]);
