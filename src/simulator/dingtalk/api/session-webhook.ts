import { isObject, type Json } from '../../common/json.ts';
import { messageText, webhookKinds } from '../message-kinds.ts';
import { topRefusal } from '../refusal.ts';
import { robotPost } from '../room.ts';
import type { Api, ApiCall, Desk } from './api.ts';

/**
 * The answer to a robot message, at the address that came with it: https://open.dingtalk.com/document/orgapp/robot-reply-and-send-messages.
 * Whatever is wrong stands in `errcode`, inside an HTTP 200. The code of an address that is over is not published; this one is the custom
 * robot's for a token that does not exist.
 */
const NO_SESSION = 300005;

export const sessionWebhookApis: Record<string, Api> = {
  'POST /robot/sendBySession': { token: 'none', run: reply },
};

function reply({ args, query }: ApiCall, desk: Desk): Json {
  const place = desk.webhooks.place(query.get('session') ?? '');
  if (place === undefined) throw topRefusal(NO_SESSION, 'session is not exist');
  const msgtype = typeof args.msgtype === 'string' ? args.msgtype : '';
  const needed = Object.hasOwn(webhookKinds, msgtype) ? webhookKinds[msgtype] : undefined;
  if (!needed) throw topRefusal(400105, 'unsupported msgtype');
  const msgParam = args[msgtype];
  if (!isObject(msgParam) || needed.some((name) => typeof msgParam[name] !== 'string'))
    throw topRefusal(40035, `missing parameter ${needed.join(', ')}`);
  desk.room.post(
    robotPost({
      place,
      processQueryKey: '',
      msgKey: msgtype,
      msgParam,
      via: 'sessionWebhook',
      atUserIds: mentioned(args.at, msgParam),
      postedAt: desk.clock.now(),
    }),
  );
  return { errcode: 0, errmsg: 'ok' };
}

/** Somebody is mentioned only when the text names them too. */
function mentioned(at: unknown, msgParam: Json): string[] {
  const ids = isObject(at) && Array.isArray(at.atUserIds) ? at.atUserIds.map(String) : [];
  const text = messageText(msgParam);
  return ids.filter((id) => text.includes(`@${id}`));
}
