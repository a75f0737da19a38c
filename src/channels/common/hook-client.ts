import { UpstreamError } from '../../errors.ts';
import { createRequests } from '../../platforms/common/requests.ts';
import { fromTransport } from '../../platforms/common/transport-errors.ts';
import type { Clock } from '../../time.ts';
import { credentialsRefused, hookGone } from './answers.ts';
import { BLOCKED_PORTS } from './blocked-ports.ts';

/** An answer as text; whether it is a success is the vendor's to say. */
export type HookAnswer = { status: number; retryAfter: string | null; text: string };

/**
 * Requests to an address that is its own key. Each is sent once. All failures are `UpstreamError`s, and neither they nor their causes hold the address.
 */
export type HookClient = {
  /** `signal` ends the waiting, not the request: what was sent may still be done. */
  send(request: HookRequest, signal: AbortSignal): Promise<HookAnswer>;
  /** Waits until nothing is being sent any more; what takes longer than `ms` is cut off. */
  close(ms: number): Promise<void>;
};

type HookRequest = { method: 'POST' | 'OPTIONS'; url: URL; headers: Record<string, string>; body?: string };

/** As fetch is. `address-refused` is the code of what it will not connect to. */
export type HookFetch = (url: URL, init: HookInit) => Promise<HookResponse>;

type HookInit = {
  method: string;
  headers: Record<string, string>;
  body?: string;
  redirect: 'manual';
  signal: AbortSignal;
};

type HookResponse = {
  status: number;
  headers: { get(name: string): string | null };
  body: AsyncIterable<Uint8Array> | null;
};

/** Of an answer, in bytes: a vendor says it in a line; what is longer was written by something else. */
const MAX_ANSWER = 64 * 1024;

export type HookParts = { clock: Clock; fetch?: HookFetch };

/** `vendor` is named in errors. */
export function createHookClient(
  vendor: string,
  requestMs: number,
  { clock, fetch = globalThis.fetch }: HookParts,
): HookClient {
  const requests = createRequests(clock);
  const name = 'the message';
  return {
    send: ({ method, url, headers, body }, signal) =>
      requests.send(name, signal, async () => {
        const init = {
          method,
          headers,
          ...(body === undefined ? {} : { body }),
          // Whoever could send us elsewhere would get the message and its signature.
          redirect: 'manual',
          signal: AbortSignal.any([requests.closing, AbortSignal.timeout(requestMs)]),
        } as const;
        checkWritten(vendor, url, init);
        try {
          const response = await fetch(url, init);
          return {
            status: response.status,
            retryAfter: response.headers.get('retry-after'),
            text: await beginning(response),
          };
        } catch (error) {
          throw fromTransport(vendor, name, error);
        }
      }),
    close: (ms) => requests.close(ms),
  };
}

/** Throws what nothing was sent of. Without its cause: that quotes the address or a header. */
function checkWritten(vendor: string, url: URL, init: HookInit): void {
  try {
    new Request(url, init);
  } catch {
    throw new UpstreamError('rejected', 'bad-request', `what is to be sent to ${vendor} is no HTTP request`);
  }
}

async function beginning(response: HookResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The address of a hook; throws an `UpstreamError` that does not show it. */
export function hookAddress(vendor: string, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new UpstreamError('rejected', hookGone, `the address of ${vendor} is no web address`);
  if (url.username !== '' || url.password !== '') {
    const message = `the address of ${vendor} names a user or a password, which are not sent`;
    throw new UpstreamError('rejected', credentialsRefused, message);
  }
  if (BLOCKED_PORTS.has(Number(url.port))) {
    const message = `the address of ${vendor} has a port that no web request may go to`;
    throw new UpstreamError('rejected', hookGone, message);
  }
  return url;
}
