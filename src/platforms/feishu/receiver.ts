import type { Accepted, Event, Inbound, Reply } from '../../domain/event.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { clickEvent, type Identity, messageEvent } from './events.ts';
import { ACK_MS } from './limits.ts';
import { clickPayload, type Envelope, envelope, messagePayload } from './payloads.ts';
import { isSilent, toastBody } from './reply-text.ts';

/**
 * Takes what Feishu pushed, over either transport, to `inbound`. What is returned acknowledges it: it exists only once the event is stored.
 */
export type Receiver = {
  /** Rejects when the event could not be stored: then it must not be acknowledged. */
  receive(payload: unknown): Promise<Receipt>;
};

export type Receipt = {
  /** What the acknowledgement says; undefined when Feishu waits for nothing but the acknowledgement. */
  body: Record<string, unknown> | undefined;
  /** When the acknowledgement has left. Never rejects. */
  afterwards: () => Promise<void>;
};

export type ReceiverOptions = {
  appId: string;
  identity: Omit<Identity, 'now'>;
  inbound: Inbound;
  /** Tells the person who did the event, now. Rejects when they did not get it. */
  tell: (event: Event, reply: Reply) => Promise<void>;
  clock: Clock;
  log: Log;
};

const nothing = async (): Promise<void> => {};

export function createReceiver({ appId, identity, inbound, tell, clock, log }: ReceiverOptions): Receiver {
  const who = (): Identity => ({ ...identity, now: clock.now() });

  async function onClick(pushed: Envelope): Promise<Receipt> {
    const payload = clickPayload.safeParse(pushed.event).data;
    if (payload === undefined) return { body: {}, afterwards: nothing };
    const arrived = clock.now();
    const { stored, reply } = await inbound.accept(clickEvent(pushed, payload, who()));
    // Too late for a toast: the person saw an error, and the inbox tells them once more.
    const shown = (): boolean => clock.now() - arrived <= ACK_MS;
    return {
      body: toastBody(reply),
      afterwards: async () => (shown() ? await delivered(stored) : undefined),
    };
  }

  async function onMessage(pushed: Envelope): Promise<Receipt> {
    const payload = messagePayload.safeParse(pushed.event).data;
    const event = payload && messageEvent(pushed, payload, who());
    if (event === undefined) return { body: undefined, afterwards: nothing };
    const accepted = await inbound.accept(event);
    return { body: undefined, afterwards: () => tellNow(event, accepted) };
  }

  /** After an answer that reached the person; without it the inbox answers once more. */
  async function delivered(stored: number | undefined): Promise<void> {
    if (stored === undefined) return;
    try {
      await inbound.delivered(stored);
    } catch (err) {
      log.warn({ err }, 'it could not be noted that an answer has reached the person');
    }
  }

  /** A failure is left to the inbox, which tries again. */
  async function tellNow(event: Event, { stored, reply }: Accepted): Promise<void> {
    if (!isSilent(reply)) {
      try {
        await tell(event, reply);
      } catch (err) {
        log.warn({ err, key: event.key }, 'an answer did not reach the person yet');
        return;
      }
    }
    await delivered(stored);
  }

  return {
    async receive(payload) {
      const pushed = envelope.safeParse(payload).data;
      if (pushed === undefined) {
        log.warn({}, 'an event from feishu was not understood and is ignored');
        return { body: undefined, afterwards: nothing };
      }
      const { event_type: type, app_id: app } = pushed.header;
      const click = type === 'card.action.trigger';
      if (app !== undefined && app !== appId) {
        log.warn({ type }, 'an event of another app is ignored');
        return { body: click ? {} : undefined, afterwards: nothing };
      }
      if (click) return await onClick(pushed);
      if (type === 'im.message.receive_v1') return await onMessage(pushed);
      return { body: undefined, afterwards: nothing };
    },
  };
}
