import { z } from 'zod';
import { parseJson } from '../common/json.ts';

/** What we read of DingTalk's payloads, and nothing more: DingTalk adds fields at any time. */

const id = z.string().min(1);

/** https://open.dingtalk.com/document/orgapp/receive-message */
export const messagePayload = z.looseObject({
  conversationId: id,
  /** 1: the direct conversation with the robot, 2: a group. */
  conversationType: z.enum(['1', '2']),
  msgId: id,
  robotCode: z.string().optional(),
  msgtype: z.string(),
  text: z.looseObject({ content: z.string().default('') }).optional(),
  content: z
    .looseObject({ richText: z.array(z.looseObject({ text: z.string().optional() })).optional() })
    .optional(),
  senderId: id,
  /** Absent for people of other organisations. */
  senderStaffId: z.string().optional(),
  senderNick: z.string().optional(),
  senderCorpId: z.string().optional(),
  chatbotCorpId: z.string().optional(),
  createAt: z.number().optional(),
  sessionWebhook: z.string().optional(),
  sessionWebhookExpiredTime: z.number().optional(),
  /** Of a quote: the `carrierId` or `processQueryKey` of the robot's message that is quoted. */
  originalProcessQueryKey: z.string().optional(),
});
export type MessagePayload = z.infer<typeof messagePayload>;

/** https://open.dingtalk.com/document/orgapp/event-callback-card; where action and parameters stand is told below. */
export const cardPayload = z.looseObject({
  outTrackId: id,
  userId: z.string().default(''),
  userIdType: z.union([z.number(), z.string()]).optional(),
  spaceId: z.string().default(''),
  content: z.unknown().optional(),
  value: z.unknown().optional(),
});
export type CardPayload = z.infer<typeof cardPayload>;

const node = z.looseObject({
  params: z.record(z.string(), z.unknown()).optional(),
  actionIds: z.array(z.string()).optional(),
  actionId: z.string().optional(),
});
const nested = z.looseObject({
  cardPrivateData: z.unknown().optional(),
  userPrivateData: z.unknown().optional(),
  actionData: z.unknown().optional(),
});

export type CardAction = { actionId: string | undefined; params: Readonly<Record<string, unknown>> };

/**
 * What was pressed, as far as it is told, the most likely reading first. DingTalk's documentation, its SDKs and its clients differ in where it
 * stands: in `content` or `value`, as an object or as text, below `cardPrivateData`, `userPrivateData`, `actionData`, or openly.
 */
export function cardActions(payload: CardPayload): CardAction[] {
  return [payload.content, payload.value, payload].flatMap((source) => {
    const parsed = typeof source === 'string' ? parseJson(source) : source;
    return nodes(parsed, 0);
  });
}

function nodes(value: unknown, depth: number): CardAction[] {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  const own = node.safeParse(parsed).data;
  const inner = nested.safeParse(parsed).data;
  if (!own || !inner || depth > 2) return [];
  return [
    ...[inner.cardPrivateData, inner.userPrivateData, inner.actionData].flatMap((one) =>
      nodes(one, depth + 1),
    ),
    // Openly: the parameters beside everything else.
    { actionId: own.actionIds?.[0] ?? own.actionId, params: own.params ?? own },
  ];
}
