import type { Channel } from '../channel.ts';
import { failureIn } from '../common/answers.ts';
import type { HookParts } from '../common/hook-client.ts';
import { createRobot, type RobotConfig } from '../common/robot.ts';
import { reading, VENDOR } from './errors.ts';
import { SEND } from './limits.ts';
import { feishuMessage } from './message.ts';
import { sign } from './signature.ts';

/** `secret` and `keyword` as the robot's security settings say. */
export type FeishuRobotConfig = RobotConfig & { secret?: string; keyword?: string };

/** A custom robot of a Feishu or Lark group: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */
export function createFeishuRobot(config: FeishuRobotConfig, parts: HookParts): Channel {
  const { secret, keyword } = config;
  return createRobot(
    config,
    {
      kind: 'feishu-robot',
      name: VENDOR,
      limits: SEND,
      render: (message) => feishuMessage(message, keyword),
      sign(url, body) {
        if (secret === undefined) return { url, body };
        const timestamp = String(Math.floor(parts.clock.now() / 1000));
        return { url, body: { ...body, timestamp, sign: sign(timestamp, secret) } };
      },
      failureIn: (answer) => failureIn(answer, reading),
      remedies: {
        gone: 'Look into the group: Settings → Bots → the robot, and configure its webhook address.',
        credentials:
          "Compare secret, keyword and IP whitelist with the robot's security settings, and this machine's clock with the real time.",
      },
    },
    parts,
  );
}
