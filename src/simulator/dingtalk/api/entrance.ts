import { isObject } from '../../common/json.ts';
import { apiRefusal } from '../refusal.ts';
import type { Api } from './api.ts';

/** How an app comes in: https://open.dingtalk.com/document/orgapp/obtain-the-access-token-of-an-internal-app and the stream's gateway. */
export const entranceApis: Record<string, Api> = {
  'POST /v1.0/oauth2/accessToken': {
    token: 'none',
    secrets: ['appSecret'],
    run: ({ args }, { tokens }) => tokens.issue(args.appKey, args.appSecret),
  },
  'POST /v1.0/gateway/connections/open': {
    token: 'none',
    secrets: ['clientSecret'],
    async run({ args }, { app, sockets, clock, host }) {
      const gateway = sockets.gatewayMode();
      if (gateway.mode === 'slow')
        await new Promise<void>((resolve) => {
          clock.after(gateway.slowMs, resolve);
        });
      if (gateway.mode === 401) throw apiRefusal(401, 'InvalidAuthentication', '鉴权失败');
      if (gateway.mode === 500 || gateway.mode === 503)
        throw apiRefusal(gateway.mode, 'system.busy', '系统繁忙');
      if (args.clientId !== app.clientId || args.clientSecret !== app.clientSecret)
        throw apiRefusal(401, 'authFailed', '鉴权失败');
      const topics = Array.isArray(args.subscriptions)
        ? args.subscriptions.filter(isObject).map((one) => `${String(one.type)} ${String(one.topic)}`)
        : [];
      return { endpoint: `ws://${host()}/connect`, ticket: sockets.ticket(topics) };
    },
  },
};
