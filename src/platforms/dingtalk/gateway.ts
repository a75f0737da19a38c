import { z } from 'zod';
import { UpstreamError } from '../../errors.ts';
import { parseJson } from '../common/json.ts';
import { failureIn, toUpstreamError } from './errors.ts';
import { topics } from './frames.ts';

/** https://open.dingtalk.com/document/orgapp/stream: the address and a ticket that opens one connection within 90 seconds. */
const opened = z.looseObject({ endpoint: z.string(), ticket: z.string().min(1) });
const OPEN = 'POST /v1.0/gateway/connections/open';

export type Subscription = { type: string; topic: string };

export const subscriptions: readonly Subscription[] = Object.values(topics).map((topic) => ({
  type: 'CALLBACK',
  topic,
}));

export type GatewayOptions = { clientId: string; clientSecret: string; apiUrl: string; requestMs: number };

/** The address for one connection; it carries the ticket. Throws an `UpstreamError`. */
export async function askGateway(
  { clientId, clientSecret, apiUrl, requestMs }: GatewayOptions,
  wanted: readonly Subscription[],
  signal: AbortSignal,
): Promise<string> {
  try {
    const response = await fetch(`${apiUrl}/v1.0/gateway/connections/open`, {
      method: 'POST',
      // DingTalk answers with XML otherwise.
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ clientId, clientSecret, ua: 'greenlight', subscriptions: wanted }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestMs)]),
    });
    const body = parseJson(await response.text());
    const retryAfter = response.headers.get('retry-after');
    const failure = failureIn(OPEN, { status: response.status, retryAfter, body });
    if (failure) throw failure;
    const given = opened.safeParse(body).data;
    if (!given || !isSocketAddress(given.endpoint, apiUrl))
      throw new UpstreamError('unknown', 'bad-answer', `${OPEN} gave no address`);
    const joint = given.endpoint.includes('?') ? '&' : '?';
    return `${given.endpoint}${joint}ticket=${encodeURIComponent(given.ticket)}`;
  } catch (error) {
    throw toUpstreamError(OPEN, error);
  }
}

/** Unencrypted only where the API itself is. */
function isSocketAddress(endpoint: string, apiUrl: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol } = new URL(endpoint);
  return protocol === 'wss:' || (protocol === 'ws:' && apiUrl.startsWith('http:'));
}
