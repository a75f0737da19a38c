import type { ChannelMessage } from '../../channels/channel.ts';
import type { Card } from '../../domain/card.ts';
import type { Language } from '../../domain/directory.ts';
import type { Recipient } from '../../domain/recipient.ts';
import type { RunEvent } from '../../domain/run-event.ts';
import type { RunFact } from '../../domain/run-fact.ts';

/** One message before any vendor's form. */
export type Message = {
  /** Of a chat it calls people itself. */
  card: Card;
  language: Language;
  /** Whom a channel calls. */
  people: readonly Recipient[];
  /** The same for all messages of the run. */
  title: string;
  /** What happened to what, for programs. */
  event: RunEvent;
  run: RunFact;
};

/** As an outlet for a room gets it. */
export function toRoom({ card, language, people, title, event, run }: Message): ChannelMessage {
  return {
    card,
    language,
    mentions: { people, everyone: false },
    thread: { id: `run-${run.number}`, title },
    fact: { type: `run.${event.type}`, subject: `run/${run.number}`, at: event.at, event, run },
  };
}
