import bolt, { type StringIndexed } from '@slack/bolt';
import type { Accepted, Event, Inbound, Reply } from '../../domain/event.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { ACTION_ID } from './button.ts';
import { clickEvent, commandEvent, formEvent, type Identity, messageEvent } from './events.ts';
import { clickPayload, commandPayload, formPayload, messagePayload } from './payloads.ts';
import { isSilent, plainReply, replyMrkdwn } from './reply-text.ts';
import { createSdkLog } from './sdk-log.ts';
import type { Envelope } from './socket.ts';
import { blockErrors, CALLBACK_ID, formView, messageView } from './view.ts';

/**
 * Takes what comes over the connections through Bolt to `inbound`. An envelope is acknowledged when its event is stored, and
 * not before: what could not be stored Slack sends again (events) or tells the person (clicks and commands).
 */
export type Receiver = {
  /** Never rejects. */
  receive: (envelope: Envelope) => Promise<void>;
};

export type ReceiverOptions = {
  token: string;
  apiUrl: string;
  /** From auth.test: with all of it Bolt asks Slack nothing while an envelope waits. */
  identity: { platform: string; teamId: string; botId: string; botUserId: string };
  inbound: Inbound;
  /** Tells the person who did the event, now. Rejects when they did not get it. */
  tell: (event: Event, reply: Reply) => Promise<void>;
  clock: Clock;
  log: Log;
};

/** Where listeners of events find the acknowledgement in Bolt's context. */
const ACKNOWLEDGE = 'acknowledge';

type Ack = (response?: Record<string, unknown>) => Promise<void>;

export function createReceiver({
  token,
  apiUrl,
  identity,
  inbound,
  tell,
  clock,
  log,
}: ReceiverOptions): Receiver {
  const app = new bolt.App({
    // Bolt pulls; the connections push into `receive` below.
    receiver: { init: () => {}, start: async () => {}, stop: async () => {} },
    authorize: async () => ({
      botToken: token,
      botId: identity.botId,
      botUserId: identity.botUserId,
      teamId: identity.teamId,
    }),
    logger: createSdkLog(log),
    clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    convoStore: false,
    // Who is ourselves is decided in events.ts: Bolt's own filter lets some of it through.
    ignoreSelf: false,
  });
  // A failure must come back to `receive`, where it means: not acknowledged.
  app.error(async (error) => {
    throw error;
  });

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

  app.command(/^\//, async ({ body, ack }) => {
    const payload = commandPayload.safeParse(body).data;
    const accepted = await store(payload && commandEvent(payload, who()));
    if (accepted?.reply.kind !== 'text') {
      await ack();
      if (accepted) await tellNow(accepted.event, accepted);
      return;
    }
    await ack({ response_type: 'ephemeral', text: replyMrkdwn(accepted.reply) });
    await delivered(accepted.stored);
  });

  app.action(ACTION_ID, async ({ body, ack }) => {
    const payload = clickPayload.safeParse(body).data;
    const accepted = await store(payload && clickEvent(payload, who()));
    await ack();
    if (accepted) await tellNow(accepted.event, accepted);
  });

  app.view(CALLBACK_ID, async ({ body, ack }) => {
    const payload = formPayload.safeParse(body).data;
    const accepted = await store(payload && formEvent(payload, who()));
    await (ack as Ack)(accepted && formResponse(accepted.reply, accepted.event, body));
    if (accepted) await delivered(accepted.stored);
  });

  async function onMessage({ body, context }: { body: unknown; context: StringIndexed }): Promise<void> {
    const payload = messagePayload.safeParse(body).data;
    const accepted = await store(payload && messageEvent(payload, who()));
    await (context[ACKNOWLEDGE] as Ack)();
    if (accepted) await tellNow(accepted.event, accepted);
  }
  app.event('message', onMessage);
  app.event('app_mention', onMessage);

  return {
    async receive(envelope) {
      let acked = false;
      const ack: Ack = async (response) => {
        if (acked) return;
        acked = true;
        await envelope.ack(response);
      };
      // Bolt acknowledges events before their listeners run: not so here, they do it themselves.
      const early: Ack = envelope.type === 'events_api' ? async () => {} : ack;
      try {
        await app.processEvent({
          body: envelope.body,
          ack: early,
          retryNum: envelope.attempt,
          customProperties: { [ACKNOWLEDGE]: ack },
        });
        await ack();
      } catch (err) {
        log.error({ err, type: envelope.type, acked }, 'an envelope from slack was not handled to its end');
      }
    },
  };
}

/** What the dialog does with the answer: https://docs.slack.dev/surfaces/modals#handling_submissions */
function formResponse(
  reply: Reply,
  event: Event,
  body: { view: { title: { text: string }; blocks: readonly { type: string; block_id?: string }[] } },
): Record<string, unknown> | undefined {
  if (isSilent(reply)) return undefined;
  switch (reply.kind) {
    case 'none':
      return undefined;
    case 'text':
      return { response_action: 'update', view: messageView(plainReply(reply), body.view.title.text) };
    case 'form':
      return { response_action: 'update', view: formView(reply.form, event) };
    case 'field-errors': {
      const inputs = body.view.blocks
        .filter(({ type }) => type === 'input')
        .map(({ block_id: id }) => id ?? '');
      return { response_action: 'errors', errors: blockErrors(reply.errors, inputs) };
    }
  }
}
