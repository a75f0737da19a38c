import bolt, { type StringIndexed } from '@slack/bolt';
import type { Log } from '../../log.ts';
import { ACTION_ID } from './button.ts';
import type { Handlers } from './handlers.ts';
import { createSdkLog } from './sdk-log.ts';
import { type Ack, type Envelope, handleEnvelope } from './transport.ts';
import { CALLBACK_ID } from './view.ts';

/** Takes what comes over the connections through Bolt to the handlers. */
export type Receiver = {
  /** Never rejects. */
  receive: (envelope: Envelope) => Promise<void>;
};

export type ReceiverOptions = {
  token: string;
  apiUrl: string;
  /** From auth.test: with all of it Bolt asks Slack nothing while an envelope waits. */
  identity: { teamId: string; botId: string; botUserId: string };
  handlers: Handlers;
  log: Log;
};

/** Where listeners of events find the acknowledgement in Bolt's context. */
const ACKNOWLEDGE = 'acknowledge';

export function createReceiver({ token, apiUrl, identity, handlers, log }: ReceiverOptions): Receiver {
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

  app.command(/^\//, async ({ body, ack }) => await handlers.command(body, ack as Ack));
  app.action(ACTION_ID, async ({ body, ack }) => await handlers.click(body, ack as Ack));
  app.view(CALLBACK_ID, async ({ body, ack }) => await handlers.form(body, ack as Ack));
  async function onMessage({ body, context }: { body: unknown; context: StringIndexed }): Promise<void> {
    await handlers.message(body, context[ACKNOWLEDGE] as Ack);
  }
  app.event('message', onMessage);
  app.event('app_mention', onMessage);

  return {
    receive: async (envelope) =>
      await handleEnvelope(envelope, log, async (ack) => {
        // Bolt acknowledges events before their listeners run: not so here, they do it themselves.
        const early: Ack = envelope.type === 'events_api' ? async () => {} : ack;
        await app.processEvent({
          body: envelope.body,
          ack: early,
          retryNum: envelope.attempt,
          customProperties: { [ACKNOWLEDGE]: ack },
        });
      }),
  };
}
