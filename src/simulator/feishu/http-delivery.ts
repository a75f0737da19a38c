import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { SimClock } from '../common/clock.ts';
import { isObject, type Json, parseJson } from '../common/json.ts';
import type { SimLog } from '../common/log.ts';
import { randomId } from './ids.ts';
import type { FeishuHttpOptions, FeishuLimits } from './options.ts';
import type { Ack, Transport } from './pushes.ts';
import type { HttpVariant } from './socket-faults.ts';

export type HttpDelivery = Transport & {
  spoil(variant: HttpVariant): void;
  stop(): void;
  challenge(opts: { token?: string; encrypted?: boolean }): Promise<{ status: number; accepted: boolean }>;
};

type HttpDeliveryOptions = {
  http: FeishuHttpOptions;
  clock: SimClock;
  log: SimLog;
  limits: FeishuLimits;
  onAck: (deliveryId: string, ack: Ack) => void;
};

/**
 * Delivery by HTTP: the same payloads, encrypted and signed as
 * https://open.feishu.cn/document/event-subscription-guide/event-subscriptions/event-subscription-configure-/encrypt-key-encryption-configuration-case says.
 */
export function createHttpDelivery({ http, clock, log, limits, onAck }: HttpDeliveryOptions): HttpDelivery {
  const { eventsUrl, encryptKey } = http;
  let variant: HttpVariant = {};
  const open = new Set<AbortController>();

  /** Feishu hangs up on an app that does not answer in time. */
  async function post(
    body: string,
    signed: Record<string, string>,
  ): Promise<{ status: number; text: string }> {
    const ending = new AbortController();
    const cancel = clock.after(limits.ackMs, () => ending.abort());
    open.add(ending);
    try {
      const headers = { 'content-type': 'application/json; charset=utf-8', ...signed };
      const { signal } = ending;
      const response = await fetch(eventsUrl, { method: 'POST', redirect: 'manual', body, headers, signal });
      return { status: response.status, text: await response.text() };
    } finally {
      cancel();
      open.delete(ending);
    }
  }

  async function deliver(deliveryId: string, payload: Json): Promise<void> {
    const sent = variant.wrongToken ? withToken(payload, 'not-the-token') : payload;
    const content =
      encryptKey && !variant.plain ? { encrypt: encrypt(JSON.stringify(sent), encryptKey) } : sent;
    const body = written(content, variant);
    const signed = encryptKey !== undefined && !variant.unsigned;
    const at = Math.floor((clock.now() - (variant.staleMs ?? 0)) / 1_000);
    const key = variant.forged ? `${encryptKey}-forged` : encryptKey;
    const { status, text } = await post(body, signed ? signature(String(at), key ?? '', body) : {});
    if (status !== 200) return onAck(deliveryId, { ok: false });
    if (text === '') return onAck(deliveryId, { ok: true });
    onAck(deliveryId, { ok: true, response: parseJson(text) ?? 'unreadable' });
  }

  return {
    spoil(wanted) {
      variant = wanted;
    },
    send(deliveryId, _kind, payload) {
      deliver(deliveryId, payload).catch((err: unknown) =>
        log.debug({ err }, 'simulated HTTP delivery failed'),
      );
      return 'http';
    },
    stop() {
      for (const one of open) one.abort();
    },
    async challenge({ token = http.verificationToken, encrypted = encryptKey !== undefined }) {
      const challenge = randomId('');
      const plain = JSON.stringify({ challenge, token, type: 'url_verification' });
      const body = encrypted && encryptKey ? JSON.stringify({ encrypt: encrypt(plain, encryptKey) }) : plain;
      const { status, text } = await post(body, {});
      const answer = parseJson(text);
      const accepted = status === 200 && isObject(answer) && answer.challenge === challenge;
      return { status, accepted };
    },
  };
}

function written(content: Json, { whitespace, escapes }: HttpVariant): string {
  if (escapes) return escaped(JSON.stringify({ ...content, added: 'later' }));
  return whitespace ? `${JSON.stringify(content, null, 2)}\n` : JSON.stringify(content);
}

/** Base64 has these three, and JSON has them in texts alone. */
function escaped(json: string): string {
  return json.replaceAll('/', '\\/').replaceAll('+', '\\u002b').replaceAll('=', '\\u003d');
}

/** AES-256-CBC under the SHA-256 of the key; the first 16 bytes are the initial vector. */
function encrypt(plain: string, encryptKey: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(encryptKey).digest(), iv);
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final()]).toString('base64');
}

function signature(timestamp: string, encryptKey: string, body: string): Record<string, string> {
  const nonce = randomId('', 8);
  const signed = createHash('sha256').update(timestamp + nonce + encryptKey + body);
  return {
    'x-lark-request-timestamp': timestamp,
    'x-lark-request-nonce': nonce,
    'x-lark-signature': signed.digest('hex'),
  };
}

function withToken(payload: Json, token: string): Json {
  return { ...payload, header: { ...(isObject(payload.header) ? payload.header : {}), token } };
}
