import type { Card } from '../domain/card.ts';
import type { Language } from '../domain/directory.ts';
import type { Finding } from '../domain/finding.ts';
import type { StepOutlet, StepSubject } from '../domain/notice.ts';
import type { Recipient } from '../domain/recipient.ts';
import type { RunEvent } from '../domain/run-event.ts';
import type { RunFact } from '../domain/run-fact.ts';
import type { Rate } from '../platforms/platform.ts';

/** What happened, for receivers that are programs. What names it (type, subject, time, event) is the same at every attempt to send it. */
export type Fact = {
  /** In dotted form, `run.waiting`. */
  type: string;
  /** What it happened to, `run/42`. */
  subject: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Absent where it is none that routes name, such as a reminder. */
  event?: RunEvent;
  /** As far as it is known when the message is sent: a later attempt may know more. Zadig's format tells of nothing else, and refuses a message without it. */
  run?: RunFact;
};

/** One message out, complete: nothing is looked up while it is sent. */
export type ChannelMessage = {
  /**
   * Same content for all channels; each renders it in its own syntax and limits, with data that cannot break out of it. It calls nobody, whatever its
   * spans say, and it has no buttons: `mentions` calls, and links lead to pages.
   */
  card: Card;
  language: Language;
  /** Called by name so that they are notified; `everyone`: all members of the room. To a channel for persons the message goes to them alone. */
  mentions: { people: readonly Recipient[]; everyone: boolean };
  /** Messages with the same `id` belong together, such as those of one run; `title` is the same for all of them. */
  thread?: { id: string; title: string };
  fact: Fact;
  /** The vendor's own object of a workflow step, sent as it is instead of the card; nobody is called but by what it says itself. */
  raw?: Readonly<Record<string, unknown>>;
};

/**
 * A way to notify without an answer. `send` throws `UpstreamError`, with outcome `unknown` when the message may have arrived. An error inside of HTTP 200 is an
 * error. The codes `hook-gone` (no such address, robot or mailbox any more), `credentials-refused` (signature, password or another security setting) and
 * `card-refused` (this message will never be taken) are the same for all channels.
 */
export type Channel = {
  /** Config key. */
  readonly id: string;
  readonly kind: string;
  /** `person`: a message is for one person, so that a full mailbox does not make all others get theirs twice: the caller sends one for each. */
  readonly audience: 'room' | 'person';
  /** A second message with the same key is taken for the first one: one whose outcome is unknown may be sent again. */
  readonly keyed: boolean;
  /** Ceilings for messages, which hold together; the outbox keeps within them. */
  readonly limits: { send: readonly Rate[]; requestMs: number };
  /** `key` names the message where the vendor knows keys. Resolves with the names of those mentioned who have no account here. */
  send(message: ChannelMessage, key: string, signal: AbortSignal): Promise<{ unreached: readonly string[] }>;
  /** Final: afterwards nothing is sent, and what was being sent has ended. */
  stop(): Promise<void>;
  /** For `doctor`; nobody is sent anything. */
  check(): Promise<Finding[]>;
};

/** Channels that a workflow's steps name by their address: which there are is known only when they send. */
export type StepChannels = {
  /** By what such steps call them. */
  readonly limits: Readonly<Record<StepOutlet, Channel['limits']>>;
  /**
   * The channel for this message, which it sends to whom the subject says. The address or password is looked up now and kept nowhere. Throws an `UpstreamError`, `rejected`: `secret-missing`
   * when the engine has it no more, `step-over` when the step does not wait for its message any more.
   */
  open(subject: StepSubject): Promise<Channel>;
  /** Final, as of a channel. */
  stop(): Promise<void>;
};
