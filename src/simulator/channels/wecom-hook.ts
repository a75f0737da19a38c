import type { SimClock } from '../common/clock.ts';
import { isObject, parseObject } from '../common/json.ts';
import { createWindowRates } from '../common/window-rates.ts';
import { type HookRequest, type HookResponse, json, openHookServer } from './hook-server.ts';
import { createTray, matches, type Onlooker } from './taken.ts';

const KEY = 'wecom-key-secret';

/** Ceilings in bytes, by kind of message. */
const MOST: Readonly<Record<string, number>> = { text: 2_048, markdown: 4_096, markdown_v2: 4_096 };

const refused = (errcode: number, errmsg: string): HookResponse =>
  json({
    errcode,
    errmsg: `${errmsg}, hint: [1700000000_42_abc], more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`,
  });

/** WeCom's group robot: a key, bytes, twenty a minute; all errors inside of HTTP 200. */
export async function openWeComHook(clock: SimClock, told?: Onlooker) {
  const rates = createWindowRates(clock);
  const { taken, put } = createTray(told);
  let gone = false;

  function handle({ url, body }: HookRequest): HookResponse {
    if (url.pathname !== '/cgi-bin/webhook/send' || url.searchParams.get('key') !== KEY || gone) {
      return refused(93000, 'invalid webhook url');
    }
    if (rates.take([{ key: 'hook', rate: { count: 20, perMs: 60_000 } }]) > 0) {
      return refused(45009, 'api freq out of limit');
    }
    const message = parseObject(body) ?? {};
    const kind = String(message.msgtype);
    const most = MOST[kind];
    const part = message[kind];
    if (most === undefined || !isObject(part)) return refused(40008, 'invalid message type');
    const content = typeof part.content === 'string' ? part.content : '';
    const size = Buffer.byteLength(content);
    if (size === 0) return refused(44004, 'empty content');
    if (size > most) return refused(40058, `${kind}.content exceed max length ${most}`);
    const listed =
      kind === 'text'
        ? [part.mentioned_list, part.mentioned_mobile_list].flat().filter((one) => typeof one === 'string')
        : [];
    const calls = kind === 'markdown' ? matches(content, /<@([^>]+)>/g) : listed;
    put({
      text: kind === 'markdown' ? content.replace(/<[^>]*>/g, '') : content,
      calls: calls.filter((one) => one !== '@all'),
      everyone: calls.includes('@all'),
      links: kind === 'markdown' ? matches(content, /\]\((https?:[^)]*)\)/g) : [],
      size,
      raw: message,
    });
    return json({ errcode: 0, errmsg: 'ok' });
  }

  const server = await openHookServer(handle);
  return {
    server,
    url: `${server.origin}/cgi-bin/webhook/send?key=${KEY}`,
    taken,
    forget: () => {
      gone = true;
    },
  };
}
