import { z } from 'zod';

/** What we read of Slack's payloads, and nothing more: Slack adds fields at any time. */

const id = z.string().min(1);

/** https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling */
export const commandPayload = z.looseObject({
  team_id: id,
  api_app_id: id.optional(),
  channel_id: id,
  user_id: id,
  user_name: z.string().optional(),
  command: z.string().startsWith('/'),
  text: z.string().default(''),
  trigger_id: id,
  response_url: z.string().optional(),
});
export type CommandPayload = z.infer<typeof commandPayload>;

const person = z.looseObject({
  id,
  username: z.string().optional(),
  name: z.string().optional(),
  team_id: id.optional(),
});
const interactionHead = {
  /** Null when the app is installed for a whole organisation, which this adapter does not support. */
  team: z.looseObject({ id }).nullable(),
  api_app_id: id.optional(),
  user: person,
  trigger_id: id,
};

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload; an ephemeral message's click has no `message`. */
export const clickPayload = z.looseObject({
  ...interactionHead,
  type: z.literal('block_actions'),
  container: z.looseObject({ channel_id: id, message_ts: id, thread_ts: id.optional() }),
  message: z.looseObject({ thread_ts: id.optional() }).optional(),
  response_url: z.string().optional(),
  actions: z.array(z.looseObject({ action_id: id, value: z.string().optional() })).min(1),
});
export type ClickPayload = z.infer<typeof clickPayload>;

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const formPayload = z.looseObject({
  ...interactionHead,
  type: z.literal('view_submission'),
  view: z.looseObject({
    private_metadata: z.string(),
    callback_id: z.string().optional(),
    title: z.looseObject({ text: z.string() }),
    blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })),
    app_installed_team_id: id.optional(),
    state: z.looseObject({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.looseObject({
            value: z.string().nullable().optional(),
            selected_option: z.looseObject({ value: z.string() }).nullable().optional(),
          }),
        ),
      ),
    }),
  }),
});
export type FormPayload = z.infer<typeof formPayload>;

/** https://docs.slack.dev/reference/events/message and …/app_mention */
export const messagePayload = z.looseObject({
  team_id: id,
  api_app_id: id.optional(),
  event: z.looseObject({
    type: z.enum(['message', 'app_mention']),
    subtype: z.string().optional(),
    hidden: z.boolean().optional(),
    user: id.optional(),
    user_team: id.optional(),
    source_team: id.optional(),
    team: id.optional(),
    bot_id: id.optional(),
    edited: z.unknown().optional(),
    channel: id,
    channel_type: z.string().optional(),
    ts: id,
    thread_ts: id.optional(),
    text: z.string().default(''),
  }),
});
export type MessagePayload = z.infer<typeof messagePayload>;
