import { z } from 'zod';

/** What we read of Feishu's events, and nothing more: Feishu adds fields at any time. */

const id = z.string().min(1);
/** Feishu leaves out what the app may not see, or sends it empty. */
const perhaps = z
  .string()
  .nullish()
  .transform((value) => (value ? value : undefined));

/** https://open.feishu.cn/document/event-subscription-guide/event-subscriptions/event-subscription-configure- */
export const envelope = z.looseObject({
  header: z.looseObject({
    event_id: id,
    event_type: id,
    create_time: perhaps,
    token: perhaps,
    app_id: perhaps,
    tenant_key: perhaps,
  }),
  event: z.looseObject({}),
});
export type Envelope = z.infer<typeof envelope>;

const userIds = { open_id: perhaps, user_id: perhaps, union_id: perhaps };

/** https://open.feishu.cn/document/server-docs/im-v1/message/events/receive */
export const messagePayload = z.looseObject({
  sender: z.looseObject({
    sender_id: z.looseObject(userIds).nullish(),
    sender_type: perhaps,
    tenant_key: perhaps,
  }),
  message: z.looseObject({
    message_id: id,
    root_id: perhaps,
    parent_id: perhaps,
    create_time: perhaps,
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

/** https://open.feishu.cn/document/feishu-cards/card-callback-communication */
export const clickPayload = z.looseObject({
  operator: z.looseObject({ ...userIds, tenant_key: perhaps }),
  action: z.looseObject({
    value: z.unknown(),
    form_value: z.record(z.string(), z.unknown()).nullish(),
  }),
  context: z.looseObject({ open_message_id: perhaps, open_chat_id: perhaps }).nullish(),
});
export type ClickPayload = z.infer<typeof clickPayload>;
