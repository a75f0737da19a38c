import type { Finding } from '../../domain/finding.ts';
import { UpstreamError } from '../../errors.ts';
import { ok, problem, unreachable } from '../../platforms/common/findings.ts';
import { REQUEST_MS, STOP_MS } from '../../platforms/common/time-limits.ts';
import type { Clock } from '../../time.ts';
import type { Channel, ChannelMessage } from '../channel.ts';
import { cardRefused, credentialsRefused } from '../common/answers.ts';
import { createHookClient, hookAddress } from '../common/hook-client.ts';
import { failureIn } from './errors.ts';
import { cloudEvent } from './event.ts';
import { fitting } from './fitting.ts';
import { sign } from './signature.ts';
import { uuidOf } from './uuid.ts';
import { zadigBody } from './zadig.ts';

export type WebhookConfig = {
  id: string;
  url: string;
  /** Names this server: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#source-1; to receivers of Zadig's format it is the instance. */
  source: string;
  requestMs?: number;
} & Format;

type Format =
  /** `secret` signs what is sent. */
  | { format: 'cloudevents'; secret: string }
  /** `token` is sent as it is. */
  | { format: 'zadig'; token?: string };

type Written = { headers: Record<string, string>; body: string };

const VENDOR = 'the webhook';
const USER_AGENT = 'Greenlight';

/** What a header can hold: another token would not arrive, and the error would show it. */
const SENDABLE = /^[\x21-\x7e]+$/;

/** What happens, for programs of the operator's own: nobody is called, so nobody is unreached. */
export function createWebhook(config: WebhookConfig, { clock }: { clock: Clock }): Channel {
  const requestMs = config.requestMs ?? REQUEST_MS;
  const client = createHookClient(VENDOR, requestMs, { clock });
  const unsendable = config.format === 'zadig' && !SENDABLE.test(config.token ?? 'none');

  async function check(): Promise<Finding[]> {
    if (unsendable)
      return [
        problem(
          'security',
          `the token of ${VENDOR} cannot be sent`,
          'Take a token of printable ASCII characters without blanks.',
        ),
      ];
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
      if (unsendable)
        throw new UpstreamError('rejected', credentialsRefused, `the token of ${VENDOR} cannot be sent`);
      const { headers, body } = written(config, message, key, clock.now());
      const url = hookAddress(VENDOR, config.url);
      const request = {
        method: 'POST',
        url,
        headers: { 'user-agent': USER_AGENT, ...headers },
        body,
      } as const;
      const failure = failureIn(VENDOR, await client.send(request, signal));
      if (failure) throw failure;
      return { unreached: [] };
    },
    stop: () => client.close(STOP_MS),
    check,
  };
}

function written(config: WebhookConfig, message: ChannelMessage, key: string, now: number): Written {
  switch (config.format) {
    case 'cloudevents': {
      const body = fitting((pen) => JSON.stringify(cloudEvent(message, key, config.source, pen)));
      const timestamp = String(Math.floor(now / 1000));
      return {
        headers: {
          'content-type': 'application/cloudevents+json; charset=utf-8',
          'x-greenlight-timestamp': timestamp,
          'x-greenlight-signature': `sha256=${sign(timestamp, body, config.secret)}`,
        },
        body,
      };
    }
    case 'zadig':
      return {
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'x-zadig-event': 'workflow',
          // Zadig's are new each time; a receiver that remembers this one knows a message that comes twice.
          'x-zadig-event-uuid': uuidOf(`${config.source}\nmessage\n${key}`),
          'x-zadig-instance': inHeader(config.source),
          'x-zadig-webhook-uuid': uuidOf(`${config.source}\nwebhook\n${config.id}`),
          ...(config.token === undefined ? {} : { 'x-zadig-token': config.token }),
        },
        body: zadigText(message),
      };
  }
}

function zadigText({ raw, fact: { run, event } }: ChannelMessage): string {
  if (raw !== undefined) return JSON.stringify(raw);
  if (run === undefined)
    throw new UpstreamError(
      'rejected',
      cardRefused,
      `${VENDOR} in Zadig's format takes what is about a run only`,
    );
  return fitting((pen) => JSON.stringify(zadigBody(run, event, pen)));
}

function inHeader(address: string): string {
  return address.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}
