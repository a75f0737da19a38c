import { randomBytes } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import type { DingTalkSimulatorOptions, Limits } from './options.ts';
import { apiRefusal, topGatewayRefusal } from './refusal.ts';

export type Tokens = {
  /** Throws when these are not the app's credentials. */
  issue(appKey: unknown, appSecret: unknown): { accessToken: string; expireIn: number };
  /** Throws what api.dingtalk.com answers when this token may not call it. */
  check(token: string | undefined): void;
  /** The same for oapi.dingtalk.com, which takes the token as a query parameter. */
  checkTop(token: string | null): void;
  revoke(on: boolean): void;
  expire(): void;
};

export function createTokens(app: DingTalkSimulatorOptions['app'], clock: SimClock, limits: Limits): Tokens {
  let current: { token: string; until: number } | undefined;
  let revoked = false;
  const valid = (token: string): boolean =>
    !revoked && current?.token === token && current.until > clock.now();

  return {
    issue(appKey, appSecret) {
      if (revoked || appKey !== app.clientId || appSecret !== app.clientSecret)
        throw apiRefusal(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
      // Asked again while one is valid, DingTalk gives out the same one with its life renewed.
      const token = current && valid(current.token) ? current.token : randomBytes(16).toString('hex');
      current = { token, until: clock.now() + limits.tokenMs };
      return { accessToken: token, expireIn: Math.floor(limits.tokenMs / 1000) };
    },
    check(token) {
      if (token === undefined || token === '')
        throw apiRefusal(
          400,
          'AuthenticationFailed.MissingParameter',
          '缺少参数：x-acs-dingtalk-access-token',
        );
      if (!valid(token))
        throw apiRefusal(limits.badTokenStatus, 'InvalidAuthentication', '不合法的access_token');
    },
    checkTop(token) {
      if (!token) throw topGatewayRefusal('40000', 'access_token is blank');
      if (!valid(token)) throw topGatewayRefusal('40014', '不合法的access_token');
    },
    revoke(on) {
      revoked = on;
      if (on) current = undefined;
    },
    expire() {
      current = undefined;
    },
  };
}
