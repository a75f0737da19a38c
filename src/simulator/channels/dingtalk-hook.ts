import { createHmac } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import { isObject, parseObject } from '../common/json.ts';
import { createWindowRates } from '../common/window-rates.ts';
import { type HookRequest, type HookResponse, json, openHookServer } from './hook-server.ts';
import { createTray, matches, type Onlooker, stringsAt } from './taken.ts';

const TOKEN = 'dingtalkTokenSecret';

/** What the robot's security settings say. */
export type DingTalkHookSettings = { secret?: string; keyword?: string; whitelist?: readonly string[] };

const refused = (errcode: number, errmsg: string): HookResponse => json({ errcode, errmsg });

/** DingTalk's custom robot: signature, keyword, whitelist, 20,000 bytes, twenty a minute and then ten minutes of nothing; all errors inside of HTTP 200. */
export async function openDingTalkHook(
  clock: SimClock,
  settings: DingTalkHookSettings = {},
  told?: Onlooker,
) {
  const rates = createWindowRates(clock);
  const { taken, put } = createTray(told);
  let gone = false;
  let shutUntil = 0;

  function handle({ url, body }: HookRequest): HookResponse {
    if (url.pathname !== '/robot/send') return json({ errcode: 404, errmsg: 'not found' }, 404);
    if (url.searchParams.get('access_token') !== TOKEN || gone) return refused(300001, 'token is not exist');
    const now = clock.now();
    if (now < shutUntil) return refused(130101, 'send too fast, exceed 20 times per minute');
    if (settings.secret !== undefined) {
      const fault = signatureFault(url, settings.secret, now);
      if (fault)
        return refused(310000, `${fault}, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]`);
    }
    if (settings.whitelist && !settings.whitelist.includes('127.0.0.1')) {
      return refused(310000, 'ip 127.0.0.1 not in whitelist');
    }
    if (rates.take([{ key: 'hook', rate: { count: 20, perMs: 60_000 } }]) > 0) {
      shutUntil = now + 10 * 60_000;
      return refused(130101, 'send too fast, exceed 20 times per minute');
    }
    const message = parseObject(body);
    if (message === undefined || typeof message.msgtype !== 'string')
      return refused(43004, 'missing parameter msgtype');
    const content = message[message.msgtype];
    if (!isObject(content)) return refused(40035, 'miss param : content');
    const size = Buffer.byteLength(body);
    if (size > 20_000) return refused(460101, 'message too long, exceed 20000 bytes');
    const markup = stringsAt(content, ['title', 'text', 'content']).join('\n');
    if (settings.keyword !== undefined && !markup.includes(settings.keyword)) {
      return refused(310000, 'keywords not in content');
    }
    const at = isObject(message.at) ? message.at : {};
    const named = [at.atUserIds, at.atMobiles].flat().filter((one) => typeof one === 'string');
    put({
      text: markup,
      calls: named.filter((one) => markup.includes(`@${one}`)),
      everyone: at.isAtAll === true,
      links: matches(markup, /\]\((https?:[^)]*)\)/g),
      size,
      raw: message,
    });
    return json({ errcode: 0, errmsg: 'ok' });
  }

  const server = await openHookServer(handle);
  return {
    server,
    url: `${server.origin}/robot/send?access_token=${TOKEN}`,
    taken,
    forget: () => {
      gone = true;
    },
  };
}

function signatureFault(url: URL, secret: string, now: number): string | undefined {
  const timestamp = url.searchParams.get('timestamp') ?? '';
  if (!/^\d{13}$/.test(timestamp) || Math.abs(Number(timestamp) - now) > 3_600_000)
    return 'invalid timestamp';
  const wanted = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  return url.searchParams.get('sign') === wanted ? undefined : 'sign not match';
}
