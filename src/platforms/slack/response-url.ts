import { z } from 'zod';
import type { Card } from '../../domain/card.ts';
import type { Event } from '../../domain/event.ts';
import { UpstreamError } from '../../errors.ts';
import { parseJson } from '../common/json.ts';
import { unlessAborted } from '../common/requests.ts';
import { DEFAULT_RETRY_AFTER_S, fromStatus, throttledFor, toUpstreamError } from './errors.ts';
import { renderCard } from './render.ts';

/**
 * What can be done by the address that comes with a click or a command. It is a bearer secret: it is in no error and no log line.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export type ResponseUrls = {
  /** Shows a text to the person alone who did it. */
  whisper(url: string, text: string, signal: AbortSignal): Promise<void>;
  /** Replaces the message that was clicked, for everybody. Throws an `UpstreamError`; `rejected` without an address that works. */
  replace(handle: Event['handle'], card: Card, signal: AbortSignal): Promise<void>;
};

const NAME = 'response_url';

/** `ok`, or an object that says more. */
const answer = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

/** `requestMs`: time-out of a request, in milliseconds. */
export function createResponseUrls(requestMs: number): ResponseUrls {
  async function send(url: string, body: Record<string, unknown>, signal: AbortSignal): Promise<void> {
    const ending = AbortSignal.any([signal, AbortSignal.timeout(requestMs)]);
    try {
      const request = fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: ending,
      });
      const response = await unlessAborted(NAME, request, ending);
      if (response.ok) return judge(await unlessAborted(NAME, response.text(), ending));
      await response.body?.cancel();
      if (response.status === 429)
        throw throttledFor(NAME, Number(response.headers.get('retry-after')) || DEFAULT_RETRY_AFTER_S);
      throw fromStatus(NAME, response.status);
    } catch (error) {
      throw toUpstreamError(NAME, error);
    }
  }

  return {
    async whisper(url, text, signal) {
      await send(url, { response_type: 'ephemeral', replace_original: false, text }, signal);
    },
    async replace({ responseUrl }, card, signal) {
      if (responseUrl === undefined)
        throw new UpstreamError('rejected', 'no-handle', 'the click came without an address to answer at');
      await send(responseUrl, { replace_original: true, ...renderCard(card) }, signal);
    },
  };
}

function judge(body: string): void {
  const said = answer.safeParse(parseJson(body)).data;
  if (said?.ok === false)
    throw new UpstreamError(
      'rejected',
      said.error ?? 'refused',
      `Slack refused what was posted to a ${NAME}`,
    );
}
