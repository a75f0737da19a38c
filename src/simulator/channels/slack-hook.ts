import type { SimClock } from '../common/clock.ts';
import { isObject, parseObject } from '../common/json.ts';
import { createWindowRates } from '../common/window-rates.ts';
import { type HookRequest, type HookResponse, openHookServer } from './hook-server.ts';
import { createTray, matches, type Onlooker } from './taken.ts';

export const SLACK_PATH = '/services/T0TEAM/B0HOOK/slackWebhookSecret';

const said = (status: number, body: string): HookResponse => ({ status, body });

/** Slack's incoming webhook: one message a second, 50 blocks, about 13,200 characters of blocks, and errors as words. */
export async function openSlackHook(clock: SimClock, told?: Onlooker) {
  const rates = createWindowRates(clock);
  const { taken, put } = createTray(told);
  let gone = false;

  function handle({ url, body }: HookRequest): HookResponse {
    if (url.pathname !== SLACK_PATH || gone) return said(404, 'no_service');
    const wait = rates.take([{ key: 'hook', rate: { count: 1, perMs: 1_000 } }]);
    if (wait > 0) {
      return { ...said(429, 'rate_limited'), headers: { 'retry-after': String(Math.ceil(wait / 1000)) } };
    }
    const message = parseObject(body);
    if (message === undefined) return said(400, 'invalid_payload');
    const blocks = message.blocks ?? [];
    if (typeof message.text !== 'string' && (!Array.isArray(blocks) || blocks.length === 0))
      return said(400, 'no_text');
    if (!Array.isArray(blocks) || blocks.length > 50 || !blocks.every(valid))
      return said(400, 'invalid_blocks');
    const size = JSON.stringify(blocks).length;
    if (size > 13_200) return said(400, 'msg_blocks_too_long');
    const shown = blocks.length === 0 ? [{ type: 'mrkdwn', text: message.text }] : blocks;
    const markup = textsOf(shown, 'mrkdwn').join('\n');
    put({
      text: [...textsOf(shown, 'plain_text'), readable(markup)].join('\n'),
      calls: matches(markup, /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g),
      everyone: /<!(?:channel|here|everyone)(?:\|[^>]*)?>/.test(markup),
      links: matches(markup, /<(https?:[^|>]*)(?:\|[^>]*)?>/g),
      size,
      raw: message,
    });
    return said(200, 'ok');
  }

  const server = await openHookServer(handle);
  return {
    server,
    url: `${server.origin}${SLACK_PATH}`,
    taken,
    forget: () => {
      gone = true;
    },
  };
}

/** https://docs.slack.dev/reference/block-kit/blocks/section-block and …/header-block */
function valid(block: unknown): boolean {
  if (!isObject(block)) return false;
  const { type, text } = block;
  const length = isObject(text) && typeof text.text === 'string' ? text.text.length : 0;
  if (type === 'header') return length > 0 && length <= 150;
  if (type === 'section') return block.fields !== undefined || (length > 0 && length <= 3_000);
  return type === 'divider' || type === 'context' || type === 'actions';
}

/** Only mrkdwn is read as markup. */
function textsOf(value: unknown, type: 'mrkdwn' | 'plain_text'): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(one, type));
  if (!isObject(value)) return [];
  if (value.type === type && typeof value.text === 'string') return [value.text];
  return Object.values(value).flatMap((one) => textsOf(one, type));
}

function readable(markup: string): string {
  return markup
    .replaceAll('\u200B', '')
    .replace(/<[^>]*\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
