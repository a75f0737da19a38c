import { createHash } from 'node:crypto';
import { commandIn } from '../../domain/command.ts';
import type { Account, Event, Room } from '../../domain/event.ts';
import { UNREADABLE } from '../common/gate-value.ts';
import { parseJson } from '../common/json.ts';
import { readButtonValue } from './button.ts';
import { unescape, withoutMention } from './incoming-text.ts';
import { RESPONSE_URL_MS } from './limits.ts';
import type { ClickPayload, CommandPayload, FormPayload, MessagePayload } from './payloads.ts';
import { instantOf } from './timestamp.ts';
import { FIELD_INPUT, fieldOfBlock, formMetadata } from './view.ts';

/**
 * Slack's payloads as the product's events. Undefined means: not for us, acknowledge and forget.
 *
 * An event's key names the thing: the `trigger_id` of a command, a click or a dialog (Slack makes a new one for each, also
 * when a dialog is sent again after field errors, and a doubled delivery repeats it); channel and `ts` of a message (a
 * mention comes as `message` and as `app_mention`, in either order).
 */

export type Identity = { platform: string; teamId: string; botUserId: string; now: number };

/** `T…` of another workspace is part of the account's id, so that nobody of another workspace is ever taken for one of ours. */
function account(
  identity: Identity,
  id: string,
  name: string | undefined,
  team: string | undefined,
): Account {
  const foreign = team !== undefined && team !== identity.teamId;
  return {
    platform: identity.platform,
    id: foreign ? `${team}/${id}` : id,
    ...(name ? { name } : {}),
  };
}

/** The vendor's id in an account's id, without the workspace. */
export function userOf(account: string): string {
  return account.slice(account.indexOf('/') + 1);
}

function room(identity: Identity, id: string, thread?: string): Room {
  return { platform: identity.platform, id, ...(thread ? { thread } : {}) };
}

function handle(of: { response_url?: string | undefined; trigger_id: string }): Record<string, string> {
  return { triggerId: of.trigger_id, ...(of.response_url ? { responseUrl: of.response_url } : {}) };
}

/** A digest: keys are stored and logged, and a trigger opens dialogs. */
function keyOf(kind: string, triggerId: string): string {
  return `${kind}:${createHash('sha256').update(triggerId).digest('hex').slice(0, 32)}`;
}

/** Clicks on a card and replies in its thread are one conversation, kept in order. */
function threadOf(channel: string, ts: string): string {
  return `thread:${channel}:${ts}`;
}

export function commandEvent(payload: CommandPayload, identity: Identity): Event | undefined {
  if (payload.team_id !== identity.teamId) return undefined;
  return {
    key: keyOf('command', payload.trigger_id),
    conversation: `cmd:${payload.channel_id}:${payload.user_id}`,
    actor: account(identity, payload.user_id, payload.user_name, undefined),
    at: identity.now,
    room: room(identity, payload.channel_id),
    deed: {
      kind: 'command',
      name: payload.command.slice(1).toLowerCase(),
      text: unescape(payload.text).trim(),
    },
    handle: handle(payload),
    handleUntil: identity.now + RESPONSE_URL_MS,
    answeredByAck: true,
  };
}

export function clickEvent(payload: ClickPayload, identity: Identity): Event | undefined {
  if (payload.team?.id !== identity.teamId) return undefined;
  const value =
    payload.actions.map((action) => readButtonValue(action.value ?? '')).find(Boolean) ?? UNREADABLE;
  const { channel_id: channel, message_ts: message } = payload.container;
  const thread = payload.container.thread_ts ?? payload.message?.thread_ts;
  // The root of a thread carries its own ts as thread_ts once it has replies.
  const inThread = thread !== undefined && thread !== message ? thread : undefined;
  return {
    key: keyOf('click', payload.trigger_id),
    conversation: threadOf(channel, inThread ?? message),
    actor: account(
      identity,
      payload.user.id,
      payload.user.username ?? payload.user.name,
      payload.user.team_id,
    ),
    at: identity.now,
    room: room(identity, channel, inThread),
    clicked: message,
    deed: { kind: 'click', ...value },
    handle: handle(payload),
    handleUntil: identity.now + RESPONSE_URL_MS,
  };
}

export function formEvent(payload: FormPayload, identity: Identity): Event | undefined {
  const team = payload.view.app_installed_team_id ?? payload.team?.id;
  if (team !== identity.teamId) return undefined;
  const metadata = formMetadata.safeParse(parseJson(payload.view.private_metadata)).data;
  if (!metadata) return undefined;
  const values: Record<string, string> = {};
  for (const [block, inputs] of Object.entries(payload.view.state.values)) {
    const field = fieldOfBlock(block);
    const { value, selected_option: selected } = inputs[FIELD_INPUT] ?? {};
    if (field !== undefined) values[field] = selected?.value ?? value ?? '';
  }
  return {
    key: keyOf('form', payload.trigger_id),
    conversation: metadata.conversation,
    actor: account(
      identity,
      payload.user.id,
      payload.user.username ?? payload.user.name,
      payload.user.team_id,
    ),
    at: identity.now,
    room: room(identity, metadata.channel, metadata.thread),
    deed: { kind: 'form', ...metadata.subject, values },
    // A dialog has no response_url: a late answer appears, for the sender alone, where the card is.
    handle: whisperHandle(metadata.channel, metadata.thread, { triggerId: payload.trigger_id }),
    handleUntil: identity.now + RESPONSE_URL_MS,
    answeredByAck: true,
  };
}

export function messageEvent(payload: MessagePayload, identity: Identity): Event | undefined {
  const { event } = payload;
  if (payload.team_id !== identity.teamId || !isSpeech(event, identity) || event.user === undefined)
    return undefined;
  const direct = event.channel_type === 'im';
  const said = withoutMention(event.text, identity.botUserId);
  // From the text, not from the event's type: whichever of the two comes first must say the same.
  const mention = direct || said !== undefined;
  const thread = event.thread_ts !== event.ts ? event.thread_ts : undefined;
  if (!mention && thread === undefined) return undefined;
  const text = unescape(said ?? event.text).trim();
  const command = mention ? commandIn(text) : undefined;
  return {
    key: `message:${event.channel}:${event.ts}`,
    conversation: thread ? threadOf(event.channel, thread) : `cmd:${event.channel}:${event.user}`,
    actor: account(identity, event.user, undefined, event.user_team ?? event.source_team ?? event.team),
    at: instantOf(event.ts),
    room: { ...room(identity, event.channel, thread), ...(direct ? { direct } : {}) },
    deed: command ? { kind: 'command', ...command } : { kind: 'message', text, mention },
    handle: whisperHandle(event.channel, thread, direct ? { direct: 'yes' } : {}),
    handleUntil: identity.now + RESPONSE_URL_MS,
  };
}

/** Written by a person, just now: no bots (ourselves included), no joins, no edits, no deletions. */
function isSpeech(event: MessagePayload['event'], identity: Identity): boolean {
  if (event.bot_id !== undefined || event.user === identity.botUserId || event.hidden === true) return false;
  // An edit that adds a mention arrives as an app_mention with `edited`.
  if (event.edited !== undefined && event.edited !== null) return false;
  return (
    event.subtype === undefined || event.subtype === 'thread_broadcast' || event.subtype === 'file_share'
  );
}

function whisperHandle(
  channel: string,
  thread: string | undefined,
  more: Record<string, string>,
): Record<string, string> {
  return { channel, ...(thread ? { thread } : {}), ...more };
}
