import { createHmac } from 'node:crypto';

/**
 * DingTalk's signature of a custom robot, in base64. `ms` since the epoch; DingTalk takes it for an hour.
 * https://open.dingtalk.com/document/orgapp/customize-robot-security-settings
 */
export function sign(ms: string, secret: string): string {
  return createHmac('sha256', secret).update(`${ms}\n${secret}`).digest('base64');
}
