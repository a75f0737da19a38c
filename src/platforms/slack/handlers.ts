import type { Accepted, Event, Reply } from '../../domain/event.ts';
import type { Clock } from '../../time.ts';
import { isSilent, wordsOf } from '../common/reply-text.ts';
import { createTeller, type TellerOptions } from '../common/teller.ts';
import { clickEvent, commandEvent, formEvent, type Identity, messageEvent } from './events.ts';
import { clickPayload, commandPayload, formPayload, messagePayload } from './payloads.ts';
import { replyMrkdwn } from './reply-text.ts';
import type { Ack } from './transport.ts';
import { blockErrors, formView, messageView } from './view.ts';

/**
 * What becomes of each kind of payload, whichever way it came. It is acknowledged when its event is stored, and not before: what could
 * not be stored rejects, unacknowledged. What is not for us is acknowledged and forgotten.
 */
export type Handlers = Readonly<Record<'command' | 'click' | 'form' | 'message', Handle>>;

type Handle = (body: unknown, ack: Ack) => Promise<void>;

export type HandlersOptions = TellerOptions & { identity: Omit<Identity, 'now'>; clock: Clock };

export function createHandlers({ identity, inbound, tell, clock, log }: HandlersOptions): Handlers {
  const { tellNow, delivered } = createTeller({ inbound, tell, log });
  const who = (): Identity => ({ ...identity, now: clock.now() });

  async function store(event: Event | undefined): Promise<(Accepted & { event: Event }) | undefined> {
    if (!event) return undefined;
    return { ...(await inbound.accept(event)), event };
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
      return { response_action: 'update', view: messageView(wordsOf(reply), view.title.text) };
    case 'form':
      return { response_action: 'update', view: formView(reply.form, event) };
    case 'field-errors': {
      const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id: id }) => id ?? '');
      return { response_action: 'errors', errors: blockErrors(reply.errors, inputs) };
    }
  }
}
