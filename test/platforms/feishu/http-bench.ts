import assert from 'node:assert/strict';
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import Fastify from 'fastify';
import { addHooks } from '../../../src/http/hooks.ts';
import { silentLog } from '../../../src/log.ts';
import { createFeishuPlatform } from '../../../src/platforms/feishu/feishu-platform.ts';
import type { Hook } from '../../../src/platforms/platform.ts';
import type { FeishuSimulator } from '../../../src/simulator/feishu/simulator.ts';
import { systemClock } from '../../../src/time.ts';
import type { PlatformBench, PlatformTraits } from '../../contracts/platform.ts';
import { appId, feishuBench, feishuTraits, ID, message, openFeishu, spokenByApps, TENANT } from './bench.ts';

export const httpTraits: PlatformTraits = { ...feishuTraits, transport: 'http' };

export const verificationToken = 'v-token';
export const encryptKey = 'test key';

/** Headers of a request without a signature. */
export const unsigned = {
  'x-lark-signature': undefined,
  'x-lark-request-nonce': undefined,
  'x-lark-request-timestamp': undefined,
};

/** A request that is not made by the simulator. Absent parts are those of a true one of this moment. */
export type Sent = {
  key?: string;
  signingKey?: string;
  /** Of the timestamp against now. */
  ageS?: number;
  /** Sent as it is, in place of what is encrypted. */
  body?: string;
  /** Signed in place of the body. */
  signed?: string;
  headers?: Record<string, string | undefined>;
};

export type FeishuHttpBench = PlatformBench & {
  feishu: FeishuSimulator;
  /** Posts to the hook; resolves with the status and the answer. */
  send(payload: unknown, how?: Sent): Promise<{ status: number; text: string }>;
};

/** The simulator posts to a server with the adapter's hook, as Feishu does. */
export async function openFeishuHttpBench(): Promise<FeishuHttpBench> {
  let hook: Hook | undefined;
  const path = `/hooks/${ID}`;
  const server = Fastify({ forceCloseConnections: true });
  const handle: Hook['handle'] = async (request) => (await hook?.handle(request)) ?? { status: 404 };
  addHooks(server, [{ path, handle }], { clock: systemClock, log: silentLog });
  const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}${path}`;
  const { feishu, config } = await openFeishu({ http: { eventsUrl: url, verificationToken, encryptKey } });
  const { platform, hooks = [] } = createFeishuPlatform(
    { ...config, transport: { kind: 'http', verificationToken, encryptKey } },
    { log: silentLog, clock: systemClock },
  );
  assert.deepEqual(
    hooks.map((one) => one.path),
    [path],
  );
  [hook] = hooks;

  async function send(payload: unknown, how: Sent = {}): Promise<{ status: number; text: string }> {
    const body =
      how.body ?? JSON.stringify({ encrypt: encrypt(JSON.stringify(payload), how.key ?? encryptKey) });
    const timestamp = String(Math.floor(systemClock.now() / 1000) - (how.ageS ?? 0));
    const nonce = 'a nonce';
    const signature = createHash('sha256')
      .update(timestamp + nonce + (how.signingKey ?? encryptKey) + (how.signed ?? body))
      .digest('hex');
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': signature,
      ...how.headers,
    };
    const sent = Object.entries(headers).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    );
    const response = await fetch(url, { method: 'POST', body, headers: Object.fromEntries(sent) });
    return { status: response.status, text: await response.text() };
  }

  const refused = (payload: unknown, how: Sent) => async (): Promise<void> => {
    assert.equal((await send(payload, how)).status, 401);
  };

  return {
    ...feishuBench(feishu, platform),
    send,
    forgeries: {
      ...spokenByApps(feishu),
      'signed with another key': refused(pushed(), { signingKey: 'guessed' }),
      'encrypted with another key': refused(pushed(), { key: 'guessed' }),
      'signed for another body': refused(pushed(), { signed: JSON.stringify({ encrypt: 'something else' }) }),
      'not signed at all': refused(pushed(), { headers: unsigned }),
      'an empty signature': refused(pushed(), { headers: { 'x-lark-signature': '' } }),
      'signed and plain': refused(pushed(), { body: JSON.stringify(pushed()) }),
      'sealed in something else than a text': refused(pushed(), { body: '{"encrypt":[1]}' }),
      'signed and no JSON': refused(pushed(), { body: '{"encrypt":"' }),
      'plain and unsigned': refused(pushed(), { body: JSON.stringify(pushed()), headers: unsigned }),
      'a replay after more than five minutes': refused(pushed(), { ageS: 302 }),
      'kept for later: a timestamp in the future': refused(pushed(), { ageS: -302 }),
      'a timestamp that is no number': refused(pushed(), { headers: { 'x-lark-request-timestamp': 'NaN' } }),
      'with another verification token': refused(pushed({ token: 'guessed' }), {}),
      'for another app': refused(pushed({ app_id: 'cli_0000000000000000' }), {}),
      'of no tenant': async () => {
        assert.equal((await send(pushed({ tenant_key: '' }))).status, 400);
      },
      'said to be a challenge, with another token': refused(
        { type: 'url_verification', challenge: 'x', token: 'guessed' },
        { headers: unsigned },
      ),
      'a plain challenge': refused(undefined, {
        body: JSON.stringify({ type: 'url_verification', challenge: 'x', token: verificationToken }),
        headers: unsigned,
      }),
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await platform.stop();
      await feishu.stop();
    },
  };
}

/** `@bot flow list` in its envelope. */
export function pushed(header: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schema: '2.0',
    header: {
      event_id: 'an event',
      event_type: 'im.message.receive_v1',
      create_time: '1700000000000',
      token: verificationToken,
      app_id: appId,
      tenant_key: TENANT,
      ...header,
    },
    event: message(),
  };
}

export function encrypt(plain: string, key: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv);
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final()]).toString('base64');
}
