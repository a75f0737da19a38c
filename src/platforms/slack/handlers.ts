import type { Accepted, Event, Inbound, Reply } from '../../domain/event.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { clickEvent, commandEvent, formEvent, type Identity, messageEvent } from './events.ts';
import { clickPayload, commandPayload, formPayload, messagePayload } from './payloads.ts';
import { isSilent, plainReply, replyMrkdwn } from './reply-text.ts';
import type { Ack } from './transport.ts';
import { blockErrors, formView, messageView } from './view.ts';

/**
 * What becomes of each kind of payload, whichever way it came. It is acknowledged when its event is stored, and not before: what could
 * not be stored rejects, unacknowledged. What is not for us is acknowledged and forgotten.
 */
export type Handlers = Readonly<Record<'command' | 'click' | 'form' | 'message', Handle>>;

type Handle = (body: unknown, ack: Ack) => Promise<void>;

export type HandlersOptions = {
  identity: Omit<Identity, 'now'>;
  inbound: Inbound;
  /** Tells the person who did the event, now. Rejects when they did not get it. */
  tell: (event: Event, reply: Reply) => Promise<void>;
  clock: Clock;
  log: Log;
};

export function createHandlers({ identity, inbound, tell, clock, log }: HandlersOptions): Handlers {
  const who = (): Identity => ({ ...identity, now: clock.now() });

  async function store(event: Event | undefined): Promise<(Accepted & { event: Event }) | undefined> {
    if (!event) return undefined;
    return { ...(await inbound.accept(event)), event };
  }

  /** After an answer that reached the person; without it the inbox answers once more. */
  async function delivered(stored: number | undefined): Promise<void> {
    if (stored !== undefined) await inbound.delivered(stored);
  }

  /** Answers outside the acknowledgement. A failure is left to the inbox, which tries again and by direct message. */
  async function tellNow(event: Event, { stored, reply }: Accepted): Promise<void> {
    if (isSilent(reply)) return await delivered(stored);
    try {
      await tell(event, reply);
    } catch (err) {
      log.warn({ err, key: event.key }, 'an answer did not reach the person yet');
      return;
    }
    await delivered(stored);
  }

  /** Acknowledges, then tells. */
  async function ackFirst(event: Event | undefined, ack: Ack): Promise<void> {
    const accepted = await store(event);
    await ack();
    if (accepted) await tellNow(accepted.event, accepted);
  }

  return {
    async command(body, ack) {
      const payload = commandPayload.safeParse(body).data;
      const accepted = await store(payload && commandEvent(payload, who()));
      if (accepted?.reply.kind !== 'text') {
        await ack();
        if (accepted) await tellNow(accepted.event, accepted);
        return;
      }
      await ack({ response_type: 'ephemeral', text: replyMrkdwn(accepted.reply) });
      await delivered(accepted.stored);
    },

    async click(body, ack) {
      const payload = clickPayload.safeParse(body).data;
      await ackFirst(payload && clickEvent(payload, who()), ack);
    },

    async form(body, ack) {
      const payload = formPayload.safeParse(body).data;
      const accepted = await store(payload && formEvent(payload, who()));
      await ack(payload && accepted && formResponse(accepted.reply, accepted.event, payload.view));
      if (accepted) await delivered(accepted.stored);
    },

    async message(body, ack) {
      const payload = messagePayload.safeParse(body).data;
      await ackFirst(payload && messageEvent(payload, who()), ack);
    },
  };
}

type SentView = {
  title: { text: string };
  blocks: readonly { type: string; block_id?: string | undefined }[];
};

/** What the dialog does with the answer: https://docs.slack.dev/surfaces/modals#handling_submissions */
function formResponse(reply: Reply, event: Event, view: SentView): Record<string, unknown> | undefined {
  if (isSilent(reply)) return undefined;
  switch (reply.kind) {
    case 'none':
      return undefined;
    case 'text':
      return { response_action: 'update', view: messageView(plainReply(reply), view.title.text) };
    case 'form':
      return { response_action: 'update', view: formView(reply.form, event) };
    case 'field-errors': {
      const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id: id }) => id ?? '');
      return { response_action: 'errors', errors: blockErrors(reply.errors, inputs) };
    }
  }
}
