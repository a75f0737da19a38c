import type { Verdict } from '../../domain/card.ts';
import { commandIn } from '../../domain/command.ts';
import type { Account, Deed, Event } from '../../domain/event.ts';
import { directRoom } from '../../domain/platform-ability.ts';
import { UNREADABLE } from '../common/gate-value.ts';
import { isDirect, isOurs } from './names.ts';
import { type CardAction, type CardPayload, cardActions, type MessagePayload, word } from './payloads.ts';

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
  /** Of our organisation; undefined until a message has named it. */
  corpId?: string | undefined;
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
  const { platform, now } = identity;
  const text = textOf(payload);
  if (text === undefined || !isToUs(payload, identity)) return undefined;
  const staffId = memberOf(payload, identity);
  const sender = payload.senderId ?? staffId ?? '';
  const actor =
    staffId === undefined
      ? { platform, id: OUTSIDER + sender }
      : account(identity, staffId, payload.senderNick);
  const direct = payload.conversationType === '1';
  const { id } = direct ? directRoom(platform, actor.id) : { id: payload.conversationId };
  const thread = quotedBy(payload);
  const command = commandIn(text);
  return {
    key: `message:${payload.msgId}`,
    conversation: thread === undefined ? `cmd:${payload.conversationId}:${sender}` : `thread:${thread}`,
    actor,
    at: soFar(payload.createAt, now),
    room: { platform, id, ...(thread === undefined ? {} : { thread }) },
    // In a group DingTalk delivers only what mentions the robot, and takes the mention out.
    deed: command ? { kind: 'command', ...command } : { kind: 'message', text, mention: true },
    ...handleOf(payload, staffId, identity),
  };
}

/** An app may have several robots. */
export function isToUs({ robotCode }: MessagePayload, identity: Pick<Identity, 'robotCode'>): boolean {
  return (robotCode ?? identity.robotCode) === identity.robotCode;
}

/**
 * What names the quoted message: as we know it when it is the robot's own. A person's message has its own id, which names no card: whoever quotes it
 * means that message, and so does who quotes what DingTalk does not name.
 */
function quotedBy({
  msgId,
  text,
  originalProcessQueryKey,
  originalMsgId,
}: MessagePayload): string | undefined {
  if (originalProcessQueryKey) return originalProcessQueryKey;
  if (text?.isReplyMsg !== true) return undefined;
  return originalMsgId || text.repliedMsg?.msgId || `quoted-in:${msgId}`;
}

/** By DingTalk's clock, which may be ahead of ours: nothing has been done later than now. */
function soFar(at: number | undefined, now: number): number {
  return Math.min(at ?? now, now);
}

/** Undefined for what says nothing, such as a picture. */
function textOf({ text, content }: MessagePayload): string | undefined {
  const said = text?.content ?? content?.richText?.map((part) => part.text ?? '').join('');
  const trimmed = said?.trim() ?? '';
  return trimmed === '' ? undefined : trimmed;
}

/** Of another organisation nobody has a staff id; one that came along all the same would be another person's here. */
function memberOf(payload: MessagePayload, identity: Identity): string | undefined {
  const { senderStaffId, senderCorpId, chatbotCorpId = identity.corpId } = payload;
  return isForeign(senderCorpId, chatbotCorpId) ? undefined : staffIdIn(senderStaffId);
}

function isForeign(theirs: string | undefined, ours: string | undefined): boolean {
  return Boolean(theirs && ours) && theirs !== ours;
}

/** A staff id has letters, digits and `_-@.`; the encoded ids that DingTalk gives elsewhere do not pass. */
function staffIdIn(value: string | undefined): string | undefined {
  return value !== undefined && /^[\w@.-]{1,64}$/.test(value) ? value : undefined;
}

/** How long an address for answers is tried when DingTalk does not say until when it lives; a dead one is refused and does no harm. */
const WEBHOOK_MS = 30 * 60_000;

function handleOf(
  payload: MessagePayload,
  staffId: string | undefined,
  { now }: Identity,
): Pick<Event, 'handle' | 'handleUntil'> {
  const { sessionWebhook, sessionWebhookExpiredTime } = payload;
  if (staffId !== undefined) return memberHandle(staffId);
  if (!sessionWebhook) return { handle: {}, handleUntil: now };
  return { handle: { sessionWebhook }, handleUntil: sessionWebhookExpiredTime ?? now + WEBHOOK_MS };
}

/** The answer to a member is a direct message, now and later: there is nothing that dies. */
function memberHandle(staffId: string): Pick<Event, 'handle' | 'handleUntil'> {
  return { handle: { staffId }, handleUntil: Number.MAX_SAFE_INTEGER };
}

export function clickEvent(
  payload: CardPayload,
  frame: { messageId: string; at: number | undefined },
  identity: Identity,
): Event | undefined {
  const { outTrackId, userId = '', spaceId } = payload;
  const { platform, now } = identity;
  if (!isOurs(outTrackId)) return undefined;
  const staffId = clickerOf(payload, identity);
  const actor =
    staffId === undefined ? { platform, id: OUTSIDER + userId } : account(identity, staffId, undefined);
  // Where DingTalk does not say in which group it was, the person is what is left of the place.
  const direct = isDirect(outTrackId) || !spaceId;
  return {
    key: `click:${frame.messageId}`,
    conversation: `card:${outTrackId}`,
    actor,
    at: soFar(frame.at, now),
    room: direct ? directRoom(platform, actor.id) : { platform, id: spaceId },
    deed: deedOf(cardActions(payload)),
    ...(staffId === undefined ? { handle: {}, handleUntil: now } : memberHandle(staffId)),
  };
}

/** The staff ids of another organisation are other people's here. */
function clickerOf({ corpId, userId, userIdType }: CardPayload, identity: Identity): string | undefined {
  if (isForeign(corpId, identity.corpId)) return undefined;
  // 1, or not given: a staff id (https://open.dingtalk.com/document/orgapp/event-callback-card).
  return Number(userIdType ?? 1) === 1 ? staffIdIn(userId) : undefined;
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
  const said = inputOf(reason);
  if (verdict === 'reject' && said !== undefined)
    return { kind: 'form', ...subject, verdict, values: { reason: said } };
  return { kind: 'click', ...subject, verdict };
}

/** What an input holds, openly or as the `value` of an object. */
function inputOf(value: unknown): string | undefined {
  const held = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
  return word.parse(held);
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
