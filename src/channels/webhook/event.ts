import type { ChannelMessage } from '../channel.ts';
import { outgoing } from '../common/outgoing.ts';
import { plainText } from '../common/plain-text.ts';
import { renderText } from '../common/sections.ts';
import { eventRun } from './event-run.ts';
import type { Pen } from './fitting.ts';

/** CloudEvents 1.0: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md, in JSON …/formats/json-format.md */
type CloudEvent = {
  specversion: '1.0';
  /** The same at every attempt: a receiver that has seen it has nothing to do. */
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  datacontenttype: 'application/json';
  data: Readonly<Record<string, unknown>>;
};

/** Of the text of the card, in bytes. */
const MAX_TEXT_BYTES = 8_000;

const TYPE_PREFIX = 'greenlight.';

/** Everything in it is the same for the same message and key. */
export function cloudEvent(message: ChannelMessage, key: string, source: string, pen: Pen): CloudEvent {
  const { fact, raw } = message;
  return {
    specversion: '1.0',
    id: key,
    source,
    type: TYPE_PREFIX + fact.type,
    subject: fact.subject,
    time: new Date(fact.at).toISOString(),
    datacontenttype: 'application/json',
    data: raw ?? dataOf(message, pen),
  };
}

function dataOf({ card, fact, language, mentions, thread }: ChannelMessage, pen: Pen): CloudEvent['data'] {
  const { event, run } = fact;
  return {
    step: event?.step === undefined ? undefined : pen.id(event.step),
    approval: event?.approval,
    from: event?.from,
    to: event?.to,
    ...(run === undefined ? {} : { run: eventRun(run, pen) }),
    summary: card.summary,
    text: renderText(outgoing(card), plainText, MAX_TEXT_BYTES),
    language,
    mentions: { everyone: mentions.everyone, people: mentions.people },
    thread: thread?.id,
  };
}
