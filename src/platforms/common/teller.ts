import type { Accepted, Event, Inbound, Reply } from '../../domain/event.ts';
import type { Log } from '../../log.ts';
import { isSilent } from './reply-text.ts';

/** Answers what was just stored. Neither rejects: an answer that was not noted as delivered is given once more by the inbox. */
export type Teller = {
  /** Outside the acknowledgement. A failure is left to the inbox, which tries again. */
  tellNow: (event: Event, accepted: Accepted) => Promise<void>;
  /** After an answer that reached the person. */
  delivered: (stored: number | undefined) => Promise<void>;
};

export type TellerOptions = {
  inbound: Inbound;
  /** Tells the person who did the event, now. Rejects when they did not get it. */
  tell: (event: Event, reply: Reply) => Promise<void>;
  log: Log;
};

export function createTeller({ inbound, tell, log }: TellerOptions): Teller {
  async function delivered(stored: number | undefined): Promise<void> {
    if (stored === undefined) return;
    try {
      await inbound.delivered(stored);
    } catch (err) {
      log.warn({ err }, 'it could not be noted that an answer has reached the person');
    }
  }

  return {
    async tellNow(event, { stored, reply }) {
      try {
        if (!isSilent(reply) || hasMore(reply)) await tell(event, reply);
      } catch (err) {
        log.warn({ err, key: event.key }, 'an answer did not reach the person yet');
        return;
      }
      await delivered(stored);
    },
    delivered,
  };
}

/** Also a quiet answer may change what everybody sees. */
function hasMore(reply: Reply): boolean {
  return reply.kind === 'text' && reply.instead !== undefined;
}
