import { commandIn } from '../../domain/command.ts';
import type { Account, Event, Room } from '../../domain/event.ts';
import { directRoom } from '../../domain/platform-ability.ts';
import { UNREADABLE } from '../common/gate-value.ts';
import { type ButtonValue, readButtonValue, readFormValues } from './button.ts';
import { saidIn } from './incoming-text.ts';
import type { ClickPayload, Envelope, MessagePayload } from './payloads.ts';
import type { People } from './people.ts';

/**
 * Feishu's events as the product's. Undefined means: not for us, acknowledge and forget.
 *
 * An event's key names the thing: `message_id` of a message (an event that is pushed again has the same one), `event_id` of a click.
 */

export type Identity = { platform: string; botOpenId: string; people: People; now: number };

type UserIds = { open_id?: string | undefined; union_id?: string | undefined; user_id?: string | undefined };

/** Somebody of another tenant, or whom Feishu does not name, gets an id that no configuration can contain. */
function accountOf(
  { platform, people }: Identity,
  ids: UserIds,
  tenant: string | undefined,
  ours: string | undefined,
): Account {
  const { open_id: openId, union_id: unionId, user_id: userId } = ids;
  const foreign = tenant !== undefined && ours !== undefined && tenant !== ours;
  if (openId !== undefined && !foreign) return { platform, id: people.nameOf(openId) };
  return { platform, id: `outside/${tenant ?? 'unknown'}/${openId ?? unionId ?? userId ?? 'unknown'}` };
}

/** The answer goes to whom Feishu named, whatever the configuration calls them. */
function handleOf({ open_id: openId }: UserIds): Record<string, string> {
  return openId === undefined ? {} : { openId };
}

/** Clicks on a card and replies to it are one conversation, kept in order. */
function threadOf(message: string): string {
  return `thread:${message}`;
}

/** Messages have milliseconds, clicks microseconds; nothing was done later than now. */
function instantOf(time: string | number | null | undefined, now: number): number {
  const read = Number(time ?? Number.NaN);
  if (!Number.isFinite(read) || read <= 0) return now;
  return Math.min(read > 1e14 ? Math.floor(read / 1_000) : read, now);
}

export function clickEvent({ header }: Envelope, payload: ClickPayload, identity: Identity): Event {
  const { operator, action, context } = payload;
  const actor = accountOf(identity, operator, operator.tenant_key, header.tenant_key);
  const value: ButtonValue = readButtonValue(action.value) ?? UNREADABLE;
  const { approval, attempt, verdict, fields } = value;
  const gate = { approval, attempt, verdict };
  const message = context?.open_message_id;
  const chat = context?.open_chat_id;
  return {
    key: `click:${header.event_id}`,
    conversation: message === undefined ? `click:${header.event_id}` : threadOf(message),
    actor,
    at: instantOf(header.create_time, identity.now),
    room:
      chat === undefined
        ? directRoom(identity.platform, actor.id)
        : { platform: identity.platform, id: chat },
    deed:
      fields === undefined
        ? { kind: 'click', ...gate }
        : { kind: 'form', ...gate, values: readFormValues(value, action.form_value) },
    handle: handleOf(operator),
    handleUntil: identity.now,
    answeredByAck: true,
  };
}

export function messageEvent(
  { header }: Envelope,
  { sender, message }: MessagePayload,
  identity: Identity,
): Event | undefined {
  const ids: UserIds = sender.sender_id ?? {};
  // Apps speak too: other bots, and this one.
  if ((sender.sender_type ?? 'user') !== 'user' || ids.open_id === identity.botOpenId) return undefined;
  const mentions = (message.mentions ?? []).map(({ key, id, name }) => ({ key, openId: id?.open_id, name }));
  const said = saidIn(message.message_type, message.content, mentions, identity.botOpenId);
  if (said === undefined) return undefined;
  const direct = message.chat_type === 'p2p';
  const mention = direct || said.mentionsBot;
  const { root_id: root, parent_id: parent } = message;
  const thread = root ?? parent;
  if (!mention && thread === undefined) return undefined;
  const actor = accountOf(identity, ids, sender.tenant_key, header.tenant_key);
  const command = mention ? commandIn(said.text) : undefined;
  const place: Room = direct
    ? directRoom(identity.platform, actor.id)
    : { platform: identity.platform, id: message.chat_id };
  return {
    key: `message:${message.message_id}`,
    conversation: thread === undefined ? `cmd:${message.chat_id}:${actor.id}` : threadOf(thread),
    actor,
    at: instantOf(message.create_time, identity.now),
    room: { ...place, ...(thread === undefined ? {} : { thread }) },
    ...(parent === undefined || parent === thread ? {} : { replyTo: parent }),
    deed: command ? { kind: 'command', ...command } : { kind: 'message', text: said.text, mention },
    handle: handleOf(ids),
    handleUntil: identity.now,
  };
}
