import type { Card, Form } from '../../domain/card.ts';
import type { Event, Reply } from '../../domain/event.ts';
import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { isSilent } from '../common/reply-text.ts';
import type { Channels } from './channels.ts';
import { userOf } from './events.ts';
import { RESPONSE_URL_MS, TRIGGER_MS } from './limits.ts';
import { replyMrkdwn } from './reply-text.ts';
import type { ResponseUrls } from './response-url.ts';
import { formView } from './view.ts';
import type { Web } from './web.ts';

/** Answers that only the person who asked sees: where they asked while that is possible, else by direct message. */
export type Answer = (event: Event, reply: Reply, signal: AbortSignal) => Promise<void>;

type AnswerOptions = { web: Web; channels: Channels; responseUrls: ResponseUrls; clock: Clock; log: Log };

export function createAnswer({ web, channels, responseUrls, clock, log }: AnswerOptions): Answer {
  async function openDialog(event: Event, form: Form, signal: AbortSignal): Promise<void> {
    const { triggerId } = event.handle;
    const askedAt = event.handleUntil - RESPONSE_URL_MS;
    if (triggerId === undefined || clock.now() - askedAt >= TRIGGER_MS) {
      throw new UpstreamError(
        'rejected',
        'trigger-dead',
        'the trigger that would open the dialog has expired',
      );
    }
    const view = formView(form, event);
    await web.call('views.open', signal, (client) => client.views.open({ trigger_id: triggerId, view }));
  }

  /** Where the person asked. False when that is not possible any more. */
  async function inPlace(event: Event, text: string, signal: AbortSignal): Promise<boolean> {
    const { responseUrl, channel, thread, direct } = event.handle;
    if (clock.now() >= event.handleUntil) return false;
    if (responseUrl !== undefined) {
      await responseUrls.whisper(responseUrl, text, signal);
      return true;
    }
    if (channel === undefined || direct !== undefined) return false;
    const user = userOf(event.actor.id);
    await web.call('chat.postEphemeral', signal, (client) =>
      client.chat.postEphemeral({ channel, user, text, ...(thread ? { thread_ts: thread } : {}) }),
    );
    return true;
  }

  /** What was clicked asks nothing any more. Where that cannot be said, whoever clicks it next is told. */
  async function replaceClicked(
    { handle, handleUntil, key }: Event,
    card: Card,
    signal: AbortSignal,
  ): Promise<void> {
    if (clock.now() >= handleUntil) return;
    try {
      await responseUrls.replace(handle, card, signal);
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.outcome !== 'rejected') throw error;
      log.warn({ err: error, key }, 'a message that was clicked could not be replaced');
    }
  }

  async function byDirectMessage(event: Event, text: string, signal: AbortSignal): Promise<void> {
    const channel = await channels.direct(event.actor.id, signal);
    await web.call('chat.postMessage', signal, (client) => client.chat.postMessage({ channel, text }));
  }

  return async (event, reply, signal) => {
    if (reply.kind === 'none') return;
    if (reply.kind === 'text' && reply.instead !== undefined)
      await replaceClicked(event, reply.instead, signal);
    if (isSilent(reply)) return;
    if (reply.kind === 'form') return await openDialog(event, reply.form, signal);
    const text = replyMrkdwn(reply);
    try {
      if (await inPlace(event, text, signal)) return;
    } catch (error) {
      // Throttled: the same way is open again in a moment. Anything else, a lost answer too: better twice than never.
      if (signal.aborted || (error instanceof UpstreamError && error.outcome === 'throttled')) throw error;
      log.warn({ err: error, key: event.key }, 'an answer in place failed: it goes by direct message');
    }
    await byDirectMessage(event, text, signal);
  };
}
