import { createHmac } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import { isObject, parseObject } from '../common/json.ts';
import { type HookRequest, type HookResponse, openHookServer } from './hook-server.ts';
import { createTray, type Onlooker } from './taken.ts';

/** A receiver keeps a signature for five minutes. */
const FRESH_MS = 5 * 60_000;
const PATH = '/hooks/pathSecret';

/** What an operator's own program does with our events: it verifies them, takes each once, and wants CloudEvents 1.0. */
export async function openEventReceiver(clock: SimClock, secret: string, told?: Onlooker) {
  const { taken, put } = createTray(told);
  let gone = false;

  function handle({ method, url, headers, body }: HookRequest): HookResponse {
    if (url.pathname !== PATH || gone) return { status: 410, body: 'gone' };
    if (method === 'OPTIONS') return { status: 204, body: '' };
    const timestamp = String(headers['x-greenlight-timestamp']);
    const wanted = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const fresh = Math.abs(Number(timestamp) * 1000 - clock.now()) <= FRESH_MS;
    if (!fresh || headers['x-greenlight-signature'] !== `sha256=${wanted}`)
      return { status: 401, body: 'who?' };
    const event = parseObject(body);
    if (!String(headers['content-type']).startsWith('application/cloudevents+json'))
      return { status: 415, body: 'what?' };
    if (event === undefined || !isCloudEvent(event)) return { status: 422, body: 'what?' };
    const data = isObject(event.data) ? event.data : {};
    const mentions = isObject(data.mentions) ? data.mentions : {};
    const people = Array.isArray(mentions.people) ? mentions.people.filter(isObject) : [];
    put({
      text: typeof data.text === 'string' ? data.text : '',
      calls: people.map(({ name }) => String(name)),
      everyone: mentions.everyone === true,
      links: [],
      size: Buffer.byteLength(body),
      key: String(event.id),
      raw: event,
    });
    return { status: 202, body: '' };
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

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#required-attributes, and names of attributes in lower case */
function isCloudEvent(event: Record<string, unknown>): boolean {
  const required = ['id', 'source', 'type'].every(
    (name) => typeof event[name] === 'string' && event[name] !== '',
  );
  const time = typeof event.time === 'string' && !Number.isNaN(Date.parse(event.time));
  return (
    event.specversion === '1.0' &&
    required &&
    time &&
    Object.keys(event).every((name) => /^[a-z0-9]+$/.test(name))
  );
}
