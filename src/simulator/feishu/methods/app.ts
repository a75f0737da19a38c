import { directoryMethods } from './directory.ts';
import { messageMethods } from './messages.ts';
import type { Method } from './method.ts';
import { peopleMethods } from './people.ts';
import { NAME_SCOPE, STATUS_SCOPE, userMethods } from './users.ts';

/** `grant_status` of https://open.feishu.cn/document/server-docs/application-v6/scope/list */
const GRANTED = 1;
const NOT_GRANTED = 2;

/** What an app may be asked for besides what its methods need: which messages it hears, and what it reads of people. */
const BESIDES = ['im:message.p2p_msg:readonly', 'im:message.group_at_msg:readonly', NAME_SCOPE, STATUS_SCOPE];

/** What an app asks about itself: its token, its bot, its long connection. */
export const appMethods: Record<string, Method> = {
  'auth.token': {
    verb: 'POST',
    path: '/open-apis/auth/v3/tenant_access_token/internal',
    open: true,
    run(args, { world, tokens, appSecret }) {
      if (args.app_id !== world.app.appId)
        return { raw: { status: 200, body: { code: 10003, msg: 'invalid param' } } };
      if (args.app_secret !== appSecret)
        return { raw: { status: 200, body: { code: 10014, msg: 'app secret invalid' } } };
      const { token, expiresInSeconds } = tokens.issue();
      const body = { code: 0, msg: 'ok', tenant_access_token: token, expire: expiresInSeconds };
      return { raw: { status: 200, body } };
    },
  },
  'ws.endpoint': {
    verb: 'POST',
    path: '/callback/ws/endpoint',
    open: true,
    run(args, { world, sockets, appSecret, base }) {
      const known = args.AppID === world.app.appId && args.AppSecret === appSecret;
      return { raw: sockets.endpoint(base(), known) };
    },
  },
  'bot.info': {
    verb: 'GET',
    path: '/open-apis/bot/v3/info',
    run(_args, { world }) {
      const bot = {
        activate_status: 2,
        app_name: world.app.botName,
        avatar_url: '',
        ip_white_list: [],
        open_id: world.app.botOpenId,
      };
      return { raw: { status: 200, body: { code: 0, msg: 'ok', bot } } };
    },
  },
  'app.scopes': {
    verb: 'GET',
    path: '/open-apis/application/v6/scopes',
    run(_args, { granted }) {
      const methods = [messageMethods, peopleMethods, userMethods, directoryMethods].flatMap((some) =>
        Object.values(some),
      );
      const names = new Set([...BESIDES, ...methods.flatMap(({ scopes }) => scopes ?? [])]);
      const scopes = [...names].map((name) => ({
        scope_name: name,
        scope_type: 'tenant',
        grant_status: granted(name) ? GRANTED : NOT_GRANTED,
      }));
      return { data: { scopes } };
    },
  },
};
