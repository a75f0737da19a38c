import { createHmac } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import { isObject, type Json, parseObject } from '../common/json.ts';
import type { SimLog } from '../common/log.ts';
import type { Transport } from './envelopes.ts';

type HttpOptions = {
  urls: { eventsUrl: string; commandsUrl: string; interactivityUrl: string };
  signingSecret: string;
  clock: SimClock;
  log: SimLog;
  onAck: (envelopeId: string, response: Json) => void;
};

/** Delivery by HTTP: the same payloads, signed (https://docs.slack.dev/authentication/verifying-requests-from-slack). */
export function createHttpDelivery({ urls, signingSecret, clock, log, onAck }: HttpOptions): Transport {
  async function deliver(frame: Json): Promise<void> {
    const { url, contentType, body } = request(frame, urls);
    const timestamp = String(Math.floor(clock.now() / 1000));
    const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const attempt = Number(frame.retry_attempt ?? 0);
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body,
      headers: {
        'content-type': contentType,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${digest}`,
        ...(attempt > 0
          ? { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': 'http_timeout' }
          : {}),
      },
    });
    const text = await response.text();
    if (response.status === 200) onAck(String(frame.envelope_id), readAnswer(text));
  }

  return {
    send(frame) {
      deliver(frame).catch((err: unknown) => log.debug({ err }, 'simulated HTTP delivery failed'));
      return 'http';
    },
  };
}

function request(frame: Json, urls: HttpOptions['urls']): { url: string; contentType: string; body: string } {
  const form = 'application/x-www-form-urlencoded';
  const payload = isObject(frame.payload) ? frame.payload : {};
  if (frame.type === 'events_api') {
    return { url: urls.eventsUrl, contentType: 'application/json', body: JSON.stringify(payload) };
  }
  if (frame.type === 'interactive') {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    return { url: urls.interactivityUrl, contentType: form, body };
  }
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
  return { url: urls.commandsUrl, contentType: form, body: new URLSearchParams(fields).toString() };
}

/** A command may be answered with plain text or JSON. */
function readAnswer(text: string): Json {
  if (text === '') return {};
  return parseObject(text) ?? { text };
}
