import type { Card, Form, Verdict } from './card.ts';
import type { Language } from './directory.ts';

/** Where messages go: a channel, group or direct conversation of one platform, and a thread in it where named. */
export type Room = {
  /** Config key of the platform. */
  platform: string;
  /** The vendor's id of the channel, group or conversation. */
  id: string;
  /** The vendor's id of the message that the thread hangs on. */
  thread?: string;
  /** It is a person's conversation with the bot alone. */
  direct?: boolean;
};

/** A message that was posted: enough to edit it later. */
export type MessageRef = {
  room: string;
  message: string;
  /** When it was posted, by the vendor's clock, in milliseconds since the epoch. */
  at?: number;
};

/** A person's account as the platform names it; verified by the platform's own signature or connection. */
export type Account = {
  /** Config key of the platform. */
  platform: string;
  id: string;
  name?: string;
};

/** What a person did, in the product's words. */
export type Deed =
  /** A slash command, or a mention that reads like one: `/deploy shop prod tag=v2`. `name` has no slash. */
  | { kind: 'command'; name: string; text: string }
  /** A message in a thread (`room.thread`), or one that mentions the bot (`mention`). */
  | { kind: 'message'; text: string; mention: boolean }
  /** A button of a card. */
  | { kind: 'click'; approval: number; attempt: string; verdict: Verdict }
  /** A dialog that was sent. */
  | {
      kind: 'form';
      approval: number;
      attempt: string;
      verdict: Verdict;
      values: Readonly<Record<string, string>>;
    }
  /** A personal link that was used: its page asked, and the person pressed a button there. */
  | {
      kind: 'link';
      approval: number;
      attempt: string;
      /** `revoke`: takes one's own vote back. */
      verdict: Verdict | 'revoke';
      reason: string;
      /** What the policy's form asks for, by name. */
      fields?: Readonly<Record<string, string>>;
    };

/** One thing that one person did, once, however often the vendor tells of it. */
export type Event = {
  /** Unique by the thing, not by the delivery; the platform's adapter says what names it. */
  key: string;
  /** Events of one conversation are handled in order: a thread, a card, one person's commands in one room. */
  conversation: string;
  actor: Account;
  /** When the person did it: by the vendor's clock where it tells, else when it arrived. Milliseconds since the epoch. */
  at: number;
  room: Room;
  /** The message that it answers, where that is another one than the thread's first. */
  replyTo?: string;
  /** Of a click: the message that bore the button, where the platform can replace it by this event's handle (`can.editByClick`). */
  clicked?: string;
  deed: Deed;
  /** What the adapter needs to answer this person later (a response URL, a trigger). Bearer secrets: never logged. */
  handle: Readonly<Record<string, string>>;
  /** When the handle dies, in milliseconds since the epoch. After that the answer goes by direct message. */
  handleUntil: number;
  /** The acknowledgement itself is the answer (a dialog, a slash command): whoever is told of it twice must say the same twice. */
  answeredByAck?: boolean;
  /** In which it is answered, where whoever did it said so; else in the person's own. */
  language?: Language;
};

/** What only the person who did it sees. */
export type Reply =
  | { kind: 'none' }
  /**
   * `quiet`: the card shows it already; told only where telling is free, such as in a toast. `instead`: the message that was clicked asks nothing
   * any more and becomes this, for everybody, where that is possible.
   */
  | { kind: 'text'; text: string; tone: 'good' | 'bad' | 'neutral'; quiet?: boolean; instead?: Card }
  | { kind: 'form'; form: Form }
  /** The dialog stays open and shows these, by field id. */
  | { kind: 'field-errors'; errors: Readonly<Record<string, string>> };

/** `stored` is the event's row: hand it back to `delivered` once the reply has reached the person. */
export type Accepted = { stored: number | undefined; reply: Reply };

/** The way in for every platform. */
export type Inbound = {
  /**
   * Stores the event durably, then resolves with the reply of its flow; or, when the flow takes longer than 1.5 s, with a
   * "received" text (the reply then follows by `answer`). Rejects when the event could not be stored: then it must not be acknowledged.
   */
  accept(event: Event): Promise<Accepted>;
  /** The reply has reached the person (it was part of the acknowledgement); it is not sent again. */
  delivered(stored: number): Promise<void>;
};
