import { createHmac } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import { isObject, parseObject } from '../common/json.ts';
import { createWindowRates } from '../common/window-rates.ts';
import { type HookRequest, type HookResponse, json, openHookServer } from './hook-server.ts';
import { createTray, matches, type Onlooker, stringsAt } from './taken.ts';

const PATH = '/open-apis/bot/v2/hook/feishuTokenSecret';

/** What the robot's security settings say. */
export type FeishuHookSettings = { secret?: string; keyword?: string; whitelist?: readonly string[] };

const refused = (code: number, msg: string): HookResponse => json({ code, msg, data: {} });

/** Feishu's custom robot: signature, keyword, whitelist, 20 KB, five a second and a hundred a minute; all errors inside of HTTP 200. */
export async function openFeishuHook(clock: SimClock, settings: FeishuHookSettings = {}, told?: Onlooker) {
  const rates = createWindowRates(clock);
  const { taken, put } = createTray(told);
  let gone = false;

  function handle({ url, body }: HookRequest): HookResponse {
    if (url.pathname !== PATH || gone)
      return refused(19001, 'param invalid: incoming webhook access token invalid');
    const message = parseObject(body);
    if (message === undefined) return refused(9499, 'Bad Request');
    if (settings.secret !== undefined && !signed(message, settings.secret, clock.now())) {
      return refused(19021, 'sign match fail or timestamp is not within one hour from current time');
    }
    if (settings.whitelist && !settings.whitelist.includes('127.0.0.1'))
      return refused(19022, 'Ip Not Allowed');
    const wait = rates.take([
      { key: 'hook', rate: { count: 5, perMs: 1_000 } },
      { key: 'hook', rate: { count: 100, perMs: 60_000 } },
    ]);
    if (wait > 0) return refused(11232, 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]');
    const size = Buffer.byteLength(body);
    if (size > 20 * 1024 || !wellFormed(message)) return refused(9499, 'Bad Request');
    const markup = [...markdownOf(message.card), ...stringsAt(message.content, ['text', 'title'])].join('\n');
    const text = [...plainOf(message.card), readable(markup)].join('\n');
    // What is compared is what was sent: a reference to a sign is not the sign.
    const sent = [...plainOf(message.card), markup].join('\n');
    if (settings.keyword !== undefined && !sent.includes(settings.keyword))
      return refused(19024, 'Key Words Not Found');
    const calls = matches(markup, /<at (?:user_)?id="?([^">\s]+)"?>/g);
    put({
      text,
      calls: calls.filter((one) => one !== 'all'),
      everyone: calls.includes('all'),
      links: matches(markup, /\]\((https?:[^)]*)\)/g),
      size,
      raw: message,
    });
    return json({ StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' });
  }

  const server = await openHookServer(handle);
  return {
    server,
    url: `${server.origin}${PATH}`,
    taken,
    forget: () => {
      gone = true;
    },
  };
}

function signed({ timestamp, sign }: Record<string, unknown>, secret: string, now: number): boolean {
  if (typeof timestamp !== 'string' || Math.abs(Number(timestamp) * 1000 - now) > 3_600_000) return false;
  return createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') === sign;
}

function wellFormed({ msg_type, card, content }: Record<string, unknown>): boolean {
  if (msg_type === 'interactive')
    return isObject(card) && (isObject(card.body) || Array.isArray(card.elements));
  return typeof msg_type === 'string' && isObject(content);
}

/** Only Markdown is read as markup; titles are not. */
function markdownOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markdownOf);
  if (!isObject(value)) return [];
  const own = (value.tag === 'markdown' || value.tag === 'lark_md') && typeof value.content === 'string';
  return own ? [String(value.content)] : Object.values(value).flatMap(markdownOf);
}

function plainOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(plainOf);
  if (!isObject(value)) return [];
  const own = value.tag === 'plain_text' && typeof value.content === 'string';
  return own ? [String(value.content)] : Object.values(value).flatMap(plainOf);
}

function readable(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&emsp;', ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
