import type { Channel } from '../channel.ts';
import type { HookParts } from '../common/hook-client.ts';
import { createRobot, type RobotConfig } from '../common/robot.ts';
import { failureIn, VENDOR } from './errors.ts';
import { SEND } from './limits.ts';
import { dingtalkMessage } from './message.ts';
import { sign } from './signature.ts';

/** `secret` and `keyword` as the robot's security settings say. */
export type DingTalkRobotConfig = RobotConfig & { secret?: string; keyword?: string };

/** A custom robot of a DingTalk group: https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages */
export function createDingTalkRobot(config: DingTalkRobotConfig, parts: HookParts): Channel {
  const { secret, keyword } = config;
  return createRobot(
    config,
    {
      kind: 'dingtalk-robot',
      name: VENDOR,
      limits: SEND,
      render: (message) => dingtalkMessage(message, keyword),
      sign(url, body) {
        if (secret === undefined) return { url, body };
        const timestamp = String(parts.clock.now());
        const signed = new URL(url);
        signed.searchParams.set('timestamp', timestamp);
        signed.searchParams.set('sign', sign(timestamp, secret));
        return { url: signed, body };
      },
      failureIn,
      remedies: {
        gone: 'Look into the group: Settings → Bots → the robot, and configure its webhook address.',
        credentials:
          "Compare secret, keyword and IP whitelist with the robot's security settings, and this machine's clock with the real time.",
      },
    },
    parts,
  );
}
