import { createHmac } from 'node:crypto';

/**
 * Feishu's signature of a custom robot, in base64: an HMAC of nothing whose key is time and secret. `seconds` since the epoch; Feishu takes it for an
 * hour. https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot#9ff32e8e
 */
export function sign(seconds: string, secret: string): string {
  return createHmac('sha256', `${seconds}\n${secret}`).digest('base64');
}
