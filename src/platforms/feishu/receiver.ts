import type { Clock } from '../../time.ts';
import { createTeller, type TellerOptions } from '../common/teller.ts';
import { clickEvent, type Identity, messageEvent } from './events.ts';
import { ACK_MS } from './limits.ts';
import { clickPayload, type Envelope, envelope, messagePayload } from './payloads.ts';
import { toastBody } from './reply-text.ts';

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

export type ReceiverOptions = TellerOptions & {
  appId: string;
  identity: Omit<Identity, 'now'>;
  clock: Clock;
};

const nothing = async (): Promise<void> => {};

export function createReceiver({ appId, identity, inbound, tell, clock, log }: ReceiverOptions): Receiver {
  const { tellNow, delivered } = createTeller({ inbound, tell, log });
  const who = (): Identity => ({ ...identity, now: clock.now() });

  async function onClick(pushed: Envelope): Promise<Receipt> {
    const payload = clickPayload.safeParse(pushed.event).data;
    if (payload === undefined) {
      log.warn({}, 'a click that does not say by whom is ignored');
      return { body: {}, afterwards: nothing };
    }
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
