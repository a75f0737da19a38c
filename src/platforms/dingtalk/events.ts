import type { Verdict } from '../../domain/card.ts';
import { commandIn } from '../../domain/command.ts';
import type { Account, Deed, Event } from '../../domain/event.ts';
import { directRoom } from '../../domain/platform-ability.ts';
import { UNREADABLE } from '../common/gate-value.ts';
import { isDirect, isOurs } from './names.ts';
import { type CardAction, type CardPayload, cardActions, type MessagePayload } from './payloads.ts';

/**
 * DingTalk's payloads as the product's events. Undefined means: not for us, acknowledge and forget.
 *
 * An event's key names the thing: a message's `msgId`, which stays the same when DingTalk pushes it again with a new frame; the frame's
 * `messageId` for a click, which DingTalk never pushes again.
 */

export type Identity = {
  platform: string;
  robotCode: string;
  /** What the configuration calls the member with this staff id; the id itself for somebody that it does not name. */
  accountOf: (staffId: string) => string;
  now: number;
};

/** Nobody can be configured under this: staff ids have no colon. */
const OUTSIDER = 'outsider:';

function account(identity: Identity, staffId: string, name: string | undefined): Account {
  return {
    platform: identity.platform,
    id: identity.accountOf(staffId),
    ...(name ? { name } : {}),
  };
}

export function messageEvent(payload: MessagePayload, identity: Identity): Event | undefined {
  const text = textOf(payload);
  if (text === undefined || (payload.robotCode ?? identity.robotCode) !== identity.robotCode)
    return undefined;
  const staffId = memberOf(payload);
  const actor =
    staffId === undefined
      ? { platform: identity.platform, id: OUTSIDER + payload.senderId }
      : account(identity, staffId, payload.senderNick);
  const direct = payload.conversationType === '1';
  const { id } = direct ? directRoom(identity.platform, actor.id) : { id: payload.conversationId };
  const thread = payload.originalProcessQueryKey;
  const command = commandIn(text);
  return {
    key: `message:${payload.msgId}`,
    conversation: conversationOf(direct, staffId ?? payload.senderId, payload.conversationId),
    actor,
    at: payload.createAt ?? identity.now,
    room: { platform: identity.platform, id, ...(thread ? { thread } : {}) },
    // In a group DingTalk delivers only what mentions the robot, and takes the mention out.
    deed: command ? { kind: 'command', ...command } : { kind: 'message', text, mention: true },
    ...handleOf(payload, staffId, identity),
  };
}

/** Undefined for what says nothing, such as a picture. */
function textOf({ text, content }: MessagePayload): string | undefined {
  const said = text?.content ?? content?.richText?.map((part) => part.text ?? '').join('');
  const trimmed = said?.trim() ?? '';
  return trimmed === '' ? undefined : trimmed;
}

/** Of another organisation nobody has a staff id; one that came along all the same would be another person's here. */
function memberOf({ senderStaffId, senderCorpId, chatbotCorpId }: MessagePayload): string | undefined {
  const foreign = senderCorpId !== undefined && chatbotCorpId !== undefined && senderCorpId !== chatbotCorpId;
  return foreign ? undefined : staffIdIn(senderStaffId);
}

/** A staff id has letters, digits and `_-@.`; the encoded ids that DingTalk gives elsewhere do not pass. */
function staffIdIn(value: string | undefined): string | undefined {
  return value !== undefined && /^[\w@.-]{1,64}$/.test(value) ? value : undefined;
}

function handleOf(
  payload: MessagePayload,
  staffId: string | undefined,
  { now }: Identity,
): Pick<Event, 'handle' | 'handleUntil'> {
  const { sessionWebhook, sessionWebhookExpiredTime } = payload;
  if (staffId !== undefined) return memberHandle(staffId);
  if (sessionWebhook === undefined) return { handle: {}, handleUntil: now };
  return { handle: { sessionWebhook }, handleUntil: sessionWebhookExpiredTime ?? now };
}

/** The answer to a member is a direct message, now and later: there is nothing that dies. */
function memberHandle(staffId: string): Pick<Event, 'handle' | 'handleUntil'> {
  return { handle: { staffId }, handleUntil: Number.MAX_SAFE_INTEGER };
}

/** Clicks and messages of one group are handled in order: a click names no card whose quotes we could tell. */
function conversationOf(direct: boolean, person: string, group: string): string {
  return direct ? `direct:${person}` : `group:${group}`;
}

export function clickEvent(
  payload: CardPayload,
  frame: { messageId: string; at: number | undefined },
  identity: Identity,
): Event | undefined {
  if (!isOurs(payload.outTrackId)) return undefined;
  // 1, or absent: a staff id (https://open.dingtalk.com/document/orgapp/event-callback-card).
  const typed = payload.userIdType === undefined || Number(payload.userIdType) === 1;
  const staffId = typed ? staffIdIn(payload.userId) : undefined;
  const actor =
    staffId === undefined
      ? { platform: identity.platform, id: OUTSIDER + payload.userId }
      : account(identity, staffId, undefined);
  const direct = isDirect(payload.outTrackId);
  if (!direct && payload.spaceId === '') return undefined;
  const { id } = direct ? directRoom(identity.platform, actor.id) : { id: payload.spaceId };
  return {
    key: `click:${frame.messageId}`,
    conversation: conversationOf(direct, staffId ?? payload.userId, payload.spaceId),
    actor,
    at: frame.at ?? identity.now,
    room: { platform: identity.platform, id },
    deed: deedOf(cardActions(payload)),
    ...(staffId === undefined ? { handle: {}, handleUntil: identity.now } : memberHandle(staffId)),
  };
}

function deedOf(actions: readonly CardAction[]): Deed {
  for (const { actionId, params } of actions) {
    const deed = templateDeed(params) ?? builtinDeed(actionId);
    if (deed) return deed;
  }
  return { kind: 'click', ...UNREADABLE };
}

/** Of a button of the shipped template; its reject button sends what stands in the input beside it. */
function templateDeed(params: Readonly<Record<string, unknown>>): Deed | undefined {
  const { verdict, gate, reason } = params;
  if (verdict !== 'approve' && verdict !== 'reject') return undefined;
  const subject = gateIn(gate);
  if (!subject) return undefined;
  if (verdict === 'reject' && typeof reason === 'string')
    return { kind: 'form', ...subject, verdict, values: { reason } };
  return { kind: 'click', ...subject, verdict };
}

/** Of a button of DingTalk's own AI card: `approve:<approval>:<attempt>`. */
function builtinDeed(actionId: string | undefined): Deed | undefined {
  const [, verdict, gate] = /^(approve|reject):(.+)$/s.exec(actionId ?? '') ?? [];
  const subject = gateIn(gate);
  return subject && verdict ? { kind: 'click', ...subject, verdict: verdict as Verdict } : undefined;
}

function gateIn(value: unknown): { approval: number; attempt: string } | undefined {
  const [, approval, attempt] = /^(\d{1,15}):(.{1,500})$/s.exec(typeof value === 'string' ? value : '') ?? [];
  return approval === undefined || attempt === undefined
    ? undefined
    : { approval: Number(approval), attempt };
}
