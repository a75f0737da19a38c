import type { Channel } from '../channel.ts';
import { failureIn } from '../common/answers.ts';
import type { HookParts } from '../common/hook-client.ts';
import { createRobot, type RobotConfig } from '../common/robot.ts';
import { reading, VENDOR } from './errors.ts';
import { SEND } from './limits.ts';
import { wecomMessage } from './message.ts';

/** A robot of a WeCom group: https://developer.work.weixin.qq.com/document/path/91770. It has no signature: the key in its address is all that guards it. */
export function createWeCom(config: RobotConfig, parts: HookParts): Channel {
  return createRobot(
    config,
    {
      kind: 'wecom',
      name: VENDOR,
      limits: SEND,
      render: wecomMessage,
      failureIn: (answer) => failureIn(answer, reading),
      remedies: {
        gone: 'Look into the group: the robot → its webhook address, and configure that.',
        credentials: 'Configure its webhook address anew.',
      },
    },
    parts,
  );
}
