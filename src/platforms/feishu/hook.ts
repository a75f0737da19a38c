import { z } from 'zod';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { parseJson } from '../common/json.ts';
import type { Hook, HookAnswer, HookRequest } from '../platform.ts';
import type { Receiver } from './receiver.ts';
import { decrypt, isSameText, isSigned } from './signature.ts';

/**
 * The address that Feishu posts events and card callbacks to. Nothing but the challenge of an address is taken before its signature over the raw
 * body is found right; what is plain, old or of another app is refused. Whoever sends a true request once more reaches the same row of the inbox.
 */

export type HookOptions = {
  path: string;
  appId: string;
  verificationToken: string;
  encryptKey: string;
  /** Undefined until the server listens to people: what comes before that is sent again by Feishu. */
  receiver: () => Receiver | undefined;
  clock: Clock;
  log: Log;
};

/** Ours: an event is posted within seconds, and each repetition is signed anew. */
const MAX_AGE_S = 300;

const sealed = z.looseObject({ encrypt: z.string() });
const challenge = z.looseObject({
  type: z.literal('url_verification'),
  challenge: z.string(),
  token: z.string(),
});
const pushed = z.looseObject({
  header: z.looseObject({ token: z.string(), app_id: z.string(), tenant_key: z.string().min(1) }),
});

export function createHook({
  path,
  appId,
  verificationToken,
  encryptKey,
  receiver,
  clock,
  log,
}: HookOptions): Hook {
  function refuse(reason: string, status = 401): HookAnswer {
    log.warn({ reason }, 'a request to the feishu hook was refused');
    return { status, body: { error: 'refused' } };
  }

  function isFresh(timestamp: string): boolean {
    const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
    return Math.abs(clock.now() / 1_000 - seconds) <= MAX_AGE_S;
  }

  function decrypted(body: Buffer): unknown {
    const { encrypt } = sealed.safeParse(parseJson(body.toString())).data ?? {};
    const text = encrypt === undefined ? undefined : decrypt(encrypt, encryptKey);
    return text === undefined ? undefined : parseJson(text);
  }

  /** Feishu does not sign it; only who has the key can have written it, and it is told nothing but its own word. */
  function meet(payload: unknown): HookAnswer | undefined {
    const asked = challenge.safeParse(payload).data;
    if (asked === undefined) return undefined;
    if (!isSameText(asked.token, verificationToken)) return refuse('the token of the challenge is wrong');
    return { status: 200, body: { challenge: asked.challenge } };
  }

  async function take(payload: unknown): Promise<HookAnswer> {
    const { header } = pushed.safeParse(payload).data ?? {};
    if (header === undefined) return refuse('it is no event', 400);
    if (!isSameText(header.token, verificationToken)) return refuse('the verification token is wrong');
    if (header.app_id !== appId) return refuse('it is for another app');
    const listening = receiver();
    if (listening === undefined) return { status: 503, body: { error: 'starting' } };
    const { body = {}, afterwards } = await listening.receive(payload);
    return { status: 200, body, afterwards };
  }

  return {
    path,
    async handle({ headers, body }: HookRequest): Promise<HookAnswer> {
      const timestamp = headers['x-lark-request-timestamp'];
      const nonce = headers['x-lark-request-nonce'];
      const signature = headers['x-lark-signature'];
      if (timestamp === undefined || nonce === undefined || signature === undefined) {
        return meet(decrypted(body)) ?? refuse('it is not signed');
      }
      if (!isSigned({ timestamp, nonce, signature }, encryptKey, body))
        return refuse('the signature is wrong');
      if (!isFresh(timestamp)) return refuse('it is too old, or this clock is wrong');
      const payload = decrypted(body);
      if (payload === undefined) return refuse('it is not encrypted with our key');
      return meet(payload) ?? (await take(payload));
    },
  };
}
