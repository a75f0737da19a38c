import type { Channel } from '../channel.ts';
import type { HookParts } from '../common/hook-client.ts';
import { createRobot, type RobotConfig } from '../common/robot.ts';
import { failureIn } from './errors.ts';
import { SEND } from './limits.ts';
import { slackMessage } from './message.ts';

const VENDOR = 'the Slack webhook';

/** Slack's incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function createSlackWebhook(config: RobotConfig, parts: HookParts): Channel {
  return createRobot(
    config,
    {
      kind: 'slack-webhook',
      name: VENDOR,
      limits: SEND,
      render: slackMessage,
      failureIn: (answer) => failureIn(VENDOR, answer),
      remedies: {
        gone: 'Make the webhook anew (api.slack.com/apps → Incoming Webhooks) and configure its address.',
        credentials: 'An administrator has restricted who may post into this channel: ask them.',
      },
    },
    parts,
  );
}
