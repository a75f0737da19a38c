import type { SimClock } from '../common/clock.ts';
import { ApiError } from './api-error.ts';
import { randomId } from './ids.ts';
import type { FeishuLimits } from './options.ts';

export type Tokens = {
  /** The living token, or a new one when it has less than half an hour left. */
  issue(): { token: string; expiresInSeconds: number };
  /** Throws what Feishu answers to a request without a living token. */
  check(authorization: string | undefined): void;
  revoke(on: boolean): void;
  expire(): void;
};

/** https://open.feishu.cn/document/server-docs/authentication-management/access-token/tenant_access_token_internal */
export function createTokens(clock: SimClock, limits: FeishuLimits): Tokens {
  let living: { token: string; until: number }[] = [];
  let revoked = false;
  return {
    issue() {
      const now = clock.now();
      living = living.filter((one) => one.until > now);
      let newest = living.at(-1);
      if (!newest || newest.until - now < limits.tokenRenewMs) {
        newest = { token: randomId('t-'), until: now + limits.tokenMs };
        living.push(newest);
      }
      return { token: newest.token, expiresInSeconds: Math.floor((newest.until - now) / 1000) };
    },
    check(authorization) {
      const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
      if (token === undefined) throw new ApiError(99991661, 'Missing access token for authorization.');
      if (!token.startsWith('t-')) throw new ApiError(99991664, 'Invalid app token for authorization.');
      const now = clock.now();
      if (revoked || !living.some((one) => one.token === token && one.until > now)) {
        throw new ApiError(99991663, 'Invalid access token for authorization.');
      }
    },
    revoke(on) {
      revoked = on;
    },
    expire() {
      living = [];
    },
  };
}
