import type { Finding } from '../../domain/finding.ts';
import { UpstreamError } from '../../errors.ts';
import { ok, unreachable } from '../../platforms/common/findings.ts';
import { REQUEST_MS, STOP_MS } from '../../platforms/common/time-limits.ts';
import type { Clock } from '../../time.ts';
import type { Channel } from '../channel.ts';
import { createHookClient, hookAddress } from '../common/hook-client.ts';
import { failureIn } from './errors.ts';
import { cloudEvent } from './event.ts';
import { sign } from './signature.ts';

export type WebhookConfig = {
  id: string;
  url: string;
  /** Signs what is sent. */
  secret: string;
  /** Names this server in events: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#source-1 */
  source: string;
  requestMs?: number;
};

const VENDOR = 'the webhook';

/** Events for programs of the operator's own. Everybody mentioned is in the event: nobody is unreached. */
export function createWebhook(config: WebhookConfig, { clock }: { clock: Clock }): Channel {
  const requestMs = config.requestMs ?? REQUEST_MS;
  const client = createHookClient(VENDOR, requestMs, clock);

  async function check(): Promise<Finding[]> {
    try {
      const request = { method: 'OPTIONS', url: hookAddress(VENDOR, config.url), headers: {} } as const;
      await client.send(request, AbortSignal.timeout(requestMs));
      return [ok('connection', `${VENDOR} answers`)];
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      return [unreachable(VENDOR, 'connection', error.code)];
    }
  }

  return {
    id: config.id,
    kind: 'webhook',
    audience: 'room',
    keyed: true,
    limits: { send: [], requestMs },
    async send(message, key, signal) {
      const body = JSON.stringify(cloudEvent(message, key, config.source));
      const timestamp = String(Math.floor(clock.now() / 1000));
      const answer = await client.send(
        {
          method: 'POST',
          url: hookAddress(VENDOR, config.url),
          headers: {
            'content-type': 'application/cloudevents+json; charset=utf-8',
            'x-greenlight-timestamp': timestamp,
            'x-greenlight-signature': `sha256=${sign(timestamp, body, config.secret)}`,
          },
          body,
        },
        signal,
      );
      const failure = failureIn(VENDOR, answer);
      if (failure) throw failure;
      return { unreached: [] };
    },
    stop: () => client.close(STOP_MS),
    check,
  };
}
