import type { Event } from '../../domain/event.ts';
import type { Clock } from '../../time.ts';
import { createTeller, type TellerOptions } from '../common/teller.ts';
import { clickEvent, type Identity, isToUs, messageEvent } from './events.ts';
import { topics } from './frames.ts';
import { cardPayload, messagePayload } from './payloads.ts';
import type { Push } from './stream.ts';

/**
 * Takes what comes over the stream to `inbound`. A push is acknowledged when its event is stored, and not before: a message that could not be
 * stored DingTalk pushes again, for a click it tells the person that it failed.
 */
export type Receiver = {
  /** Never rejects. */
  receive: (push: Push) => Promise<void>;
  /** How many pushes came. */
  received(): number;
};

export type ReceiverOptions = TellerOptions & {
  platform: string;
  robotCode: string;
  accountOf: Identity['accountOf'];
  clock: Clock;
};

export function createReceiver(options: ReceiverOptions): Receiver {
  const { platform, robotCode, accountOf, inbound, tell, clock, log } = options;
  const { tellNow } = createTeller({ inbound, tell, log });
  const groups = new Set<string>();
  let count = 0;
  /** Of our organisation, by what DingTalk says of our robot; what a click says is of whoever clicked. */
  let corpId: string | undefined;

  function eventOf({ topic, messageId, at, data }: Push): Event | undefined {
    const identity = { platform, robotCode, accountOf, corpId, now: clock.now() };
    if (topic === topics.message) {
      const payload = messagePayload.safeParse(data).data;
      if (!payload) return undefined;
      if (payload.conversationType === '2') introduce(payload.conversationId);
      if (isToUs(payload, identity)) corpId = payload.chatbotCorpId || corpId;
      return messageEvent(payload, identity);
    }
    const payload = cardPayload.safeParse(data).data;
    return payload && clickEvent(payload, { messageId, at }, identity);
  }

  /** DingTalk shows a group's id nowhere: whoever sets the rooms up finds it in the log. */
  function introduce(group: string): void {
    if (groups.has(group)) return;
    groups.add(group);
    log.info({ room: group }, 'a dingtalk group speaks to the robot');
  }

  return {
    async receive(push) {
      count += 1;
      try {
        const event = eventOf(push);
        const accepted = event && (await inbound.accept(event));
        // What is stored is answered, also when DingTalk did not hear of it.
        await push.ack({}).catch((err: unknown) => log.warn({ err }, 'an acknowledgement was lost'));
        if (event && accepted) await tellNow(event, accepted);
      } catch (err) {
        log.error({ err, topic: push.topic }, 'a push from dingtalk was not handled to its end');
      }
    },
    received: () => count,
  };
}
