import { z } from 'zod';
import { parseJson } from '../common/json.ts';

/**
 * What we read of DingTalk's payloads, and nothing more: DingTalk adds fields at any time. It also gives `null` for what is not there, and numbers
 * for texts and the other way round: what cannot be read counts as not given, and only without its names a payload is none.
 */

const id = z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1));

/** Undefined for what is no text and cannot be one. */
export const word = z
  .union([z.string(), z.number()])
  .transform((value) => String(value))
  .optional()
  .catch(undefined);

/** Milliseconds since the epoch. */
export const instant = z
  .union([z.number().int().nonnegative(), z.string().regex(/^\d{1,15}$/)])
  .transform(Number)
  .optional()
  .catch(undefined);

const isSo = z
  .unknown()
  .transform((value) => value === true || value === 'true')
  .optional();

const richText = z
  .array(z.looseObject({ text: word }).catch({ text: undefined }))
  .optional()
  .catch(undefined);

/** https://open.dingtalk.com/document/orgapp/receive-message */
export const messagePayload = z.looseObject({
  conversationId: id,
  /** 1: the direct conversation with the robot; all others are groups. */
  conversationType: word,
  msgId: id,
  robotCode: word,
  text: z
    .looseObject({
      content: word,
      isReplyMsg: isSo,
      repliedMsg: z.looseObject({ msgId: word }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  content: z.looseObject({ richText }).optional().catch(undefined),
  senderId: word,
  /** Not given for people of other organisations. */
  senderStaffId: word,
  senderNick: word,
  senderCorpId: word,
  chatbotCorpId: word,
  createAt: instant,
  sessionWebhook: word,
  sessionWebhookExpiredTime: instant,
  /** Of a quote: the `carrierId` or `processQueryKey` of the robot's message that is quoted. */
  originalProcessQueryKey: word,
  /** Of a quote: the message, whoever wrote it. */
  originalMsgId: word,
});
export type MessagePayload = z.infer<typeof messagePayload>;

/** https://open.dingtalk.com/document/orgapp/event-callback-card; where action and parameters stand is told below. */
export const cardPayload = z.looseObject({
  outTrackId: id,
  corpId: word,
  userId: word,
  userIdType: word,
  spaceId: word,
  content: z.unknown().optional(),
  value: z.unknown().optional(),
});
export type CardPayload = z.infer<typeof cardPayload>;

export type CardAction = { actionId: string | undefined; params: Readonly<Record<string, unknown>> };

/**
 * What was pressed, as far as it is told, the most likely reading first. DingTalk's documentation, its SDKs and its clients differ in where it
 * stands: in `content` or `value`, as an object or as text, below `cardPrivateData`, `userPrivateData`, `actionData`, or openly.
 */
export function cardActions(payload: CardPayload): CardAction[] {
  return [payload.content, payload.value, payload].flatMap((source) => nodes(source, 0));
}

function nodes(value: unknown, depth: number): CardAction[] {
  const own = objectIn(value);
  if (!own || depth > 2) return [];
  const { actionIds, actionId, params } = own;
  const pressed: unknown = Array.isArray(actionIds) ? (actionIds[0] ?? actionId) : actionId;
  return [
    ...[own.cardPrivateData, own.userPrivateData, own.actionData].flatMap((one) => nodes(one, depth + 1)),
    // Openly: the parameters beside everything else.
    { actionId: word.parse(pressed), params: objectIn(params) ?? own },
  ];
}

/** An object, or the text of one. */
function objectIn(value: unknown): Record<string, unknown> | undefined {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  return z.record(z.string(), z.unknown()).safeParse(parsed).data;
}
