import { z } from 'zod';

/** What we read of Feishu's events, and nothing more: Feishu adds fields at any time. */

const id = z.string().min(1);
/** Feishu leaves out what the app may not see, or sends it empty. */
const perhaps = z
  .string()
  .nullish()
  .transform((value) => (value ? value : undefined));

/** Where an odd one must not silence the person. */
const ifReadable = perhaps.catch(undefined);
const time = z.union([z.string(), z.number()]).nullish().catch(undefined);

/** https://open.feishu.cn/document/event-subscription-guide/event-subscriptions/event-subscription-configure- */
export const envelope = z.looseObject({
  header: z.looseObject({
    event_id: id,
    event_type: id,
    create_time: time,
    token: perhaps,
    app_id: perhaps,
    tenant_key: perhaps,
  }),
  event: z.looseObject({}),
});
export type Envelope = z.infer<typeof envelope>;

/** https://open.feishu.cn/document/server-docs/im-v1/message/events/receive */
export const messagePayload = z.looseObject({
  sender: z.looseObject({
    sender_id: z.looseObject({ open_id: perhaps, user_id: perhaps, union_id: perhaps }).nullish(),
    sender_type: perhaps,
    tenant_key: perhaps,
  }),
  message: z.looseObject({
    message_id: id,
    root_id: perhaps,
    parent_id: perhaps,
    create_time: time,
    chat_id: id,
    chat_type: perhaps,
    message_type: id,
    content: z.string(),
    mentions: z
      .array(z.looseObject({ key: id, id: z.looseObject({ open_id: perhaps }).nullish(), name: perhaps }))
      .nullish(),
  }),
});
export type MessagePayload = z.infer<typeof messagePayload>;

/**
 * Only the operator must be there: somebody who clicked is told something, whatever else cannot be read.
 * https://open.feishu.cn/document/feishu-cards/card-callback-communication
 */
export const clickPayload = z.looseObject({
  operator: z.looseObject({
    open_id: ifReadable,
    user_id: ifReadable,
    union_id: ifReadable,
    // Not undefined: without a tenant the person counts as one of ours.
    tenant_key: perhaps.catch('unreadable'),
  }),
  action: z
    .looseObject({ value: z.unknown().optional(), form_value: z.unknown().optional() })
    .catch({ value: undefined, form_value: undefined }),
  context: z
    .looseObject({ open_message_id: ifReadable, open_chat_id: ifReadable })
    .nullish()
    .catch(undefined),
});
export type ClickPayload = z.infer<typeof clickPayload>;
